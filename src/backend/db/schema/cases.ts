import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { synced } from './masters'

export const cases = sqliteTable(
  'cases',
  {
    ...synced,
    caseNo: text('case_no').notNull(),
    shopId: text('shop_id').notNull(),
    platform: text('platform').notNull(),
    openedAt: integer('opened_at').notNull(),
    openedBy: text('opened_by').notNull(),
    // group: what
    kind: text('kind').notNull(),
    channel: text('channel'),
    buyerId: text('buyer_id'),
    buyerNick: text('buyer_nick'),
    orderId: text('order_id'),
    orderNo: text('order_no'),
    summary: text('summary'),
    priority: integer('priority').notNull(),
    difficult: integer('difficult', { mode: 'boolean' }).notNull(),
    vip: integer('vip', { mode: 'boolean' }).notNull(),
    waybills: text('waybills', { mode: 'json' }).$type<string[]>().notNull(),
    // group: status (S3: status + reason + next action + when)
    status: text('status').notNull(),
    reason: text('reason'),
    nextAction: text('next_action'),
    nextActionAt: integer('next_action_at'),
    statusAt: integer('status_at').notNull(),
    // group: owner
    assigneeId: text('assignee_id'),
    // group: liability
    liableParty: text('liable_party'),
    freightPayer: text('freight_payer'),
    remedy: text('remedy'),
    // group: money
    amountCents: integer('amount_cents'),
    currency: text('currency').notNull(),
    // group: memo
    flag: integer('flag'),
    memo: text('memo'),
    // derived from clocks and status; recomputed, never shipped
    isOpen: integer('is_open', { mode: 'boolean' }).notNull(),
    isWaiting: integer('is_waiting', { mode: 'boolean' }).notNull(),
    nextClock: text('next_clock'),
    nextDueAt: integer('next_due_at'),
    /** Order of the queue: the next deadline, else the next action, else far away. */
    sortDue: integer('sort_due').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (t) => [
    index('cases_no').on(t.caseNo),
    index('cases_open_due').on(t.sortDue, t.id).where(sql`is_open = 1`),
    index('cases_mine_due').on(t.assigneeId, t.sortDue, t.id).where(sql`is_open = 1`),
    index('cases_waiting_due').on(t.sortDue, t.id).where(sql`is_open = 1 and is_waiting = 1`),
    // open cases are few: an index for every way to look at them costs little (X2)
    index('cases_open_shop').on(t.shopId, t.sortDue, t.id).where(sql`is_open = 1`),
    index('cases_open_kind').on(t.kind, t.sortDue, t.id).where(sql`is_open = 1`),
    index('cases_open_status').on(t.status, t.sortDue, t.id).where(sql`is_open = 1`),
    index('cases_open_difficult').on(t.sortDue, t.id).where(sql`is_open = 1 and difficult = 1`),
    index('cases_open_vip').on(t.sortDue, t.id).where(sql`is_open = 1 and vip = 1`),
    index('cases_over_opened').on(t.openedAt, t.id).where(sql`is_open = 0`),
    // the newest cases are mostly open ones: an index over all of a kind or a shop walks past every one of them first (X7)
    index('cases_over_kind').on(t.kind, t.openedAt, t.id).where(sql`is_open = 0`),
    index('cases_over_shop').on(t.shopId, t.openedAt, t.id).where(sql`is_open = 0`),
    index('cases_opened').on(t.openedAt, t.id),
    index('cases_kind_opened').on(t.kind, t.openedAt, t.id),
    index('cases_shop_opened').on(t.shopId, t.openedAt, t.id),
    index('cases_buyer').on(t.buyerNick, t.openedAt),
    index('cases_order').on(t.orderNo),
  ],
)

/** Waybills of a case for look-up; derived from `cases.waybills`, never shipped. */
export const caseWaybill = sqliteTable(
  'case_waybill',
  {
    id: text('id').primaryKey(),
    caseId: text('case_id').notNull(),
    waybillKey: text('waybill_key').notNull(),
    /** The key read from its end, for people who have only the last digits (X3). */
    tail: text('tail').notNull().default(''),
  },
  (t) => [index('case_waybill_key').on(t.waybillKey), index('case_waybill_case').on(t.caseId), index('case_waybill_tail').on(t.tail)],
)

/**
 * The place of a case in the text index (X3): a whole number that grows with the time the case was opened, so that the index walks from new
 * to old by itself. Of this device only and never shipped: it is made again from the rows.
 */
export const caseDoc = sqliteTable(
  'case_doc',
  {
    docid: integer('docid').primaryKey(),
    caseId: text('case_id').notNull(),
    /** The order number in its comparing form, read from its end; null without an order. */
    orderTail: text('order_tail'),
  },
  (t) => [uniqueIndex('case_doc_case').on(t.caseId), index('case_doc_order_tail').on(t.orderTail).where(sql`order_tail is not null`)],
)

/** Append-only timeline (C5). */
export const caseEvent = sqliteTable(
  'case_event',
  {
    ...synced,
    caseId: text('case_id').notNull(),
    at: integer('at').notNull(),
    actorId: text('actor_id').notNull(),
    type: text('type').notNull(),
    text: text('text'),
    data: text('data', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
  },
  (t) => [
    index('case_event_case').on(t.caseId, t.at),
    // how templates are used (T5): replies alone, and everything that is counted lies in the index
    index('case_event_template').on(sql`"data" ->> 'templateId'`, t.at, t.actorId, sql`"data" ->> 'edited'`).where(sql`"type" = 'reply-copied'`),
  ],
)

/** Id = case + clock name. */
export const caseClock = sqliteTable(
  'case_clock',
  {
    ...synced,
    caseId: text('case_id').notNull(),
    name: text('name').notNull(),
    startedAt: integer('started_at').notNull(),
    dueAt: integer('due_at'),
    remainingMs: integer('remaining_ms'),
    state: text('state').notNull(),
    pausedAt: integer('paused_at'),
    metAt: integer('met_at'),
  },
  (t) => [index('case_clock_case').on(t.caseId), index('case_clock_met').on(t.name, t.metAt).where(sql`met_at is not null`)],
)
