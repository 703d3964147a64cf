/**
 * Geometry of a region screenshot (A2). Two measures meet here. The **stage** is the page that covers one display, in its own pixels
 * (those of the layout: physical pixels ÷ scale factor); pointer positions come in it. The **picture** is what was taken of that display,
 * in physical pixels; regions are counted in it and are what is cut out. A region lives on one display: wherever the pointer goes, what
 * lies outside is cut off. Where the display stands among others (left of the first one, too) plays no part.
 */

export interface Size {
  readonly width: number
  readonly height: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

/** Whole physical pixels of the picture, at least one each way, never outside it. */
export interface Region extends Point, Size {}

/** Edges and corners by the points of the compass. */
export type Handle = 'n' | 'ne' | 'e' | 'se' | 's' | 'sw' | 'w' | 'nw'
export const HANDLES: readonly Handle[] = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw']

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most)

/** The edge between physical pixels that is nearest to a place on the stage; never outside the picture. */
export function edgeAt(at: Point, stage: Size, picture: Size): Point {
  return { x: edge(at.x, stage.width, picture.width), y: edge(at.y, stage.height, picture.height) }
}

function edge(at: number, stage: number, picture: number): number {
  return stage > 0 ? clamp(Math.round((at * picture) / stage), 0, picture) : 0
}

/** The physical pixel under a place on the stage, for the magnifier. */
export function pixelAt(at: Point, stage: Size, picture: Size): Point {
  const pixel = (place: number, wide: number, pixels: number): number => (wide > 0 ? clamp(Math.floor((place * pixels) / wide), 0, Math.max(0, pixels - 1)) : 0)
  return { x: pixel(at.x, stage.width, picture.width), y: pixel(at.y, stage.height, picture.height) }
}

/** What lies between two edges; null when that is nothing: a click that drew no region. */
function between(a: Point, b: Point): Region | null {
  const region = { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) }
  return region.width > 0 && region.height > 0 ? region : null
}

/** The region that was drawn from one place of the stage to another, in any direction; null: nothing was drawn. */
export function regionBetween(from: Point, to: Point, stage: Size, picture: Size): Region | null {
  return between(edgeAt(from, stage, picture), edgeAt(to, stage, picture))
}

/** The whole picture. */
export const wholeOf = (picture: Size): Region => ({ x: 0, y: 0, width: picture.width, height: picture.height })

/** The middle half of the picture: something to begin with for who works by keys alone. */
export function middleOf(picture: Size): Region {
  const width = Math.max(1, Math.round(picture.width / 2))
  const height = Math.max(1, Math.round(picture.height / 2))
  return { x: Math.floor((picture.width - width) / 2), y: Math.floor((picture.height - height) / 2), width, height }
}

/** Moved by so many physical pixels, as far as the picture goes; its size stays. */
export function moved(region: Region, by: Point, picture: Size): Region {
  return { ...region, x: clamp(region.x + by.x, 0, picture.width - region.width), y: clamp(region.y + by.y, 0, picture.height - region.height) }
}

/** Its right and lower edge moved by so many physical pixels, as far as the picture goes. */
export function resized(region: Region, by: Point, picture: Size): Region {
  return { ...region, width: clamp(region.width + by.x, 1, picture.width - region.x), height: clamp(region.height + by.y, 1, picture.height - region.y) }
}

/** A handle of `region` drawn to an edge of the picture; drawn over the other side, the region turns over. It never vanishes. */
export function pulled(region: Region, handle: Handle, to: Point): Region {
  const across = handle.includes('w') ? [to.x, region.x + region.width] : handle.includes('e') ? [region.x, to.x] : [region.x, region.x + region.width]
  const down = handle.includes('n') ? [to.y, region.y + region.height] : handle.includes('s') ? [region.y, to.y] : [region.y, region.y + region.height]
  return between({ x: across[0] ?? 0, y: down[0] ?? 0 }, { x: across[1] ?? 0, y: down[1] ?? 0 }) ?? region
}

/** Where a region is drawn on the stage. */
export function onStage(region: Region, stage: Size, picture: Size): Point & Size {
  const across = picture.width > 0 ? stage.width / picture.width : 0
  const down = picture.height > 0 ? stage.height / picture.height : 0
  return { x: region.x * across, y: region.y * down, width: region.width * across, height: region.height * down }
}

/** Where a box of `box` goes beside a region (both on the stage): below it and at its right end where there is room, else above, else inside; always whole on the stage. */
export function besideRegion(region: Point & Size, box: Size, stage: Size, gap: number): Point {
  const below = region.y + region.height + gap
  const above = region.y - gap - box.height
  const y = below + box.height <= stage.height ? below : above >= 0 ? above : region.y + region.height - box.height - gap
  // one that would stick out on the left begins where the region begins
  const x = region.x + region.width >= box.width ? region.x + region.width - box.width : region.x
  return { x: clamp(x, 0, Math.max(0, stage.width - box.width)), y: clamp(y, 0, Math.max(0, stage.height - box.height)) }
}
