/**
 * Numbers that people say aloud (C2): `A-7F3K-00042` is unique without a server, because its middle part comes from the device id
 * and the counter belongs to that device. A = case, L = claim, W = wrong shipment, P = appeal.
 */
export const NUMBER_PREFIXES = { case: 'A', claim: 'L', wrongShipment: 'W', appeal: 'P' } as const
export type NumberPrefix = (typeof NUMBER_PREFIXES)[keyof typeof NUMBER_PREFIXES]

/** Crockford base32: no I, L, O, U, so that nothing is misheard or misread. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const MIN_DIGITS = 5

export interface ParsedNumber {
  readonly prefix: NumberPrefix
  readonly devicePart: string
  readonly n: number
}

/** Four characters (20 bits) from a device id: FNV-1a over its UTF-16 units, folded. The same id always gives the same part. */
export function devicePart(deviceId: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < deviceId.length; index += 1) {
    hash = Math.imul(hash ^ deviceId.charCodeAt(index), 0x01000193) >>> 0
  }
  const bits = (hash >>> 20) ^ (hash & 0xfffff)
  return [15, 10, 5, 0].map((shift) => ALPHABET.charAt((bits >>> shift) & 31)).join('')
}

/** Formats a number with any of the prefixes, or with the two letters of a described register. `n` is a positive integer; throws RangeError otherwise. */
export function formatNumber(prefix: string, device: string, n: number): string {
  if (!Number.isSafeInteger(n) || n < 1) throw new RangeError(`a running number is a positive integer, not ${n}`)
  return `${prefix}-${device}-${String(n).padStart(MIN_DIGITS, '0')}`
}

/** `A-7F3K-00042` for the 42nd case of a device. */
export function formatCaseNo(device: string, n: number): string {
  return formatNumber(NUMBER_PREFIXES.case, device, n)
}

/** Reads a number as people type it: any case, full width, without hyphens or zeros, O for 0 and I or L for 1. Null if it is none. */
export function parseNumber(text: string): ParsedNumber | null {
  const tidy = text.normalize('NFKC').toUpperCase().replace(/[\s\u2010-\u2015_]+/g, '-').replace(/^-+|-+$/g, '')
  const match = /^([ALPW])-?([0-9A-Z]{4})-?([0-9OIL]{1,15})$/.exec(tidy)
  if (match === null) return null
  const [, prefix, rawDevice, rawCounter] = match
  if (prefix === undefined || rawDevice === undefined || rawCounter === undefined) return null
  const device = unmistake(rawDevice)
  const n = Number(unmistake(rawCounter))
  if (device.includes('U') || !Number.isSafeInteger(n) || n < 1) return null
  return { prefix: prefix as NumberPrefix, devicePart: device, n }
}

/** As `parseNumber`, but only for cases. */
export function parseCaseNo(text: string): ParsedNumber | null {
  const parsed = parseNumber(text)
  return parsed?.prefix === NUMBER_PREFIXES.case ? parsed : null
}

function unmistake(text: string): string {
  return text.replace(/O/g, '0').replace(/[IL]/g, '1')
}
