/**
 * Claims and statement lines laid side by side (ui.md, month end): one row holds a claim, a line, or both where they belong together.
 * What needs a person comes first. Pure.
 */
import type { OpenClaim, ReconcileExplanation, StatementLine } from '../../../contract/reconcile'
import type { Claim } from '../../../contract/registers'

export type PairKind = 'review' | 'short' | 'over' | 'claw-back' | 'unexplained' | 'waiting' | 'matched' | 'charge'
export type Candidate = ReconcileExplanation['result']['review'][number]['candidates'][number]

export interface Pair {
  readonly key: string
  readonly kind: PairKind
  /** the claim, or only its number while its facts are on their way */
  readonly claim: Claim | null
  readonly claimNo: string | null
  readonly line: StatementLine | null
  readonly stage: string | null
  readonly reason: { readonly zh: string; readonly en: string } | null
  /** matched only: credited minus what was missing; negative is short */
  readonly differenceCents: number
  /** review only: every claim that may be meant, best first */
  readonly candidates: readonly Candidate[]
}

export interface PairSources {
  readonly explained: ReconcileExplanation | null
  /** claim lines of the month, whether matched or not */
  readonly lines: readonly StatementLine[]
  readonly charges: readonly StatementLine[]
  readonly claimByNo: ReadonlyMap<string, Claim>
}

const ORDER: Readonly<Record<PairKind, number>> = { review: 0, 'claw-back': 1, short: 2, over: 3, unexplained: 4, waiting: 5, matched: 6, charge: 7 }
/** What a person has something to do about. */
export const UNSETTLED: ReadonlySet<PairKind> = new Set(['review', 'claw-back', 'short', 'over', 'unexplained', 'waiting'])
/** Claims that wait for money; ended ones are in the figures and in the export. */
const WAITS: ReadonlySet<OpenClaim['bucket']> = new Set(['granted', 'awaiting', 'short-paid'])

const EMPTY = { stage: null, reason: null, differenceCents: 0, candidates: [] } as const
const words = (row: { readonly reasonZh: string; readonly reasonEn: string }): Pair['reason'] => ({ zh: row.reasonZh, en: row.reasonEn })

function kindOfMatch(stage: string, differenceCents: number): PairKind {
  if (stage === 'claw-back') return 'claw-back'
  return differenceCents === 0 ? 'matched' : differenceCents < 0 ? 'short' : 'over'
}

/** Every row of the month, those that need a person first, each sort in the order of its statement or filing. */
export function pairUp({ explained, lines, charges, claimByNo }: PairSources): Pair[] {
  const lineById = new Map(lines.map((line) => [line.id, line]))
  const claimOf = (no: string | null): Claim | null => (no === null ? null : (claimByNo.get(no) ?? null))
  const pairs: Pair[] = []
  const placedLines = new Set<string>()
  const placedClaims = new Set<string>()

  for (const match of explained?.result.matched ?? []) {
    const kind = kindOfMatch(match.stage, match.differenceCents)
    for (let at = 0; at < Math.max(match.claimNos.length, match.lineIds.length); at += 1) {
      const claimNo = match.claimNos[at] ?? null
      const lineId = match.lineIds[at]
      if (lineId !== undefined) placedLines.add(lineId)
      if (claimNo !== null) placedClaims.add(claimNo)
      const line = lineId === undefined ? null : (lineById.get(lineId) ?? null)
      const key = `m:${match.lineIds[0] ?? ''}:${match.claimIds[0] ?? ''}:${at}`
      pairs.push({ ...EMPTY, key, kind, claim: claimOf(claimNo), claimNo, line, stage: match.stage, reason: words(match), differenceCents: match.differenceCents })
    }
  }
  for (const review of explained?.result.review ?? []) {
    review.lineIds.forEach((id, at) => {
      placedLines.add(id)
      const claimNo = at === 0 ? (review.claimNos[0] ?? null) : null
      if (claimNo !== null) placedClaims.add(claimNo)
      pairs.push({ ...EMPTY, key: `r:${id}`, kind: 'review', claim: claimOf(claimNo), claimNo, line: lineById.get(id) ?? null, stage: review.stage, reason: words(review), candidates: review.candidates })
    })
  }
  const unexplained = new Map(explained?.unexplained.map((line) => [line.lineId, line]) ?? [])
  for (const line of lines) {
    if (placedLines.has(line.id)) continue
    const why = unexplained.get(line.id)
    pairs.push({ ...EMPTY, key: `l:${line.id}`, kind: 'unexplained', claim: null, claimNo: null, line, reason: why ? words(why) : null })
  }
  for (const open of explained?.openClaims ?? []) {
    if (placedClaims.has(open.claimNo) || !WAITS.has(open.bucket)) continue
    pairs.push({ ...EMPTY, key: `c:${open.claimId}`, kind: 'waiting', claim: claimOf(open.claimNo), claimNo: open.claimNo, line: null, reason: words(open) })
  }
  for (const line of charges) pairs.push({ ...EMPTY, key: `l:${line.id}`, kind: 'charge', claim: null, claimNo: null, line })
  return pairs.map((pair, at) => ({ pair, at })).sort((a, b) => ORDER[a.pair.kind] - ORDER[b.pair.kind] || filing(a.pair, b.pair) || a.at - b.at).map(({ pair }) => pair)
}

/** Claims that wait stand oldest first. */
function filing(a: Pair, b: Pair): number {
  if (a.kind !== 'waiting') return 0
  const [one, two] = [a.claim?.filedOn ?? '', b.claim?.filedOn ?? '']
  return one < two ? -1 : one > two ? 1 : 0
}

/** Groups that the month would match but has not stored yet. */
export function notStored(explained: ReconcileExplanation | null, lines: readonly StatementLine[]): number {
  const stored = new Set(lines.flatMap((line) => (line.matchStage === null ? [] : [line.id])))
  return explained?.result.matched.filter((match) => match.lineIds.some((id) => !stored.has(id))).length ?? 0
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
