import type { RegionPicture } from '../../../contract/region'
import { imageDataOf } from '../../ui/bgra'

/** Draws the picture as it is, pixel for pixel. */
export function drawPicture(canvas: HTMLCanvasElement, picture: RegionPicture): void {
  canvas.width = picture.width
  canvas.height = picture.height
  canvas.getContext('2d', { alpha: false })?.putImageData(imageDataOf(picture), 0, 0)
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
