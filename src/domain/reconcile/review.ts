import { addCents, sumCents } from '../money/money'
import { compareFacts, lineFacts } from './facts'
import { isAvailable, isClaimLine, balanceOf, creditOf, linkOf } from './pool'
import type { CandidateSet, CentsOfLines, Pool, PoolClaim, PoolLine } from './pool'
import type { Offer } from './propose'
import { propose } from './propose'
import { assignFirst } from './review-order'
import type { Candidate, Link, MatchStage, ReconcileReview, UnexplainedLine } from './types'
import type { LeftReason } from './words'
import { LEFT_WORDS } from './words'

/** Candidates shown per review row; a row whose candidates belong together shows them all. */
export const MAX_CANDIDATES = 5
/** Of a larger group only these are scored, claims open for credit first. */
const MAX_SCORED = 50

interface Leftovers {
  readonly review: ReconcileReview[]
  readonly unexplained: UnexplainedLine[]
}

/** A claim that some lines may mean, with how well it fits. */
export interface Scored {
  readonly claim: PoolClaim
  readonly link: Link
  readonly score: number
}

/** A row of the review queue before it is written out. */
export interface Row {
  readonly lines: readonly PoolLine[]
  readonly cents: number
  readonly reason: LeftReason
  readonly scored: Scored[]
  readonly together: boolean
}

/**
 * What the stages have left: every unmatched claim line is unexplained (待认领), and those that point at some claim, or for which one is
 * proposed, are also rows of the review queue with scored candidates. A line is in one row at most. Nothing here books money.
 * `taken`: how much of each matched line is counted for claims; what a person left of a line is unexplained too.
 */
export function leftovers(pool: Pool, taken: CentsOfLines): Leftovers {
  const unexplained: UnexplainedLine[] = []
  const reasons = new Map<PoolLine, LeftReason>()
  const survey = surveyor()
  const groups = new Map<PoolClaim, PoolLine[]>()
  const offers = propose(pool)

  for (const entry of pool.lines) {
    if (!isClaimLine(entry)) continue
    if (entry.match !== null) {
      const rest = addCents(entry.line.amountCents, -(taken[entry.order] ?? 0))
      if (rest !== 0) unexplained.push(unexplainedRow(entry, 'part-unassigned', rest, false))
      continue
    }
    const offer = offers.get(entry)
    const reason = offer?.reason ?? reasonFor(entry, survey)
    reasons.set(entry, reason)
    const only = reason === 'several-lines' && entry.set !== null ? survey(entry.set).available[0] : undefined
    if (only !== undefined) {
      const group = groups.get(only)
      if (group === undefined) groups.set(only, [entry])
      else group.push(entry)
    }
    unexplained.push(unexplainedRow(entry, reason, entry.line.amountCents, entry.set !== null || offer !== undefined))
  }

  const rows: Row[] = []
  const grouped = new Set<PoolLine>()
  for (const [entry, reason] of reasons) {
    const offer = offers.get(entry)
    if (offer !== undefined) rows.push(offeredRow(entry, offer))
    if (entry.set === null || grouped.has(entry)) continue
    const only = reason === 'several-lines' ? survey(entry.set).available[0] : undefined
    const lines = only === undefined ? [entry] : (groups.get(only) ?? [entry])
    for (const line of lines) grouped.add(line)
    rows.push(pointedRow(entry, lines, reason, [...survey(entry.set).scored, ...entry.near]))
  }
  pool.groupsNotSearched += assignFirst(rows)
  return { review: rows.map(reviewRow), unexplained }
}

function offeredRow(entry: PoolLine, { reason, claims, together }: Offer): Row {
  const cents = entry.line.amountCents
  const scored = claims.map(({ claim, link, days }) => ({ claim, link, score: scoreOf(claim, link, together ? balanceOf(claim) : cents) + nearInTime(days) }))
  return { lines: [entry], cents, reason, scored: scored.sort(byScore), together }
}

function pointedRow(first: PoolLine, lines: readonly PoolLine[], reason: LeftReason, claims: readonly PoolClaim[]): Row {
  const cents = sumCents(lines.map(({ line }) => line.amountCents))
  // The set of a line holds what it points at, and after the guard the neighbours that fit better.
  const scored = claims.map((claim): Scored => {
    const link: Link = linkOf(first, claim) ?? 'typo'
    return { claim, link, score: scoreOf(claim, link, cents) }
  })
  return { lines, cents, reason, scored: scored.sort(byScore), together: false }
}

const byScore = (a: Scored, b: Scored): number => b.score - a.score || a.claim.order - b.claim.order

/** What is to be known about the claims of a set once the stages are done. */
interface Survey {
  readonly available: readonly PoolClaim[]
  readonly credited: readonly PoolClaim[]
  readonly scored: readonly PoolClaim[]
  readonly keptWithBalance: boolean
  readonly creditedOrTaken: boolean
  readonly anyEnded: boolean
}

/** Surveys each set once, since the lines of a large group share one. */
function surveyor(): (set: CandidateSet) => Survey {
  const known = new Map<CandidateSet, Survey>()
  return (set) => {
    const seen = known.get(set)
    if (seen !== undefined) return seen
    const available = set.claims.filter(isAvailable)
    const survey: Survey = {
      available,
      credited: set.claims.filter((claim) => creditOf(claim) > 0),
      scored: [...available.slice(0, MAX_SCORED), ...set.claims.filter((claim) => !isAvailable(claim)).slice(0, MAX_SCORED)].slice(0, MAX_SCORED),
      keptWithBalance: set.claims.some((claim) => claim.match?.reasonCode === 'kept' && balanceOf(claim) > 0),
      creditedOrTaken: set.claims.some((claim) => claim.match !== null || (claim.filedInTime && !claim.ended)),
      anyEnded: set.claims.some((claim) => claim.ended),
    }
    known.set(set, survey)
    return survey
  }
}

function reasonFor(entry: PoolLine, surveyOf: (set: CandidateSet) => Survey): LeftReason {
  if (entry.set === null) {
    if (entry.refusedAll) return 'refused'
    if (entry.line.waybillDamaged) return 'waybill-damaged'
    if (entry.waybillKey !== null || entry.numberKey !== null) return 'unknown-waybill'
    return entry.line.waybill === null ? 'no-waybill' : 'waybill-damaged'
  }
  if (entry.hold !== null) return entry.hold
  const survey = surveyOf(entry.set)
  if (entry.line.amountCents > 0 && entry.listed !== null && survey.available.length > 0) return 'listed-differs'
  if (entry.line.amountCents < 0) return clawBackReason(survey)
  if (survey.available.length > 0) return survey.available.length > 1 ? 'ambiguous-claims' : 'several-lines'
  if (survey.keptWithBalance) return 'matched-by-person'
  if (survey.creditedOrTaken) return 'already-credited'
  return survey.anyEnded ? 'claim-ended' : 'claim-not-filed'
}

function clawBackReason({ credited }: Survey): LeftReason {
  if (credited.length === 0) return 'nothing-to-claw-back'
  if (credited.length > 1) return 'claw-back-ambiguous'
  return credited[0]?.match?.reasonCode === 'kept' ? 'matched-by-person' : 'claw-back-too-large'
}

function unexplainedRow(entry: PoolLine, reason: LeftReason, amountCents: number, inReview: boolean): UnexplainedLine {
  const { line } = entry
  return {
    lineId: line.id,
    statementRow: line.row,
    courierId: line.courierId,
    waybill: line.waybill,
    amountCents,
    inReview,
    compared: lineFacts(entry),
    reasonCode: reason,
    reasonZh: LEFT_WORDS[reason].zh,
    reasonEn: LEFT_WORDS[reason].en,
  }
}

function reviewRow(row: Row): ReconcileReview {
  const { lines, cents, reason, scored, together } = row
  const shown = together ? scored : scored.slice(0, MAX_CANDIDATES)
  const candidates = lines.slice(0, 1).flatMap((first) => shown.map((one) => candidate(first, one, cents)))
  return {
    claimNos: candidates.map(({ claimNo }) => claimNo),
    claimIds: candidates.map(({ claimId }) => claimId),
    lineIds: lines.map(({ line }) => line.id),
    statementRows: lines.map(({ line }) => line.row),
    stage: stageOf(row),
    score: candidates[0]?.score ?? 0,
    candidates,
    together,
    reasonCode: reason,
    reasonZh: LEFT_WORDS[reason].zh,
    reasonEn: LEFT_WORDS[reason].en,
  }
}

function stageOf({ lines, cents, scored, reason }: Row): MatchStage {
  if (cents < 0) return 'claw-back'
  if (reason === 'typo' || reason === 'window') return reason
  if (reason === 'damaged-window') return 'window'
  if (reason === 'lump-unlisted' || reason === 'listed-differs') return 'lump-sum'
  if (lines.length > 1) return 'instalments'
  const best = scored[0]
  if (best === undefined || best.claim.claim.amountCents !== cents) return 'short-over'
  return best.link === 'listed' || best.link === 'sum' ? 'lump-sum' : best.link
}

/**
 * The scale of scores, 0 to 100 (docs/adr/0006-reconciliation-figures.md): up to 55 for how the line points at the claim, up to 35 for
 * the amount, 10 when the claim is open for credit; a claim found by time alone gets up to 5 for having been filed lately.
 */
const LINK_POINTS: Readonly<Record<Link, number>> = { number: 55, exact: 50, alias: 45, normalised: 40, listed: 38, typo: 30, window: 10, sum: 10 }

function scoreOf(entry: PoolClaim, link: Link, cents: number): number {
  const balance = balanceOf(entry)
  const target = cents < 0 ? -creditOf(entry) : balance > 0 ? balance : entry.claim.amountCents
  return LINK_POINTS[link] + amountPoints(cents, target, entry.claim) + (isAvailable(entry) ? 10 : 0)
}

/** One point less for every six days between filing and credit. */
function nearInTime(days: number | null): number {
  return days === null ? 0 : Math.max(0, 5 - Math.floor(Math.max(0, days) / 6))
}

function candidate(line: PoolLine, { claim, link, score }: Scored, cents: number): Candidate {
  return {
    claimId: claim.claim.id,
    claimNo: claim.claim.claimNo,
    link,
    status: claim.claim.status,
    amountCents: claim.claim.amountCents,
    balanceCents: balanceOf(claim),
    score,
    compared: compareFacts(line, claim, { cents, balanceCents: balanceOf(claim), creditCents: creditOf(claim) }),
  }
}

function amountPoints(cents: number, target: number, { amountCents, goodsCents, freightCents }: PoolClaim['claim']): number {
  if (cents === 0) return 0
  if (cents === target) return 35
  if (cents === amountCents) return 30
  if (cents === goodsCents || cents === goodsCents + freightCents) return 28
  const [small, large] = Math.abs(cents) < Math.abs(target) ? [Math.abs(cents), Math.abs(target)] : [Math.abs(target), Math.abs(cents)]
  return Math.sign(cents) === Math.sign(target) && large > 0 ? Math.floor((25 * small) / large) : 0
}
