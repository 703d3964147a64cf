import type { RegionPicture } from '../../../contract/region'

/** Draws the picture as it is, pixel for pixel: the bytes come as blue, green, red, and a canvas wants red, green, blue. */
export function drawPicture(canvas: HTMLCanvasElement, { pixels, width, height }: RegionPicture): void {
  canvas.width = width
  canvas.height = height
  const colours = new Uint8ClampedArray(width * height * 4)
  const from = new Uint32Array(pixels.buffer, pixels.byteOffset, width * height)
  const to = new Uint32Array(colours.buffer)
  for (let at = 0; at < to.length; at += 1) {
    const pixel = from[at] ?? 0
    to[at] = 0xff000000 | ((pixel & 0xff) << 16) | (pixel & 0xff00) | ((pixel >>> 16) & 0xff)
  }
  canvas.getContext('2d', { alpha: false })?.putImageData(new ImageData(colours, width, height), 0, 0)
}

/** The pixels around one, each as a square of `zoom`. */
export function drawMagnified(glass: HTMLCanvasElement, picture: HTMLCanvasElement, at: { readonly x: number; readonly y: number }, zoom: number): void {
  const paint = glass.getContext('2d', { alpha: false })
  if (paint === null) return
  const across = Math.floor(glass.width / zoom)
  const half = Math.floor(across / 2)
  paint.imageSmoothingEnabled = false
  paint.fillStyle = '#000000'
  paint.fillRect(0, 0, glass.width, glass.height)
  paint.drawImage(picture, at.x - half, at.y - half, across, across, 0, 0, across * zoom, across * zoom)
}
