import type { Stage } from './booking'
import { credits } from './booking'
import { SHORTEST_TYPO } from './near'
import { nearKey, neighboursOf } from './neighbours'
import { partReason } from './parts'
import type { PoolLine } from './pool'
import { balanceOf, isAvailable, linkOf, onlyThose } from './pool'

/**
 * Before other amounts are booked: a waybill that finds one claim with another amount, while an open claim one character away lacks
 * exactly this amount and has no line of its own, may be a typo of that one. Couriers number consecutively, so both are possible, and the
 * line is held for a person. An amount that is the goods or the freight of the claim it finds is no such doubt.
 */
export const nearClaimGuard: Stage = (pool) => {
  const doubtful: { readonly line: PoolLine; readonly key: string }[] = []
  const pointedAt = new Uint8Array(pool.claims.length)
  for (const set of pool.sets) {
    if (!set.lines.some(credits)) continue
    for (const { order } of set.claims) pointedAt[order] = 1
    const claims = onlyThose(set.claims, isAvailable)
    const only = claims[0]
    if (claims.length !== 1 || only === undefined) continue
    for (const line of set.lines) {
      const key = line.waybillKey
      if (!credits(line) || key === null || key.length < SHORTEST_TYPO) continue
      // A number that agrees with the claim weighs more than a neighbour.
      if (linkOf(line, only) === 'number' || partReason(only, line.line.amountCents) !== null) continue
      doubtful.push({ line, key: nearKey(line.line.courierId, key) })
    }
  }
  if (doubtful.length === 0) return
  const free = pool.claims.filter((claim) => isAvailable(claim) && pointedAt[claim.order] === 0)
  const near = neighboursOf(new Set(doubtful.map(({ key }) => key)), free)
  for (const { line, key } of doubtful) {
    const fitting = (near.get(key) ?? []).filter((claim) => balanceOf(claim) === line.line.amountCents && line.refused?.has(claim.claim.id) !== true)
    if (fitting.length === 0) continue
    line.hold = 'near-claim-fits'
    line.near = fitting
  }
}
