import { refundDeadline } from '../../../domain/refund/deadline'
import { isRefundPending, kindOfRefund, mayFollow, phaseOfOrder, REFUND_PHASES, REFUND_STATUSES, REFUND_TYPES, type RefundPhase, type RefundStatus, type RefundType } from '../../../domain/refund/refund'
import { isIdOf } from '../../../domain/case/lists'
import { AppError } from '../../../domain/errors'
import type { ImportedRecord } from '../../../domain/import/kinds'
import type { WriteTx } from '../../db/write'
import * as cases from '../../repositories/cases'
import type { BatchRow } from '../../repositories/imports'
import * as orders from '../../repositories/orders'
import * as repo from '../../repositories/refunds'
import { givenOf } from '../../repositories/skus'
import { appendEvent } from '../case-core'
import { exportPlatform, shopForOrders } from '../import-orders'
import type { Outcome } from '../import-run'
import type { Kernel } from '../kernel'
import { setPlatformClock } from '../refunds'
import { importId } from './memory'
import { openImportedCase } from './open-case'
import { count, list, text, yes } from './values'

/** One row of a platform's list, in our words. */
interface Listed {
  readonly platform: string
  readonly shopId: string
  readonly number: string
  readonly orderNo: string
  readonly status: RefundStatus
  readonly type: RefundType | null
  readonly phase: RefundPhase | null
  readonly order: orders.OrderRow | undefined
}

function readListed(kernel: Kernel, tx: WriteTx, batch: BatchRow, values: ImportedRecord['values']): Listed {
  const number = text(values, 'number')
  const orderNo = text(values, 'orderNo')
  const said = text(values, 'status')
  // Required and settled while reading.
  if (number === null || orderNo === null || said === null || !isIdOf(REFUND_STATUSES, said)) throw new AppError('INTERNAL', { what: 'imported after-sales order without number, order or status' })
  const found = orders.findOrdersByNumber(tx.db, orderNo)
  const shop = shopForOrders(kernel, text(values, 'shop') ?? batch.shopId, batch.platform ?? '')
  const platform = exportPlatform(batch.platform ?? shop.platform)
  const order = found.find((one) => one.platform === platform) ?? found[0]
  const phase = phaseOf(text(values, 'phase'), order)
  // A platform that has stepped in decides, whatever its list says besides; what is over stays over.
  const status = text(values, 'intervention') === 'platform' && isRefundPending(said) ? 'platform' : said
  return { platform, shopId: shop.id, number, orderNo, status, type: typeOf(values), phase, order }
}

/** Lists that only part "before" from "after the receipt was confirmed" say nothing of the shipment: an order that was not shipped does. */
function phaseOf(said: string | null, order: orders.OrderRow | undefined): RefundPhase | null {
  const byOrder = phaseOfOrder(order)
  if (said === null || !isIdOf(REFUND_PHASES, said)) return byOrder
  return said === 'after-shipment' && byOrder === 'before-shipment' ? byOrder : said
}

function typeOf(values: ImportedRecord['values']): RefundType | null {
  const said = text(values, 'type')
  if (said !== null && isIdOf(REFUND_TYPES, said)) return said
  const needsReturn = yes(values, 'needsReturn')
  return needsReturn === null ? null : needsReturn ? 'return-refund' : 'refund-only'
}

/** What changes of an after-sales order the case is told. */
const TOLD = ['status', 'amountCents', 'deadlineAt', 'returnWaybill'] as const

/**
 * One platform after-sales order (C13): the platform's list is the truth, its newest state stands. A pending one opens a case of its kind
 * or joins the open one of its order; one that was over when first seen is history.
 */
export function publishRefund(kernel: Kernel, tx: WriteTx, batch: BatchRow, record: ImportedRecord): Outcome {
  const { values } = record
  const listed = readListed(kernel, tx, batch, values)
  const id = `${listed.platform}:${listed.shopId}:${listed.number}`
  const row = repo.findRefund(tx.db, id)
  return row === undefined ? insert(kernel, tx, batch, id, listed, record) : update(kernel, tx, batch, row, listed, record)
}

const timesOf = (values: ImportedRecord['values'], before: repo.RefundRow | undefined) => ({
  appliedAt: count(values, 'appliedAt') ?? before?.appliedAt ?? null, agreedAt: count(values, 'agreedAt'), returnedAt: count(values, 'returnedAt'),
})

function insert(kernel: Kernel, tx: WriteTx, batch: BatchRow, id: string, listed: Listed, { values, extra }: ImportedRecord): Outcome {
  const { platform, shopId, number, orderNo, status, phase, order } = listed
  const type = listed.type ?? 'refund-only'
  const facts = { platform, status, type }
  repo.insertRefund(tx, {
    id,
    platform,
    shopId,
    number,
    orderNo,
    buyerNick: text(values, 'buyerNick') ?? order?.buyerNick ?? null,
    type,
    phase,
    status,
    rawStatus: extra['rawStatus'] ?? null,
    reason: text(values, 'reason'),
    deadlineAt: count(values, 'deadlineAt') ?? refundDeadline(kernel.resources.policy.refunds, facts, timesOf(values, undefined)),
    appliedAt: count(values, 'appliedAt'),
    closedAt: count(values, 'closedAt'),
    amountCents: count(values, 'amountCents'),
    currency: text(values, 'currency') ?? order?.currency ?? shopForOrders(kernel, shopId, platform).currency,
    returnWaybill: list(values, 'returnWaybill')?.[0] ?? null,
    returnCourier: text(values, 'returnCourier'),
    caseId: null,
    importedAt: tx.now,
  })
  if (isRefundPending(status)) giveToCase(kernel, tx, batch, id)
  return 'inserted'
}

/** Links a pending after-sales order to the open case of its kind, or opens one. */
function giveToCase(kernel: Kernel, tx: WriteTx, batch: BatchRow, id: string): void {
  const row = repo.findRefund(tx.db, id)
  if (row === undefined) return
  const kind = kindOfRefund(row.type as RefundType, row.phase as RefundPhase | null)
  const open = cases.listOpenCasesOfOrder(tx.db, row.orderNo).find((one) => one.kind === kind)
  const caseId = open?.id ?? openCase(kernel, tx, batch, row, kind)
  repo.updateRefund(tx, id, { caseId })
  appendEvent(tx, caseId, { type: 'refund-linked', data: { refundId: id, number: row.number, type: row.type, status: row.status, amountCents: row.amountCents, currency: row.currency, deadlineAt: row.deadlineAt } })
  cases.updateCase(tx, caseId, { updatedAt: tx.now })
  setPlatformClock(kernel, tx, caseId)
}

function openCase(kernel: Kernel, tx: WriteTx, batch: BatchRow, row: repo.RefundRow, kind: ReturnType<typeof kindOfRefund>): string {
  // By order and kind, so that it is one case whichever of several is met first; a further one after that was closed has its own.
  const shared = importId('case', ['refund', row.platform, row.orderNo, kind])
  const id = cases.findCase(tx.db, shared) === undefined ? shared : importId('case', ['refund', row.id])
  const order = orders.findOrdersByNumber(tx.db, row.orderNo)[0]
  const sent = order === undefined ? [] : orders.listWaybills(tx.db, order.id).map((one) => one.waybill)
  openImportedCase(kernel, tx, {
    id, kind, shopId: row.shopId, channel: 'platform', buyerNick: row.buyerNick, orderNo: row.orderNo, waybills: row.returnWaybill === null ? sent : [...sent, row.returnWaybill], summary: row.reason,
    openedAt: row.appliedAt, status: 'new', statusAt: null, nextAction: null, nextActionAt: null, reason: null, remedy: null, liableParty: null, freightPayer: null,
    amountCents: row.amountCents, memo: null, assigneeId: null, file: batch.file, sheetNo: row.number,
  })
  return id
}

function update(kernel: Kernel, tx: WriteTx, batch: BatchRow, row: repo.RefundRow, listed: Listed, { values, extra }: ImportedRecord): Outcome {
  // An older list after a newer one: what the platform has ended is not opened again.
  if (!mayFollow(row.status as RefundStatus, listed.status)) return 'unchanged'
  const type = listed.type ?? (row.type as RefundType)
  const moved = listed.status !== row.status || type !== row.type
  const computed = moved || row.deadlineAt === null ? refundDeadline(kernel.resources.policy.refunds, { platform: row.platform, status: listed.status, type }, timesOf(values, row)) : row.deadlineAt
  const patch = {
    type, status: listed.status, deadlineAt: count(values, 'deadlineAt') ?? computed,
    ...givenOf({
      // The order may have gone on since; the phase is the one in which it was applied for.
      phase: row.phase ?? listed.phase, buyerNick: row.buyerNick ?? text(values, 'buyerNick') ?? listed.order?.buyerNick, reason: text(values, 'reason'), appliedAt: count(values, 'appliedAt'),
      closedAt: count(values, 'closedAt'), amountCents: count(values, 'amountCents'), returnWaybill: list(values, 'returnWaybill')?.[0], returnCourier: text(values, 'returnCourier'),
      rawStatus: extra['rawStatus'],
    }),
  }
  const changes = TOLD.flatMap((field) => (patch[field] !== undefined && patch[field] !== row[field] ? [{ field, from: row[field], to: patch[field] }] : []))
  if (!repo.updateRefund(tx, row.id, patch)) return 'unchanged'
  if (row.caseId === null) {
    if (isRefundPending(listed.status)) giveToCase(kernel, tx, batch, row.id)
    return 'updated'
  }
  if (cases.findCase(tx.db, row.caseId) === undefined) return 'updated'
  if (changes.length > 0) {
    appendEvent(tx, row.caseId, { type: 'refund-changed', data: { refundId: row.id, number: row.number, currency: row.currency, changes } })
    cases.updateCase(tx, row.caseId, { updatedAt: tx.now })
  }
  setPlatformClock(kernel, tx, row.caseId)
  return 'updated'
}
