import { detectDamagedId, looksLikeWaybill } from '../import/ids'
import { halfWidth } from '../import/text'
import type { ReconcileLine } from './types'

/** Longest text that is read for a list, and most numbers taken from it; beyond that the line says that its list was not read. */
export const MAX_LIST_TEXT = 8_000
export const MAX_LISTED = 400

/** Shorter texts hold no waybill. */
const SHORTEST = 8
const NUMBERISH = /[0-9A-Z](?:[0-9A-Z-]{6,30})[0-9A-Z]/g

/**
 * The waybills that a line lists, as text, or null when it lists none (M2, lump sums). Two places are read: the waybill cell when it
 * holds several numbers, and the words of the line. A single number in the cell is not a list, it is the line's waybill. A list counts
 * only as far as its numbers find claims; the amount decides the rest. A line whose waybill a spreadsheet damaged is never read.
 */
export function readList(line: Pick<ReconcileLine, 'waybill' | 'waybillRaw' | 'waybillDamaged' | 'memo'>): readonly string[] | null | 'too-long' {
  if (line.waybillDamaged) return null
  const cell = line.waybillRaw ?? line.waybill ?? ''
  const memo = line.memo ?? ''
  if (memo.length < SHORTEST && cell.length < 2 * SHORTEST) return null
  if (cell.length > MAX_LIST_TEXT || memo.length > MAX_LIST_TEXT) return 'too-long'
  const inCell = cell.length < 2 * SHORTEST ? [] : numbersIn(cell)
  const numbers = [...(inCell.length > 1 ? inCell : []), ...(memo.length < SHORTEST ? [] : numbersIn(memo))]
  if (numbers.length === 0) return null
  const distinct = [...new Set(numbers)]
  return distinct.length > MAX_LISTED ? 'too-long' : distinct
}

/** Everything in a text that looks like a waybill, in its order. Damaged numbers are left out: they are never guessed. */
function numbersIn(text: string): string[] {
  const found: string[] = []
  for (const [number] of halfWidth(text).toUpperCase().matchAll(NUMBERISH)) {
    if (looksLikeWaybill(number) && detectDamagedId(number) === null) found.push(number)
  }
  return found
}
