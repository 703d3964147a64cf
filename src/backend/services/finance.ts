import type { FinanceRow, PayoutDouble } from '../../contract/finance'
import { awaitsConfirmation } from '../../domain/compensation/payout'
import { AppError } from '../../domain/errors'
import { batchObstacle, isOutside, type BatchObstacle, type PayWay } from '../../domain/finance/batch'
import type { Suspicion } from '../../domain/finance/duplicates'
import { mayDo } from '../../domain/identity/roles'
import type { WriteTx } from '../db/write'
import * as cases from '../repositories/cases'
import * as repo from '../repositories/finance'
import type { PayoutView } from '../repositories/payouts'
import type { Actor, Kernel } from './kernel'
import { doublesOf, type Beside } from './payout-doubles'
import { stepIn } from './payout-steps'
import { payeeColumns, requirePayout, toPayout, type Payee } from './payouts'
import { seesAccounts } from './register-access'

/** One payout whole (F1), its account, its doubles, what came back; the list is the engine's (resources/registers/payouts.yaml). */

type Key = string | null | undefined
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

/** A transfer that came back failed (F1), inside a running write: on the list again, out of its batch, with the reason. @throws AppError NOT_FOUND, ILLEGAL_TRANSITION for what was never sent */
export function bounceIn(kernel: Kernel, tx: WriteTx, id: string, reason: string): void {
  const { payout: row } = requirePayout(tx.db, id)
  if (row.state === 'approved' && row.batchNo === null) throw new AppError('ILLEGAL_TRANSITION', { from: 'approved', to: 'bounce' })
  stepIn(kernel, tx, { id, move: 'bounce', event: 'payout-bounced', text: reason, patch: () => ({ paidAt: null, paidRef: null, paidBy: null, batchNo: null }), data: { batchNo: row.batchNo, reference: row.paidRef } })
  repo.insertPayoutEvent(tx, id, 'came-back', { reason, batchNo: row.batchNo, reference: row.paidRef, from: row.state })
}

/** The account whole; the audit says who looked, never at what (R3). @throws AppError NOT_FOUND, FORBIDDEN */
export function unmaskAccount(kernel: Kernel, actor: Actor, id: string): { account: string | null } {
  const { payout } = requirePayout(kernel.read, id)
  kernel.write(actor, { name: 'payout.unmask', subject: id }, (tx) => repo.insertPayoutEvent(tx, id, 'unmasked', {}))
  return { account: payout.payeeAccount }
}
