import type { OrderFacts } from '../../contract/cases'
import { waybillKey } from '../../domain/courier/waybill'
import { maskAddress, maskName, maskPhone } from '../../domain/identity/mask'
import * as masters from '../repositories/masters'
import * as orders from '../repositories/orders'
import type { Kernel } from './kernel'

const FOUND_AT_MOST = 20

/** An order as pages see it: personal data masked (R3), waybills with their courier's name. */
export function toOrderFacts(kernel: Kernel, row: orders.OrderRow): OrderFacts {
  return {
    id: row.id,
    number: row.number,
    platform: row.platform,
    shopName: masters.findShop(kernel.read, row.shopId)?.name ?? '',
    status: row.status,
    rawStatus: row.rawStatus,
    paidCents: row.paidCents,
    goodsCents: row.goodsCents,
    postageCents: row.postageCents,
    refundCents: row.refundCents,
    currency: row.currency,
    createdAt: row.createdAt,
    paidAt: row.paidAt,
    shippedAt: row.shippedAt,
    buyerNick: row.buyerNick,
    receiverName: row.receiverName === null ? null : maskName(row.receiverName),
    phone: row.phone === null ? null : maskPhone(row.phone),
    address: row.address === null ? null : maskAddress(row.address),
    buyerNote: row.buyerNote,
    sellerMemo: row.sellerMemo,
    flag: row.flag,
    waybills: orders.listWaybills(kernel.read, row.id).map(({ courierId, courierText, waybill }) => ({
      courierId,
      courierName: courierId === null ? courierText : (masters.findCourier(kernel.read, courierId)?.nameZh ?? courierText),
      waybill,
    })),
    items: row.items,
  }
}

/** Orders by number, buyer id or waybill: exactly, or by the beginning of a number (C11). */
export function findOrders(kernel: Kernel, text: string): OrderFacts[] {
  const wanted = text.trim()
  if (wanted === '') return []
  return orders.searchOrders(kernel.read, wanted, waybillKey(wanted) ?? '', FOUND_AT_MOST).map((row) => toOrderFacts(kernel, row))
}

/** Orders to a phone, newest first (C11). A number that the platform has hidden is no key (O1). */
export function findOrdersByPhone(kernel: Kernel, phone: string): OrderFacts[] {
  return orders.ordersOfPhone(kernel.read, phone, FOUND_AT_MOST).map((row) => toOrderFacts(kernel, row))
}
