import { detectDamagedId, normaliseWaybill } from '../import/ids'

/** Texts that are their own key: most are, and reading a hundred thousand others letter by letter takes its time. Our claim numbers have hyphens. */
const PLAIN = /^(?:[0-9A-Z]+|[0-9A-Z]{1,20}(?:-[0-9A-Z]{1,20}){1,4})$/

/**
 * The comparing key of a waybill (spec M2, "normalised"): width, case, blanks and quotes do not matter, and with `prefixes` (courier
 * policy) a courier's own letters before a plain number of ten digits or more are left out, since statements often print the number
 * alone. For comparing only: what is stored and shown stays as it was written. Null when there is no number.
 */
export function waybillKey(text: string | null, prefixes: readonly string[] = []): string | null {
  if (text === null) return null
  const key = PLAIN.test(text) ? text : normaliseWaybill(text)
  if (key === null) return null
  for (const prefix of prefixes) {
    if (key.startsWith(prefix) && /^\d{10,}$/.test(key.slice(prefix.length))) return key.slice(prefix.length)
  }
  return key
}

/** As waybillKey, but null as well for a number that a spreadsheet has destroyed: it is never guessed back (M1). */
export function undamagedKey(text: string | null, prefixes: readonly string[] = []): string | null {
  return text === null || detectDamagedId(text) !== null ? null : waybillKey(text, prefixes)
}

/** The different keys of several numbers in their order, without those that are none. */
export function distinctKeys(texts: readonly (string | null)[], prefixes: readonly string[] = []): string[] {
  const keys: string[] = []
  for (const text of texts) {
    const key = waybillKey(text, prefixes)
    if (key !== null && !keys.includes(key)) keys.push(key)
  }
  return keys
}
