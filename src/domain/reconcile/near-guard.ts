import { undamagedKey } from '../courier/waybill'
import type { Stage } from './booking'
import { credits } from './booking'
import { createNearIndex, SHORTEST_TYPO } from './near'
import { partReason } from './parts'
import type { PoolClaim, PoolLine } from './pool'
import { balanceOf, isAvailable, linkOf } from './pool'

/**
 * Before other amounts are booked: a waybill that finds one claim with another amount, while an open claim one character away lacks
 * exactly this amount and has no line of its own, may be a typo of that one. Couriers number consecutively, so both are possible, and the
 * line is held for a person. An amount that is the goods or the freight of the claim it finds is no such doubt.
 */
export const nearClaimGuard: Stage = (pool) => {
  const byKey = new Map<string, PoolLine[]>()
  for (const set of pool.sets) {
    const claims = set.claims.filter(isAvailable)
    const only = claims[0]
    if (claims.length !== 1 || only === undefined) continue
    for (const line of set.lines) {
      const key = line.waybillKey
      if (!credits(line) || key === null || key.length < SHORTEST_TYPO) continue
      // Words of a number that agrees with the claim weigh more than a neighbour.
      if (linkOf(line, only) === 'number' || partReason(only, line.line.amountCents) !== null) continue
      const group = nearKey(line.line.courierId, key)
      const known = byKey.get(group)
      if (known === undefined) byKey.set(group, [line])
      else known.push(line)
    }
  }
  if (byKey.size === 0) return
  const index = createNearIndex(byKey.keys())
  const pointedAt = new Set<PoolClaim>()
  for (const set of pool.sets) if (set.lines.some(credits)) for (const claim of set.claims) pointedAt.add(claim)
  for (const claim of pool.claims) {
    const { courierId, waybill } = claim.claim
    if (courierId === null || !isAvailable(claim) || pointedAt.has(claim) || undamagedKey(waybill) === null) continue
    for (const key of claim.keys) {
      if (key.length < SHORTEST_TYPO) continue
      for (const near of index.find(nearKey(courierId, key))) {
        for (const line of byKey.get(near) ?? []) {
          const sameCourier = line.line.courierId === courierId
          const canBe = sameCourier && line.line.amountCents === balanceOf(claim) && line.refused?.has(claim.claim.id) !== true
          if (!canBe || line.set?.claims.includes(claim) === true) continue
          line.hold = 'near-claim-fits'
          if (!line.near.includes(claim)) line.near = [...line.near, claim]
        }
      }
    }
  }
}

/** One index serves all couriers: the courier is a part of the key. */
export function nearKey(courierId: string, key: string): string {
  return `${key}\n${courierId}`
}
