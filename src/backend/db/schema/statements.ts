import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { synced } from './masters'

/** Id = courier + normalised content + ordinal among identical lines of one file (decision 2). */
export const statementLine = sqliteTable(
  'statement_line',
  {
    ...synced,
    courierId: text('courier_id').notNull(),
    month: text('month').notNull(),
    batchId: text('batch_id').notNull(),
    file: text('file').notNull(),
    rowNo: integer('row_no').notNull(),
    waybill: text('waybill'),
    waybillKey: text('waybill_key'),
    waybillRaw: text('waybill_raw'),
    waybillDamaged: integer('waybill_damaged', { mode: 'boolean' }).notNull(),
    amountCents: integer('amount_cents').notNull(),
    lineClass: text('line_class').notNull(),
    workOrderNo: text('work_order_no'),
    occurredOn: text('occurred_on'),
    memo: text('memo'),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [index('statement_line_month').on(t.month, t.courierId, t.id), index('statement_line_waybill').on(t.waybillKey)],
)

/** One credit: a line's cents counted for a claim. Id = line + claim. */
export const match = sqliteTable(
  'recon_match',
  {
    ...synced,
    month: text('month').notNull(),
    claimId: text('claim_id').notNull(),
    lineId: text('line_id').notNull(),
    stage: text('stage').notNull(),
    creditedCents: integer('credited_cents').notNull(),
    reasonZh: text('reason_zh').notNull(),
    reasonEn: text('reason_en').notNull(),
    matchedAt: integer('matched_at').notNull(),
    // group: review
    /** Two PCs matched more than the line or the claim can carry (S3): it counts for nothing until a person has looked. */
    suspendedAt: integer('suspended_at'),
  },
  (t) => [index('recon_match_month').on(t.month), index('recon_match_claim').on(t.claimId), index('recon_match_line').on(t.lineId)],
)
