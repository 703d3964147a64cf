import { cleanCell, halfWidth, isNothing } from './text'

/** How a spreadsheet spoilt an id: shown as 1.23E+14, or digits beyond the 15th replaced by zeros. */
export type IdDamage = 'scientific' | 'rounded'

/** No id is longer; cells of 32,000 characters exist and must not cost time (spec R5). */
const MAX_CELL = 200

/** Not damaged by its looks alone: nothing to strip, no exponent, no zero at its end. */
const SOUND = /^[0-9A-DF-Z]*[1-9A-DF-Z]$/
const SCIENTIFIC = /^[+-]?\d(?:[.,]\d+)?E\+?\d{1,3}$/i

/**
 * Recognises an order number or waybill that Excel has damaged (spec M1, never a key). By shape alone:
 * scientific notation; 17 digits or more with nothing but zeros after the 15th; eleven digits or more ending in six zeros
 * (1.23E+14 written out again). `dressed`: the file marks the cell as text, so only scientific notation tells. A 16-digit number ending in one zero is left alone: one in ten honest numbers does.
 */
export function detectDamagedId(text: string, dressed = false): IdDamage | null {
  if (text.length > MAX_CELL || SOUND.test(text)) return null
  const plain = halfWidth(cleanCell(text)).replace(/\s+/g, '')
  if (SCIENTIFIC.test(plain)) return 'scientific'
  if (dressed) return null
  const digits = plain.replace(/\.0+$/, '')
  if (!/^\d{11,}$/.test(digits)) return null
  if (digits.length >= 17 && /^0+$/.test(digits.slice(15))) return 'rounded'
  return digits.endsWith('000000') ? 'rounded' : null
}

/**
 * Comparable form of a waybill (spec M2, stage "normalised"): ASCII width, upper case, no blanks, quotes, label or `.0`.
 * Returns null when nothing id-like is left. Hyphens stay: JD numbers its parcels with them.
 */
export function normaliseWaybill(text: string): string | null {
  const plain = cleanId(text)?.toUpperCase().replace(/[\s·_]+/g, '') ?? null
  return plain === null || plain === '' ? null : plain
}

/** An id as text without decoration (`No:`, quotes, a pandas `.0`), case and inner characters kept; null if there is none. */
export function cleanId(text: string): string | null {
  if (text.length > MAX_CELL) return null
  let plain = halfWidth(cleanCell(text)).replace(/^["'`]+|["'`]+$/g, '').trim()
  plain = plain.replace(/^(?:no|tracking|运单号?|单号|快递单号|物流单号)\s*[:：.#]\s*/i, '').trim()
  if (/^\d+\.0+$/.test(plain)) plain = plain.slice(0, plain.indexOf('.'))
  return isNothing(plain) ? null : plain
}

/** The waybills of one cell: several may be separated by commas, semicolons, `、`, slashes, blanks or line ends. */
export function splitWaybills(text: string): string[] {
  if (text.length > MAX_CELL * 10) return []
  const out: string[] = []
  for (const part of halfWidth(cleanCell(text)).split(/[,;、/|\s]+/)) {
    const id = cleanId(part)
    if (id !== null && !/^(?:no|单号)[:.]?$/i.test(id) && !out.includes(id)) out.push(id)
  }
  return out
}

/** Whether a cell could be a waybill: 8 to 32 letters, digits and hyphens with at least six digits. */
export function looksLikeWaybill(text: string): boolean {
  const id = normaliseWaybill(text)
  return id !== null && /^[A-Z0-9-]{8,32}$/.test(id) && (id.match(/\d/g)?.length ?? 0) >= 6 && !/^\d{4}-\d\d-\d\d/.test(id)
}
