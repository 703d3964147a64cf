/**
 * Claims and statement lines laid side by side (ui.md, month end): one row holds a claim, a line, or both where they belong together.
 * What needs a person comes first. Pure.
 */
import type { ReviewClaim } from '../../../contract/month-review'
import type { OpenClaim, ReconcileExplanation, StatementLine } from '../../../contract/reconcile'
import { isEndedByDecision, type ClaimStatus } from '../../../domain/claim/status'
import { alignOpen } from './align'

export type PairKind = 'review' | 'short' | 'over' | 'claw-back' | 'beside' | 'unexplained' | 'waiting' | 'matched' | 'charge'
export type Candidate = ReconcileExplanation['result']['review'][number]['candidates'][number]

export interface Pair {
  readonly key: string
  readonly kind: PairKind
  /** the claim, or only its number while its facts are on their way */
  readonly claim: ReviewClaim | null
  readonly claimNo: string | null
  readonly line: StatementLine | null
  /** all lines that are decided on together with this one */
  readonly lineIds: readonly string[]
  /** matched only: all claims of the match */
  readonly claimIds: readonly string[]
  readonly stage: string | null
  readonly reason: { readonly zh: string; readonly en: string } | null
  /** matched only: credited minus what was missing; negative is short */
  readonly differenceCents: number
  /** review only: every claim that may be meant, best first */
  readonly candidates: readonly Candidate[]
  /** review only: the candidates are meant all together */
  readonly together: boolean
  /** what is left of a line that is assigned in part; else its amount */
  readonly restCents: number
}

export interface PairSources {
  readonly explained: ReconcileExplanation | null
  /** claim lines of the month, whether matched or not */
  readonly lines: readonly StatementLine[]
  readonly charges: readonly StatementLine[]
  readonly claimById: ReadonlyMap<string, ReviewClaim>
}

// what is open without a proposal stands together: there claims and lines are aligned by amount and day
const ORDER: Readonly<Record<PairKind, number>> = { review: 0, 'claw-back': 1, short: 2, over: 3, beside: 4, unexplained: 4, waiting: 4, matched: 5, charge: 6 }
/** What a person has something to do about. */
export const UNSETTLED: ReadonlySet<PairKind> = new Set(['review', 'claw-back', 'short', 'over', 'beside', 'unexplained', 'waiting'])
/** Claims that wait for money; ended ones are in the figures and in the export. */
const WAITS: ReadonlySet<OpenClaim['bucket']> = new Set(['granted', 'awaiting', 'short-paid'])

const EMPTY = { claim: null, claimNo: null, line: null, lineIds: [], claimIds: [], stage: null, reason: null, differenceCents: 0, candidates: [], together: false, restCents: 0 } as const
const words = (row: { readonly reasonZh: string; readonly reasonEn: string }): Pair['reason'] => ({ zh: row.reasonZh, en: row.reasonEn })

/** Nothing more is expected: what it lacks was given up, withdrawn or refused. */
const isEnded = (claim: ReviewClaim | null): boolean => claim !== null && isEndedByDecision(claim.status as ClaimStatus)

function kindOfMatch(stage: string, differenceCents: number, claim: ReviewClaim | null): PairKind {
  if (differenceCents < 0 && isEnded(claim)) return 'matched'
  if (stage === 'claw-back') return 'claw-back'
  return differenceCents === 0 ? 'matched' : differenceCents < 0 ? 'short' : 'over'
}

/** What a row of a match lacks: of several claims each its own, since one may be paid in full and another not. */
function differenceOf({ claimIds, differenceCents }: ReconcileExplanation['result']['matched'][number], claim: ReviewClaim | null): number {
  return claimIds.length < 2 ? differenceCents : claim === null ? 0 : -claim.balanceCents
}

/** Every row of the month, those that need a person first, each sort in the order of its statement or filing. */
export function pairUp({ explained, lines, charges, claimById }: PairSources): Pair[] {
  const lineById = new Map(lines.map((line) => [line.id, line]))
  const claimOf = (id: string | undefined): ReviewClaim | null => (id === undefined ? null : (claimById.get(id) ?? null))
  const pairs: Pair[] = []
  const placedClaims = new Set<string>()
  const placedLines = new Set<string>()

  for (const match of explained?.result.matched ?? []) {
    for (let at = 0; at < Math.max(match.claimNos.length, match.lineIds.length); at += 1) {
      const claimNo = match.claimNos[at] ?? null
      const claimId = match.claimIds[at]
      const lineId = match.lineIds[at]
      if (lineId !== undefined) placedLines.add(lineId)
      if (claimId !== undefined) placedClaims.add(claimId)
      const line = lineId === undefined ? null : (lineById.get(lineId) ?? null)
      const key = `m:${match.lineIds[0] ?? ''}:${match.claimIds[0] ?? ''}:${at}`
      const claim = claimOf(claimId)
      const differenceCents = differenceOf(match, claim)
      const { lineIds, claimIds, stage } = match
      pairs.push({ ...EMPTY, key, kind: kindOfMatch(stage, differenceCents, claim), claim, claimNo, line, lineIds, claimIds, stage, reason: words(match), differenceCents })
    }
  }
  for (const review of explained?.result.review ?? []) {
    review.lineIds.forEach((id, at) => {
      placedLines.add(id)
      const claimId = at === 0 ? review.claimIds[0] : undefined
      if (claimId !== undefined) placedClaims.add(claimId)
      const line = lineById.get(id) ?? null
      const { lineIds, stage, candidates, together } = review
      pairs.push({ ...EMPTY, key: `r:${id}`, kind: 'review', claim: claimOf(claimId), claimNo: at === 0 ? (review.claimNos[0] ?? null) : null, line, lineIds, stage, reason: words(review), candidates, together, restCents: line?.amountCents ?? 0 })
    })
  }

  const left = (explained?.unexplained ?? []).flatMap((one) => {
    const line = lineById.get(one.lineId)
    // of a line that is assigned in part the rest has a row of its own
    return line === undefined || (placedLines.has(line.id) && one.amountCents === line.amountCents) ? [] : [{ line, restCents: one.amountCents, reason: words(one) }]
  })
  const waiting = (explained?.openClaims ?? []).flatMap((open) => {
    const claim = claimOf(open.claimId)
    const restCents = open.claimedCents - open.creditedCents
    return placedClaims.has(open.claimId) || !WAITS.has(open.bucket) ? [] : [{ open, claim, restCents, reason: words(open) }]
  })
  for (const { line: one, claim: other } of alignOpen(left, waiting)) {
    const lineSide = one === null ? {} : { line: one.line, lineIds: [one.line.id], restCents: one.restCents }
    const claimSide = other === null ? {} : { claim: other.claim, claimNo: other.open.claimNo, claimIds: [other.open.claimId] }
    if (one === null) pairs.push({ ...EMPTY, ...claimSide, key: `c:${other?.open.claimId ?? ''}`, kind: 'waiting', reason: other?.reason ?? null })
    else pairs.push({ ...EMPTY, ...lineSide, ...claimSide, key: `l:${one.line.id}`, kind: other === null ? 'unexplained' : 'beside', reason: one.reason })
  }
  for (const line of charges) pairs.push({ ...EMPTY, key: `l:${line.id}`, kind: 'charge', line })
  return pairs.map((pair, at) => ({ pair, at })).sort((a, b) => ORDER[a.pair.kind] - ORDER[b.pair.kind] || a.at - b.at).map(({ pair }) => pair)
}

export interface Term {
  readonly id: 'claimed' | 'overPaid' | 'credited' | 'shortPaid' | 'granted' | 'awaiting' | 'rejected' | 'withdrawn' | 'givenUp' | 'statement' | 'claimLines' | 'charges' | 'other' | 'matched' | 'unexplained'
  readonly cents: number
}
export interface Equation {
  readonly id: 'claims' | 'claimLines' | 'statement'
  readonly left: readonly Term[]
  readonly right: readonly Term[]
  /** left − right; 0 when it holds */
  readonly offCents: number
}

/** The invariants of M3 from a month's figures, worked out again here rather than believed. */
export function equationsOf({ result, counts }: ReconcileExplanation): Equation[] {
  const term = (id: Term['id'], cents: number): Term => ({ id, cents })
  // the list may be cut, then only the process that worked it out can add it up
  const whole = counts.matched === result.matched.length
  const matched = whole ? result.matched.reduce((sum, match) => sum + match.creditedCents, 0) : result.claimLinesCents - result.unexplainedCents
  const equation = (id: Equation['id'], left: readonly Term[], right: readonly Term[]): Equation => {
    const sum = (terms: readonly Term[]): number => terms.reduce((total, one) => total + one.cents, 0)
    return { id, left, right, offCents: sum(left) - sum(right) }
  }
  return [
    equation(
      'claims',
      [term('claimed', result.claimedCents), term('overPaid', result.overPaidCents)],
      [
        term('credited', result.creditedCents),
        term('shortPaid', result.shortPaidCents),
        term('granted', result.grantedNotCreditedCents),
        term('awaiting', result.awaitingCents),
        term('rejected', result.rejectedCents),
        term('withdrawn', result.withdrawnCents),
        term('givenUp', result.givenUpCents),
      ],
    ),
    equation('claimLines', [term('claimLines', result.claimLinesCents)], [term('matched', matched), term('unexplained', result.unexplainedCents)]),
    equation('statement', [term('statement', result.statementCents)], [term('claimLines', result.claimLinesCents), term('charges', result.chargesCents), term('other', result.otherCents)]),
  ]
}

/** Two numbers cut where they differ, for showing which digits do; null when there is nothing to compare. */
export function differingParts(one: string, two: string): { readonly text: string; readonly differs: boolean }[][] | null {
  if (one === two || one === '' || two === '' || one.length !== two.length) return null
  const parts: [{ text: string; differs: boolean }[], { text: string; differs: boolean }[]] = [[], []]
  for (let at = 0; at < one.length; at += 1) {
    const differs = one[at] !== two[at]
    ;[one[at] ?? '', two[at] ?? ''].forEach((char, side) => {
      const last = parts[side]?.at(-1)
      if (last && last.differs === differs) last.text += char
      else parts[side]?.push({ text: char, differs })
    })
  }
  return parts
}
