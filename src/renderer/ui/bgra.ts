/** A picture as the system's screenshots come. */
export interface BgraPicture {
  /** physical pixels, row by row, four bytes each: blue, green, red, unused */
  readonly pixels: Uint8Array
  readonly width: number
  readonly height: number
}

/** The same as a canvas wants it: red, green, blue, and nothing to be seen through. */
export function imageDataOf({ pixels, width, height }: BgraPicture): ImageData {
  const colours = new Uint8ClampedArray(width * height * 4)
  const from = new Uint32Array(pixels.buffer, pixels.byteOffset, width * height)
  const to = new Uint32Array(colours.buffer)
  for (let at = 0; at < to.length; at += 1) {
    const pixel = from[at] ?? 0
    to[at] = 0xff000000 | ((pixel & 0xff) << 16) | (pixel & 0xff00) | ((pixel >>> 16) & 0xff)
  }
  return new ImageData(colours, width, height)
}

/** The picture as a PNG, pixel for pixel. The browser encodes it beside its other work, so that nobody waits (X6). */
export async function pngOf(picture: BgraPicture): Promise<Blob> {
  const canvas = new OffscreenCanvas(picture.width, picture.height)
  const paint = canvas.getContext('2d', { alpha: false })
  if (paint === null) throw new Error('no canvas of this size')
  paint.putImageData(imageDataOf(picture), 0, 0)
  return canvas.convertToBlob({ type: 'image/png' })
}
