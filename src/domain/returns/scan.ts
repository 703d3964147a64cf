import { waybillKey } from '../courier/waybill'
import type { ScanPolicy } from './policy'
import { readCard } from './card'

/** What a scanner or a person gave as one code (W6). */
export type Scan =
  | { readonly kind: 'card'; readonly code: string; readonly caseNo: string }
  /** A card whose check character does not fit: scan it again. */
  | { readonly kind: 'damaged-card'; readonly code: string }
  /** A waybill, an order number, a SKU or the number of an entry: only the data can tell. */
  | { readonly kind: 'code'; readonly code: string; readonly waybillKey: string | null }
  | { readonly kind: 'too-long'; readonly code: string }

// The control characters that scanners send around a code (start and end of text, GS, RS …), and marks of byte order and width.
// eslint-disable-next-line no-control-regex
const NOISE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b-\u200f\u2060\ufeff]/g
const ENDS = /[\r\n\t]+/

/** A code in the form in which it is compared: half width, capitals, without blanks and without what the scanner adds. */
export function tidyCode(raw: string, policy: Pick<ScanPolicy, 'prefixes' | 'suffixes'>): string {
  const text = raw.normalize('NFKC').replace(NOISE, '').replace(/\s+/g, '').toUpperCase()
  const prefix = policy.prefixes.map((one) => one.toUpperCase()).find((one) => one !== '' && text.startsWith(one) && text.length > one.length) ?? ''
  const rest = text.slice(prefix.length)
  const suffix = policy.suffixes.map((one) => one.toUpperCase()).find((one) => one !== '' && rest.endsWith(one) && rest.length > one.length) ?? ''
  return rest.slice(0, rest.length - suffix.length)
}

/**
 * The codes in what was typed: a scanner ends each with Enter or Tab, so that a fast one may have left several before the page looked.
 * Order is kept, empty ones are left out.
 */
export function splitScans(raw: string, policy: Pick<ScanPolicy, 'prefixes' | 'suffixes'>): string[] {
  return raw.normalize('NFKC').split(ENDS).map((part) => tidyCode(part, policy)).filter((code) => code !== '')
}

/** What a tidy code is, by its form alone. */
export function readScan(code: string, policy: Pick<ScanPolicy, 'longest'>): Scan {
  if (code.length > policy.longest) return { kind: 'too-long', code: code.slice(0, policy.longest) }
  const card = readCard(code)
  if (card.card === 'good') return { kind: 'card', code, caseNo: card.caseNo }
  if (card.card === 'damaged') return { kind: 'damaged-card', code }
  return { kind: 'code', code, waybillKey: waybillKey(code) }
}

/** Whether a code was scanned so shortly before that it may be the same parcel, read twice. Times in epoch ms. */
export function isAgain(code: string, at: number, earlier: readonly { readonly code: string; readonly at: number }[], policy: Pick<ScanPolicy, 'againMs'>): boolean {
  return earlier.some((one) => one.code === code && at - one.at <= policy.againMs && at >= one.at)
}
