import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
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
    index('claim_no').on(t.claimNo),
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
    // group: weights (W4)
    /** Measured weights in grams with where each came from, as src/domain/wrong-shipment reads them; null: nothing was weighed. */
    weights: text('weights', { mode: 'json' }).$type<Record<string, unknown>>(),
    // group: followups (W3)
    /** Tasks that it left behind: delist, pickup, complaint, reissue, each with its state. */
    followUps: text('follow_ups', { mode: 'json' }).$type<Record<string, unknown>[]>(),
  },
  (t) => [
    index('wrong_shipment_no').on(t.entryNo),
    index('wrong_shipment_created').on(t.createdAt, t.id),
    index('wrong_shipment_case').on(t.caseId).where(sql`case_id is not null`),
  ],
)

/**
 * An entry of a register that is described by data (spec section 8). The description says what its fields are; those that every register
 * understands alike have a column, the others stand in `data`. An entry that is fed from orders or cases has its id from its source.
 */
export const registerEntry = sqliteTable(
  'register_entry',
  {
    ...synced,
    register: text('register').notNull(),
    entryNo: text('entry_no').notNull(),
    createdAt: integer('created_at').notNull(),
    createdBy: text('created_by').notNull(),
    /** What it was made from: a case, an order line, a return; null for one that a person wrote. */
    source: text('source'),
    // group: values (an edit may void the state: S3)
    caseId: text('case_id'),
    shopId: text('shop_id'),
    orderNo: text('order_no'),
    waybill: text('waybill'),
    buyerNick: text('buyer_nick'),
    sku: text('sku'),
    amountCents: integer('amount_cents'),
    currency: text('currency').notNull(),
    onDay: text('on_day'),
    data: text('data', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    // group: work
    assignedTo: text('assigned_to'),
    dueAt: integer('due_at'),
    // group: state
    state: text('state').notNull(),
    stateAt: integer('state_at').notNull(),
    stateBy: text('state_by').notNull(),
    stateReason: text('state_reason'),
    // derived: what a search looks at
    words: text('words').notNull(),
  },
  (t) => [
    index('register_entry_no').on(t.entryNo),
    index('register_entry_created').on(t.register, t.createdAt, t.id),
    index('register_entry_state').on(t.register, t.state, t.createdAt, t.id),
    index('register_entry_due').on(t.register, t.dueAt, t.id).where(sql`due_at is not null`),
    index('register_entry_case').on(t.caseId).where(sql`case_id is not null`),
    index('register_entry_order').on(t.orderNo).where(sql`order_no is not null`),
    index('register_entry_waybill').on(t.waybill).where(sql`waybill is not null`),
    index('register_entry_buyer').on(t.register, t.buyerNick, t.createdAt).where(sql`buyer_nick is not null`),
    index('register_entry_sku').on(t.register, t.sku, t.createdAt).where(sql`sku is not null`),
  ],
)

/** What happened to an entry of any register: made, corrected (what was there before), each step with its reason. Never changed. */
export const registerEvent = sqliteTable(
  'register_event',
  {
    ...synced,
    entryId: text('entry_id').notNull(),
    at: integer('at').notNull(),
    by: text('by').notNull(),
    type: text('type').notNull(),
    data: text('data', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
  },
  (t) => [index('register_event_entry').on(t.entryId, t.at)],
)
