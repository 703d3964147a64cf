import { addCents, sumCents } from '../money/money'
import { isAvailable, isClaimLine, balanceOf, creditOf, linkOf, linkRank } from './pool'
import type { CandidateSet, Pool, PoolClaim, PoolLine } from './pool'
import type { Candidate, MatchStage, ReconcileReview, UnexplainedLine } from './types'
import type { LeftReason } from './words'
import { LEFT_WORDS } from './words'

/** Candidates shown per review row. */
export const MAX_CANDIDATES = 5
/** Of a larger group only these are scored, claims open for credit first. */
const MAX_SCORED = 50

interface Leftovers {
  readonly review: ReconcileReview[]
  readonly unexplained: UnexplainedLine[]
}

/**
 * What the stages have left: every unmatched claim line is unexplained (待认领), and those that point at some claim are also rows of
 * the review queue with scored candidates. A line is in one row at most. Nothing here books money.
 * `taken`: how much of each matched line is counted for claims; what a person left of a line is unexplained too.
 */
export function leftovers(pool: Pool, taken: ReadonlyMap<PoolLine, number>): Leftovers {
  const review: ReconcileReview[] = []
  const unexplained: UnexplainedLine[] = []
  const reasons = new Map<PoolLine, LeftReason>()
  const survey = surveyor()
  const groups = new Map<PoolClaim, PoolLine[]>()

  for (const entry of pool.lines) {
    if (!isClaimLine(entry)) continue
    if (entry.match !== null) {
      const rest = addCents(entry.line.amountCents, -(taken.get(entry) ?? 0))
      if (rest !== 0) unexplained.push(unexplainedRow(entry, 'part-unassigned', rest, false))
      continue
    }
    const reason = reasonFor(entry, survey)
    reasons.set(entry, reason)
    const only = reason === 'several-lines' && entry.set !== null ? survey(entry.set).available[0] : undefined
    if (only !== undefined) {
      const group = groups.get(only)
      if (group === undefined) groups.set(only, [entry])
      else group.push(entry)
    }
    unexplained.push(unexplainedRow(entry, reason, entry.line.amountCents, entry.set !== null))
  }

  const grouped = new Set<PoolLine>()
  for (const [entry, reason] of reasons) {
    if (entry.set === null || grouped.has(entry)) continue
    const only = reason === 'several-lines' ? survey(entry.set).available[0] : undefined
    const lines = only === undefined ? [entry] : (groups.get(only) ?? [entry])
    for (const line of lines) grouped.add(line)
    review.push(reviewRow(lines, reason, survey(entry.set).scored))
  }
  return { review, unexplained }
}

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
    reasonCode: reason,
    reasonZh: LEFT_WORDS[reason].zh,
    reasonEn: LEFT_WORDS[reason].en,
  }
}

function reviewRow(lines: readonly PoolLine[], reason: LeftReason, claims: readonly PoolClaim[]): ReconcileReview {
  const cents = sumCents(lines.map(({ line }) => line.amountCents))
  const first = lines[0]
  const candidates = (first === undefined ? [] : claims.map((claim) => candidate(first, claim, cents)))
    .sort((a, b) => b.score - a.score || (a.claimNo < b.claimNo ? -1 : a.claimNo > b.claimNo ? 1 : 0))
    .slice(0, MAX_CANDIDATES)
  return {
    claimNos: candidates.map(({ claimNo }) => claimNo),
    claimIds: candidates.map(({ claimId }) => claimId),
    lineIds: lines.map(({ line }) => line.id),
    statementRows: lines.map(({ line }) => line.row),
    stage: stageOf(lines, cents, candidates),
    score: candidates[0]?.score ?? 0,
    candidates,
    reasonCode: reason,
    reasonZh: LEFT_WORDS[reason].zh,
    reasonEn: LEFT_WORDS[reason].en,
  }
}

function stageOf(lines: readonly PoolLine[], cents: number, candidates: readonly Candidate[]): MatchStage {
  if (cents < 0) return 'claw-back'
  if (lines.length > 1) return 'instalments'
  const best = candidates[0]
  return best !== undefined && best.amountCents === cents ? best.link : 'short-over'
}

const LINK_POINTS: readonly number[] = [0, 40, 45, 50, 55]

/** 0 to 100: up to 55 for how the line points at the claim, up to 35 for the amount, 10 when the claim is open for credit. */
function candidate(line: PoolLine, entry: PoolClaim, cents: number): Candidate {
  const link = linkOf(line, entry) ?? 'normalised'
  const balance = balanceOf(entry)
  const target = cents < 0 ? -creditOf(entry) : balance > 0 ? balance : entry.claim.amountCents
  const score = (LINK_POINTS[linkRank(link)] ?? 0) + amountPoints(cents, target, entry.claim.amountCents) + (isAvailable(entry) ? 10 : 0)
  return {
    claimId: entry.claim.id,
    claimNo: entry.claim.claimNo,
    link,
    status: entry.claim.status,
    amountCents: entry.claim.amountCents,
    balanceCents: balance,
    score,
  }
}

function amountPoints(cents: number, target: number, claimed: number): number {
  if (cents === 0) return 0
  if (cents === target) return 35
  if (cents === claimed) return 30
  const [small, large] = Math.abs(cents) < Math.abs(target) ? [Math.abs(cents), Math.abs(target)] : [Math.abs(target), Math.abs(cents)]
  return Math.sign(cents) === Math.sign(target) && large > 0 ? Math.floor((25 * small) / large) : 0
}
