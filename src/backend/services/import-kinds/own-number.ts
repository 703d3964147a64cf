import { formatNumber, parseNumber, type NumberPrefix } from '../../../domain/case/case-no'

/** A number in exactly the form that this program writes. */
const PRINTED = /^[ALPW]-[0-9A-Z]{4}-\d{5,}$/i

/** What the number column of a sheet holds: perhaps one of ours, perhaps the sheet's own. */
export interface SheetNumber {
  /** The form under which ours would be stored; null when it cannot be one. */
  readonly ours: string | null
  /** It looks as if this program had written it. */
  readonly printed: boolean
  /** Usable as the sheet's own identity: a serial such as 17 is used again in the next sheet. */
  readonly own: string | null
}

export function readSheetNumber(text: string | null, prefix: NumberPrefix): SheetNumber {
  if (text === null) return { ours: null, printed: false, own: null }
  const parsed = parseNumber(text)
  const ours = parsed?.prefix === prefix ? formatNumber(parsed.prefix, parsed.devicePart, parsed.n) : null
  const plain = text.normalize('NFKC').trim()
  const printed = PRINTED.test(plain)
  return { ours, printed, own: !printed && plain.length >= 6 && /\d{4}/.test(plain) ? plain : null }
}
