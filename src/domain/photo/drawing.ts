/**
 * Drawing on a photo (A5): shapes in the coordinates of the upright picture, in pixels of the original, so that what is seen at any zoom
 * is what is saved at full size. The page paints them; here is only what can be worked out.
 */

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

export interface Rect extends Point, Size {}

/** Tokens of the design language; the page knows their colours. */
export const INKS = ['late', 'soon', 'ok', 'accent'] as const
export type Ink = (typeof INKS)[number]

export type Shape =
  | { readonly kind: 'arrow'; readonly from: Point; readonly to: Point; readonly ink: Ink }
  | { readonly kind: 'box'; readonly from: Point; readonly to: Point; readonly ink: Ink }
  | { readonly kind: 'mosaic'; readonly from: Point; readonly to: Point }
  /** `at` is the upper left corner; `size` the height of a line. */
  | { readonly kind: 'text'; readonly at: Point; readonly text: string; readonly size: number; readonly ink: Ink }

export type Tool = Shape['kind']

/** What a drawing is made with, by policy. */
export interface DrawingMeasures {
  /** A line is one so many-th of the picture's longer side, … */
  readonly lineParts: number
  /** … and never thinner than this, in pixels. */
  readonly lineLeast: number
  readonly textParts: number
  readonly textLeast: number
  /** A mosaic's squares are at least this many pixels wide, … */
  readonly blockLeast: number
  /** … and at least one so many-th of the masked area's shorter side: four squares across leave no letter to guess. */
  readonly blockParts: number
}

/** Stroke of arrows and boxes, in pixels of the picture. */
export const lineWidth = (picture: Size, measures: DrawingMeasures): number => Math.max(measures.lineLeast, Math.round(Math.max(picture.width, picture.height) / measures.lineParts))

/** Height of a line of text, in pixels of the picture. */
export const textSize = (picture: Size, measures: DrawingMeasures): number => Math.max(measures.textLeast, Math.round(Math.max(picture.width, picture.height) / measures.textParts))

/** The area between two corners, whichever way it was drawn. */
export function rectOf(from: Point, to: Point): Rect {
  return { x: Math.min(from.x, to.x), y: Math.min(from.y, to.y), width: Math.abs(to.x - from.x), height: Math.abs(to.y - from.y) }
}

/** Whole pixels of `rect` inside the picture: grown outwards, so that nothing at the edge of what was masked stays readable. */
export function pixelRect(rect: Rect, picture: Size): Rect {
  const left = Math.max(0, Math.min(picture.width, Math.floor(rect.x)))
  const top = Math.max(0, Math.min(picture.height, Math.floor(rect.y)))
  const right = Math.max(left, Math.min(picture.width, Math.ceil(rect.x + rect.width)))
  const bottom = Math.max(top, Math.min(picture.height, Math.ceil(rect.y + rect.height)))
  return { x: left, y: top, width: right - left, height: bottom - top }
}

/** Side of a mosaic's squares for an area, in pixels. */
export function blockSize(area: Size, measures: DrawingMeasures): number {
  return Math.max(measures.blockLeast, Math.ceil(Math.min(area.width, area.height) / measures.blockParts))
}

/** The squares that cover an area: none overlap, nothing is left out; those at the right and lower edge may be smaller. */
export function blocksOf(area: Size, block: number): Rect[] {
  const found: Rect[] = []
  for (let y = 0; y < area.height; y += block) {
    for (let x = 0; x < area.width; x += block) found.push({ x, y, width: Math.min(block, area.width - x), height: Math.min(block, area.height - y) })
  }
  return found
}

/**
 * Masks an area in place: every square becomes the mean of its pixels, so that what it held is gone from the bytes (A5).
 * @param pixels RGBA of the area, 4 bytes a pixel, row by row
 */
export function pixelate(pixels: Uint8ClampedArray, area: Size, block: number): void {
  for (const square of blocksOf(area, block)) {
    const sums = [0, 0, 0, 0]
    const each = (visit: (at: number) => void): void => {
      for (let y = square.y; y < square.y + square.height; y += 1) for (let x = square.x; x < square.x + square.width; x += 1) visit((y * area.width + x) * 4)
    }
    each((at) => {
      for (let channel = 0; channel < 4; channel += 1) sums[channel] = (sums[channel] ?? 0) + (pixels[at + channel] ?? 0)
    })
    const mean = sums.map((sum) => Math.round(sum / (square.width * square.height)))
    each((at) => pixels.set(mean, at))
  }
}

/** The two barbs of an arrow's head, `length` long, at 30° to its shaft. An arrow without length has none: both lie on its point. */
export function arrowHead(from: Point, to: Point, length: number): readonly [Point, Point] {
  const away = Math.hypot(to.x - from.x, to.y - from.y)
  if (away === 0) return [to, to]
  const back = Math.atan2(from.y - to.y, from.x - to.x)
  const barb = (turn: number): Point => ({ x: to.x + length * Math.cos(back + turn), y: to.y + length * Math.sin(back + turn) })
  return [barb(Math.PI / 6), barb(-Math.PI / 6)]
}

/** Whether a shape is large enough to have been meant; `least` in pixels of the picture. */
export function isMeant(shape: Shape, least: number): boolean {
  switch (shape.kind) {
    case 'text':
      return shape.text.trim() !== ''
    case 'arrow':
      return Math.hypot(shape.to.x - shape.from.x, shape.to.y - shape.from.y) >= least
    default: {
      const { width, height } = rectOf(shape.from, shape.to)
      return width >= least && height >= least
    }
  }
}

/** The area that a shape takes; a text's is reckoned with full-width letters, since its true width is known to the painter alone. */
export function boundsOf(shape: Shape): Rect {
  if (shape.kind !== 'text') return rectOf(shape.from, shape.to)
  return { ...shape.at, width: [...shape.text].length * shape.size, height: shape.size }
}

function distanceToLine(point: Point, from: Point, to: Point): number {
  const length = (to.x - from.x) ** 2 + (to.y - from.y) ** 2
  const along = length === 0 ? 0 : Math.max(0, Math.min(1, ((point.x - from.x) * (to.x - from.x) + (point.y - from.y) * (to.y - from.y)) / length))
  return Math.hypot(point.x - (from.x + along * (to.x - from.x)), point.y - (from.y + along * (to.y - from.y)))
}

const inside = (point: Point, { x, y, width, height }: Rect, by: number): boolean => point.x >= x - by && point.x <= x + width + by && point.y >= y - by && point.y <= y + height + by

/** Whether a point hits a shape, `near` pixels off at most: an arrow by its shaft, a box by its line, the others by their area. */
export function hits(shape: Shape, point: Point, near: number): boolean {
  if (shape.kind === 'arrow') return distanceToLine(point, shape.from, shape.to) <= near
  const bounds = boundsOf(shape)
  if (!inside(point, bounds, near)) return false
  if (shape.kind !== 'box') return true
  return bounds.width <= 2 * near || bounds.height <= 2 * near || !inside(point, bounds, -near)
}

/** The uppermost shape at a point, or -1. */
export function shapeAt(shapes: readonly Shape[], point: Point, near: number): number {
  for (let at = shapes.length - 1; at >= 0; at -= 1) {
    const shape = shapes[at]
    if (shape !== undefined && hits(shape, point, near)) return at
  }
  return -1
}

const shifted = (point: Point, by: Point): Point => ({ x: point.x + by.x, y: point.y + by.y })

/** The shape elsewhere; no part of its frame leaves the picture, and so `by` may be cut short. */
export function moved(shape: Shape, by: Point, picture: Size): Shape {
  const { x, y, width, height } = boundsOf(shape)
  const short = { x: within(by.x, -x, picture.width - x - width), y: within(by.y, -y, picture.height - y - height) }
  return shape.kind === 'text' ? { ...shape, at: shifted(shape.at, short) } : { ...shape, from: shifted(shape.from, short), to: shifted(shape.to, short) }
}

/** `value` between both; a frame larger than the picture stays where it is. */
function within(value: number, least: number, most: number): number {
  return least > most ? 0 : Math.max(least, Math.min(most, value))
}

/** The shape with its second corner elsewhere, inside the picture; a text grows or shrinks in its height. */
export function stretched(shape: Shape, by: Point, picture: Size, measures: DrawingMeasures): Shape {
  if (shape.kind === 'text') return { ...shape, size: Math.max(measures.textLeast, shape.size + by.y) }
  return { ...shape, to: inPicture(shifted(shape.to, by), picture) }
}

/** The nearest point inside the picture. */
export function inPicture(point: Point, picture: Size): Point {
  return { x: Math.max(0, Math.min(picture.width, point.x)), y: Math.max(0, Math.min(picture.height, point.y)) }
}

/** A shape of the tool in the middle of the picture, for those who draw by key alone. */
export function centred(tool: Tool, picture: Size, ink: Ink, text: string, measures: DrawingMeasures): Shape {
  const from = { x: picture.width * 0.4, y: picture.height * 0.4 }
  const to = { x: picture.width * 0.6, y: picture.height * 0.6 }
  if (tool === 'text') return { kind: tool, at: from, text, size: textSize(picture, measures), ink }
  return tool === 'mosaic' ? { kind: tool, from, to } : { kind: tool, from, to, ink }
}

/** What was drawn, step by step. */
export interface Drawing {
  readonly past: readonly (readonly Shape[])[]
  readonly shapes: readonly Shape[]
  readonly future: readonly (readonly Shape[])[]
}

export const EMPTY_DRAWING: Drawing = { past: [], shapes: [], future: [] }

/** One step further; what was taken back before is given up. */
export const drawn = (drawing: Drawing, shapes: readonly Shape[]): Drawing => ({ past: [...drawing.past, drawing.shapes], shapes, future: [] })

/** One step back, as far as there are any. */
export function undone(drawing: Drawing): Drawing {
  const before = drawing.past.at(-1)
  return before === undefined ? drawing : { past: drawing.past.slice(0, -1), shapes: before, future: [drawing.shapes, ...drawing.future] }
}

/** The step that was taken back, again. */
export function redone(drawing: Drawing): Drawing {
  const [after, ...rest] = drawing.future
  return after === undefined ? drawing : { past: [...drawing.past, drawing.shapes], shapes: after, future: rest }
}

/** How a drawing on a photo of this format is saved: what was sharp stays without loss, photographs stay small. */
export const savedFormat = (original: string): 'png' | 'jpeg' => (original === 'png' || original === 'gif' || original === 'bmp' ? 'png' : 'jpeg')
