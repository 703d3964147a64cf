import { detectDamagedId } from './ids'
import { cleanCell, halfWidth, isNothing } from './text'

/** Ids of a column that are all digits and by this much shorter than the others have lost their leading zeros. */
export interface LostZeros {
  /** How many digits an id of this column has. */
  length: number
  /** The most zeros that an id of this column begins with: more cannot have been lost. */
  missing: number
}

/** Rules by column number. */
export type LostZerosByColumn = ReadonlyMap<number, LostZeros>

/** Shorter ids are counters and shelf marks, and what Excel made of them cannot be told from what they were. */
const SHORTEST = 6
/** Of the ids of the column: how many must have the full length, and how many that or the length without the zeros. */
const WHOLE = 0.8
const EXPLAINED = 0.95
const LEAST_WHOLE = 4

/**
 * The lengths of the ids of one column (spec M1: leading zeros that a spreadsheet dropped are detected by shape). One id alone tells nothing:
 * the column must be of one length nearly throughout, some ids must begin with zeros and at least as many as are short, so that a file
 * of several couriers or of numbers that grow raises no alarm.
 */
export class IdLengths {
  private ids = 0
  private readonly digits = new Map<number, number>()
  /** Length → number of leading zeros → ids. */
  private readonly zeros = new Map<number, Map<number, number>>()

  add(raw: string): void {
    const text = idText(raw)
    // What is damaged for all to see has no length any more.
    if (text === '' || (/0$|e/i.test(text) && detectDamagedId(text) !== null)) return
    this.ids += 1
    if (!/^\d{1,40}$/.test(text)) return
    count(this.digits, text.length)
    if (text.charCodeAt(0) !== 48) return
    const run = /^0+/.exec(text)?.[0].length ?? 0
    const runs = this.zeros.get(text.length) ?? new Map<number, number>()
    this.zeros.set(text.length, runs)
    count(runs, run)
  }

  /** The commonest length of the plain numbers; 0 when there are too few, or too many other ids among them. */
  commonest(): number {
    let best = 0
    for (const [length, ids] of this.digits) if (ids > (this.digits.get(best) ?? 0)) best = length
    return best >= SHORTEST && (this.digits.get(best) ?? 0) >= this.ids * 0.7 ? best : 0
  }

  /** Whether the ids seen so far are enough to say that they have no common length. */
  mixed(): boolean {
    return this.ids >= 20 && this.commonest() === 0
  }

  /** Whether a plain number is shorter than the commonest length: worth a look at the whole column. */
  hasShort(): boolean {
    const length = this.commonest()
    return length > 0 && [...this.digits.keys()].some((other) => other < length)
  }

  verdict(): LostZeros | null {
    const length = this.commonest()
    const whole = this.digits.get(length) ?? 0
    const runs = this.zeros.get(length)
    if (length === 0 || !runs || whole < LEAST_WHOLE || whole < this.ids * WHOLE) return null
    const missing = Math.max(...runs.keys())
    let short = 0
    for (const [other, ids] of this.digits) if (other < length && other >= length - missing) short += ids
    let begun = 0
    for (const ids of runs.values()) begun += ids
    if (short === 0 || short > begun || whole + short < this.ids * EXPLAINED) return null
    return { length, missing }
  }
}

/** Whether an id is one that has lost its zeros, by the rule of its column. */
export function hasLostZeros(raw: string, rule: LostZeros | undefined): boolean {
  if (rule === undefined) return false
  const text = idText(raw)
  return text.length < rule.length && text.length >= rule.length - rule.missing && /^[1-9]\d*$/.test(text)
}

function idText(raw: string): string {
  if (raw === '' || raw.length > 200) return ''
  if (/^\d+$/.test(raw)) return raw
  const text = halfWidth(cleanCell(raw)).replace(/\.0+$/, '')
  return isNothing(text) || /[\s,;、/|]/.test(text) ? '' : text
}

function count(map: Map<number, number>, key: number): void {
  map.set(key, (map.get(key) ?? 0) + 1)
}
