import { sumCents } from '../money/money'
import { credits, reachOf, single, sumOf, takesBack, weakestLink } from './booking'
import type { Stage } from './booking'
import { equalGroups } from './equal-groups'
import { listedLumpSum } from './lump-listed'
import { nearClaimGuard } from './near-guard'
import { partsOfClaims, partReason } from './parts'
import type { CandidateSet, OpenAllocation, Pool, PoolClaim, PoolLine } from './pool'
import { balanceOf, book, creditOf, extend, inOrder, isAvailable, isFree, linkOf, linkRank, onlyThose } from './pool'
import type { StrongLink } from './types'

/** In the biggest group of claims with one waybill and one amount, more than these are not told apart: they go to review. */
export const MAX_GROUP = 50
/** Rounds of elimination inside ambiguous groups; a chain longer than this goes to review. */
const MAX_ROUNDS = 20

/** Lines that can only mean one claim, and claims that some line could mean among others. By the claims' `order`: a list is quicker than a map of objects. */
interface Forced {
  /** Claims with such lines, in the order they were met. */
  readonly claims: readonly PoolClaim[]
  /** Their lines by the order of the claim, in the order of the lines. Not to be changed. */
  readonly lines: readonly (readonly PoolLine[] | undefined)[]
  readonly contested: Uint8Array
}

/** `concerns`: only these claims are asked for, by their `order`; null: all. */
function forcedLines(pool: Pool, wanted: (line: PoolLine) => boolean, claimFits: (claim: PoolClaim) => boolean, concerns: Uint8Array | null = null): Forced {
  const claims: PoolClaim[] = []
  const lines: (readonly PoolLine[] | undefined)[] = Array.from({ length: pool.claims.length })
  const contested = new Uint8Array(pool.claims.length)
  for (const set of pool.sets) {
    if (concerns !== null && !set.claims.some(({ order }) => concerns[order] === 1)) continue
    const here = onlyThose(set.lines, wanted)
    if (here.length === 0) continue
    const fitting = onlyThose(set.claims, claimFits)
    const only = fitting[0]
    // A line that lists several waybills means all of them: it never stands for one.
    if (fitting.length === 1 && only !== undefined && here.every(({ listed }) => listed === null)) {
      const known = lines[only.order]
      if (known === undefined) claims.push(only)
      lines[only.order] = known === undefined ? here : [...known, ...here]
    } else {
      for (const claim of fitting) contested[claim.order] = 1
    }
  }
  for (const { order } of claims) lines[order] = inOrder(lines[order] ?? [], byOrder)
  return { claims, lines, contested }
}

const byOrder = (a: PoolLine, b: PoolLine): number => a.order - b.order

/** Claims with their forced lines, without those that some line could mean among others. */
function* forcedAlone({ claims, lines, contested }: Forced): Generator<readonly [PoolClaim, readonly PoolLine[]]> {
  for (const claim of claims) if (contested[claim.order] !== 1) yield [claim, lines[claim.order] ?? []]
}

/** Credits and take-backs of one month that together make exactly what is missing: a corrected double payment. */
export const netted: Stage = (pool) => {
  // Few lines take back: only the claims that they could mean are looked at.
  const concerns = new Uint8Array(pool.claims.length)
  for (const set of pool.sets) if (set.lines.some(takesBack)) for (const { order } of set.claims) concerns[order] = 1
  for (const [claim, lines] of forcedAlone(forcedLines(pool, isFree, isAvailable, concerns))) {
    if (lines.length < 3 || !lines.some(takesBack)) continue
    if (sumOf(lines) === balanceOf(claim)) single(pool, 'instalments', 'netted', claim, lines, weakestLink(claim, lines))
  }
}

interface Proposal {
  readonly claim: PoolClaim
  readonly line: PoolLine
  readonly link: StrongLink
}

/** The best proposal for each claim, by its `order`. */
type Proposals = (Proposal | undefined)[]

/**
 * The amount that is missing, on the same number or waybill. Inside groups of several claims a line is taken when one claim fits it
 * best; each round frees the lines that the round before has narrowed to one claim. An assignment that is the only one possible is
 * always found this way, since it has at every step a line that fits one claim alone. Of equal lines for one claim (two equal rows are two
 * lines) the first is taken and the others are shown as possible double payments.
 */
export const exactAmount: Stage = (pool) => {
  let sets: readonly CandidateSet[] = pool.sets
  const tooLarge = new Set<CandidateSet>()
  for (let round = 0; round < MAX_ROUNDS && sets.length > 0; round += 1) {
    const proposals: Proposals = Array.from({ length: pool.claims.length })
    for (const set of sets) proposeExact(set, proposals, tooLarge)
    let booked = 0
    for (const proposal of proposals) {
      if (proposal === undefined) continue
      const { claim, line, link } = proposal
      single(pool, link === 'listed' ? 'exact' : link, 'exact', claim, [line], link)
      booked += 1
    }
    if (booked === 0) break
    sets = sets.filter((set) => set.claims.length > 1 && set.lines.some(credits) && set.claims.some(isAvailable))
  }
  pool.groupsNotSearched += tooLarge.size
}

function proposeExact(set: CandidateSet, proposals: Proposals, tooLarge: Set<CandidateSet>): void {
  const alone = set.claims.length === 1
  const byBalance = alone ? null : claimsByBalance(set.claims)
  for (const line of set.lines) {
    if (!credits(line)) continue
    const { amountCents } = line.line
    // Nearly every set is one claim: it needs no index of its own.
    const fitting = byBalance === null ? set.claims.filter((claim) => isAvailable(claim) && balanceOf(claim) === amountCents) : byBalance.get(amountCents)
    if (fitting === undefined || fitting.length === 0 || !mayBeOne(line)) continue
    if (fitting.length > MAX_GROUP) {
      tooLarge.add(set)
      continue
    }
    const best = bestClaim(line, fitting)
    if (best === null) continue
    const rival = proposals[best.claim.order]
    const better = rival === undefined || linkRank(best.link) > linkRank(rival.link) || (best.link === rival.link && line.order < rival.line.order)
    if (better) proposals[best.claim.order] = { claim: best.claim, line, link: best.link }
  }
}

function claimsByBalance(claims: readonly PoolClaim[]): Map<number, PoolClaim[]> {
  const byBalance = new Map<number, PoolClaim[]>()
  for (const claim of claims) {
    if (!isAvailable(claim)) continue
    const balance = balanceOf(claim)
    const same = byBalance.get(balance)
    if (same === undefined) byBalance.set(balance, [claim])
    else same.push(claim)
  }
  return byBalance
}

/** A list of waybills means all of them; a single one in the words counts where the line has no number of its own. */
function mayBeOne({ listed, line, set }: PoolLine): boolean {
  return listed === null || (listed.length < (set?.claims.length ?? 0)) || (listed.length === 1 && line.waybill === null)
}

/** The claim with the strictly strongest link, or null when two are equally strong. */
function bestClaim(line: PoolLine, claims: readonly PoolClaim[]): { claim: PoolClaim; link: StrongLink } | null {
  let best: { claim: PoolClaim; link: StrongLink } | null = null
  let tied = false
  for (const claim of claims) {
    const link = linkOf(line, claim)
    if (link === null || (link === 'listed' && line.listed?.length !== 1)) continue
    const difference = best === null ? 1 : linkRank(link) - linkRank(best.link)
    if (difference > 0) {
      best = { claim, link }
      tied = false
    } else if (difference === 0) {
      tied = true
    }
  }
  return tied ? null : best
}

/** Several lines for one claim that together make exactly what is missing; other sums come after everything that is exact. */
export const instalments: Stage = (pool) => {
  for (const [claim, lines] of forcedAlone(forcedLines(pool, credits, isAvailable))) {
    if (lines.length < 2) continue
    if (sumOf(lines) === balanceOf(claim)) single(pool, 'instalments', 'instalments', claim, lines, weakestLink(claim, lines))
  }
}

/** One line that pays all open claims of its number or waybill exactly. */
export const lumpSum: Stage = (pool) => {
  const open = pool.sets.filter((set) => set.claims.length > 1 && set.lines.filter(credits).length === 1)
  if (open.length === 0) return
  const reach = reachOf(pool)
  for (const set of open) {
    const line = set.lines.find(credits)
    const claims = set.claims.filter(isAvailable)
    if (line === undefined || claims.length < 2 || claims.some((claim) => (reach[claim.order] ?? 0) > 1)) continue
    const balanceCents = sumCents(claims.map(balanceOf))
    if (balanceCents !== line.line.amountCents) continue
    const allocations = claims.map((claim): OpenAllocation => ({ claim, line, cents: balanceOf(claim) }))
    const link = claims.map((claim) => linkOf(line, claim) ?? 'normalised').reduce((weak, next) => (linkRank(next) < linkRank(weak) ? next : weak))
    book(pool, { stage: 'lump-sum', reasonCode: 'lump-sum', link, balanceCents, allocations, origin: 'auto', words: null })
  }
}

/**
 * One claim and lines that mean only it, with another amount than was missing. Several lines are instalments of a claim that is not paid
 * in full yet; two equal ones among them may be one payment printed twice, and more than is missing may be too much: those are a person's.
 */
export const shortOver: Stage = (pool) => {
  for (const [claim, lines] of forcedAlone(forcedLines(pool, credits, isAvailable))) {
    const line = lines[0]
    if (line === undefined) continue
    if (lines.length > 1) {
      const different = new Set(lines.map((one) => one.line.amountCents)).size === lines.length
      if (different && sumOf(lines) < balanceOf(claim)) single(pool, 'instalments', 'instalments-short', claim, lines, weakestLink(claim, lines))
      continue
    }
    const link = linkOf(line, claim) ?? 'normalised'
    const part = partReason(claim, line.line.amountCents)
    const otherwise = line.line.amountCents > balanceOf(claim) ? 'over' : 'short'
    single(pool, link === 'number' ? 'number' : part === null ? 'short-over' : 'parts', part ?? otherwise, claim, lines, link)
  }
}

/**
 * Negative claim lines reverse credit (M3), of this month or an earlier one, but never more than was credited. Where several claims
 * could have been meant, only one that was credited with exactly this amount is taken.
 */
export const clawBack: Stage = (pool) => {
  const wanted = new Map<PoolClaim, PoolLine[]>()
  for (const set of pool.sets) {
    const lines = set.lines.filter(takesBack)
    if (lines.length === 0) continue
    const credited = set.claims.filter(canReverse)
    const byCredit = new Map<number, PoolClaim[]>()
    for (const claim of credited) {
      const same = byCredit.get(creditOf(claim))
      if (same === undefined) byCredit.set(creditOf(claim), [claim])
      else same.push(claim)
    }
    const only = credited.length === 1 ? credited[0] : undefined
    for (const line of lines) {
      const exact = byCredit.get(-line.line.amountCents) ?? []
      const claim = exact.length === 1 ? exact[0] : only
      if (claim === undefined) continue
      const known = wanted.get(claim)
      if (known === undefined) wanted.set(claim, [line])
      else known.push(line)
    }
  }
  for (const [claim, lines] of [...wanted].sort(([a], [b]) => a.order - b.order)) reverse(pool, claim, lines.sort((a, b) => a.order - b.order))
}

/** A match that a person made stays as it is, so nothing is added to it. */
function canReverse(entry: PoolClaim): boolean {
  return entry.filedInTime && creditOf(entry) > 0 && (entry.match === null || entry.match.reasonCode !== 'kept')
}

function reverse(pool: Pool, claim: PoolClaim, lines: readonly PoolLine[]): void {
  const credit = creditOf(claim)
  const fits = -sumOf(lines) <= credit ? lines : lines.filter((line) => -line.line.amountCents === credit).slice(0, 1)
  if (fits.length === 0) return
  const match = claim.match
  if (match === null) {
    single(pool, 'claw-back', 'claw-back', claim, fits, weakestLink(claim, fits))
    return
  }
  extend(match, fits.map((line): OpenAllocation => ({ claim, line, cents: line.line.amountCents })))
  match.stage = 'claw-back'
  match.reasonCode = 'credited-and-clawed-back'
}

/** The automatic stages of M2 in their order; proposals for review come after them. */
export const AUTOMATIC_STAGES: readonly Stage[] = [
  netted, listedLumpSum, exactAmount, equalGroups, instalments, lumpSum, partsOfClaims, nearClaimGuard, shortOver, clawBack,
]
