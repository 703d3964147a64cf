import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { synced } from './masters'

/** Id = platform + shop + number (decision 2), so that two PCs importing one file make one row. */
export const order = sqliteTable(
  'orders',
  {
    ...synced,
    platform: text('platform').notNull(),
    shopId: text('shop_id').notNull(),
    number: text('number').notNull(),
    buyerId: text('buyer_id'),
    buyerNick: text('buyer_nick'),
    status: text('status').notNull(),
    rawStatus: text('raw_status'),
    paidCents: integer('paid_cents').notNull(),
    goodsCents: integer('goods_cents'),
    postageCents: integer('postage_cents'),
    refundCents: integer('refund_cents'),
    currency: text('currency').notNull(),
    createdAt: integer('created_at'),
    paidAt: integer('paid_at'),
    shippedAt: integer('shipped_at'),
    receiverName: text('receiver_name'),
    phone: text('phone'),
    address: text('address'),
    buyerNote: text('buyer_note'),
    sellerMemo: text('seller_memo'),
    flag: integer('flag'),
    items: text('items', { mode: 'json' })
      .$type<{ title: string; sku: string | null; quantity: number; unitCents: number | null }[]>()
      .notNull(),
    importedAt: integer('imported_at').notNull(),
  },
  (t) => [
    index('orders_number').on(t.number),
    // masked numbers are no keys (O1)
    index('orders_phone').on(t.phone).where(sql`phone is not null and phone not like '%*%'`),
    index('orders_buyer').on(t.buyerNick, t.createdAt).where(sql`buyer_nick is not null`),
  ],
)

/** Id = order + waybill. */
export const orderWaybill = sqliteTable(
  'order_waybill',
  {
    ...synced,
    orderId: text('order_id').notNull(),
    courierId: text('courier_id'),
    courierText: text('courier_text'),
    waybill: text('waybill').notNull(),
    waybillKey: text('waybill_key').notNull(),
  },
  (t) => [index('order_waybill_key').on(t.waybillKey), index('order_waybill_order').on(t.orderId)],
)

/** A platform's own after-sales order (C13). Id = platform + shop + number; several per order. */
export const platformRefund = sqliteTable(
  'platform_refund',
  {
    ...synced,
    platform: text('platform').notNull(),
    shopId: text('shop_id').notNull(),
    number: text('number').notNull(),
    orderNo: text('order_no').notNull(),
    buyerNick: text('buyer_nick'),
    // group: state
    type: text('type').notNull(),
    phase: text('phase'),
    status: text('status').notNull(),
    rawStatus: text('raw_status'),
    reason: text('reason'),
    deadlineAt: integer('deadline_at'),
    appliedAt: integer('applied_at'),
    closedAt: integer('closed_at'),
    // group: money
    amountCents: integer('amount_cents'),
    currency: text('currency').notNull(),
    // group: parcel
    returnWaybill: text('return_waybill'),
    returnCourier: text('return_courier'),
    // group: case
    caseId: text('case_id'),
    importedAt: integer('imported_at').notNull(),
  },
  (t) => [
    index('platform_refund_order').on(t.orderNo),
    index('platform_refund_parcel').on(t.returnWaybill).where(sql`return_waybill is not null`),
    index('platform_refund_case').on(t.caseId).where(sql`case_id is not null`),
  ],
)
