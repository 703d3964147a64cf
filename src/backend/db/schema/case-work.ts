import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { synced } from './masters'

/** What was promised to a buyer and by when (P2). A promise is kept, broken or withdrawn by a person; it is never removed. */
export const promise = sqliteTable(
  'promise',
  {
    ...synced,
    caseId: text('case_id').notNull(),
    madeAt: integer('made_at').notNull(),
    madeBy: text('made_by').notNull(),
    // group: terms
    words: text('words').notNull(),
    dueAt: integer('due_at').notNull(),
    // group: outcome
    state: text('state').notNull(),
    endedAt: integer('ended_at'),
    endedBy: text('ended_by'),
    outcomeNote: text('outcome_note'),
  },
  (t) => [index('promise_case').on(t.caseId), index('promise_open_due').on(t.dueAt, t.id).where(sql`state = 'open'`), index('promise_due').on(t.dueAt, t.id)],
)

/**
 * Money to a buyer (C7): compensation, freight, difference or refund, from the asking to the payment. The keys find what the same
 * buyer, phone or address was paid before (C11); masked values give no key.
 */
export const payout = sqliteTable(
  'payout',
  {
    ...synced,
    caseId: text('case_id').notNull(),
    orderNo: text('order_no'),
    buyerNick: text('buyer_nick'),
    phoneKey: text('phone_key'),
    addressKey: text('address_key'),
    createdAt: integer('created_at').notNull(),
    createdBy: text('created_by').notNull(),
    // group: money (S3: amount + currency + payee + approval)
    type: text('type').notNull(),
    ladder: text('ladder').notNull(),
    amountCents: integer('amount_cents').notNull(),
    currency: text('currency').notNull(),
    issue: text('issue').notNull(),
    /** What the gate allowed without a supervisor when this was asked for; null when the freight was not known. */
    limitCents: integer('limit_cents'),
    state: text('state').notNull(),
    approvedBy: text('approved_by'),
    approvedAt: integer('approved_at'),
    /** `pin`, `remote` or `spoken`; null while none was needed or given. */
    approvalWay: text('approval_way'),
    approvalNote: text('approval_note'),
    /** A spoken approval is to be confirmed by then (C7). */
    confirmBy: integer('confirm_by'),
    confirmedAt: integer('confirmed_at'),
    paidAt: integer('paid_at'),
    paidRef: text('paid_ref'),
    paidBy: text('paid_by'),
    /** How the money goes out (F1): `platform` small payment, `alipay`, `bank`; null: not chosen yet. */
    payWay: text('pay_way'),
    payeeName: text('payee_name'),
    payeeAccount: text('payee_account'),
    /** Why it does not go through the platform. */
    outsideReason: text('outside_reason'),
    /** The batch file that it was handed to finance with. */
    batchNo: text('batch_no'),
    // group: review
    /** Two PCs asked for the same money (S3): nothing is paid until a person has looked. */
    suspendedAt: integer('suspended_at'),
  },
  (t) => [
    index('payout_case').on(t.caseId),
    index('payout_order').on(t.orderNo).where(sql`order_no is not null`),
    index('payout_buyer').on(t.buyerNick).where(sql`buyer_nick is not null`),
    index('payout_phone').on(t.phoneKey).where(sql`phone_key is not null`),
    index('payout_address').on(t.addressKey).where(sql`address_key is not null`),
    index('payout_state').on(t.state, t.createdAt),
    index('payout_paid').on(t.paidAt).where(sql`paid_at is not null`),
  ],
)

/**
 * What a supervisor changed of a policy or playbook (P1), version by version; the highest number that is valid is in force.
 * Two PCs may write one number while apart: then the newer clock wins. A null body returns to what the app ships.
 */
export const policyVersion = sqliteTable(
  'policy_version',
  {
    ...synced,
    document: text('document').notNull(),
    version: integer('version').notNull(),
    body: text('body'),
    note: text('note'),
    madeAt: integer('made_at').notNull(),
    madeBy: text('made_by').notNull(),
  },
  (t) => [index('policy_version_document').on(t.document, t.version)],
)

/** A view of the queue that somebody named (C10); no owner: for the whole team. `filter` and `columns` are JSON of the contract's shape. */
export const savedView = sqliteTable('saved_view', {
  ...synced,
  ownerId: text('owner_id'),
  name: text('name').notNull(),
  position: integer('position').notNull(),
  filter: text('filter', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
  columns: text('columns', { mode: 'json' }).$type<Record<string, unknown>>(),
})

/** What a courier charges to an area (O2, C7); `*` is everywhere else. Id = courier + area. */
export const courierRate = sqliteTable(
  'courier_rate',
  {
    ...synced,
    courierId: text('courier_id').notNull(),
    area: text('area').notNull(),
    firstGrams: integer('first_grams').notNull(),
    firstCents: integer('first_cents').notNull(),
    stepGrams: integer('step_grams').notNull(),
    stepCents: integer('step_cents').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [index('courier_rate_courier').on(t.courierId, t.area)],
)
