/** Cleaning of cells as platforms and spreadsheets really write them (spec M1): pure text work. */

// Zero-width and bidi marks, BOM, soft hyphen: invisible in the file, poison in a key.
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g
// eslint-disable-next-line no-control-regex -- control characters are exactly what is removed here
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g
const PLAIN = /^[\x21-\x26\x28-\x3c\x3e-\x7e\u4e00-\u9fff](?:[\x20-\x7e\u4e00-\u9fff]*[\x21-\x7e\u4e00-\u9fff])?$/
const FORMULA_TEXT = /^=\s*"((?:[^"]|"")*)"$/

/**
 * The text that the exporting program meant: without `="…"`, a leading apostrophe, glued tabs, invisible marks.
 * Inner newlines, full-width letters and all words stay.
 */
export function cleanCell(raw: string): string {
  if (raw === '' || PLAIN.test(raw)) return raw
  let text = raw.replace(INVISIBLE, '').replace(CONTROL, '').trim()
  const formula = FORMULA_TEXT.exec(text)
  if (formula) text = (formula[1] ?? '').replaceAll('""', '"').trim()
  // Only before something id-like: a nickname may start with an apostrophe of its own.
  if (text.startsWith("'") && /^'[\w+=*.\-/ ]+$/.test(text)) text = text.slice(1).trim()
  return text
}

/** Full-width digits, letters and punctuation as their ASCII twins; ideographic space as a space. */
export function halfWidth(text: string): string {
  if (!/[\u3000\uff01-\uff5e]/.test(text)) return text
  let out = ''
  for (const char of text) {
    const code = char.charCodeAt(0)
    if (code === 0x3000) out += ' '
    else if (code >= 0xff01 && code <= 0xff5e) out += String.fromCharCode(code - 0xfee0)
    else out += char
  }
  return out
}

/** Comparable form of a header cell: width, case, blanks and quotes do not matter. */
export function normaliseHeader(raw: string): string {
  return halfWidth(cleanCell(raw)).normalize('NFKC').toLowerCase().replace(/[\s"'“”*]+/g, '')
}

/** A header without its unit or remark in brackets: `赔付金额(元)` → `赔付金额`. */
export function headerWithoutUnit(normalised: string): string {
  return normalised.replace(/[([【].*[)\]】]$/, '')
}

const NOTHING = new Set(['', '-', '--', '—', '——', '/', '\\', 'null', 'none', 'n/a', '#n/a', 'nan', 'undefined', '无'])

/** True for the words that exports write where there is no value. */
export function isNothing(cleaned: string): boolean {
  return cleaned === '' || (cleaned.length < 10 && NOTHING.has(cleaned.toLowerCase()))
}

/** At most `length` characters of a cell for a message, on one line. */
export function excerpt(text: string, length = 60): string {
  const flat = text.replace(/\s+/g, ' ').trim()
  return flat.length > length ? `${flat.slice(0, length - 1)}…` : flat
}
