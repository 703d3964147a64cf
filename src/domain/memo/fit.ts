import { gb18030Bytes } from './gbk'

/**
 * How a platform counts the length of a memo (C6).
 *
 * Taobao and Tmall say "1,000 bytes". Wherever that platform states a length in bytes and in characters at once, a Chinese character
 * counts two (a title: 60 bytes, 30 characters): the bytes are those of GBK, today of GB18030, where an emoji takes four. UTF-8 would
 * refuse memos that the platform takes. A policy may say `utf-8` all the same.
 */
export const LENGTH_UNITS = ['gb18030', 'utf-8', 'characters'] as const
export type LengthUnit = (typeof LENGTH_UNITS)[number]

export interface LengthLimit {
  readonly max: number
  readonly unit: LengthUnit
}

export interface Fit {
  /** Length in the unit of the limit. */
  readonly used: number
  /** What is left; 0 when over. */
  readonly left: number
  /** By how much it is too long; 0 when it fits. */
  readonly over: number
  readonly fits: boolean
  /** The longest beginning of whole characters that fits: offered to the person, never taken by itself. */
  readonly head: string
}

function utf8Bytes(codePoint: number): number {
  return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4
}

/** Length of a text in a unit. `characters` counts code points, as platforms that count characters do. */
export function lengthOf(text: string, unit: LengthUnit): number {
  let length = 0
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0
    length += unit === 'characters' ? 1 : unit === 'utf-8' ? utf8Bytes(codePoint) : gb18030Bytes(codePoint)
  }
  return length
}

let segmenter: Intl.Segmenter | null = null

/** Measures a text against a limit. Nothing is cut; `head` shows what could stand, split only between characters as people see them. */
export function fit(text: string, limit: LengthLimit): Fit {
  const used = lengthOf(text, limit.unit)
  if (used <= limit.max) return { used, left: limit.max - used, over: 0, fits: true, head: text }
  segmenter ??= new Intl.Segmenter('zh', { granularity: 'grapheme' })
  let head = ''
  let length = 0
  for (const { segment } of segmenter.segment(text)) {
    length += lengthOf(segment, limit.unit)
    if (length > limit.max) break
    head += segment
  }
  return { used, left: 0, over: used - limit.max, fits: false, head }
}
