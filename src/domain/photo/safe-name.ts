/**
 * One part of a path that every system can store: Windows, macOS and Linux, the explorer and a NAS (spec A1). What a person typed stays
 * readable: forbidden signs become their full-width twins, invisible ones go, emoji stay.
 */

/** ext4 and APFS count 255 bytes, NTFS 255 UTF-16 units; encrypted shares of common NAS makes take only 143 bytes, so that is ours. */
export const MAX_SEGMENT_BYTES = 143
export const MAX_SEGMENT_UNITS = 143

export interface SegmentLimits {
  bytes: number
  units: number
}

const FULL_WIDTH: Readonly<Record<string, string>> = {
  '/': '／',
  '\\': '＼',
  ':': '：',
  '*': '＊',
  '?': '？',
  '"': '＂',
  '<': '＜',
  '>': '＞',
  '|': '｜',
}

/**
 * Invisible or unstorable code points: controls, bidi and other format characters, fillers, lone surrogates, unassigned ones (APFS
 * refuses them), and the private block by which macOS encodes forbidden signs on shares. Emoji need the joiner and the variation
 * selector; those are judged in `keepsEmoji`.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\uf000-\uf0ff]/gu
const RESERVED = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?=$|[.\s])/i

/**
 * Makes `text` safe as one segment: never empty, never `.` or `..`, no reserved name, NFC, within `limits` (UTF-8 bytes and UTF-16
 * units). When something was lost on the way, a short mark of the original text is added, so that two different texts stay different.
 */
export function safeSegment(text: string, limits: SegmentLimits = { bytes: MAX_SEGMENT_BYTES, units: MAX_SEGMENT_UNITS }): string {
  const source = text.normalize('NFC')
  const visible = source.replace(UNSAFE, (char, at: number) => (isBlank(char) ? ' ' : keepsEmoji(source, char, at) ? char : ''))
  // Taking out what stood between two characters can let them join, so the form is made canonical once more.
  const clean = polish(visible.normalize('NFC'))
  const lost = visible.length !== source.length || clean === ''
  const whole = lost ? `${clean}~${shortMark(source)}` : clean
  if (fits(whole, limits)) return whole
  const mark = `~${shortMark(source)}`
  return cutTo(clean, { bytes: limits.bytes - mark.length, units: limits.units - mark.length }).trimEnd() + mark
}

/** Whether a name could be stored as it stands on every system: what `safeSegment` gives back unchanged. */
export function isSafeSegment(name: string): boolean {
  return name !== '' && safeSegment(name) === name
}

/** Two names with one key are one name on a system that ignores case or Unicode form (NTFS, APFS). */
export function collisionKey(name: string): string {
  // Upper before lower: it also joins ß with ss and the dotless i, as NTFS and APFS partly do. Joining too much costs only a number.
  return name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC')
}

/** Length in UTF-8 bytes, counted without an encoder since this code runs without Node and DOM types. */
export function utf8Length(text: string): number {
  let bytes = 0
  for (const char of text) {
    const code = char.codePointAt(0)!
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}

function isBlank(char: string): boolean {
  return char === '\t' || char === '\n' || char === '\r' || char === '\u2028' || char === '\u2029'
}

/** A joiner between two pictures and a selector after one are part of an emoji; anywhere else they are invisible tricks. */
function keepsEmoji(text: string, char: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 8), at)
  if (char === '\ufe0f') return /\p{Extended_Pictographic}$/u.test(before)
  if (char !== '\u200d') return false
  return /\p{Extended_Pictographic}[\ufe0f\p{Emoji_Modifier}]?$/u.test(before) && /^\p{Extended_Pictographic}/u.test(text.slice(at + 1))
}

/** Replaces forbidden signs, tames blanks, dots at the ends and reserved names. Applying it twice changes nothing. */
function polish(text: string): string {
  let name = text.replace(/[/\\:*?"<>|]/g, (sign) => FULL_WIDTH[sign] ?? '').replace(/\s+/gu, ' ').trim()
  // Windows drops dots at the end and Unix hides names with one in front: the full-width dot keeps both visible and different.
  name = name.replace(/^\.+|\.+$/g, (dots) => '．'.repeat(dots.length))
  return name.replace(RESERVED, '$1_')
}

function fits(text: string, limits: SegmentLimits): boolean {
  return text.length <= limits.units && utf8Length(text) <= limits.bytes
}

/** Cuts at a whole character as a reader sees it, so that no emoji or accent is torn. */
function cutTo(text: string, limits: SegmentLimits): string {
  let kept = ''
  let bytes = 0
  for (const { segment } of new Intl.Segmenter('zh', { granularity: 'grapheme' }).segment(text)) {
    const size = utf8Length(segment)
    if (bytes + size > limits.bytes || kept.length + segment.length > limits.units) break
    kept += segment
    bytes += size
  }
  return kept
}

/** FNV-1a over UTF-16 units as six base-36 characters: tells names apart, proves nothing. */
function shortMark(text: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return (hash >>> 0).toString(36).padStart(7, '0').slice(-6)
}
