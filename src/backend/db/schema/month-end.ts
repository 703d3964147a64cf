import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { synced } from './masters'

/** A line and a claim that a person said do not belong together (M4). Id = line + claim; a refusal that is lifted is a deleted row. */
export const refusal = sqliteTable(
  'recon_refusal',
  { ...synced, month: text('month').notNull(), claimId: text('claim_id').notNull(), lineId: text('line_id').notNull(), refusedAt: integer('refused_at').notNull() },
  (t) => [index('recon_refusal_month').on(t.month)],
)

/** One decision of a person on the books of a month (M4), with all that it changed, so that it can be taken back. */
export const decision = sqliteTable(
  'recon_decision',
  {
    ...synced,
    month: text('month').notNull(),
    kind: text('kind').notNull(),
    /** A `Change` of src/domain/reconcile/books.ts. */
    change: text('change', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    note: text('note'),
    decidedAt: integer('decided_at').notNull(),
    decidedBy: text('decided_by').notNull(),
    // group: undone
    undoneAt: integer('undone_at'),
    undoneBy: text('undone_by'),
  },
  (t) => [index('recon_decision_month').on(t.month, t.decidedAt)],
)

/** What staff noted on a line or a claim while reconciling (M4). Id = `line:` or `claim:` + its id. */
export const reconNote = sqliteTable('recon_note', {
  ...synced,
  text: text('text').notNull(),
  notedAt: integer('noted_at').notNull(),
  notedBy: text('noted_by').notNull(),
})

/** A month that was closed (M5). Id = its number, month and revision; reopened, it stays as the trace and the next one has its own. */
export const monthClosing = sqliteTable(
  'month_closing',
  {
    ...synced,
    month: text('month').notNull(),
    revision: integer('revision').notNull(),
    closedAt: integer('closed_at').notNull(),
    closedBy: text('closed_by').notNull(),
    /** Totals, carried claims and figures per courier as they were closed. */
    summary: text('summary', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    /** The whole result as it was closed, JSON, deflated, base64: what a closed month shows does not follow later changes. */
    snapshot: text('snapshot').notNull(),
    /** Vector of what the closing device had from every PC (S3), JSON; null: closed without sync. */
    covers: text('covers'),
    // group: report
    workbookFile: text('workbook_file'),
    workbookSha256: text('workbook_sha256'),
    documentFile: text('document_file'),
    documentSha256: text('document_sha256'),
    // group: reopened
    reopenedAt: integer('reopened_at'),
    reopenedBy: text('reopened_by'),
    reopenReason: text('reopen_reason'),
  },
  (t) => [index('month_closing_month').on(t.month, t.revision)],
)

/** Confirmation letter of a courier for a month (M7). Id = month + courier. */
export const monthLetter = sqliteTable(
  'month_letter',
  {
    ...synced,
    month: text('month').notNull(),
    courierId: text('courier_id').notNull(),
    // group: letter
    letterNo: text('letter_no').notNull(),
    freightCents: integer('freight_cents').notNull(),
    offsetCents: integer('offset_cents').notNull(),
    netCents: integer('net_cents').notNull(),
    file: text('file'),
    sha256: text('sha256'),
    writtenAt: integer('written_at').notNull(),
    writtenBy: text('written_by').notNull(),
    // group: scan (the sealed copy that came back)
    scanFile: text('scan_file'),
    scanSha256: text('scan_sha256'),
    scannedAt: integer('scanned_at'),
    scannedBy: text('scanned_by'),
  },
  (t) => [index('month_letter_month').on(t.month)],
)
