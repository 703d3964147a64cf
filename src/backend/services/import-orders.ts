import { couriersByWaybill, findCourier } from '../../domain/courier/policy'
import { waybillKey } from '../../domain/courier/waybill'
import type { OrderRecord } from '../../domain/import/records'
import { AppError } from '../../domain/errors'
import type { WriteTx } from '../db/write'
import * as cases from '../repositories/cases'
import * as masters from '../repositories/masters'
import * as orders from '../repositories/orders'
import { appendEvent, waybillKeys } from './case-core'
import type { Outcome } from './import-run'
import type { Kernel } from './kernel'
import { courierPolicies } from './masters'

/** Platforms that one export serves: a Tmall shop downloads Taobao's file. */
const SAME_EXPORT: Readonly<Record<string, string>> = { tmall: 'taobao' }
export const exportPlatform = (platform: string): string => SAME_EXPORT[platform] ?? platform

/** The shop that an order file belongs to: as given, else one on its platform, else the first. @throws AppError UNKNOWN_SHOP */
export function shopForOrders(kernel: Kernel, shopId: string | null, platform: string): masters.ShopRow {
  const shops = masters.listShops(kernel.read)
  const shop = shopId === null ? (shops.find((one) => exportPlatform(one.platform) === exportPlatform(platform)) ?? shops[0]) : shops.find((one) => one.id === shopId)
  if (shop === undefined) throw new AppError('UNKNOWN_SHOP', shopId === null ? {} : { shop: shopId })
  return shop
}

const flagNumber = (flag: string | null): number | null => {
  const value = flag === null ? Number.NaN : Number.parseInt(flag, 10)
  return Number.isInteger(value) && value >= 0 && value <= 10 ? value : null
}

type OrderPatch = Parameters<typeof orders.updateOrder>[2]

/** What the file says of an order; what it leaves out is not in the patch, so that a stored value stays. */
function patchOf(record: OrderRecord): OrderPatch {
  const flag = flagNumber(record.flag)
  const values = {
    buyerNick: record.buyerNick,
    buyerId: record.buyerNick === null ? null : `${record.platform}:${record.buyerNick}`,
    status: record.status === 'unknown' ? null : record.status,
    rawStatus: record.rawStatus === '' ? null : record.rawStatus,
    paidCents: record.paidCents,
    goodsCents: record.goodsCents,
    postageCents: record.postageCents,
    refundCents: record.refundCents,
    createdAt: record.createdAt,
    paidAt: record.paidAt,
    shippedAt: record.shippedAt,
    receiverName: record.receiverName,
    phone: record.phone,
    address: record.address,
    buyerNote: record.buyerNote,
    sellerMemo: record.sellerMemo,
    flag,
    items: record.items.length === 0 ? null : record.items,
  }
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))
}

const courierNames = new WeakMap<object, Map<string, string | null>>()

/** The courier that a name in the file means. A file names few couriers in many rows: each name is looked up once. */
function courierByName(kernel: Kernel, name: string): string | null {
  const couriers = courierPolicies(kernel)
  const known = courierNames.get(couriers) ?? new Map<string, string | null>()
  courierNames.set(couriers, known)
  let id = known.get(name)
  if (id === undefined) {
    id = findCourier(couriers, name)?.id ?? null
    known.set(name, id)
  }
  return id
}

/** Adds the waybills of an order; those that it had stay. Answers the new ones. */
function putWaybills(kernel: Kernel, tx: WriteTx, orderId: string, record: OrderRecord, isNew: boolean): string[] {
  const added: string[] = []
  const keys = new Set<string>()
  for (const { courier, waybill } of record.waybills) {
    const key = waybillKey(waybill)
    if (key === null || keys.has(key)) continue
    keys.add(key)
    const named = courier === null ? null : courierByName(kernel, courier)
    const byShape = named === null ? couriersByWaybill(courierPolicies(kernel), key) : []
    const courierId = named ?? (byShape.length === 1 ? (byShape[0]?.id ?? null) : null)
    const row = { id: `${orderId}:${key}`, orderId, courierId, courierText: courier, waybill, waybillKey: key }
    if (isNew) orders.insertOrderWaybill(tx, row)
    else if (orders.putOrderWaybill(tx, row) === 'inserted') added.push(waybill)
  }
  return added
}

/** Cases that were opened by number before the order was known get its facts (C11). */
function adoptCases(tx: WriteTx, order: { id: string; number: string; platform: string; buyerNick: string | null }, waybills: readonly string[]): void {
  for (const row of cases.listCasesWithoutOrder(tx.db, order.number)) {
    const patch = { orderId: order.id, ...(row.buyerNick === null ? { buyerNick: order.buyerNick } : {}), ...(row.waybills.length === 0 ? { waybills: [...waybills] } : {}), updatedAt: tx.now }
    cases.updateCase(tx, row.id, patch)
    if (row.waybills.length === 0) cases.setCaseWaybills(tx, row.id, waybillKeys(waybills))
    appendEvent(tx, row.id, { type: 'order-found', data: { orderNo: order.number } })
  }
}

/** Tells open cases what an import changed about their order. */
function tellCases(tx: WriteTx, number: string, before: orders.OrderRow, patch: OrderPatch, addedWaybills: readonly string[]): void {
  const changes = (['status', 'refundCents', 'shippedAt'] as const).flatMap((field) => (patch[field] !== undefined && patch[field] !== before[field] ? [{ field, from: before[field], to: patch[field] }] : []))
  if (changes.length === 0 && addedWaybills.length === 0) return
  for (const id of cases.listOpenCasesOf(tx.db, { orderNos: [number], buyerNicks: [], waybillKeys: [] })) {
    appendEvent(tx, id, { type: 'order-changed', data: { orderNo: number, changes: [...changes, ...addedWaybills.map((waybill) => ({ field: 'waybill', from: null, to: waybill }))] } })
    cases.updateCase(tx, id, { updatedAt: tx.now })
  }
}

const idOf = (shopId: string, record: OrderRecord): string => `${record.platform}:${shopId}:${record.number}`

/**
 * Writes orders (O1): new, changed or the same as before. What is known of all of them is asked for at once, because a question per
 * order would cost more than writing it; the answer holds for this transaction only.
 */
export function publishOrders(kernel: Kernel, tx: WriteTx, shopId: string, records: readonly OrderRecord[]): (record: OrderRecord) => Outcome {
  const known = orders.knownOrderIds(tx.db, records.map((record) => idOf(shopId, record)))
  const withCases = cases.orderNosWithCases(tx.db, records.map((record) => record.number))
  return (record) => {
    const id = idOf(shopId, record)
    if (!known.has(id)) {
      known.add(id)
      insertOrder(kernel, tx, shopId, id, record)
      if (withCases.waiting.has(record.number)) adoptCases(tx, { id, number: record.number, platform: record.platform, buyerNick: record.buyerNick }, record.waybills.map((one) => one.waybill))
      return 'inserted'
    }
    const before = withCases.open.has(record.number) ? orders.findOrder(tx.db, id) : undefined
    const patch = patchOf(record)
    const changed = orders.updateOrder(tx, id, patch)
    const added = putWaybills(kernel, tx, id, record, false)
    if (before !== undefined && (changed || added.length > 0)) tellCases(tx, record.number, before, patch, added)
    return changed || added.length > 0 ? 'updated' : 'unchanged'
  }
}

function insertOrder(kernel: Kernel, tx: WriteTx, shopId: string, id: string, record: OrderRecord): void {
  const { platform, number, buyerNick, currency, rawStatus, items } = record
  orders.insertOrder(tx, {
    id,
    platform,
    shopId,
    number,
    buyerId: buyerNick === null ? null : `${platform}:${buyerNick}`,
    buyerNick,
    status: record.status,
    rawStatus: rawStatus === '' ? null : rawStatus,
    paidCents: record.paidCents ?? 0,
    goodsCents: record.goodsCents,
    postageCents: record.postageCents,
    refundCents: record.refundCents,
    currency,
    createdAt: record.createdAt,
    paidAt: record.paidAt,
    shippedAt: record.shippedAt,
    receiverName: record.receiverName,
    phone: record.phone,
    address: record.address,
    buyerNote: record.buyerNote,
    sellerMemo: record.sellerMemo,
    flag: flagNumber(record.flag),
    items,
    importedAt: tx.now,
  })
  putWaybills(kernel, tx, id, record, true)
}
