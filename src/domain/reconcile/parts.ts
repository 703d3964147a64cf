import { addCents } from '../money/money'
import type { Stage } from './booking'
import { credits, single, sumOf, weakestLink } from './booking'
import type { PoolClaim, PoolLine } from './pool'
import { balanceOf, isAvailable } from './pool'

export type PartReason = 'short-goods-only' | 'short-freight-only' | 'short-goods-and-freight'

/** Which part of the claim an amount is (M2: tested against goods, freight and their sum); null when none, or when it is not short. */
export function partReason(entry: PoolClaim, cents: number): PartReason | null {
  const { goodsCents, freightCents } = entry.claim
  if (cents <= 0 || cents >= balanceOf(entry)) return null
  if (cents === goodsCents) return 'short-goods-only'
  if (cents === freightCents) return 'short-freight-only'
  return cents === addCents(goodsCents, freightCents) ? 'short-goods-and-freight' : null
}

/**
 * Where a number is of several open claims, the part tells which: taken when the amount is goods, freight or their sum of exactly one of
 * them. Lines of different parts of one claim are taken together as long as they do not exceed what is missing. Where a number is of one
 * claim alone, the stage for other amounts says the same in its reason.
 */
export const partsOfClaims: Stage = (pool) => {
  const wanted = new Map<PoolClaim, PoolLine[]>()
  for (const set of pool.sets) {
    if (set.claims.length < 2) continue
    const lines = set.lines.filter((line) => credits(line) && line.listed === null)
    const claims = lines.length === 0 ? [] : set.claims.filter(isAvailable)
    if (claims.length < 2) continue
    const byPart = partsByAmount(claims)
    for (const line of lines) {
      const claim = byPart.get(line.line.amountCents)
      if (claim === undefined || claim === null) continue
      const known = wanted.get(claim)
      if (known === undefined) wanted.set(claim, [line])
      else known.push(line)
    }
  }
  for (const [claim, lines] of [...wanted].sort(([a], [b]) => a.order - b.order)) {
    lines.sort((a, b) => a.order - b.order)
    const different = new Set(lines.map(({ line }) => line.amountCents)).size === lines.length
    if (!different || sumOf(lines) > balanceOf(claim)) continue
    const reason = lines.length === 1 ? partReason(claim, sumOf(lines)) : 'parts-together'
    if (reason !== null) single(pool, 'parts', reason, claim, lines, weakestLink(claim, lines))
  }
}

/** The one claim that has a part of this amount; null where several have. */
function partsByAmount(claims: readonly PoolClaim[]): Map<number, PoolClaim | null> {
  const byPart = new Map<number, PoolClaim | null>()
  for (const claim of claims) {
    const { goodsCents, freightCents } = claim.claim
    for (const cents of new Set([goodsCents, freightCents, addCents(goodsCents, freightCents)])) {
      if (partReason(claim, cents) !== null) byPart.set(cents, byPart.has(cents) ? null : claim)
    }
  }
  return byPart
}
