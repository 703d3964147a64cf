import { AppError } from '../../domain/errors'
import type { ClaimStatus } from '../../domain/claim/status'
import { mayDo } from '../../domain/identity/roles'
import { lastDayOf } from '../../domain/reconcile/ageing'
import type { Change, MonthBooks, Pair } from '../../domain/reconcile/books'
import { applyChange, inBookOrder } from '../../domain/reconcile/books'
import type { DecisionRefusal } from '../../domain/reconcile/decision-words'
import { acceptCandidate, mergeLines, rejectPair, splitLine, undoDecision, writeOffRest, type Decided, type LoggedDecision } from '../../domain/reconcile/decisions'
import { matchesToStore } from '../../domain/reconcile/reconcile'
import { booksAfterUndo, rowsSetFree } from '../../domain/reconcile/settle'
import type { ReadDb } from '../db/open'
import type { WriteTx } from '../db/write'
import * as log from '../repositories/month-decisions'
import * as repo from '../repositories/reconcile'
import { findClaimRow, updateClaim } from '../repositories/registers'
import { noteOnCase } from './case-write'
import { noteOnClaim } from './claim-guard'
import { verifiedApprover } from './approver'
import { dayOf } from './claims'
import type { Actor, Kernel } from './kernel'
import { requireOpenMonth, storePlan } from './reconcile'
import { goesOnFrom, readMonthRows, runOver, shopTerms, type MonthInput, type MonthRows } from './reconcile-month'

/** What a person decides on the books of a month (M4). Amounts are integer cents with the sign of the line. */
export type Decision =
  | { readonly kind: 'accept' | 'merge'; readonly claimId: string; readonly lineIds: readonly string[] }
  | { readonly kind: 'reject'; readonly claimId: string; readonly lineIds: readonly string[] }
  | { readonly kind: 'split'; readonly lineId: string; readonly parts: readonly { readonly claimId: string; readonly cents: number }[] }
  | { readonly kind: 'write-off'; readonly claimId: string; readonly reason: string }

type Text = string | null | undefined

export interface DecideInput {
  readonly month: string
  readonly decision: Decision
  readonly note?: Text
  /** A supervisor's own PIN for a write-off above the limit, at whoever's PC. */
  readonly approver?: { readonly staffId: string; readonly pin: string } | null | undefined
  readonly key?: Text
}

/** A claim whose status a decision moved, directly or by the credit that it brought: what undo puts back to the millisecond. */
interface StatusTrace {
  readonly before: log.ClaimState
  readonly after: log.ClaimState
}

/** What the log keeps of a decision: the change of the domain and the statuses that followed. */
export interface LoggedChange extends Change {
  readonly statuses: readonly StatusTrace[]
  readonly approvedBy: string | null
}

/** A stored decision; its column is written by this file alone. */
export const loggedChange = (row: log.DecisionRow): LoggedChange => row.change as unknown as LoggedChange

function refused({ code, ...facts }: DecisionRefusal): never {
  if (code === 'MONTH_CLOSED') throw new AppError('MONTH_CLOSED')
  throw new AppError('DECISION_REFUSED', { reason: code, ...facts })
}

/** The books of a month as a run leaves them: what is shown is what is decided on, whether it was stored before or not. */
function openBooks(kernel: Kernel, tx: WriteTx, scope: MonthInput): { books: MonthBooks; rows: MonthRows } {
  const read = readMonthRows(kernel, scope, tx.db)
  const { result, plan } = runOver(read)
  storePlan(kernel, tx, scope.month, plan)
  // the credit that was stored just now may have moved statuses
  const rows = plan.claims.length === 0 ? read : readMonthRows(kernel, scope, tx.db)
  const { claims, lines, previousMatches = [], refused: pairs = [] } = rows.input
  const others = previousMatches.filter((row) => row.month !== scope.month)
  return { books: inBookOrder({ month: scope.month, closed: false, claims, lines, matches: [...others, ...matchesToStore(result)], refused: pairs }), rows }
}

/** Stores the person's part of a change; what follows from it is the next run's. */
function storeChange(kernel: Kernel, tx: WriteTx, before: MonthBooks, after: MonthBooks, change: Change): void {
  const key = (row: { readonly lineId: string; readonly claimId: string }): string => `${row.lineId}:${row.claimId}`
  const here = after.matches.filter((row) => row.month === after.month)
  const left = new Set(here.map(key))
  for (const row of before.matches) if (row.month === before.month && !left.has(key(row))) repo.dropMatch(tx, key(row))
  const had = new Set(before.matches)
  for (const kept of here) {
    if (had.has(kept)) continue
    const { origin: _origin, reasonZh = '', reasonEn = '', ...row } = kept
    repo.storeMatch(tx, { ...row, id: key(row), reasonZh, reasonEn })
  }
  for (const pair of change.refuse) log.refusePair(tx, { month: after.month, ...pair })
  for (const pair of change.allow) log.allowPair(tx, pair)
  for (const ending of change.endings) endClaim(kernel, tx, ending)
}

/** A claim ends or goes on; its case hears of it with the reason. */
function endClaim(kernel: Kernel, tx: WriteTx, { claimId, before, after, reason, restCents }: Change['endings'][number]): void {
  const row = findClaimRow(tx.db, claimId)
  if (row === undefined) throw new AppError('NOT_FOUND', { what: 'claim', id: claimId })
  updateClaim(tx, claimId, { status: after.status, statusAt: tx.now, endedOn: after.endedOn })
  noteOnClaim(tx, claimId, 'answered', { from: before.status, to: after.status, why: reason })
  if (row.caseId !== null) noteOnCase(kernel, tx, row.caseId, { type: 'claim-status', text: reason, data: { claimId, claimNo: row.claimNo, from: before.status, to: after.status, restCents } })
}

/** Puts statuses back that a decision had moved and that nothing has moved since; answers the claims that it put back. */
function restoreStatuses(tx: WriteTx, statuses: readonly StatusTrace[]): ReadonlySet<string> {
  const restored = new Set<string>()
  const now = new Map(log.listClaimStates(tx.db, statuses.map(({ before }) => before.id)).map((state) => [state.id, state]))
  for (const { before, after } of statuses) {
    const state = now.get(before.id)
    if (state?.status !== after.status || state.statusAt !== after.statusAt || state.endedOn !== after.endedOn) continue
    updateClaim(tx, before.id, { status: before.status, statusAt: before.statusAt, endedOn: before.endedOn })
    restored.add(before.id)
  }
  return restored
}

/** Runs the month again after a change and tells which statuses differ from those before it. */
function settle(kernel: Kernel, tx: WriteTx, scope: MonthInput, endings: Change['endings'], before: MonthRows): StatusTrace[] {
  const { plan } = runOver(readMonthRows(kernel, scope, tx.db))
  storePlan(kernel, tx, scope.month, plan)
  const ids = [...new Set([...endings.map(({ claimId }) => claimId), ...plan.claims.map(({ claim }) => claim.id)])]
  const was = new Map(before.claims.map((row) => [row.id, row]))
  return log.listClaimStates(tx.db, ids).flatMap((after) => {
    const row = was.get(after.id)
    if (row === undefined || (row.status === after.status && row.statusAt === after.statusAt && row.storedEndedOn === after.endedOn)) return []
    return [{ before: { id: row.id, status: row.status, statusAt: row.statusAt, endedOn: row.storedEndedOn }, after }]
  })
}

/** Claims that a person had ended and that a decision brought to full payment, so that they went on. */
const resumedBy = (statuses: readonly StatusTrace[]): ReadonlySet<string> =>
  new Set(statuses.filter(({ before, after }) => goesOnFrom(before.status as ClaimStatus, after.status as ClaimStatus)).map(({ after }) => after.id))

/** Only one courier's month is worked out, since lines and claims of two couriers never meet; null (all) when several or none are meant. */
function courierOf(db: ReadDb, claimIds: readonly string[], lineIds: readonly string[]): string | null {
  const couriers = new Set([...claimIds.map((id) => findClaimRow(db, id)?.courierId ?? null), ...log.listLinesById(db, lineIds).map(({ courierId }) => courierId)])
  const [only = null] = couriers
  return couriers.size === 1 ? only : null
}

const claimsOf = (decision: Decision): string[] => (decision.kind === 'split' ? decision.parts.map(({ claimId }) => claimId) : [decision.claimId])
const linesOf = (decision: Decision): readonly string[] => (decision.kind === 'split' ? [decision.lineId] : decision.kind === 'write-off' ? [] : decision.lineIds)

const merged = (one: Change, next: Change): Change => ({ ...one, remove: [...one.remove, ...next.remove], refuse: [...one.refuse, ...next.refuse] })

/** Refuses each line for the claim, as one decision. */
function rejectAll(books: MonthBooks, { claimId, lineIds }: { readonly claimId: string; readonly lineIds: readonly string[] }): Decided {
  let now = books
  let whole = null as Change | null
  for (const lineId of new Set(lineIds)) {
    const one = rejectPair(now, { claimId, lineId })
    if (!one.ok) return one
    now = applyChange(now, one.change)
    const { change } = one
    whole = whole === null ? change : merged(whole, change)
  }
  return whole === null ? { ok: false, refusal: { code: 'PARTS_FEW', claimId } } : { ok: true, change: whole }
}

interface Terms {
  readonly note: string | null
  readonly currency: string
  readonly day: string
  readonly limitCents: number
  readonly isSupervisor: boolean
}

function decideOn(books: MonthBooks, decision: Decision, terms: Terms): Decided {
  switch (decision.kind) {
    case 'accept':
      return acceptCandidate(books, { ...decision, ...terms })
    case 'merge':
      return mergeLines(books, { ...decision, ...terms })
    case 'split':
      return splitLine(books, { ...decision, ...terms })
    case 'reject':
      return rejectAll(books, decision)
    case 'write-off':
      return writeOffRest(books, { claimId: decision.claimId, reason: decision.reason, day: terms.day, limitCents: terms.limitCents, isSupervisor: terms.isSupervisor })
  }
}

/** The day for the books: today, or the last day of a month that is over, so that the month itself shows what was given up in it. */
function endingDay(kernel: Kernel, month: string, now: number): string {
  const today = dayOf(now, shopTerms(kernel).timeZone)
  const last = lastDayOf(month)
  return today > last ? last : today
}

/**
 * M4: one decision of a person, in one transaction: the run before it is stored (what is decided on is what is shown), then the decision,
 * then the run after it, with credits, statuses and what the cases hear. Stored and shown are the same at every moment, and undo finds
 * what it takes back. `approver`: a supervisor whose PIN was verified. Answers the id for undo.
 * @throws AppError MONTH_CLOSED, DECISION_REFUSED (detail.reason is a RefusalCode)
 */
export function decideWith(kernel: Kernel, actor: Actor, { month, decision, note: words, key }: Omit<DecideInput, 'approver'>, approver: Actor | null): { decisionId: string } {
  const note = words?.trim() || null
  const decisionId = kernel.write(actor, { name: 'reconcile.decide', subject: month, detail: { kind: decision.kind, claims: claimsOf(decision), lines: [...linesOf(decision)] }, key }, (tx) => {
    requireOpenMonth(tx.db, month)
    const scope: MonthInput = { month, courierId: courierOf(tx.db, claimsOf(decision), linesOf(decision)) }
    const { books, rows } = openBooks(kernel, tx, scope)
    const decided = decideOn(books, decision, {
      note,
      currency: shopTerms(kernel).currency,
      day: endingDay(kernel, month, tx.now),
      limitCents: kernel.resources.policy.reconcile.writeOffLimitCents,
      isSupervisor: mayDo(actor.role, 'reconcile.approve') || approver !== null,
    })
    if (!decided.ok) return refused(decided.refusal)
    const { change } = decided
    const after = applyChange(books, change)
    storeChange(kernel, tx, books, after, change)
    const statuses = settle(kernel, tx, scope, change.endings, rows)
    const remove = [...change.remove, ...rowsSetFree(after, resumedBy(statuses))]
    const logged: LoggedChange = { ...change, remove, statuses, approvedBy: approver?.staffId ?? null }
    const id = tx.newId()
    log.insertDecision(tx, { id, month, kind: change.kind, change: { ...logged }, note: decision.kind === 'write-off' ? decision.reason.trim() : note, decidedAt: tx.now, decidedBy: tx.actorId, undoneAt: null, undoneBy: null })
    return id
  })
  return { decisionId }
}

/** As `decideWith`, the approver known by staff id and PIN. @throws also AppError FORBIDDEN, PIN_WRONG, PIN_LOCKED, APPROVER_WITHOUT_PIN, UNKNOWN_STAFF */
export async function decide(kernel: Kernel, actor: Actor, { approver, ...input }: DecideInput): Promise<{ decisionId: string }> {
  return decideWith(kernel, actor, input, approver == null ? null : await verifiedApprover(kernel, approver, 'reconcile.approve'))
}

const pairsOf = ({ store, remove, refuse, allow }: Change): Pair[] => [...store, ...remove, ...refuse, ...allow]

/** What a logged decision was about. */
export function subjectsOf(change: Change): { claimIds: string[]; lineIds: string[] } {
  const pairs = pairsOf(change)
  return { claimIds: [...new Set([...pairs.map(({ claimId }) => claimId), ...change.endings.map(({ claimId }) => claimId)])], lineIds: [...new Set(pairs.map(({ lineId }) => lineId))] }
}

/**
 * M4: takes one decision back, not only the last, until the month is closed: matches, refusals, the ending with its day and time, and every
 * status that had followed and that nobody has moved since.
 * @throws AppError MONTH_CLOSED, DECISION_REFUSED with DECISION_UNKNOWN, ALREADY_UNDONE or CHANGED_SINCE
 */
export function undo(kernel: Kernel, actor: Actor, { decisionId, key }: { readonly decisionId: string; readonly key?: Text }): { month: string } {
  return kernel.write(actor, { name: 'reconcile.undo', subject: decisionId, key }, (tx) => {
    const row = log.findDecision(tx.db, decisionId)
    if (row === undefined) return refused({ code: 'DECISION_UNKNOWN' })
    const { month } = row
    requireOpenMonth(tx.db, month)
    const logged = loggedChange(row)
    const { claimIds, lineIds } = subjectsOf(logged)
    const scope: MonthInput = { month, courierId: courierOf(tx.db, claimIds, lineIds) }
    const { books, rows } = openBooks(kernel, tx, scope)
    const entries = log.listDecisions(tx.db, month).map((one): LoggedDecision => ({ id: one.id, change: loggedChange(one), undone: one.undoneAt !== null }))
    const taken = undoDecision(books, entries, decisionId)
    if (!taken.ok) return refused(taken.refusal)
    const after = booksAfterUndo(books, taken.change, resumedBy(logged.statuses))
    if (after === null) return refused({ code: 'CHANGED_SINCE' })
    storeChange(kernel, tx, books, after, { ...taken.change, endings: [] })
    // before the run, which must see an ended claim as ended again
    const restored = restoreStatuses(tx, logged.statuses)
    if (logged.endings.some(({ claimId }) => !restored.has(claimId))) return refused({ code: 'CHANGED_SINCE' })
    for (const { claimId, after: to, before: from, reason } of taken.change.endings) noteUndone(kernel, tx, claimId, { from: from.status, to: to.status, reason })
    settle(kernel, tx, scope, [], rows)
    log.markUndone(tx, decisionId)
    return { month }
  })
}

function noteUndone(kernel: Kernel, tx: WriteTx, claimId: string, { from, to, reason }: { readonly from: string; readonly to: string; readonly reason: string }): void {
  noteOnClaim(tx, claimId, 'answered', { from, to, why: reason, undone: true })
  const row = findClaimRow(tx.db, claimId)
  if (row?.caseId == null) return
  noteOnCase(kernel, tx, row.caseId, { type: 'claim-status', text: reason, data: { claimId, claimNo: row.claimNo, from, to, undone: true } })
}

/** Notes something on a line or a claim (M4); empty words take the note away. A closed month takes notes too: they change no figure. */
export function writeNote(kernel: Kernel, actor: Actor, input: { readonly what: 'line' | 'claim'; readonly id: string; readonly text: string; readonly key?: Text }): { text: string } {
  const text = input.text.trim()
  const id = `${input.what}:${input.id}`
  kernel.write(actor, { name: 'reconcile.note', subject: id, key: input.key }, (tx) => {
    const known = input.what === 'claim' ? findClaimRow(tx.db, input.id) : log.listLinesById(tx.db, [input.id])[0]
    if (known === undefined) throw new AppError('NOT_FOUND', { what: input.what, id: input.id })
    if (text === '') log.removeNote(tx, id)
    else log.putNote(tx, id, text)
  })
  return { text }
}
