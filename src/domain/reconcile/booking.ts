import { sumCents } from '../money/money'
import type { OpenAllocation, Pool, PoolClaim, PoolLine } from './pool'
import { balanceOf, book, isFree, linkOf, linkRank } from './pool'
import type { Link, MatchStage } from './types'

/** One stage of M2 over what earlier stages have left in the pool. It books what it is sure of and leaves the rest. */
export type Stage = (pool: Pool) => void

/** A free line that brings money. */
export const credits = (entry: PoolLine): boolean => isFree(entry) && entry.line.amountCents > 0
/** A free line that takes money back. */
export const takesBack = (entry: PoolLine): boolean => isFree(entry) && entry.line.amountCents < 0

/** Books one or more lines in full for one claim. */
export function single(pool: Pool, stage: MatchStage, reasonCode: string, claim: PoolClaim, lines: readonly PoolLine[], link: Link): void {
  const allocations = lines.map((line): OpenAllocation => ({ claim, line, cents: line.line.amountCents }))
  book(pool, { stage, reasonCode, link, balanceCents: balanceOf(claim), allocations, origin: 'auto', words: null })
}

/** The weakest link of several lines to one claim: a group is as sure as its least sure line. */
export function weakestLink(claim: PoolClaim, lines: readonly PoolLine[]): Link {
  return lines.map((line) => linkOf(line, claim) ?? 'normalised').reduce((weak, link) => (linkRank(link) < linkRank(weak) ? link : weak))
}

/** In how many sets with open lines each claim stands, by its `order`: more than one, and another line could mean it as well. */
export function reachOf(pool: Pool): Uint32Array {
  const reach = new Uint32Array(pool.claims.length)
  for (const set of pool.sets) if (set.lines.some(credits)) for (const { order } of set.claims) reach[order] = (reach[order] ?? 0) + 1
  return reach
}

export function sumOf(lines: readonly PoolLine[]): number {
  return sumCents(lines.map(({ line }) => line.amountCents))
}
