import type { Region, Size } from '../../../src/domain/photo/region'

/** What of Electron's `Display` is used. */
export interface DisplayFacts {
  readonly id: number
  /** layout pixels; a display left of or above the first one begins below zero */
  readonly bounds: Region
  /** physical pixels to one layout pixel */
  readonly scaleFactor: number
}

/** One question to the system: every screen, drawn into a box of this many physical pixels, and the displays whose size that is. */
export interface Shot {
  readonly size: Size
  readonly displays: readonly DisplayFacts[]
}

/** What of Electron's `DesktopCapturerSource` is used. */
export interface SourceFacts {
  /** id of the display, '' where the system does not tell */
  readonly display_id: string
}

/**
 * How many physical pixels a length has that is `dip` layout pixels at this scale. Layout pixels are whole numbers, rounded: 2560 at 150 %
 * is told as 1706 or 1707. Of the lengths that could have been meant the one that screens are made in is taken: a multiple of 8, else an
 * even one, else the nearest.
 */
export function physicalLength(dip: number, scaleFactor: number): number {
  const told = dip * scaleFactor
  if (Number.isInteger(scaleFactor)) return Math.round(told)
  const from = Math.floor((dip - 1) * scaleFactor) + 1
  const to = Math.ceil((dip + 1) * scaleFactor) - 1
  const lengths = Array.from({ length: to - from + 1 }, (_, index) => from + index).sort((a, b) => Math.abs(a - told) - Math.abs(b - told) || b - a)
  return lengths.find((length) => length % 8 === 0) ?? lengths.find((length) => length % 2 === 0) ?? Math.round(told)
}

export function physicalSize({ bounds, scaleFactor }: DisplayFacts): Size {
  return { width: physicalLength(bounds.width, scaleFactor), height: physicalLength(bounds.height, scaleFactor) }
}

/**
 * What to ask the system for: the box of one question is the same for all screens and each is scaled to fit into it, so displays of one
 * physical size are asked for together and those of another size apart. Nothing is ever scaled then.
 */
export function shotsOf(displays: readonly DisplayFacts[]): Shot[] {
  const shots = new Map<string, { size: Size; displays: DisplayFacts[] }>()
  for (const display of displays) {
    const size = physicalSize(display)
    const key = `${size.width}x${size.height}`
    const shot = shots.get(key) ?? { size, displays: [] }
    shot.displays.push(display)
    shots.set(key, shot)
  }
  return [...shots.values()]
}

/**
 * Which of the system's screens is this display; null when that cannot be told: a picture of another screen would be worse than none.
 * Without ids the order is the same only if there are as many screens as displays.
 */
export function sourceOf<S extends SourceFacts>(display: DisplayFacts, displays: readonly DisplayFacts[], sources: readonly S[]): S | null {
  const named = sources.find((source) => source.display_id === String(display.id))
  if (named !== undefined) return named
  const other = new Set(displays.map((one) => String(one.id)))
  // an id of another display is not this one's; an id of no display at all (another counting of the system) says nothing
  const free = sources.filter((source) => !other.has(source.display_id))
  return sources.length === displays.length && free.length === sources.length ? (sources[displays.indexOf(display)] ?? null) : null
}

/** Whether a rectangle from a page is a region of this picture: whole numbers, not empty, not outside. */
export function isRegionOf(value: unknown, picture: Size): value is Region {
  if (typeof value !== 'object' || value === null || !('x' in value) || !('y' in value) || !('width' in value) || !('height' in value)) return false
  const { x, y, width, height } = value
  if (![x, y, width, height].every((each) => Number.isSafeInteger(each))) return false
  const region = { x: Number(x), y: Number(y), width: Number(width), height: Number(height) }
  return region.x >= 0 && region.y >= 0 && region.width > 0 && region.height > 0 && region.x + region.width <= picture.width && region.y + region.height <= picture.height
}
