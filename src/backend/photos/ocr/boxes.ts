import type { Box } from './types'

/** What the detection model was made with: from which probability on a pixel is text, and how sure a whole box must be. */
const TEXT_FROM = 0.3
const BOX_FROM = 0.5
const SMALLEST_SIDE = 3
/** The model marks text shrunken; boxes grow back by this share of area to outline. */
const GROW = 1.6

/**
 * Boxes round the text of a probability map, row by row `width` × `height` (A7): each connected stretch of likely pixels is one piece of
 * text. In pixels of the map, grown to what the text really takes, from the top down.
 */
export function boxesOf(map: ArrayLike<number>, width: number, height: number): Box[] {
  const seen = new Uint8Array(width * height)
  const stack: number[] = []
  const found: Box[] = []
  const isText = (at: number): boolean => (map[at] ?? 0) > TEXT_FROM
  for (let start = 0; start < width * height; start += 1) {
    if (seen[start] === 1 || !isText(start)) continue
    let [left, right, top, bottom, sum, count] = [width, 0, height, 0, 0, 0]
    seen[start] = 1
    stack.push(start)
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const x = at % width
      const y = (at - x) / width
      sum += map[at] ?? 0
      count += 1
      left = Math.min(left, x)
      right = Math.max(right, x + 1)
      top = Math.min(top, y)
      bottom = Math.max(bottom, y + 1)
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny += 1) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx += 1) {
          const next = ny * width + nx
          if (seen[next] === 1 || !isText(next)) continue
          seen[next] = 1
          stack.push(next)
        }
      }
    }
    const [wide, high] = [right - left, bottom - top]
    if (sum / count < BOX_FROM || Math.min(wide, high) < SMALLEST_SIDE) continue
    const edge = (wide * high * GROW) / (2 * (wide + high))
    found.push({ left: Math.max(0, left - edge), top: Math.max(0, top - edge), right: Math.min(width, right + edge), bottom: Math.min(height, bottom + edge) })
  }
  return found.sort((a, b) => a.top - b.top || a.left - b.left)
}

/** A stretch of a picture that is looked at in one go; boxes whose middle lies from `from` to before `to` are its own. */
export interface Tile {
  readonly top: number
  readonly bottom: number
  readonly from: number
  readonly to: number
}

/**
 * Cuts a long picture (a scrolled chat) into tiles of at most `tall` pixels that overlap by `overlap`, so that memory stays the same and
 * no line is cut: a line across a seam is whole in the tile that owns its middle.
 */
export function tilesOf(height: number, tall: number, overlap: number): Tile[] {
  if (height <= tall) return [{ top: 0, bottom: height, from: 0, to: height }]
  const step = tall - overlap
  const tops: number[] = []
  for (let top = 0; top + overlap < height; top += step) tops.push(top)
  return tops.map((top, at) => ({
    top,
    bottom: Math.min(height, top + tall),
    from: at === 0 ? 0 : top + overlap / 2,
    to: at === tops.length - 1 ? height : top + step + overlap / 2,
  }))
}
