/** Paints a drawing (A5): in the editor at the size of the screen, and for the file at the size of the original, by the same rules. */
import type { DrawingPolicy } from '../../../contract/photo-policy'
import type { Photo } from '../../../contract/photos'
import { arrowHead, blockSize, boundsOf, lineWidth, pixelate, pixelRect, rectOf, type DrawingMeasures, type Ink, type Point, type Shape, type Size } from '../../../domain/photo/drawing'
import { decodedOriginal } from './decoded'
import { canBeDrawn, originalOf } from './words'

export type Inks = Readonly<Record<Ink, string>>

/** The colours of the tokens as they are now; what is drawn keeps them. */
export function inksNow(): Inks {
  const style = getComputedStyle(document.documentElement)
  const value = (name: string): string => style.getPropertyValue(name).trim()
  return { late: value('--late'), soon: value('--soon'), ok: value('--ok'), accent: value('--accent') }
}

/** The original's picture, upright; of formats that the page cannot decode, one made by the imaging process. @throws when it cannot be read */
export async function loadOriginal(photo: Photo): Promise<HTMLImageElement> {
  const image = new Image()
  if (canBeDrawn(photo)) {
    // without it the canvas would not give its pixels back
    image.crossOrigin = 'anonymous'
    image.src = originalOf(photo)
  } else {
    image.src = await decodedOriginal(photo)
  }
  await image.decode()
  return image
}

type Pen = CanvasRenderingContext2D

function mask(pen: Pen, shape: Extract<Shape, { kind: 'mosaic' }>, picture: Size, scale: number, measures: DrawingMeasures): void {
  const area = pixelRect(rectOf(shape.from, shape.to), picture)
  const block = blockSize(area, measures)
  const on = pixelRect({ x: area.x * scale, y: area.y * scale, width: area.width * scale, height: area.height * scale }, { width: pen.canvas.width, height: pen.canvas.height })
  if (on.width === 0 || on.height === 0) return
  const pixels = pen.getImageData(on.x, on.y, on.width, on.height)
  pixelate(pixels.data, on, Math.max(1, Math.round(block * scale)))
  pen.putImageData(pixels, on.x, on.y)
}

/** A line in its colour with a light rim, so that it is seen on any picture. */
function stroke(pen: Pen, colour: string, width: number): void {
  pen.lineJoin = 'round'
  pen.lineCap = 'round'
  pen.strokeStyle = 'rgb(255 255 255 / 0.85)'
  pen.lineWidth = width * 1.6
  pen.stroke()
  pen.strokeStyle = colour
  pen.lineWidth = width
  pen.stroke()
}

function arrow(pen: Pen, from: Point, to: Point, width: number, colour: string): void {
  const [left, right] = arrowHead(from, to, width * 5)
  pen.beginPath()
  pen.moveTo(from.x, from.y)
  pen.lineTo(to.x, to.y)
  pen.moveTo(left.x, left.y)
  pen.lineTo(to.x, to.y)
  pen.lineTo(right.x, right.y)
  stroke(pen, colour, width)
}

function write(pen: Pen, shape: Extract<Shape, { kind: 'text' }>, colour: string): void {
  pen.font = `600 ${shape.size}px ${getComputedStyle(document.body).fontFamily}`
  pen.textBaseline = 'top'
  pen.lineJoin = 'round'
  pen.strokeStyle = 'rgb(255 255 255 / 0.9)'
  pen.lineWidth = shape.size / 5
  pen.strokeText(shape.text, shape.at.x, shape.at.y)
  pen.fillStyle = colour
  pen.fillText(shape.text, shape.at.x, shape.at.y)
}

/** Paints the picture and all shapes, the first undermost. The canvas is as large as `picture` times `scale`. */
export function paint(pen: Pen, image: CanvasImageSource, picture: Size, shapes: readonly Shape[], scale: number, inks: Inks, measures: DrawingMeasures): void {
  pen.setTransform(1, 0, 0, 1, 0, 0)
  pen.clearRect(0, 0, pen.canvas.width, pen.canvas.height)
  pen.drawImage(image, 0, 0, pen.canvas.width, pen.canvas.height)
  const width = lineWidth(picture, measures)
  for (const shape of shapes) {
    if (shape.kind === 'mosaic') {
      mask(pen, shape, picture, scale, measures)
      continue
    }
    pen.setTransform(scale, 0, 0, scale, 0, 0)
    if (shape.kind === 'arrow') arrow(pen, shape.from, shape.to, width, inks[shape.ink])
    else if (shape.kind === 'text') write(pen, shape, inks[shape.ink])
    else {
      const { x, y, width: across, height } = rectOf(shape.from, shape.to)
      pen.beginPath()
      pen.rect(x, y, across, height)
      stroke(pen, inks[shape.ink], width)
    }
    pen.setTransform(1, 0, 0, 1, 0, 0)
  }
}

/** A thin dashed frame around what is selected; on screen alone. */
export function frame(pen: Pen, shape: Shape, scale: number, colour: string): void {
  const { x, y, width, height } = boundsOf(shape)
  pen.save()
  pen.setLineDash([4, 3])
  pen.lineWidth = 1
  pen.strokeStyle = colour
  pen.strokeRect(x * scale - 4.5, y * scale - 4.5, width * scale + 9, height * scale + 9)
  pen.restore()
}

/** The drawing as a file, as large as the original; null when the page cannot make one of that size. */
export async function toFile(image: HTMLImageElement, shapes: readonly Shape[], format: 'png' | 'jpeg', inks: Inks, policy: DrawingPolicy): Promise<Blob | null> {
  const picture = { width: image.naturalWidth, height: image.naturalHeight }
  const canvas = document.createElement('canvas')
  canvas.width = picture.width
  canvas.height = picture.height
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  if (pen === null) return null
  paint(pen, image, picture, shapes, 1, inks, policy)
  return new Promise((done) => canvas.toBlob(done, `image/${format}`, policy.quality / 100))
}
