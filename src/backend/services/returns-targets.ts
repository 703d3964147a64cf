import type { ReturnCandidate } from '../../contract/returns'
import { waybillKey } from '../../domain/courier/waybill'
import { maskPhonesIn } from '../../domain/identity/mask'
import { isRefundPending, type RefundStatus } from '../../domain/refund/refund'
import type { ReturnClue, ReturnTarget, ScoredTarget } from '../../domain/returns/match'
import * as cases from '../repositories/cases'
import * as masters from '../repositories/masters'
import * as orders from '../repositories/orders'
import * as photos from '../repositories/photos'
import * as refunds from '../repositories/refunds'
import * as repo from '../repositories/returns'
import { asksForInspection } from './returns-hooks'
import type { Kernel } from './kernel'

/** What a parcel that came back may belong to (W6): cases, and orders without one. */
export interface Target extends ReturnTarget {
  readonly caseRow: cases.CaseDbRow | null
  readonly order: orders.OrderRow | null
  readonly refund: refunds.RefundRow | null
  readonly entryId: string | null
}

const keys = (numbers: readonly (string | null)[]): string[] => [...new Set(numbers.flatMap((one) => (one === null ? [] : [waybillKey(one) ?? one])))]

function targetOf(kernel: Kernel, caseRow: cases.CaseDbRow | null, known: orders.OrderRow | null, known2: refunds.RefundRow | null): Target {
  const order = known ?? (caseRow?.orderId == null ? null : (orders.findOrder(kernel.read, caseRow.orderId) ?? null))
  const orderNo = order?.number ?? caseRow?.orderNo ?? known2?.orderNo ?? null
  const requests = caseRow === null ? (known2 === null ? [] : [known2]) : refunds.listRefundsFor(kernel.read, { caseId: caseRow.id, orderNo })
  const refund = known2 ?? requests.find(({ status }) => isRefundPending(status as RefundStatus)) ?? requests[0] ?? null
  const sent = order === null ? [] : orders.listWaybills(kernel.read, order.id).map(({ waybill }) => waybill)
  const waiting = caseRow === null ? undefined : repo.returnsToCheck(kernel.read, caseRow.id)[0]
  const sentKeys = keys(sent)
  return {
    id: caseRow?.id ?? order?.id ?? refund?.id ?? '',
    caseRow,
    order,
    refund,
    entryId: waiting?.id ?? null,
    entryNo: waiting?.entryNo ?? null,
    caseNo: caseRow?.caseNo ?? null,
    orderNo: orderNo === null ? null : orderNo.toUpperCase(),
    returnWaybills: keys([...requests.map(({ returnWaybill }) => returnWaybill), waiting?.waybill ?? null]),
    waybills: [...new Set([...sentKeys, ...keys(caseRow?.waybills ?? [])])],
    skus: [...new Set((order?.items ?? []).flatMap(({ sku }) => (sku === null ? [] : [sku.toUpperCase()])))],
    buyer: caseRow?.buyerNick ?? order?.buyerNick ?? refund?.buyerNick ?? null,
    awaited: (caseRow !== null && caseRow.isOpen && asksForInspection(kernel, caseRow.kind)) || (refund !== null && isRefundPending(refund.status as RefundStatus)),
  }
}

/**
 * Everything that a clue may point to, once each: an order stands for itself only while it has no open case. `pool`: cases that are looked
 * through for a SKU; `tails`: also what only ends alike.
 */
export function gatherTargets(kernel: Kernel, clue: ReturnClue, { pool, tails }: { readonly pool: readonly cases.CaseDbRow[]; readonly tails: boolean }): Target[] {
  const db = kernel.read
  const rows = new Map<string, cases.CaseDbRow>()
  const found = new Map<string, orders.OrderRow>()
  const requests = new Map<string, refunds.RefundRow>()
  const addCase = (row: cases.CaseDbRow | undefined): unknown => row !== undefined && rows.set(row.id, row)
  const addOrder = (row: orders.OrderRow): unknown => found.set(row.id, row)
  if (clue.caseNo !== null) addCase(cases.findCaseByNo(db, clue.caseNo))
  for (const code of clue.codes) {
    addCase(cases.findCaseByNo(db, code))
    orders.findOrdersByNumber(db, code).forEach(addOrder)
    repo.casesOfOrder(db, code).forEach(addCase)
    repo.ordersOfWaybill(db, code).forEach(addOrder)
    repo.casesOfWaybill(db, code).forEach(addCase)
    for (const refund of repo.refundsOfReturnWaybill(db, code)) requests.set(refund.id, refund)
    for (const entry of repo.returnsOfCode(db, code)) if (entry.caseId !== null && (entry.state === 'received' || entry.state === 'identified')) addCase(cases.findCase(db, entry.caseId))
    const { tail } = kernel.resources.policy.warehouse.match
    if (tails && code.length >= tail) repo.openCasesOfTail(db, code.slice(-tail)).forEach(addCase)
  }
  if (clue.buyer !== null) repo.openCasesOfBuyer(db, clue.buyer).forEach(addCase)
  for (const refund of requests.values()) {
    const row = refund.caseId === null ? undefined : cases.findCase(db, refund.caseId)
    if (row !== undefined) addCase(row)
    else orders.findOrdersByNumber(db, refund.orderNo).forEach(addOrder)
  }
  const skus = new Set([...clue.skus, ...clue.codes])
  for (const row of pool) {
    const order = rows.has(row.id) || row.orderId === null ? undefined : orders.findOrder(db, row.orderId)
    if (order?.items.some(({ sku }) => sku !== null && skus.has(sku.toUpperCase())) === true) addCase(row)
  }
  for (const order of found.values()) repo.casesOfOrder(db, order.number).filter(({ isOpen }) => isOpen).forEach(addCase)
  // what is over stands back while something of the same order is open
  const open = new Set([...rows.values()].flatMap(({ isOpen, orderNo }) => (isOpen && orderNo !== null ? [orderNo] : [])))
  const ofCases = [...rows.values()].filter(({ isOpen, orderNo, caseNo }) => isOpen || orderNo === null || !open.has(orderNo) || caseNo === clue.caseNo)
  const covered = new Set(ofCases.flatMap(({ orderNo }) => orderNo ?? []))
  return [
    ...ofCases.map((row) => targetOf(kernel, row, null, null)),
    ...[...found.values()].filter(({ number }) => !covered.has(number)).map((order) => targetOf(kernel, null, order, [...requests.values()].find(({ orderNo }) => orderNo === order.number) ?? null)),
    ...[...requests.values()].filter(({ orderNo }) => !covered.has(orderNo) && ![...found.values()].some(({ number }) => number === orderNo)).map((refund) => targetOf(kernel, null, null, refund)),
  ]
}

/** A target as pages see it. */
export function toCandidate(kernel: Kernel, { target, score, reasons }: ScoredTarget<Target>): ReturnCandidate {
  const { caseRow, order, refund } = target
  const shopId = caseRow?.shopId ?? order?.shopId ?? refund?.shopId ?? null
  const why = refund?.reason ?? caseRow?.summary ?? null
  return {
    id: target.id,
    caseId: caseRow?.id ?? null,
    caseNo: caseRow?.caseNo ?? null,
    caseKind: caseRow?.kind ?? null,
    caseStatus: caseRow?.status ?? null,
    caseOpen: caseRow?.isOpen ?? false,
    orderNo: order?.number ?? caseRow?.orderNo ?? refund?.orderNo ?? null,
    shopName: shopId === null ? null : (masters.findShop(kernel.read, shopId)?.name ?? null),
    buyer: target.buyer,
    why: why === null ? null : maskPhonesIn(why),
    refund: refund === null ? null : { number: refund.number, type: refund.type, status: refund.status },
    items: (order?.items ?? []).map(({ title, sku, quantity }) => ({ title, sku, quantity })),
    waybills: [...new Set([...target.returnWaybills, ...target.waybills])],
    entryId: target.entryId,
    photos: caseRow === null ? 0 : photos.listPhotosOfCase(kernel.read, caseRow.id).length,
    score,
    reasons: [...reasons],
  }
}
