/**
 * Waybills are text. The key made here is for comparing only: what is stored and shown stays as it was written (spec M1, M2).
 */

/** Blanks, joiners and marks that people and spreadsheets put around or into numbers. */
const NOISE = /[\s\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff'’‘`"“”_.,，。·:：;；#-]/gu
const DASHES = /[\u2010-\u2015\u2212\u30fc\uff0d\uff70]/gu

/**
 * One spelling for all spellings of a waybill: width, case, blanks, quotes, `="…"`, dashes. With `prefixes` (courier policy) a
 * courier's own letters before a plain number of ten digits or more are left out, since statements often print the number alone.
 * Returns '' when nothing of a number is left.
 */
export function normaliseWaybill(text: string, prefixes: readonly string[] = []): string {
  const key = text.normalize('NFKC').toUpperCase().replace(DASHES, '-').replace(NOISE, '').replace(/^=/, '')
  for (const prefix of prefixes) {
    if (key.startsWith(prefix) && /^\d{10,}$/.test(key.slice(prefix.length))) return key.slice(prefix.length)
  }
  return key
}

export type WaybillDamage = 'scientific' | 'decimal' | 'trailing-zeros'

/**
 * Tells whether a spreadsheet has destroyed the number (M1). A damaged number is never guessed back.
 * `trailing-zeros`: more than 15 digits of which all beyond the fifteenth are zero, which is what Excel leaves of a long number.
 */
export function waybillDamage(text: string): WaybillDamage | null {
  const plain = text.normalize('NFKC').replace(/[\s'"=]/gu, '')
  if (/^[+-]?\d+(\.\d+)?E\+?\d+$/i.test(plain)) return /\.|\+/.test(plain) || /^\d{1,2}E/i.test(plain) ? 'scientific' : null
  if (/^\d{8,}\.\d+$/.test(plain)) return 'decimal'
  if (/^\d{16,}$/.test(plain) && /^0+$/.test(plain.slice(15))) return 'trailing-zeros'
  return null
}

/** The comparing key of a waybill, or null when there is none or it is damaged. */
export function usableWaybillKey(text: string | null, prefixes: readonly string[] = []): string | null {
  if (text === null || waybillDamage(text) !== null) return null
  const key = normaliseWaybill(text, prefixes)
  return key === '' ? null : key
}
