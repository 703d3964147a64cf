import { covers, streamOf, type Vector } from './vector'

/** Rules of the merge about things that two PCs did without knowing of each other (docs/sync-format.md, section 10). Amounts are integer cents. */

/** Whether the writer of a row (`stamp`, knowing `knows`) and the writer of another one knew nothing of each other, given that the other is here already. */
export const isConcurrent = (stamp: string, knows: Vector, other: string): boolean => streamOf(stamp) !== streamOf(other) && !covers(knows, other)

export interface MatchShare {
  readonly id: string
  readonly lineId: string
  readonly claimId: string
  readonly cents: number
}

/**
 * Whether two matches together take more than their line has, or give more than their claim asks for, in either direction of the money. A match
 * that alone is beyond its claim was somebody's decision and counts as the most that was meant.
 */
export function takesTooMuch(one: MatchShare, other: MatchShare, lineCents: number | null, claimCents: number | null): boolean {
  const together = one.cents + other.cents
  if (one.lineId === other.lineId && lineCents !== null && Math.abs(together) > Math.abs(lineCents) && Math.sign(one.cents) === Math.sign(other.cents)) return true
  if (one.claimId !== other.claimId || claimCents === null || one.lineId === other.lineId) return false
  return one.cents > 0 && other.cents > 0 && together > Math.max(claimCents, one.cents, other.cents)
}

/** The time at which both sides of a double were there, epoch ms: from the stamps, so that every PC writes the same. */
export const doubledAt = (one: string, other: string, millisOf: (stamp: string) => number): number => Math.max(millisOf(one), millisOf(other))

/** The month after, `YYYY-MM`. */
export function monthAfter(month: string): string {
  const [year = 0, at = 1] = month.split('-').map(Number)
  return at === 12 ? `${year + 1}-01` : `${year}-${String(at + 1).padStart(2, '0')}`
}

/** The first month from `month` on that is not closed. */
export function firstOpenMonth(month: string, isClosed: (month: string) => boolean): string {
  let next = month
  while (isClosed(next)) next = monthAfter(next)
  return next
}
