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
    /** Name of a counterparty that is no courier of the list (supplier, warehouse, platform, insurer). */
    counterpartyName: text('counterparty_name'),
    products: text('products', { mode: 'json' }).$type<{ title: string; sku?: string | null | undefined; quantity: number }[]>(),
    /** Demands of the courier that a person ticked off, beside those that the case's photos meet (L2). */
    demandsMet: text('demands_met', { mode: 'json' }).$type<string[]>(),
    // group: money
    goodsCents: integer('goods_cents').notNull(),
    freightCents: integer('freight_cents').notNull(),
    otherCents: integer('other_cents').notNull(),
    amountCents: integer('amount_cents').notNull(),
    declaredCents: integer('declared_cents'),
    currency: text('currency').notNull(),
    /** What the goods are valued at: `cost` or `price`; null where nobody said. */
    basis: text('basis'),
    // group: payment
    /** How it is paid: `offset` in the bill, `transfer` or `prepaid` balance; null until it is known. */
    paymentRoute: text('payment_route'),
    voucher: text('voucher'),
    // group: answer
    status: text('status').notNull(),
    workOrderNo: text('work_order_no'),
    answer: text('answer'),
    grantedCents: integer('granted_cents'),
    statusAt: integer('status_at').notNull(),
    /** The day on which a person ended it for the books, `YYYY-MM-DD` (M4); null: the day of `statusAt`. */
    endedOn: text('ended_on'),
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

/** What happened to a claim, also to one without a case (L1): answers, corrections, packs sent, chasing. Never changed. */
export const claimEvent = sqliteTable(
  'claim_event',
  {
    ...synced,
    claimId: text('claim_id').notNull(),
    at: integer('at').notNull(),
    by: text('by').notNull(),
    type: text('type').notNull(),
    data: text('data', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
  },
  (t) => [index('claim_event_claim').on(t.claimId, t.at)],
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
