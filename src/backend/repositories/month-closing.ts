import { and, asc, desc, eq, inArray, isNull, sql, type SQL } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { importBatch, monthClosing, monthLetter } from '../db/schema'
import { synced, type NewRow, type RowPatch } from '../db/synced-tables'
import type { WriteTx } from '../db/write'
import { once } from './prepared'

/** A closing without its snapshot, which can be megabytes. */
const closingColumns = {
  id: monthClosing.id,
  month: monthClosing.month,
  revision: monthClosing.revision,
  closedAt: monthClosing.closedAt,
  closedBy: monthClosing.closedBy,
  summary: monthClosing.summary,
  workbookFile: monthClosing.workbookFile,
  workbookSha256: monthClosing.workbookSha256,
  documentFile: monthClosing.documentFile,
  documentSha256: monthClosing.documentSha256,
  reopenedAt: monthClosing.reopenedAt,
  reopenedBy: monthClosing.reopenedBy,
  reopenReason: monthClosing.reopenReason,
}

export type ClosingRow = Pick<typeof monthClosing.$inferSelect, keyof typeof closingColumns>

/** Every closing of every month, or of one, in order of month and revision. */
export function listClosings(db: ReadDb, month: string | null = null): ClosingRow[] {
  return month === null ? allClosings(db).all() : closingsOf(db).all({ month })
}

const closings = (db: ReadDb, ofMonth?: SQL) =>
  db.select(closingColumns).from(monthClosing).where(and(isNull(monthClosing.deletedAt), ofMonth)).orderBy(asc(monthClosing.month), asc(monthClosing.revision))
/** Asked for every hundred lines of a statement (M5). */
const allClosings = once((db) => closings(db).prepare())
const closingsOf = once((db) => closings(db, eq(monthClosing.month, sql.placeholder('month'))).prepare())

/** The stored result of a closing; null when there is no such closing. */
export function snapshotOf(db: ReadDb, id: string): string | null {
  return db.select({ snapshot: monthClosing.snapshot }).from(monthClosing).where(eq(monthClosing.id, id)).get()?.snapshot ?? null
}

export const insertClosing = (tx: WriteTx, row: NewRow<typeof monthClosing>): void => tx.insert(synced.monthClosing, row)
export const updateClosing = (tx: WriteTx, id: string, patch: RowPatch<typeof monthClosing>): boolean => tx.update(synced.monthClosing, id, patch)

export interface BookMonth {
  readonly month: string
  /** Statement lines of the month, and claims on couriers filed in it. */
  readonly lines: number
  readonly claims: number
}

/** Months that have statement lines or filed claims of their own, in order. */
export function listBookMonths(db: ReadDb): BookMonth[] {
  return db.all<BookMonth>(sql`
    select month, sum(lines) as lines, sum(claims) as claims from (
      select month, count(*) as lines, 0 as claims from statement_line where deleted_at is null group by month
      union all
      select substr(filed_on, 1, 7) as month, 0 as lines, count(*) as claims from claim
      where deleted_at is null and counterparty = 'courier' and filed_on is not null and status <> 'draft' group by substr(filed_on, 1, 7)
    ) group by month order by month`)
}

/** Files whose statement lines are being written into a month just now. */
export function listImportsInto(db: ReadDb, month: string): string[] {
  return db
    .select({ file: importBatch.file })
    .from(importBatch)
    .where(and(eq(importBatch.kind, 'statement'), eq(importBatch.month, month), inArray(importBatch.state, ['staging', 'publishing'])))
    .all()
    .map(({ file }) => file)
}

export interface ClassSum {
  readonly courierId: string
  readonly lineClass: string
  readonly lines: number
  readonly cents: number
}

/** What a month's statements hold per courier and class of line (M1, M7). */
export function sumByClass(db: ReadDb, month: string): ClassSum[] {
  return db.all<ClassSum>(sql`
    select courier_id as courierId, line_class as lineClass, count(*) as lines, sum(amount_cents) as cents
    from statement_line where month = ${month} and deleted_at is null group by courier_id, line_class order by courier_id, line_class`)
}

export interface ClaimLineRow {
  readonly id: string
  readonly file: string
  readonly row: number
  readonly courierId: string
  readonly waybill: string | null
  readonly waybillRaw: string | null
  readonly workOrderNo: string | null
  readonly amountCents: number
  readonly lineClass: string
  readonly memo: string | null
  readonly occurredOn: string | null
}

/** Claim lines of a month's statements as their files have them. */
export function listClaimLines(db: ReadDb, month: string): ClaimLineRow[] {
  return db.all<ClaimLineRow>(sql`
    select id, file, row_no as row, courier_id as courierId, waybill, waybill_raw as waybillRaw, work_order_no as workOrderNo,
      amount_cents as amountCents, line_class as lineClass, memo, occurred_on as occurredOn
    from statement_line where month = ${month} and deleted_at is null and line_class in ('claim-credit', 'claw-back') order by courier_id, file, row_no, id`)
}

export interface ClaimDetailRow {
  readonly id: string
  readonly workOrderNo: string | null
  readonly branch: string | null
  readonly reason: string
  readonly answer: string | null
  readonly grantedCents: number | null
  readonly caseNo: string | null
  readonly orderNo: string | null
}

/** What a report says of claims on couriers beside their figures. */
export function listClaimDetails(db: ReadDb): ClaimDetailRow[] {
  return db.all<ClaimDetailRow>(sql`
    select c.id, c.work_order_no as workOrderNo, c.branch, c.reason, c.answer, c.granted_cents as grantedCents, s.case_no as caseNo, c.order_no as orderNo
    from claim c left join cases s on s.id = c.case_id where c.deleted_at is null and c.counterparty = 'courier'`)
}

export type LetterRow = typeof monthLetter.$inferSelect

export const listLetters = (db: ReadDb, month: string): LetterRow[] =>
  db.select().from(monthLetter).where(and(eq(monthLetter.month, month), isNull(monthLetter.deletedAt))).orderBy(asc(monthLetter.courierId)).all()
export const findLetter = (db: ReadDb, id: string): LetterRow | undefined =>
  db.select().from(monthLetter).where(and(eq(monthLetter.id, id), isNull(monthLetter.deletedAt))).orderBy(desc(monthLetter.writtenAt)).get()
export const putLetter = (tx: WriteTx, row: NewRow<typeof monthLetter>): 'inserted' | 'updated' | 'unchanged' => tx.put(synced.monthLetter, row)
export const updateLetter = (tx: WriteTx, id: string, patch: RowPatch<typeof monthLetter>): boolean => tx.update(synced.monthLetter, id, patch)
