import { undamagedKey } from '../courier/waybill'
import { createNearIndex, SHORTEST_TYPO } from './near'
import type { PoolClaim } from './pool'

/** Claims that are kept for one number; hundreds of neighbours mean nothing any more. */
export const MAX_NEIGHBOURS = 100

/** One index serves all couriers: the courier is a part of the key. */
export function nearKey(courierId: string, key: string): string {
  return `${key}\n${courierId}`
}

/**
 * The claims one character away from each of `keys` (made by `nearKey`), in the order of the claims, of the same courier. The cost is
 * that of the claims' numbers, however many keys there are; claims and lines meet by key, never pair by pair.
 */
export function neighboursOf(keys: Iterable<string>, claims: Iterable<PoolClaim>): Map<string, PoolClaim[]> {
  const index = createNearIndex(keys)
  const near = new Map<string, PoolClaim[]>()
  for (const claim of claims) {
    const { courierId } = claim.claim
    if (courierId === null) continue
    for (const key of claim.keys) {
      if (key.length < SHORTEST_TYPO) continue
      const nearby = index.find(nearKey(courierId, key))
      // What a spreadsheet damaged is no number on our side either.
      if (nearby.length === 0 || undamagedKey(key) === null) continue
      for (const other of nearby) {
        if (!other.endsWith(`\n${courierId}`)) continue
        const known = near.get(other)
        if (known === undefined) near.set(other, [claim])
        else if (known.length < MAX_NEIGHBOURS && known.at(-1) !== claim) known.push(claim)
      }
    }
  }
  return near
}
