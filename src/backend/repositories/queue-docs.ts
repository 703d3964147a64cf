import { and, desc, eq, sql, type SQL } from 'drizzle-orm'
import { rawRows, type ReadDb } from '../db/open'
import { caseDoc, cases, order } from '../db/schema'
import { countCases } from './cases'
import { listColumns, LIST_WIDTH, SHEET_WIDTH, sheetColumns, toQueueRows, toSheetRows, type QueueRow, type SheetRow } from './queue'

/** Pages of what a search found (X3): rows of the queue by their places in the text index. */

const placesOf = (docids: readonly number[]): SQL => sql`${caseDoc.docid} in (select value from json_each(${JSON.stringify(docids)}))`

function selectList(db: ReadDb, docids: readonly number[], where: SQL | undefined) {
  return db
    .select({ ...listColumns, docid: caseDoc.docid })
    .from(caseDoc)
    .innerJoin(cases, eq(cases.id, caseDoc.caseId))
    .leftJoin(order, eq(order.id, cases.orderId))
    .where(and(placesOf(docids), where))
    .orderBy(desc(caseDoc.docid))
}

function selectSheet(db: ReadDb, docids: readonly number[], where: SQL | undefined) {
  return db
    .select({ ...sheetColumns, docid: caseDoc.docid })
    .from(caseDoc)
    .innerJoin(cases, eq(cases.id, caseDoc.caseId))
    .leftJoin(order, eq(order.id, cases.orderId))
    .where(and(placesOf(docids), where))
    .orderBy(desc(caseDoc.docid))
}

const docSql = new WeakMap<ReadDb, string>()

/** The statement of `listQueueByDocs` without a condition. */
export function queueByDocsSql(db: ReadDb): string {
  let text = docSql.get(db)
  if (text === undefined) {
    text = selectList(db, [], undefined).toSQL().sql
    docSql.set(db, text)
  }
  return text
}

/** A row with its place in the index. */
export interface Placed<R> {
  readonly row: R
  readonly docid: number
}

function placed<R>(rows: readonly R[], found: readonly unknown[][], width: number): Placed<R>[] {
  return rows.map((row, index) => ({ row, docid: found[index]?.[width] as number }))
}

/** Rows of the queue by their place in the text index, newest first, those that fit the condition. */
export function listQueueByDocs(db: ReadDb, docids: readonly number[], where: SQL | undefined): Placed<QueueRow>[] {
  const query = where === undefined ? { sql: queueByDocsSql(db), params: [JSON.stringify(docids)] } : selectList(db, docids, where).toSQL()
  const found = rawRows(db, query)
  return placed(toQueueRows(found), found, LIST_WIDTH)
}

/** The same with the columns of the sheet. */
export function listSheetByDocs(db: ReadDb, docids: readonly number[], where: SQL | undefined): Placed<SheetRow>[] {
  const found = rawRows(db, selectSheet(db, docids, where).toSQL())
  return placed(toSheetRows(found), found, SHEET_WIDTH)
}

/** How many cases of these places fit a condition. */
export function countDocs(db: ReadDb, docids: readonly number[], where: SQL | undefined): number {
  const places = sql`${cases.id} in (select case_id from case_doc where docid in (select value from json_each(${JSON.stringify(docids)})))`
  return countCases(db, and(places, where))
}
