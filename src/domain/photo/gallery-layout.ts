/**
 * Where each photo of the gallery stands (A7): groups with a headline, and under it lines of equally large cells. Worked out from the
 * counts alone, so that a hundred thousand photos have their true height before any of them is read.
 */

export interface GalleryMeasures {
  readonly columns: number
  /** Height of a line of photos with the gap below it, in pixels. */
  readonly line: number
  /** Height of a group's headline, in pixels; 0: none. */
  readonly headline: number
  readonly padding: number
}

export interface GalleryLayout {
  readonly measures: GalleryMeasures
  /** Of each group, and one more for the end: upper edge in pixels, and the number of photos before it. */
  readonly tops: readonly number[]
  readonly firsts: readonly number[]
  readonly height: number
  readonly total: number
}

/** A line in sight: a group's headline, or some of its photos. */
export type GalleryLine =
  | { readonly kind: 'headline'; readonly group: number; readonly top: number }
  | { readonly kind: 'photos'; readonly group: number; readonly top: number; readonly from: number; readonly to: number }

const linesOf = (photos: number, columns: number): number => Math.ceil(photos / columns)

export function layoutGallery(counts: readonly number[], measures: GalleryMeasures): GalleryLayout {
  const tops = [measures.padding]
  const firsts = [0]
  let top = measures.padding
  let total = 0
  for (const count of counts) {
    top += measures.headline + linesOf(count, measures.columns) * measures.line
    total += count
    tops.push(top)
    firsts.push(total)
  }
  return { measures, tops, firsts, height: top + measures.padding, total }
}

/** The last place in ascending numbers that is not above `value`; 0 for an earlier one. */
function lastAtMost(numbers: readonly number[], value: number): number {
  let low = 0
  let high = numbers.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((numbers[middle] ?? 0) <= value) low = middle
    else high = middle - 1
  }
  return low
}

/** The group of a photo. */
export const groupOfPhoto = (layout: GalleryLayout, index: number): number => Math.min(lastAtMost(layout.firsts, index), layout.firsts.length - 2)

/** The lines that lie between two heights, in order. */
export function linesBetween(layout: GalleryLayout, from: number, to: number): GalleryLine[] {
  const { columns, line, headline } = layout.measures
  const found: GalleryLine[] = []
  const groups = layout.tops.length - 1
  for (let group = Math.min(lastAtMost(layout.tops, from), Math.max(0, groups - 1)); group < groups; group += 1) {
    const top = layout.tops[group] ?? 0
    if (top > to) break
    if (headline > 0 && top + headline >= from) found.push({ kind: 'headline', group, top })
    const first = layout.firsts[group] ?? 0
    const end = layout.firsts[group + 1] ?? first
    const lines = linesOf(end - first, columns)
    const start = Math.max(0, Math.floor((from - top - headline) / line))
    const stop = Math.min(lines, Math.floor((to - top - headline) / line) + 1)
    for (let at = start; at < stop; at += 1) {
      found.push({ kind: 'photos', group, top: top + headline + at * line, from: first + at * columns, to: Math.min(end, first + (at + 1) * columns) })
    }
  }
  return found
}

/** Upper edge and height of the line that holds a photo; with the headline, where it is the first of its group. */
export function placeOfPhoto(layout: GalleryLayout, index: number): { readonly top: number; readonly height: number } {
  const { columns, line, headline } = layout.measures
  const group = groupOfPhoto(layout, index)
  const at = Math.floor((index - (layout.firsts[group] ?? 0)) / columns)
  const top = (layout.tops[group] ?? 0) + headline + at * line
  return at === 0 ? { top: top - headline, height: headline + line } : { top, height: line }
}

/** One line up or down, in the same column as far as that line reaches; at the edge the photo itself. */
export function photoBeside(layout: GalleryLayout, index: number, lines: 1 | -1): number {
  const { columns } = layout.measures
  const group = groupOfPhoto(layout, index)
  const first = layout.firsts[group] ?? 0
  const end = layout.firsts[group + 1] ?? 0
  const column = (index - first) % columns
  const lineStart = index - column
  if (lines === 1) {
    if (lineStart + columns < end) return Math.min(lineStart + columns + column, end - 1)
    if (end >= layout.total) return index
    return Math.min(end + column, (layout.firsts[group + 2] ?? end + 1) - 1)
  }
  if (lineStart - columns >= first) return lineStart - columns + column
  if (group === 0) return index
  const before = layout.firsts[group - 1] ?? 0
  const lastLine = before + Math.floor((first - 1 - before) / columns) * columns
  return Math.min(lastLine + column, first - 1)
}
