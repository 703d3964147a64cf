import type { Shop } from '../../../contract/session'
import { demoAddress, demoOrderNo, demoParcel, demoPhone, PRODUCTS, type Product } from '../../../domain/demo/goods'
import { isBeforeShipment } from '../../../domain/demo/kinds'
import type { Random } from '../../../domain/demo/random'
import { personName } from '../../../domain/demo/shops'
import type { KindId } from '../../../domain/case/kinds'
import type { CourierPolicy } from '../../../domain/courier/policy'
import type { WriteTx } from '../../db/write'
import * as orders from '../../repositories/orders'
import { waybillKeys } from '../case-core'
import { platformOf } from './people'

const HOUR = 3_600_000
const DAY = 24 * HOUR

export interface DemoOrder {
  readonly id: string
  readonly number: string
  readonly paidAt: number
  readonly shippedAt: number | null
  readonly paidCents: number
  readonly currency: string
  readonly parcel: { readonly courierId: string; readonly waybill: string } | null
  readonly product: Product
  readonly option: string
}

export interface OrderInput {
  readonly shop: Shop
  readonly buyerId: string
  readonly buyerNick: string
  readonly kind: KindId
  readonly openedAt: number
  readonly isOpen: boolean
}

function lines(random: Random, product: Product, option: string) {
  const more = random.chance(0.28) ? random.int(1, 2) : 0
  const others = Array.from({ length: more }, () => random.pick(PRODUCTS))
  return [{ product, option }, ...others.map((other) => ({ product: other, option: random.pick(other.options) }))].map((line) => ({
    title: `${line.product.title} ${line.option}`,
    sku: `${line.product.sku}-${line.option}`,
    quantity: random.chance(0.85) ? 1 : random.int(2, 4),
    unitCents: line.product.cents,
  }))
}

/** Makes an order with its items and, once shipped, its parcel (O1). */
export function insertDemoOrder(tx: WriteTx, random: Random, couriers: ReadonlyMap<string, CourierPolicy>, input: OrderInput): DemoOrder {
  const { shop, kind } = input
  const product = random.pick(PRODUCTS)
  const option = random.pick(product.options)
  const before = isBeforeShipment(kind)
  const paidAt = input.openedAt - Math.floor((before ? 3 * HOUR : 2 * DAY) + (before ? 2.5 * DAY : 12 * DAY) * random.next())
  const isShipped = !before || (!input.isOpen && kind !== 'refund-before-shipment' && kind !== 'ebay-cancel' && kind !== 'ebay-unpaid')
  const shippedAt = isShipped ? Math.min(paidAt + Math.floor((4 + 40 * random.next()) * HOUR), tx.now) : null
  const items = lines(random, product, option)
  const goodsCents = items.reduce((sum, line) => sum + line.quantity * line.unitCents, 0)
  const postageCents = random.chance(0.9) ? 0 : random.int(4, 15) * 100
  const paidCents = goodsCents + postageCents - (random.chance(0.4) ? random.int(1, 12) * 100 : 0)
  const number = demoOrderNo(random, platformOf(shop), new Date(paidAt).toISOString().slice(0, 10))
  const id = `${shop.platform}:${shop.id}:${number}`
  const parcel = isShipped ? demoParcel(random, platformOf(shop)) : null
  const refunded = !input.isOpen && (kind === 'return-refund' || kind === 'refund-only' || kind === 'refund-before-shipment' || kind === 'changed-mind')
  orders.putOrder(tx, {
    id,
    platform: shop.platform,
    shopId: shop.id,
    number,
    buyerId: input.buyerId,
    buyerNick: input.buyerNick,
    status: refunded ? 'refunded' : !isShipped ? 'paid' : input.isOpen ? 'shipped' : 'completed',
    rawStatus: refunded ? '退款成功' : !isShipped ? '等待卖家发货' : input.isOpen ? '卖家已发货' : '交易成功',
    paidCents,
    goodsCents,
    postageCents,
    refundCents: refunded ? paidCents : 0,
    currency: shop.currency,
    createdAt: paidAt - random.int(10, 900) * 1000,
    paidAt,
    shippedAt,
    receiverName: personName((from, to) => random.int(from, to)),
    phone: demoPhone(random),
    address: demoAddress(random),
    buyerNote: random.chance(0.08) ? '请尽快发货，谢谢' : null,
    sellerMemo: null,
    flag: null,
    items,
    importedAt: tx.now,
  })
  if (parcel !== null) {
    orders.putOrderWaybill(tx, {
      id: `${id}:${parcel.waybill}`,
      orderId: id,
      courierId: parcel.courierId,
      courierText: couriers.get(parcel.courierId)?.nameZh ?? null,
      waybill: parcel.waybill,
      waybillKey: waybillKeys([parcel.waybill])[0] ?? parcel.waybill,
    })
  }
  return { id, number, paidAt, shippedAt, paidCents, currency: shop.currency, parcel, product, option }
}
