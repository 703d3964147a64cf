import { bestAssignment } from './assign'
import type { Stage } from './booking'
import { credits, reachOf, single } from './booking'
import type { CandidateSet, PoolClaim, PoolLine } from './pool'
import { balanceOf, isAvailable, linkOf, linkRank } from './pool'

/** Groups beyond this size are left for review. */
export const MAX_EQUAL_GROUP = 50

/**
 * As many lines as claims, all of one amount and of one number: each claim is paid in full, and which line pays which changes no figure.
 * The assignment with the strongest links altogether is taken. One line too few or too many is a choice, and a choice is a person's.
 */
export const equalGroups: Stage = (pool) => {
  const open = pool.sets.filter((set) => set.claims.length > 1 && set.lines.some(credits))
  if (open.length === 0) return
  const reach = reachOf(pool)
  for (const set of open) {
    const byAmount = new Map<number, PoolLine[]>()
    for (const line of set.lines) {
      if (!credits(line) || line.listed !== null) continue
      const known = byAmount.get(line.line.amountCents)
      if (known === undefined) byAmount.set(line.line.amountCents, [line])
      else known.push(line)
    }
    for (const [cents, claims] of claimsByBalance(set)) {
      const lines = byAmount.get(cents) ?? []
      if (lines.length !== claims.length || lines.length < 2) continue
      if (lines.length > MAX_EQUAL_GROUP) {
        pool.groupsNotSearched += 1
        continue
      }
      if (claims.some((claim) => (reach[claim.order] ?? 0) > 1)) continue
      const columns = bestAssignment(lines.map((line) => claims.map((claim) => linkRank(linkOf(line, claim)))))
      lines.forEach((line, row) => {
        const claim = claims[columns[row] ?? -1]
        const link = claim === undefined ? null : linkOf(line, claim)
        if (claim !== undefined && link !== null) single(pool, link === 'number' ? 'number' : 'exact', 'exact', claim, [line], link)
      })
    }
  }
}

function claimsByBalance(set: CandidateSet): Map<number, PoolClaim[]> {
  const groups = new Map<number, PoolClaim[]>()
  for (const claim of set.claims) {
    if (!isAvailable(claim)) continue
    const known = groups.get(balanceOf(claim))
    if (known === undefined) groups.set(balanceOf(claim), [claim])
    else known.push(claim)
  }
  return groups
}
