import { sumCents } from '../money/money'
import type { Stage } from './booking'
import { credits } from './booking'
import type { OpenAllocation, PoolClaim, PoolLine } from './pool'
import { balanceOf, book, isAvailable } from './pool'

/**
 * Lump sums that list their waybills (M2): the line is to the cent what all listed claims still lack. It comes before the single claims,
 * because a sum that fits several claims exactly is the better assignment as a whole than one other line on one of them. Of two equal
 * lists the first is taken, the other is shown as a possible double payment; lists that overlap without being equal are left to a person.
 */
export const listedLumpSum: Stage = (pool) => {
  const offers: { readonly line: PoolLine; readonly claims: readonly PoolClaim[] }[] = []
  for (const line of pool.lines) {
    if (line.listed === null || line.set === null || !credits(line)) continue
    const claims = line.set.claims.filter(isAvailable)
    if (claims.length > 1 && sumCents(claims.map(balanceOf)) === line.line.amountCents) offers.push({ line, claims })
  }
  const listOf = new Map<PoolClaim, string>()
  const disputed = new Set<string>()
  const nameOf = (claims: readonly PoolClaim[]): string => claims.map(({ order }) => order).join(' ')
  for (const { claims } of offers) {
    const name = nameOf(claims)
    for (const claim of claims) {
      const other = listOf.get(claim)
      if (other !== undefined && other !== name) disputed.add(other).add(name)
      else listOf.set(claim, name)
    }
  }
  for (const { line, claims } of offers) {
    if (disputed.has(nameOf(claims)) || !claims.every(isAvailable)) continue
    const allocations = claims.map((claim): OpenAllocation => ({ claim, line, cents: balanceOf(claim) }))
    book(pool, { stage: 'lump-sum', reasonCode: 'lump-listed', link: 'listed', balanceCents: line.line.amountCents, allocations, origin: 'auto', words: null })
  }
}
