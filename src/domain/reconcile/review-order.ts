import { bestAssignment } from './assign'
import { isAvailable } from './pool'
import type { PoolClaim } from './pool'
import type { Row, Scored } from './review'

/** Rows of one ambiguous group that are assigned together; a larger group is taken row by row, best score first. */
export const MAX_ASSIGNED_ROWS = 60
/** Steps of all assignments of a run; groups that come after are taken row by row. */
const MAX_WORK = 100_000_000
/** Claims that one row brings into its group. */
const MAX_ASSIGNED_CLAIMS = 20

/**
 * Puts in front of each row the claim that the best assignment of its whole group gives it (M2: globally best, not first come): rows that
 * want the same claim do not all get it as their first candidate. Only rows that bring money, and claims open for credit, take part.
 * Answers how many groups were too large for it.
 */
export function assignFirst(rows: readonly Row[]): number {
  const asking = rows.filter(({ cents, together, scored }) => cents > 0 && !together && scored.some(({ claim }) => isAvailable(claim)))
  let work = 0
  let tooLarge = 0
  for (const group of groupsOf(asking)) {
    const columns = new Set(group.flatMap((row) => wishes(row).map(({ claim }) => claim)))
    const cost = group.length ** 2 * (group.length + columns.size)
    if (group.length > MAX_ASSIGNED_ROWS || work + cost > MAX_WORK) {
      tooLarge += 1
      greedy(group)
    } else {
      work += cost
      assign(group, [...columns])
    }
  }
  return tooLarge
}

const wishes = ({ scored }: Row): Scored[] => scored.filter(({ claim }) => isAvailable(claim)).slice(0, MAX_ASSIGNED_CLAIMS)

/** Rows that hang together by the claims they could mean, found by joining sets. */
function groupsOf(rows: readonly Row[]): readonly (readonly Row[])[] {
  const parent = rows.map((_, at) => at)
  const rootOf = (start: number): number => {
    let at = start
    for (let up = parent[at]; up !== undefined && up !== at; up = parent[at]) {
      parent[at] = parent[up] ?? up
      at = up
    }
    return at
  }
  const firstRow = new Map<PoolClaim, number>()
  rows.forEach((row, at) => {
    for (const { claim } of wishes(row)) {
      const other = firstRow.get(claim)
      if (other === undefined) firstRow.set(claim, at)
      else parent[Math.max(rootOf(at), rootOf(other))] = Math.min(rootOf(at), rootOf(other))
    }
  })
  const groups = new Map<number, Row[]>()
  rows.forEach((row, at) => {
    const known = groups.get(rootOf(at))
    if (known === undefined) groups.set(rootOf(at), [row])
    else known.push(row)
  })
  return [...groups.values()].filter((group) => group.length > 1)
}

function assign(group: readonly Row[], claims: readonly PoolClaim[]): void {
  const columns = new Map(claims.map((claim, at) => [claim, at]))
  const weights = group.map((row) => {
    const line = new Array<number | null>(claims.length).fill(null)
    for (const { claim, score } of wishes(row)) line[columns.get(claim) ?? 0] = score
    return line
  })
  bestAssignment(weights).forEach((column, at) => {
    const row = group[at]
    const claim = column === null ? undefined : claims[column]
    if (row !== undefined && claim !== undefined) moveFirst(row, claim)
  })
}

/** Best score first, each claim once. */
function greedy(group: readonly Row[]): void {
  const pairs = group.flatMap((row, at) => wishes(row).map((wish) => ({ row, at, wish })))
  pairs.sort((a, b) => b.wish.score - a.wish.score || a.at - b.at || a.wish.claim.order - b.wish.claim.order)
  const served = new Set<Row>()
  const used = new Set<PoolClaim>()
  for (const { row, wish } of pairs) {
    if (served.has(row) || used.has(wish.claim)) continue
    served.add(row)
    used.add(wish.claim)
    moveFirst(row, wish.claim)
  }
}

function moveFirst({ scored }: Row, claim: PoolClaim): void {
  const at = scored.findIndex((one) => one.claim === claim)
  const [one] = at > 0 ? scored.splice(at, 1) : []
  if (one !== undefined) scored.unshift(one)
}
