import { halfWidth } from '../import/text'

/** A number as it was read from a picture, and what it may really be (C11). Only a candidate: it counts when such a number is known. */
export interface Misread {
  readonly read: string
  readonly value: string
}

/** Letters that are read for digits in small print, and digits for the letters before a waybill's number. */
const AS_DIGIT: Readonly<Record<string, string>> = { o: '0', q: '0', d: '0', i: '1', l: '1', '|': '1', '!': '1', z: '2', s: '5', b: '8', g: '9' }
const AS_LETTER: Readonly<Record<string, string>> = { '0': 'O', '1': 'I', '2': 'Z', '5': 'S', '8': 'B' }

/** A number, with what a reader puts into it: blanks, a line's end in a narrow bubble, letters for digits. */
const RUN = /[0-9A-Za-z|!](?:[ \n]?[0-9A-Za-z|!-]){7,47}/g
/** What a waybill or an order looks like: digits, perhaps with letters in front and behind; and the one courier that mixes them. */
const NUMBER = /^(?:[A-Z]{0,4}\d[\d-]*\d[A-Z]{0,2}|1Z[0-9A-Z]{16})$/
/** So many digits must have been read as such: words alone are no number. */
const FEWEST_READ = 4
const FEWEST_DIGITS = 6
const SHORTEST = 8
const LONGEST = 32
const AT_MOST = 60
const LONGEST_PREFIX = 4

/**
 * What numbers of a text may be if its reader took letters for digits, put blanks inside or glued a word to them (C11): O for 0, l for 1,
 * S for 5. Pure: whoever asks looks each up among the orders and waybills that are known, and what is not known is nothing. The readings
 * that stand in the text as they are do not come back. At most 60.
 */
export function misreadCandidates(text: string): Misread[] {
  const plain = halfWidth(text)
  const found = new Map<string, Misread>()
  for (const [run] of plain.matchAll(RUN)) {
    for (const piece of new Set([run, ...run.split(/[ \n]/)])) {
      if (digitsIn(piece) < FEWEST_READ) continue
      for (const value of readings(piece)) {
        if (value.length < SHORTEST || value.length > LONGEST || digitsIn(value) < FEWEST_DIGITS || !NUMBER.test(value)) continue
        if (value === piece || found.has(value)) continue
        found.set(value, { read: piece.replace(/\n/g, ' '), value })
        if (found.size === AT_MOST) return [...found.values()]
      }
    }
  }
  return [...found.values()]
}

function readings(run: string): string[] {
  const closed = run.replace(/[ \n]/g, '').replace(/^-+|-+$/g, '')
  const bare = closed.replace(/[|!]/g, '1')
  const glued = /[A-Z]{0,4}\d[\d-]{6,}\d[A-Z]{0,2}/.exec(bare)?.[0] ?? ''
  const long = Array.from({ length: LONGEST_PREFIX - 1 }, (_, at) => withPrefix(closed, at + 2))
  return [bare, glued, glued.replace(/^[A-Z]+/, ''), digits(closed), ...long, bare.toUpperCase()]
}

const digitsIn = (text: string): number => text.replace(/\D/g, '').length
const digits = (text: string): string => [...text].map((char) => AS_DIGIT[char.toLowerCase()] ?? char).join('')

/** The first characters as letters, the rest as digits: 5F13579… for SF13579…. */
function withPrefix(text: string, length: number): string {
  const head = [...text.slice(0, length)].map((char) => AS_LETTER[char] ?? char.toUpperCase()).join('')
  return /^[A-Z]+$/.test(head) ? head + digits(text.slice(length)) : ''
}
