import { isUtf8 } from 'node:buffer'
import iconv from 'iconv-lite'

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030' | 'big5' | 'windows-1252'

export interface Detected {
  encoding: Encoding
  /** Length of the byte order mark, 0 without one. */
  bom: number
}

/** How much of the file the guess between old Chinese and western encodings looks at. */
const SAMPLE = 256 * 1024

/**
 * The encoding of a text file by its bytes (spec M1), or null when they are no text at all. A byte order mark decides; then
 * UTF-16 by its zero bytes, UTF-8 by being valid; what is left is judged by which characters would come out.
 */
export function detectEncoding(bytes: Buffer): Detected | null {
  const mark = byteOrderMark(bytes)
  if (mark) return mark
  const sample = bytes.subarray(0, SAMPLE)
  const zeros = countZeros(sample)
  if (zeros.even + zeros.odd > 0) {
    if (bytes.length % 2 !== 0 && bytes.length < 4) return null
    if (zeros.odd > zeros.even * 3 && zeros.odd * 50 > sample.length) return { encoding: 'utf-16le', bom: 0 }
    if (zeros.even > zeros.odd * 3 && zeros.even * 50 > sample.length) return { encoding: 'utf-16be', bom: 0 }
    // A stray zero byte in a cell is a broken export, not a program.
    if ((zeros.even + zeros.odd) * 200 > sample.length) return null
  }
  if (isUtf8(bytes) || isCutUtf8(bytes)) return { encoding: 'utf-8', bom: 0 }
  const scores: [Encoding, number][] = [
    ['gb18030', scoreGb(sample)],
    ['big5', scoreBig5(sample)],
    ['windows-1252', scoreWestern(sample)],
  ]
  scores.sort((a, b) => b[1] - a[1])
  return { encoding: scores[0]?.[0] ?? 'gb18030', bom: 0 }
}

/** Name for people and scripts; says whether UTF-8 came with its mark. */
export function encodingName(detected: Detected): string {
  return detected.encoding === 'utf-8' && detected.bom > 0 ? 'utf-8-bom' : detected.encoding
}

function byteOrderMark(bytes: Buffer): Detected | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { encoding: 'utf-8', bom: 3 }
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16le', bom: 2 }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'utf-16be', bom: 2 }
  if (bytes[0] === 0x84 && bytes[1] === 0x31 && bytes[2] === 0x95 && bytes[3] === 0x33) return { encoding: 'gb18030', bom: 4 }
  return null
}

function countZeros(sample: Buffer): { even: number; odd: number } {
  let even = 0
  let odd = 0
  for (let at = sample.indexOf(0); at >= 0; at = sample.indexOf(0, at + 1)) {
    if (at % 2 === 0) even += 1
    else odd += 1
  }
  return { even, odd }
}

/** UTF-8 whose last character was cut off with the file. */
function isCutUtf8(bytes: Buffer): boolean {
  for (let cut = 1; cut <= 3 && cut < bytes.length; cut += 1) {
    const lead = bytes[bytes.length - cut] ?? 0
    if (lead >= 0xc2) return isUtf8(bytes.subarray(0, bytes.length - cut)) && bytes.length > 8
    if (lead < 0x80) return false
  }
  return false
}

const isHigh = (byte: number): boolean => byte >= 0xa1 && byte <= 0xfe
const isLow = (byte: number): boolean => byte >= 0x40 && byte <= 0x7e

/** Mean likelihood of the characters under GB18030: everyday hanzi count for it, rare extensions and errors against. */
function scoreGb(sample: Buffer): number {
  let units = 0
  let points = 0
  for (let at = 0; at < sample.length; at += 1) {
    const lead = sample[at] ?? 0
    if (lead < 0x80) continue
    units += 1
    const trail = sample[at + 1]
    if (trail === undefined) break
    const third = sample[at + 2] ?? 0
    if (lead >= 0x81 && lead <= 0xfe && trail >= 0x30 && trail <= 0x39 && third >= 0x81) {
      at += 3
    } else if (lead < 0x81 || lead === 0xff || trail < 0x40 || trail === 0x7f || trail === 0xff) {
      points -= 3
    } else {
      at += 1
      if (isHigh(trail) && lead >= 0xb0 && lead <= 0xd7) points += 1
      else if (isHigh(trail) && lead >= 0xa1 && lead <= 0xa9) points += 0.7
      else if (isHigh(trail) && lead >= 0xd8 && lead <= 0xf7) points += 0.2
      else points -= 0.8
    }
  }
  return units === 0 ? 0 : points / units
}

function scoreBig5(sample: Buffer): number {
  let units = 0
  let points = 0
  let low = 0
  for (let at = 0; at < sample.length; at += 1) {
    const lead = sample[at] ?? 0
    if (lead < 0x80) continue
    units += 1
    const trail = sample[at + 1]
    if (trail === undefined) break
    if (lead < 0x81 || lead === 0xff || (!isLow(trail) && !isHigh(trail))) {
      points -= 3
      continue
    }
    at += 1
    if (isLow(trail)) low += 1
    if (lead >= 0xa4 && lead <= 0xc6) points += 1
    else if (lead >= 0xa1 && lead <= 0xa3) points += 0.7
    else points -= 0.8
  }
  if (units === 0) return 0
  // Four in ten real Big5 characters end below 0x80; a text without any is GB in disguise.
  return points / units - (units >= 4 && low * 8 < units ? 0.6 : 0.05)
}

/** Western text has its high bytes one at a time, between plain letters. */
function scoreWestern(sample: Buffer): number {
  let high = 0
  let single = 0
  for (let at = 0; at < sample.length; at += 1) {
    if ((sample[at] ?? 0) < 0x80) continue
    high += 1
    if ((sample[at - 1] ?? 0) < 0x80 && (sample[at + 1] ?? 0) < 0x80) single += 1
  }
  return high === 0 ? 0 : (single / high) * 1.2 - 0.35
}

/** Decodes a file piece by piece; bytes that are no character become U+FFFD. */
export function* decodeText(bytes: Buffer, { encoding, bom }: Detected, piece = 1024 * 1024): Generator<string> {
  const decoder = createDecoder(encoding)
  for (let at = bom; at < bytes.length; at += piece) {
    const text = decoder.write(bytes.subarray(at, at + piece))
    if (text !== '') yield text
  }
  const rest = decoder.end()
  if (rest !== '') yield rest
}

function createDecoder(encoding: Encoding): { write(bytes: Buffer): string; end(): string } {
  try {
    const decoder = new TextDecoder(encoding, { ignoreBOM: true })
    return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() }
  } catch (error) {
    // Some builds of Electron lack the old Chinese tables.
    if (!(error instanceof RangeError)) throw error
    const decoder = iconv.getDecoder(encoding)
    return { write: (bytes) => decoder.write(bytes), end: () => decoder.end() ?? '' }
  }
}
