import type { FinanceRow, FinanceView, PayoutDouble } from '../../contract/finance'
import { awaitsConfirmation } from '../../domain/compensation/payout'
import { AppError } from '../../domain/errors'
import { batchObstacle, isOutside, type BatchObstacle, type PayWay } from '../../domain/finance/batch'
import type { Suspicion } from '../../domain/finance/duplicates'
import { mayDo } from '../../domain/identity/roles'
import * as cases from '../repositories/cases'
import * as repo from '../repositories/finance'
import type { PayoutView } from '../repositories/payouts'
import type { Actor, Kernel } from './kernel'
import { shopNames } from './masters'
import { doublesOf, type Beside } from './payout-doubles'
import { payIn, stepIn } from './payout-steps'
import { payeeColumns, requirePayout, toPayout, type Payee } from './payouts'
import { seesAccounts } from './register-access'

/** The finance list (F1): role finance works it, everybody else sees where a payout stands. */

type Key = string | null | undefined
/** Approved payouts that are looked at for doubles; more than that are never open at once. */
const OPEN_AT_MOST = 2000

export interface FinanceAsk {
  readonly view: FinanceView
  readonly way?: PayWay | null | undefined
  readonly shopId?: string | null | undefined
  readonly search?: string | null | undefined
  readonly batchNo?: string | null | undefined
}

function filterOf({ view, batchNo, ...narrowed }: FinanceAsk): repo.FinanceFilter {
  const states = view === 'all' ? null : view === 'waiting' || view === 'paid' ? [view] : ['approved']
  const batched = view === 'batch' ? true : view === 'pay' || view === 'back' ? false : null
  return { ...narrowed, batchNo, states, batched, cameBack: view === 'back' }
}

/** Payouts that may go out twice and that nobody has explained, under a filter. */
function suspects(kernel: Kernel, filter: repo.FinanceFilter): string[] {
  const open = repo.listFinance(kernel.read, filter, { oldestFirst: true, after: null, limit: OPEN_AT_MOST })
  const { of } = doublesOf(kernel, kernel.read, open.map(({ payout }) => payout))
  return open.flatMap(({ payout: { id } }) => ((of.get(id)?.open.length ?? 0) > 0 ? [id] : []))
}

const filterWith = (kernel: Kernel, ask: FinanceAsk): repo.FinanceFilter => (ask.view === 'suspect' ? { ...filterOf(ask), ids: suspects(kernel, filterOf(ask)) } : filterOf(ask))

function doubleOf(kernel: Kernel, beside: Beside, one: Suspicion, explained: boolean): PayoutDouble[] {
  const payout = beside.payouts.get(one.id)
  if (one.source === 'payout' && payout !== undefined) {
    return [{ ...one, reasons: [...one.reasons], number: cases.findCase(kernel.read, payout.caseId)?.caseNo ?? '', caseId: payout.caseId, amountCents: payout.amountCents, currency: payout.currency, at: payout.createdAt, explained }]
  }
  const refund = beside.refunds.get(one.id)
  if (refund === undefined) return []
  return [{ ...one, reasons: [...one.reasons], number: refund.number, caseId: refund.caseId, amountCents: refund.amountCents ?? 0, currency: refund.currency, at: refund.closedAt ?? refund.appliedAt ?? refund.importedAt, explained }]
}

function toRows(kernel: Kernel, actor: Actor, views: readonly PayoutView[]): FinanceRow[] {
  const beside = doublesOf(kernel, kernel.read, views.map(({ payout }) => payout))
  const events = repo.listPayoutEvents(kernel.read, views.map(({ payout }) => payout.id))
  const whole = seesAccounts(actor)
  return views.map((view) => {
    const { payout } = view
    const note = ({ data, by, at }: repo.PayoutEvent) => ({ text: typeof data['reason'] === 'string' ? data['reason'] : '', by: kernel.staffName(by), at })
    const own = events.filter(({ payoutId }) => payoutId === payout.id)
    const back = own.findLast(({ type }) => type === 'came-back')
    const doubles = beside.of.get(payout.id)
    return {
      ...toPayout(kernel, view),
      ...(whole ? { payeeAccount: payout.payeeAccount } : {}),
      shopId: view.shopId,
      accountWhole: whole,
      doubles: [...(doubles?.open ?? []).flatMap((one) => doubleOf(kernel, beside, one, false)), ...(doubles?.settled ?? []).flatMap((one) => doubleOf(kernel, beside, one, true))],
      explanations: own.filter(({ type }) => type === 'explained').map(note),
      cameBack: back !== undefined && payout.state !== 'paid' ? note(back) : null,
    }
  })
}

function placeOf(text: string | null | undefined): repo.FinancePlace | null {
  if (text == null) return null
  const match = /^(-?\d+):(.+)$/.exec(text)
  if (match?.[1] === undefined || match[2] === undefined) throw new AppError('INVALID_INPUT', { field: 'cursor', value: text })
  return { at: Number(match[1]), id: match[2] }
}

/** One page by keyset: what is to be done oldest first, what is done newest first. @throws AppError INVALID_INPUT */
export function listFinance(kernel: Kernel, actor: Actor, ask: FinanceAsk & { readonly cursor?: string | null | undefined; readonly limit: number }): { rows: FinanceRow[]; nextCursor: string | null } {
  const found = repo.listFinance(kernel.read, filterWith(kernel, ask), { oldestFirst: ask.view !== 'paid' && ask.view !== 'all', after: placeOf(ask.cursor), limit: ask.limit + 1 })
  const shown = found.slice(0, ask.limit)
  const last = shown.at(-1)?.payout
  return { rows: toRows(kernel, actor, shown), nextCursor: found.length > ask.limit && last !== undefined ? `${last.createdAt}:${last.id}` : null }
}

/** How many each view holds under the same narrowing, and the sums of the one that is asked for. */
export function financeCounts(kernel: Kernel, ask: FinanceAsk) {
  const names = shopNames(kernel)
  const count = (view: FinanceView): number => repo.sumFinance(kernel.read, filterWith(kernel, { ...ask, view })).reduce((sum, one) => sum + one.count, 0)
  const views = { pay: count('pay'), suspect: count('suspect'), back: count('back'), batch: count('batch'), waiting: count('waiting'), paid: count('paid'), all: count('all') }
  return { views, totals: repo.sumFinance(kernel.read, filterWith(kernel, ask)).map((sum) => ({ ...sum, shopName: sum.shopId === null ? '' : (names.get(sum.shopId) ?? '') })) }
}

/** @throws AppError NOT_FOUND */
export function financeRow(kernel: Kernel, actor: Actor, id: string): FinanceRow {
  const [row] = toRows(kernel, actor, [requirePayout(kernel.read, id)])
  if (row === undefined) throw new AppError('NOT_FOUND', { what: 'payout', id })
  return row
}

/**
 * Another way or account (F1): agents for their own asking, finance for what the platform refuses. Past the platform a supervisor approves
 * anew, unless one does it here. Not while it stands in a batch, where the old account may be on its way. The account stands in no event.
 * @throws AppError NOT_FOUND, FORBIDDEN, REQUIRED_FIELDS_MISSING, ILLEGAL_TRANSITION
 */
export function setPayee(kernel: Kernel, actor: Actor, input: Payee & { readonly id: string; readonly key?: Key }): FinanceRow {
  if (!mayDo(actor.role, 'payout.ask') && !mayDo(actor.role, 'payout.pay')) throw new AppError('FORBIDDEN', { right: 'payout.ask' })
  const columns = payeeColumns(input)
  kernel.write(actor, { name: 'payout.payee', subject: input.id, detail: { way: columns.payWay }, key: input.key }, (tx) => {
    const { payout: row } = requirePayout(tx.db, input.id)
    if (row.batchNo !== null) throw new AppError('ILLEGAL_TRANSITION', { from: 'batch', to: 'reroute' })
    const approves = mayDo(actor.role, 'payout.approve')
    stepIn(kernel, tx, {
      id: input.id,
      move: 'reroute',
      event: 'payout-rerouted',
      text: columns.outsideReason,
      data: { way: columns.payWay },
      patch: () => {
        if (!isOutside(columns.payWay)) return { ...columns, state: row.state }
        if (row.state === 'approved' && approves) return { ...columns, state: 'approved', approvedBy: actor.staffId, approvedAt: tx.now, approvalWay: 'remote' }
        return { ...columns, state: 'waiting', approvedBy: null, approvedAt: null, approvalWay: null, approvalNote: null, confirmBy: null, confirmedAt: null }
      },
    })
  })
  return financeRow(kernel, actor, input.id)
}

/** Why what looks like a double is none (F1); holds for those that are known now. @throws AppError NOT_FOUND, FORBIDDEN, ILLEGAL_TRANSITION when nothing is suspected */
export function explainDoubles(kernel: Kernel, actor: Actor, input: { readonly id: string; readonly reason: string; readonly key?: Key }): FinanceRow {
  kernel.write(actor, { name: 'payout.explain', subject: input.id, key: input.key }, (tx) => {
    const { payout: row } = requirePayout(tx.db, input.id)
    const open = doublesOf(kernel, tx.db, [row]).of.get(row.id)?.open ?? []
    if (open.length === 0) throw new AppError('ILLEGAL_TRANSITION', { from: 'no-double', to: 'explained' })
    repo.insertPayoutEvent(tx, input.id, 'explained', { reason: input.reason, of: open.map(({ id }) => id) })
    tx.touchCase(row.caseId)
  })
  return financeRow(kernel, actor, input.id)
}

/** What keeps payouts out of a batch of one way, by their ids; those that may go in are left out. */
export function batchObstacles(kernel: Kernel, db: Kernel['read'], views: readonly PayoutView[], way: PayWay): Map<string, BatchObstacle> {
  const { of } = doublesOf(kernel, db, views.map(({ payout }) => payout))
  return new Map(
    views.flatMap(({ payout }): [string, BatchObstacle][] => {
      const obstacle = batchObstacle(
        { state: payout.state, batchNo: payout.batchNo, way: payout.payWay as PayWay | null, hasAccount: payout.payeeAccount !== null && payout.payeeName !== null, suspect: (of.get(payout.id)?.open.length ?? 0) > 0, unconfirmed: awaitsConfirmation(payout) },
        way,
      )
      return obstacle === null ? [] : [[payout.id, obstacle]]
    }),
  )
}

/**
 * Marks payouts as paid (F1), one or many under one reference, all or none. What is paid already is refused, whoever paid it and on
 * whichever PC. @throws AppError NOT_FOUND, ILLEGAL_TRANSITION, DUPLICATE_PAYOUT
 */
export function payMany(kernel: Kernel, actor: Actor, input: { readonly ids: readonly string[]; readonly reference?: string | null | undefined; readonly key?: Key }): { paid: number } {
  const ids = [...new Set(input.ids)]
  const reference = input.reference?.trim() || null
  return kernel.write(actor, { name: 'payout.pay', subject: ids.length === 1 ? (ids[0] ?? null) : null, detail: { reference, payouts: ids.length }, key: input.key }, (tx) => {
    for (const id of ids) payIn(kernel, tx, id, reference)
    return { paid: ids.length }
  })
}

/** Transfers that came back failed (F1): on the list again, out of their batch, with the reason. @throws AppError NOT_FOUND, ILLEGAL_TRANSITION for what was never sent */
export function cameBack(kernel: Kernel, actor: Actor, input: { readonly ids: readonly string[]; readonly reason: string; readonly key?: Key }): { back: number } {
  const ids = [...new Set(input.ids)]
  return kernel.write(actor, { name: 'payout.bounce', subject: ids.length === 1 ? (ids[0] ?? null) : null, detail: { payouts: ids.length }, key: input.key }, (tx) => {
    for (const id of ids) {
      const { payout: row } = requirePayout(tx.db, id)
      if (row.state === 'approved' && row.batchNo === null) throw new AppError('ILLEGAL_TRANSITION', { from: 'approved', to: 'bounce' })
      stepIn(kernel, tx, { id, move: 'bounce', event: 'payout-bounced', text: input.reason, patch: () => ({ paidAt: null, paidRef: null, paidBy: null, batchNo: null }), data: { batchNo: row.batchNo, reference: row.paidRef } })
      repo.insertPayoutEvent(tx, id, 'came-back', { reason: input.reason, batchNo: row.batchNo, reference: row.paidRef, from: row.state })
    }
    return { back: ids.length }
  })
}

/** The account whole; the audit says who looked, never at what (R3). @throws AppError NOT_FOUND, FORBIDDEN */
export function unmaskAccount(kernel: Kernel, actor: Actor, id: string): { account: string | null } {
  const { payout } = requirePayout(kernel.read, id)
  kernel.write(actor, { name: 'payout.unmask', subject: id }, (tx) => repo.insertPayoutEvent(tx, id, 'unmasked', {}))
  return { account: payout.payeeAccount }
}
