import type { PlatformRefund } from '../../contract/refunds'
import type { KindId } from '../../domain/case/kinds'
import { onEvent, sweepClocks } from '../../domain/clock/engine'
import type { Status } from '../../domain/case/status'
import { nearestDeadline, refundTerm } from '../../domain/refund/deadline'
import { isRefundPending, type RefundStatus, type RefundType } from '../../domain/refund/refund'
import type { WriteTx } from '../db/write'
import * as cases from '../repositories/cases'
import * as repo from '../repositories/refunds'
import { derived, readClocks, saveClocks } from './case-core'
import { clockPolicyOf } from './clock-policy'
import type { Kernel } from './kernel'

/**
 * Brings a case's `platform` clock to the nearest deadline of its pending after-sales orders; with none of them it ends (C13, C4). A
 * deadline by which the buyer has to act is not ours: it stays on the after-sales order, and never makes the case overdue.
 */
export function setPlatformClock(kernel: Kernel, tx: WriteTx, caseId: string): void {
  const row = cases.findCase(tx.db, caseId)
  if (row === undefined) return
  const policy = clockPolicyOf(kernel, tx.db, row)
  const refunds = repo.listRefundsOfCase(tx.db, caseId).filter((one) => termOf(kernel, one)?.owner !== 'buyer')
  const dueAt = nearestDeadline(refunds, (status) => isRefundPending(status as RefundStatus))
  const before = readClocks(tx.db, caseId)
  const running = before.find((clock) => clock.name === 'platform' && clock.metAt === null && clock.state !== 'cancelled')
  if (dueAt === null ? running === undefined : running?.dueAt === dueAt) return
  const kind = row.kind as KindId
  // A deadline that has passed already began before it: a clock never starts after its own end.
  const moved = dueAt === null
    ? onEvent(before, 'platform-done', policy, { kind, at: tx.now })
    : onEvent(before, 'platform-deadline', policy, { kind, at: Math.min(tx.now, dueAt), dueAt, name: 'platform' })
  const clocks = sweepClocks(moved, tx.now, policy)
  saveClocks(tx, caseId, clocks)
  cases.updateCase(tx, caseId, derived(clocks, row.status as Status, row.nextActionAt, tx.now, policy))
}

const termOf = (kernel: Kernel, { platform, status, type }: repo.RefundRow): ReturnType<typeof refundTerm> =>
  refundTerm(kernel.resources.policy.refunds, { platform, status: status as RefundStatus, type: type as RefundType })

/** After-sales orders of a case and its order as pages see them, with what the platform does when the deadline passes; the most urgent first. */
export function refundsFor(kernel: Kernel, facts: { readonly caseId: string; readonly orderNo: string | null }): PlatformRefund[] {
  const urgency = (row: repo.RefundRow): number => (isRefundPending(row.status as RefundStatus) ? (row.deadlineAt ?? Number.MAX_SAFE_INTEGER - 1) : Number.MAX_SAFE_INTEGER)
  const rows = repo.listRefundsFor(kernel.read, facts).sort((a, b) => urgency(a) - urgency(b))
  return rows.map((row) => {
    const term = row.deadlineAt === null ? null : termOf(kernel, row)
    return {
      id: row.id, number: row.number, platform: row.platform, orderNo: row.orderNo, type: row.type, phase: row.phase, status: row.status, rawStatus: row.rawStatus, reason: row.reason,
      amountCents: row.amountCents, currency: row.currency, deadlineAt: isRefundPending(row.status as RefundStatus) ? row.deadlineAt : null, lapse: term?.lapse ?? null, owner: term?.owner ?? null,
      appliedAt: row.appliedAt, closedAt: row.closedAt, returnWaybill: row.returnWaybill, returnCourier: row.returnCourier, caseId: row.caseId,
    }
  })
}
