import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { synced } from './masters'

export const claim = sqliteTable(
  'claim',
  {
    ...synced,
    claimNo: text('claim_no').notNull(),
    counterparty: text('counterparty').notNull(),
    courierId: text('courier_id'),
    branch: text('branch'),
    monthlyAccount: text('monthly_account'),
    waybill: text('waybill').notNull(),
    waybillKey: text('waybill_key').notNull(),
    aliases: text('aliases', { mode: 'json' }).$type<string[]>().notNull(),
    caseId: text('case_id'),
    orderNo: text('order_no'),
    reason: text('reason').notNull(),
    note: text('note'),
    duplicateReason: text('duplicate_reason'),
    filedOn: text('filed_on'),
    createdAt: integer('created_at').notNull(),
    createdBy: text('created_by').notNull(),
    windowEndsAt: integer('window_ends_at'),
    // group: money
    goodsCents: integer('goods_cents').notNull(),
    freightCents: integer('freight_cents').notNull(),
    otherCents: integer('other_cents').notNull(),
    amountCents: integer('amount_cents').notNull(),
    declaredCents: integer('declared_cents'),
    currency: text('currency').notNull(),
    // group: answer
    status: text('status').notNull(),
    workOrderNo: text('work_order_no'),
    answer: text('answer'),
    grantedCents: integer('granted_cents'),
    statusAt: integer('status_at').notNull(),
    // derived from matches
    creditedCents: integer('credited_cents').notNull(),
  },
  (t) => [
    uniqueIndex('claim_no').on(t.claimNo),
    index('claim_waybill').on(t.waybillKey),
    index('claim_case').on(t.caseId).where(sql`case_id is not null`),
    index('claim_filed').on(t.filedOn, t.id),
    index('claim_created').on(t.createdAt, t.id),
  ],
)

export const wrongShipment = sqliteTable(
  'wrong_shipment',
  {
    ...synced,
    entryNo: text('entry_no').notNull(),
    caseId: text('case_id'),
    createdAt: integer('created_at').notNull(),
    submittedBy: text('submitted_by').notNull(),
    // group: entry (an edit voids the verified state: S3)
    error: text('error').notNull(),
    buyerNick: text('buyer_nick'),
    orderNo: text('order_no'),
    waybill: text('waybill'),
    expected: text('expected', { mode: 'json' }).$type<{ title: string; sku?: string | null | undefined; quantity: number }[]>().notNull(),
    sent: text('sent', { mode: 'json' }).$type<{ title: string; sku?: string | null | undefined; quantity: number }[]>().notNull(),
    packedBy: text('packed_by'),
    noticedBy: text('noticed_by'),
    fix: text('fix'),
    costCents: integer('cost_cents').notNull(),
    goodsBack: integer('goods_back', { mode: 'boolean' }).notNull(),
    note: text('note'),
    // group: verdict
    state: text('state').notNull(),
    verifiedBy: text('verified_by'),
    verifiedAt: integer('verified_at'),
    returnReason: text('return_reason'),
  },
  (t) => [
    uniqueIndex('wrong_shipment_no').on(t.entryNo),
    index('wrong_shipment_created').on(t.createdAt, t.id),
    index('wrong_shipment_case').on(t.caseId).where(sql`case_id is not null`),
  ],
)
