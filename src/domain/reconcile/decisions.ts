import { isEndedByDecision } from '../claim/status'
import { addCents, sumCents } from '../money/money'
import type { Change, DecisionKind, MonthBooks, Pair } from './books'
import { creditOfClaim, inverseOf, takenOfLine } from './books'
import type { DecisionRefusal, RefusalCode } from './decision-words'
import { lineKind } from './types'
import type { ReconcileClaim, ReconcileLine, StoredMatch } from './types'
import { matchWords } from './words'

export type Decided = { readonly ok: true; readonly change: Change } | { readonly ok: false; readonly refusal: DecisionRefusal }

/** Cents of a line that are to count for a claim; the sign is the line's. */
export interface Share extends Pair {
  readonly cents: number
}

interface Noted {
  /** A person's own words, put behind the reason. */
  readonly note?: string | null
  readonly currency?: string
}

const refuse = (code: RefusalCode, facts: Omit<DecisionRefusal, 'code'> = {}): Decided => ({ ok: false, refusal: { code, ...facts } })
const EMPTY: Omit<Change, 'kind'> = { store: [], remove: [], refuse: [], allow: [], endings: [] }

/**
 * M4, accept: each line's whole rest counts for the claim, whatever the claim lacks; more than that shows as over-paid. A pair that was
 * rejected before is allowed again by it.
 * Refused: MONTH_CLOSED, LINE_UNKNOWN, CLAIM_UNKNOWN, LINE_NOT_CLAIM, LINE_TAKEN, PAIR_MATCHED, OTHER_COURIER, CLAIM_NOT_FILED, AMOUNT_ZERO,
 * CLAWBACK_TOO_LARGE.
 */
export function acceptCandidate(books: MonthBooks, decision: Noted & { readonly claimId: string; readonly lineIds: readonly string[] }): Decided {
  return allocate(books, 'accept', wholeLines(books, decision), decision)
}

/** M4, accept an unlisted lump sum, or split a line: parts of one line for several claims. What is left of the line stays unexplained. Refused as accept, and PARTS_FEW, AMOUNT_SIGN, AMOUNT_TOO_LARGE. */
export function splitLine(books: MonthBooks, decision: Noted & { readonly lineId: string; readonly parts: readonly { readonly claimId: string; readonly cents: number }[] }): Decided {
  if (decision.parts.length < 2) return refuse('PARTS_FEW', { lineId: decision.lineId })
  return allocate(books, 'split', decision.parts.map((part) => ({ ...part, lineId: decision.lineId })), decision)
}

/** M4, merge: several lines are one payment of one claim. Refused as accept, and PARTS_FEW. */
export function mergeLines(books: MonthBooks, decision: Noted & { readonly claimId: string; readonly lineIds: readonly string[] }): Decided {
  if (decision.lineIds.length < 2) return refuse('PARTS_FEW', { claimId: decision.claimId })
  return allocate(books, 'merge', wholeLines(books, decision), decision)
}

/**
 * M4, reject: the line and the claim never meet again, neither matched nor proposed. What was matched between them goes, and with it the
 * other automatic matches of the line: half a match is none, the next run works them out anew.
 * Refused: MONTH_CLOSED, LINE_UNKNOWN, CLAIM_UNKNOWN, ALREADY_REJECTED.
 */
export function rejectPair(books: MonthBooks, pair: Pair): Decided {
  if (books.closed) return refuse('MONTH_CLOSED')
  const { claimId, lineId } = pair
  if (!books.lines.some(({ id }) => id === lineId)) return refuse('LINE_UNKNOWN', { lineId })
  if (!books.claims.some(({ id }) => id === claimId)) return refuse('CLAIM_UNKNOWN', { claimId })
  if (books.refused.some((known) => known.claimId === claimId && known.lineId === lineId)) return refuse('ALREADY_REJECTED', { claimId, lineId })
  const remove = books.matches.filter((row) => row.month === books.month && row.lineId === lineId && (row.claimId === claimId || row.origin !== 'person'))
  return { ok: true, change: { ...EMPTY, kind: 'reject', remove, refuse: [{ claimId, lineId }] } }
}

export interface WriteOff {
  readonly claimId: string
  readonly reason: string
  /** The day on which it is given up, `YYYY-MM-DD`. */
  readonly day: string
  /** Policy: up to this many cents anybody who reconciles may write off. */
  readonly limitCents: number
  readonly isSupervisor: boolean
}

/**
 * M4, write off: what a claim still lacks is given up, with the reason. It stands as given up in the figures and no credit is matched to
 * it silently any more.
 * Refused: MONTH_CLOSED, CLAIM_UNKNOWN, CLAIM_NOT_FILED, CLAIM_ENDED, NOTHING_LEFT, REASON_MISSING, NEEDS_SUPERVISOR, DAY_BEFORE_MONTH.
 */
export function writeOffRest(books: MonthBooks, { claimId, reason, day, limitCents, isSupervisor }: WriteOff): Decided {
  if (books.closed) return refuse('MONTH_CLOSED')
  const claim = books.claims.find(({ id }) => id === claimId)
  if (claim === undefined) return refuse('CLAIM_UNKNOWN', { claimId })
  if (!isFiledBy(claim, books.month)) return refuse('CLAIM_NOT_FILED', { claimId })
  if (isEndedByDecision(claim.status)) return refuse('CLAIM_ENDED', { claimId })
  const restCents = addCents(claim.amountCents, -creditOfClaim(books, claimId))
  if (restCents <= 0) return refuse('NOTHING_LEFT', { claimId })
  if (reason.trim() === '') return refuse('REASON_MISSING', { claimId })
  if (day.slice(0, 7) < books.month) return refuse('DAY_BEFORE_MONTH', { claimId })
  if (restCents > limitCents && !isSupervisor) return refuse('NEEDS_SUPERVISOR', { claimId, cents: restCents, limitCents })
  const ending = { claimId, before: { status: claim.status, endedOn: claim.endedOn }, after: { status: 'given-up', endedOn: day } as const, restCents, reason: reason.trim() }
  return { ok: true, change: { ...EMPTY, kind: 'write-off', endings: [ending] } }
}

/** A decision as it was logged, oldest first in a log. */
export interface LoggedDecision {
  readonly id: string
  readonly change: Change
  readonly undone: boolean
}

/**
 * M4: takes one decision back, not only the last. Refused when the month is closed, when it was taken back already, and when a later
 * decision that stands touches the same line or claim: that one goes first.
 */
export function undoDecision(books: MonthBooks, log: readonly LoggedDecision[], id: string): Decided {
  if (books.closed) return refuse('MONTH_CLOSED')
  const at = log.findIndex((entry) => entry.id === id)
  const entry = log[at]
  if (entry === undefined) return refuse('DECISION_UNKNOWN')
  if (entry.undone) return refuse('ALREADY_UNDONE')
  const own = touchedBy(entry.change)
  const later = log.slice(at + 1).some((other) => !other.undone && [...touchedBy(other.change)].some((key) => own.has(key)))
  return later ? refuse('CHANGED_SINCE') : { ok: true, change: inverseOf(entry.change) }
}

function touchedBy({ store, remove, refuse: refused, allow, endings }: Change): Set<string> {
  const touched = new Set<string>()
  for (const { claimId, lineId } of [...store, ...remove, ...refused, ...allow]) touched.add(`claim ${claimId}`).add(`line ${lineId}`)
  for (const { claimId } of endings) touched.add(`claim ${claimId}`)
  return touched
}

function wholeLines(books: MonthBooks, { claimId, lineIds }: { readonly claimId: string; readonly lineIds: readonly string[] }): Share[] {
  const amounts = new Map(books.lines.map((line) => [line.id, line.amountCents]))
  return lineIds.map((lineId) => ({ claimId, lineId, cents: addCents(amounts.get(lineId) ?? 0, -takenOfLine(books, lineId)) }))
}

function isFiledBy(claim: ReconcileClaim, month: string): boolean {
  return claim.status !== 'draft' && claim.filedOn !== null && claim.filedOn.slice(0, 7) <= month
}

/** Checks every share against what is free, and makes the matches of a person out of them. */
function allocate(books: MonthBooks, kind: DecisionKind, shares: readonly Share[], noted: Noted): Decided {
  if (books.closed) return refuse('MONTH_CLOSED')
  if (shares.length === 0) return refuse('PARTS_FEW')
  const lines = new Map(books.lines.map((line) => [line.id, line]))
  const claims = new Map(books.claims.map((claim) => [claim.id, claim]))
  const matched = new Set(books.matches.filter((row) => row.month === books.month).map(({ lineId, claimId }) => `${lineId} ${claimId}`))
  const taken = new Map<string, number>()
  const gained = new Map<string, number>()
  const store: StoredMatch[] = []
  for (const share of shares) {
    const { lineId, claimId, cents } = share
    const line = lines.get(lineId)
    const claim = claims.get(claimId)
    if (line === undefined) return refuse('LINE_UNKNOWN', { lineId })
    if (claim === undefined) return refuse('CLAIM_UNKNOWN', { claimId })
    const before = taken.get(lineId) ?? takenOfLine(books, lineId)
    const credit = gained.get(claimId) ?? creditOfClaim(books, claimId)
    const problem = matched.has(`${lineId} ${claimId}`) ? 'PAIR_MATCHED' : problemOf(books, line, claim, cents, before, credit)
    if (problem !== null) return refuse(problem, { lineId, claimId, cents })
    matched.add(`${lineId} ${claimId}`)
    taken.set(lineId, addCents(before, cents))
    gained.set(claimId, addCents(credit, cents))
    store.push({ month: books.month, claimId, lineId, stage: 'manual', creditedCents: cents, origin: 'person', ...words(line, claim, cents, credit, noted) })
  }
  const pairs = new Set(shares.map(({ lineId, claimId }) => `${lineId} ${claimId}`))
  const allow = books.refused.filter(({ lineId, claimId }) => pairs.has(`${lineId} ${claimId}`))
  return { ok: true, change: { ...EMPTY, kind, store, allow } }
}

function problemOf(books: MonthBooks, line: ReconcileLine, claim: ReconcileClaim, cents: number, takenCents: number, creditCents: number): RefusalCode | null {
  if (lineKind(line.lineClass) !== 'claim') return 'LINE_NOT_CLAIM'
  if (line.courierId !== claim.courierId) return 'OTHER_COURIER'
  if (!isFiledBy(claim, books.month)) return 'CLAIM_NOT_FILED'
  if (line.amountCents === 0) return 'AMOUNT_ZERO'
  const rest = addCents(line.amountCents, -takenCents)
  if (rest === 0) return 'LINE_TAKEN'
  if (cents === 0) return 'AMOUNT_ZERO'
  if (Math.sign(cents) !== Math.sign(line.amountCents)) return 'AMOUNT_SIGN'
  if (Math.sign(rest) !== Math.sign(cents) || Math.abs(cents) > Math.abs(rest)) return 'AMOUNT_TOO_LARGE'
  return cents < 0 && addCents(creditCents, cents) < 0 ? 'CLAWBACK_TOO_LARGE' : null
}

function words(line: ReconcileLine, claim: ReconcileClaim, cents: number, creditCents: number, { note, currency = 'CNY' }: Noted): Pick<StoredMatch, 'reasonZh' | 'reasonEn'> {
  const balanceCents = sumCents([claim.amountCents, -creditCents])
  const code = cents < 0 ? 'claw-back' : cents === balanceCents ? 'exact' : cents > balanceCents ? 'over' : 'short'
  const said = matchWords(code, { link: 'person', claimWaybill: claim.waybill, lineWaybill: line.waybill, balanceCents, linesCents: cents, lineCount: 1, claimCount: 1, currency })
  const own = note == null || note.trim() === '' ? null : note.trim()
  return { reasonZh: own === null ? said.zh : `${said.zh}；${own}`, reasonEn: own === null ? said.en : `${said.en}; ${own}` }
}
