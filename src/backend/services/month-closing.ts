import type { ClosingCheckView, MonthView } from '../../contract/month-close'
import { AppError } from '../../domain/errors'
import { mayDo } from '../../domain/identity/roles'
import { carryForward, checkClosing, closeMonth as closeBooks, reopenMonth as reopenBooks, type CarriedClaim, type MonthState } from '../../domain/reconcile/month-closing'
import type { ReadDb } from '../db/open'
import * as repo from '../repositories/month-closing'
import { lastLocalHlc, vectorOf } from '../repositories/sync'
import type { WriteTx } from '../db/write'
import { verifiedApprover } from './approver'
import { dayOf } from './claims'
import type { Actor, Kernel } from './kernel'
import { bookOf, carriedInto, closedBook, overviewOf, packBook, summaryOf, type ClosingSummary } from './month-book'
import { bookStates, stateOf } from './month-states'
import { storePlan } from './reconcile'
import { shopTerms, workOutMonth } from './reconcile-month'
import { readVaultRecord } from './sync/link'

const notClosable = (month: string, reasons: readonly string[]): AppError => new AppError('MONTH_NOT_CLOSABLE', { month, reasons: [...reasons] })

const today = (kernel: Kernel): string => dayOf(kernel.now(), shopTerms(kernel).timeZone)

/** The month with its state, and the states of all others. */
function statesFor(db: ReadDb, month: string): { state: MonthState; others: MonthState[] } {
  const states = bookStates(db)
  return { state: states.find((one) => one.month === month) ?? stateOf(month, repo.listClosings(db, month)), others: states.filter((one) => one.month !== month) }
}

const sumOf = (carried: readonly CarriedClaim[]): { claims: number; cents: number } => ({ claims: carried.length, cents: carried.reduce((sum, { restCents }) => sum + restCents, 0) })

function toView(kernel: Kernel, month: string): MonthView {
  const rows = repo.listClosings(kernel.read, month)
  const state = stateOf(month, rows)
  const last = rows.at(-1)
  const name = (id: string): string => kernel.staffName(id) ?? id
  const file = (path: string | null | undefined, sha256: string | null | undefined): { file: string; sha256: string } | null => (path == null || sha256 == null ? null : { file: path, sha256 })
  return {
    month,
    status: state.status,
    revision: state.revision,
    number: last?.id ?? null,
    closedAt: last?.closedAt ?? null,
    closedBy: last === undefined ? null : name(last.closedBy),
    trail: state.trail.map((step) => ({ ...step, by: name(step.by) })),
    carried: last === undefined ? null : summaryOf(last).carried,
    carriedIn: carriedInto(kernel.read, month),
    workbook: file(last?.workbookFile, last?.workbookSha256),
    document: file(last?.documentFile, last?.documentSha256),
    over: today(kernel).slice(0, 7) > month,
  }
}

/** Where a month stands, with every step that was taken (M5). */
export function monthView(kernel: Kernel, { month }: { month: string }): MonthView {
  return toView(kernel, month)
}

/** Months that have statements, claims or closings, newest first, each with its state and trail (M5). */
export function listMonths(kernel: Kernel): MonthView[] {
  return bookStates(kernel.read)
    .map(({ month }) => toView(kernel, month))
    .reverse()
}

/** May this month be closed, and what would be left in it and carried over (M5)? Changes nothing. Errors: MoneyOverflowError. */
export function checkMonth(kernel: Kernel, { month }: { month: string }): ClosingCheckView {
  const result = closedBook(kernel, month)?.result ?? workOutMonth(kernel, { month }).result
  const { state, others } = statesFor(kernel.read, month)
  const { refusals, warnings } = checkClosing(state, result, others, today(kernel))
  return {
    refusals: [...refusals],
    warnings: warnings.map((one) => ({ ...one })),
    carried: sumOf(carryForward(result)),
    claims: result.claims,
    lines: result.lines,
    creditedCents: result.creditedThisMonthCents,
    unexplainedCents: result.unexplainedCents,
    currency: result.currency,
    earlierOpen: others.find((one) => one.month < month && one.status !== 'closed')?.month ?? null,
  }
}

/**
 * Closes a month (M5). It is run once more, so that what is closed is what is stored, and closed in the same transaction: matches, credit
 * and statuses, the closing with the whole result, and the audit entry, which keeps the hash of that result.
 *
 * @throws AppError MONTH_NOT_CLOSABLE with `reasons` (CLOSING_WORDS); BUSY while a statement is being imported into the month
 */
export function closeMonth(kernel: Kernel, actor: Actor, input: { month: string; key?: string | null | undefined }): MonthView {
  const { month, key } = input
  // No pause between here and the end of the write: nothing that was read can change (design, decision 1).
  const run = workOutMonth(kernel, { month })
  const detail: Record<string, unknown> = {}
  kernel.write(actor, { name: 'month.close', subject: month, detail, key }, (tx) => {
    const importing = repo.listImportsInto(tx.db, month)
    if (importing.length > 0) throw new AppError('BUSY', { what: 'import', files: importing })
    const { state, others } = statesFor(tx.db, month)
    const done = closeBooks(state, run.result, others, { by: actor.staffId, at: tx.now, today: dayOf(tx.now, shopTerms(kernel).timeZone) })
    if (!done.ok) throw notClosable(month, done.refusals)
    storePlan(kernel, tx, month, run.plan)
    const book = bookOf(tx.db, run.result)
    const { snapshot, sha256 } = packBook(book)
    const { number, carried, state: after } = done.closing
    const summary: ClosingSummary = {
      carried: sumOf(carried),
      carriedIn: book.carriedIn,
      claims: run.result.claims,
      lines: run.result.lines,
      creditedCents: run.result.creditedThisMonthCents,
      unexplainedCents: run.result.unexplainedCents,
      overview: overviewOf(tx.db, month),
    }
    repo.insertClosing(tx, { id: number, month, revision: after.revision, closedAt: tx.now, closedBy: actor.staffId, summary: { ...summary }, snapshot, covers: coversOf(kernel, tx) })
    const { overview: _couriers, ...told } = summary
    Object.assign(detail, { number, ...told, snapshotSha256: sha256 })
    return number
  })
  return toView(kernel, month)
}

/** Which changes of which PCs a closing holds (S3): what it did not know goes to the next month when it arrives. Null: nothing is shared. */
function coversOf(kernel: Kernel, tx: WriteTx): string | null {
  if (readVaultRecord(tx.db) === null) return null
  return JSON.stringify({ ...vectorOf(tx.db), [kernel.stream()]: lastLocalHlc(tx.db) })
}

export interface ReopenInput {
  readonly month: string
  readonly reason: string
  /** A supervisor who approves at the PC of somebody else (as in C7). */
  readonly approver?: { readonly staffId: string; readonly pin: string } | null | undefined
  readonly key?: string | null | undefined
}

/** Who reopens: the person at the PC, or the supervisor whose PIN was given there; then it is theirs in the trail. */
async function whoReopens(kernel: Kernel, actor: Actor, { approver }: ReopenInput): Promise<Actor> {
  return approver == null ? actor : verifiedApprover(kernel, approver, 'month.reopen')
}

/**
 * Reopens the latest closed month (M5): a supervisor, with a reason. The closing stays with its snapshot as the trace; the month is worked out
 * anew from now on, and closing it again gives the next revision.
 *
 * @throws AppError MONTH_NOT_CLOSABLE with `reasons`; FORBIDDEN, APPROVER_WITHOUT_PIN, PIN_WRONG, PIN_LOCKED, UNKNOWN_STAFF
 */
export async function reopenMonth(kernel: Kernel, actor: Actor, input: ReopenInput): Promise<MonthView> {
  const { month, reason, key } = input
  const who = await whoReopens(kernel, actor, input)
  const detail = { reason: reason.trim(), at: actor.staffId }
  kernel.write(who, { name: 'month.reopen', subject: month, detail, key }, (tx) => {
    const { state, others } = statesFor(tx.db, month)
    const done = reopenBooks(state, others, { by: who.staffId, at: tx.now, reason, isSupervisor: mayDo(who.role, 'month.reopen') })
    if (!done.ok) throw notClosable(month, done.refusals)
    repo.updateClosing(tx, requireClosing(tx.db, month).id, { reopenedAt: tx.now, reopenedBy: who.staffId, reopenReason: reason.trim() })
  })
  return toView(kernel, month)
}

/** The latest closing of a month that is closed. @throws AppError MONTH_NOT_CLOSABLE (NOT_CLOSED) */
export function requireClosing(db: ReadDb, month: string): repo.ClosingRow {
  const last = repo.listClosings(db, month).at(-1)
  if (last === undefined || last.reopenedAt !== null) throw notClosable(month, ['NOT_CLOSED'])
  return last
}
