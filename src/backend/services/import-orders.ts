import { couriersByWaybill, findCourier } from '../../domain/courier/policy'
import { waybillKey } from '../../domain/courier/waybill'
import type { OrderRecord } from '../../domain/import/records'
import { AppError } from '../../domain/errors'
import type { WriteTx } from '../db/write'
import * as cases from '../repositories/cases'
import * as masters from '../repositories/masters'
import * as orders from '../repositories/orders'
import { appendEvent, waybillKeys } from './case-core'
import type { Kernel } from './kernel'

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
  const { couriers } = kernel.resources
  const known = courierNames.get(couriers) ?? new Map<string, string | null>()
  courierNames.set(couriers, known)
  let id = known.get(name)
  if (id === undefined) {
    id = findCourier(couriers, name)?.id ?? null
    known.set(name, id)
  }
  return id
}

function putWaybills(kernel: Kernel, tx: WriteTx, orderId: string, record: OrderRecord): boolean {
  let added = false
  for (const { courier, waybill } of record.waybills) {
    const key = waybillKey(waybill)
    if (key === null) continue
    const named = courier === null ? null : courierByName(kernel, courier)
    const byShape = named === null ? couriersByWaybill(kernel.resources.couriers, key) : []
    const courierId = named ?? (byShape.length === 1 ? (byShape[0]?.id ?? null) : null)
    if (orders.putOrderWaybill(tx, { id: `${orderId}:${key}`, orderId, courierId, courierText: courier, waybill, waybillKey: key }) !== 'unchanged') added = true
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
function tellCases(tx: WriteTx, number: string, before: orders.OrderRow, patch: OrderPatch): void {
  const changes = (['status', 'refundCents', 'shippedAt'] as const).flatMap((field) => (patch[field] !== undefined && patch[field] !== before[field] ? [{ field, from: before[field], to: patch[field] }] : []))
  if (changes.length === 0) return
  for (const id of cases.listOpenCasesOf(tx.db, { orderNos: [number], buyerNicks: [], waybillKeys: [] })) {
    appendEvent(tx, id, { type: 'order-changed', data: { orderNo: number, changes } })
    cases.updateCase(tx, id, { updatedAt: tx.now })
  }
}

/** Writes one order (O1): new, changed or the same as before. */
export function publishOrder(kernel: Kernel, tx: WriteTx, shopId: string, record: OrderRecord): 'inserted' | 'updated' | 'unchanged' {
  const id = `${record.platform}:${shopId}:${record.number}`
  const before = orders.findOrder(tx.db, id)
  const patch = patchOf(record)
  if (before === undefined) {
    orders.insertOrder(tx, {
      buyerId: null,
      buyerNick: null,
      status: 'unknown',
      rawStatus: null,
      paidCents: 0,
      goodsCents: null,
      postageCents: null,
      refundCents: null,
      createdAt: null,
      paidAt: null,
      shippedAt: null,
      receiverName: null,
      phone: null,
      address: null,
      buyerNote: null,
      sellerMemo: null,
      flag: null,
      items: [],
      ...patch,
      id,
      platform: record.platform,
      shopId,
      number: record.number,
      currency: record.currency,
      importedAt: tx.now,
    })
    putWaybills(kernel, tx, id, record)
    adoptCases(tx, { id, number: record.number, platform: record.platform, buyerNick: record.buyerNick }, record.waybills.map((one) => one.waybill))
    return 'inserted'
  }
  const changed = orders.updateOrder(tx, id, patch)
  const moved = putWaybills(kernel, tx, id, record)
  if (changed) tellCases(tx, record.number, before, patch)
  return changed || moved ? 'updated' : 'unchanged'
}
