import { and, asc, eq, sql } from 'drizzle-orm'
import { reversed } from '../../domain/search/query'
import { rawRows, type ReadDb } from '../db/open'
import { caseDoc, caseEvent, cases, caseWaybill } from '../db/schema'
import { caseText } from '../db/search-table'
import type { WriteTx } from '../db/write'
import { anyOf, once, valuesOf } from './prepared'

/** What the text index knows of a case. */
export interface SearchableCase {
  readonly id: string
  readonly openedAt: number
  readonly isDeleted: boolean
  readonly isOpen: boolean
  readonly kind: string
  readonly shopId: string
  readonly buyerNick: string | null
  readonly orderNo: string | null
  readonly summary: string | null
  readonly memo: string | null
}

const searchableColumns = {
  id: cases.id,
  openedAt: cases.openedAt,
  isDeleted: sql<boolean>`${cases.deletedAt} is not null`.mapWith(Boolean),
  isOpen: cases.isOpen,
  kind: cases.kind,
  shopId: cases.shopId,
  buyerNick: cases.buyerNick,
  orderNo: cases.orderNo,
  summary: cases.summary,
  memo: cases.memo,
}

const searchableById = once((db) => db.select(searchableColumns).from(cases).where(eq(cases.id, sql.placeholder('id'))).prepare())
export const findSearchable = (db: ReadDb, id: string): SearchableCase | undefined => searchableById(db).get({ id })

const searchableAt = once((db) => db.select({ docid: caseDoc.docid, ...searchableColumns }).from(caseDoc).innerJoin(cases, eq(cases.id, caseDoc.caseId)).where(anyOf(caseDoc.docid)).prepare())
/** The cases at some places. */
export const listSearchableAt = (db: ReadDb, docids: readonly number[]): (SearchableCase & { readonly docid: number })[] => searchableAt(db).all(valuesOf(docids))

const newestFirst = once((db) =>
  db
    .select(searchableColumns)
    .from(cases)
    .where(sql`(${cases.openedAt}, ${cases.id}) < (${sql.placeholder('openedAt')}, ${sql.placeholder('id')})`)
    .orderBy(sql`${cases.openedAt} desc`, sql`${cases.id} desc`)
    .limit(sql.placeholder('limit'))
    .prepare(),
)
/** Cases from new to old, from after the given one on. */
export const listSearchable = (db: ReadDb, after: { readonly openedAt: number; readonly id: string }, limit: number): SearchableCase[] => newestFirst(db).all({ ...after, limit })

/** So many notes of a case can be found by their words. */
const NOTES_AT_MOST = 200
const notesOf = once((db) =>
  db.select({ text: caseEvent.text }).from(caseEvent).where(and(eq(caseEvent.caseId, sql.placeholder('caseId')), eq(caseEvent.type, 'note'))).orderBy(asc(caseEvent.at), asc(caseEvent.id)).prepare(),
)
/** What staff wrote on the timeline of a case, oldest first. */
export const listNotes = (db: ReadDb, caseId: string): string[] => notesOf(db).all({ caseId }).slice(0, NOTES_AT_MOST).flatMap(({ text }) => (text === null ? [] : [text]))

const docById = once((db) => db.select().from(caseDoc).where(eq(caseDoc.caseId, sql.placeholder('caseId'))).prepare())
export const findDoc = (db: ReadDb, caseId: string): typeof caseDoc.$inferSelect | undefined => docById(db).get({ caseId })

const takenBetween = once((db) =>
  db.select({ docid: caseDoc.docid }).from(caseDoc).where(sql`${caseDoc.docid} between ${sql.placeholder('from')} and ${sql.placeholder('to')}`).orderBy(asc(caseDoc.docid)).prepare(),
)
const lastBetween = once((db) => db.select({ docid: sql<number | null>`max(${caseDoc.docid})` }).from(caseDoc).where(sql`${caseDoc.docid} between ${sql.placeholder('from')} and ${sql.placeholder('to')}`).prepare())

/** How far a case may stand from its second when many were opened in it: a sheet with days but no times puts thousands on one midnight. */
const NEAR = 64
const FAR = [4096, 262_144, 16_777_216] as const

/** A free place at or shortly after a wanted one. */
export function freeDocid(db: ReadDb, wanted: number): number {
  const taken = new Set(takenBetween(db).all({ from: wanted, to: wanted + NEAR }).map((row) => row.docid))
  for (let docid = wanted; docid <= wanted + NEAR; docid += 1) if (!taken.has(docid)) return docid
  for (const width of FAR) {
    const next = (lastBetween(db).get({ from: wanted, to: wanted + width })?.docid ?? wanted) + 1
    if (next <= wanted + width) return next
  }
  return (lastBetween(db).get({ from: wanted, to: Number.MAX_SAFE_INTEGER })?.docid ?? wanted) + 1
}

export function putDoc(tx: WriteTx, doc: { readonly docid: number; readonly caseId: string; readonly orderKey: string | null; readonly tokens: string }): void {
  const { docid, caseId, orderKey, tokens } = doc
  tx.putLocal(caseDoc, { docid, caseId, orderTail: orderKey === null ? null : reversed(orderKey) })
  tx.putLocal(caseText, { rowid: docid, tokens })
}

export function removeDoc(tx: WriteTx, docid: number): void {
  tx.removeLocal(caseDoc, eq(caseDoc.docid, docid))
  tx.removeLocal(caseText, eq(caseText.rowid, docid))
}

const waybillsOf = once((db) => db.select().from(caseWaybill).where(eq(caseWaybill.caseId, sql.placeholder('caseId'))).prepare())
/** Gives the look-up rows of an older version of the program their reversed key. */
export function fillWaybillTails(tx: WriteTx, caseId: string): void {
  for (const row of waybillsOf(tx.db).all({ caseId })) if (row.tail === '') tx.putLocal(caseWaybill, { ...row, tail: reversed(row.waybillKey) })
}

/** `case_text match` as SQLite wants it; FTS5 takes the table's own name for the whole row. */
const HITS = 'select rowid from case_text where case_text match ? and rowid < ? order by rowid desc limit ?'

/** Places of the newest cases before `before` that fit an FTS5 expression, newest first. */
export function listHits(db: ReadDb, match: string, before: number, limit: number): number[] {
  return rawRows(db, { sql: HITS, params: [match, before, limit] }).map(([docid]) => docid as number)
}

/** Which of these places fit an FTS5 expression. */
export function listHitsAmong(db: ReadDb, match: string, docids: readonly number[]): number[] {
  const statement = 'select rowid from case_text where case_text match ? and rowid in (select value from json_each(?))'
  return rawRows(db, { sql: statement, params: [match, JSON.stringify(docids)] }).map(([docid]) => docid as number)
}

/**
 * Places of cases of which a number begins or ends with the given one: case number, order, waybills. One statement, each part off an index
 * and cut at `limit`, so that a short fragment costs no more than a long one.
 */
const BY_NUMBER = `
  select docid from (select d.docid from cases c join case_doc d on d.case_id = c.id where c.case_no = ? limit 1)
  union select docid from (select d.docid from cases c join case_doc d on d.case_id = c.id where c.order_no >= ? and c.order_no < ? limit ?)
  union select docid from (select docid from case_doc where order_tail >= ? and order_tail < ? and order_tail is not null limit ?)
  union select docid from (select d.docid from case_waybill w join case_doc d on d.case_id = w.case_id where w.waybill_key >= ? and w.waybill_key < ? limit ?)
  union select docid from (select d.docid from case_waybill w join case_doc d on d.case_id = w.case_id where w.tail >= ? and w.tail < ? limit ?)
  order by docid desc`

export function listByNumber(db: ReadDb, number: string, caseNo: string, limit: number): number[] {
  return rawRows(db, byNumberSql(number, caseNo, limit)).map(([docid]) => docid as number)
}

/** The statement of `listByNumber`: what runs, the query-plan test explains and the bench repeats bare. */
export function byNumberSql(number: string, caseNo: string, limit: number): { sql: string; params: readonly (string | number)[] } {
  const tail = reversed(number)
  const [begins, ends] = [[number, `${number}\uffff`, limit], [tail, `${tail}\uffff`, limit]] as const
  return { sql: BY_NUMBER, params: [caseNo, ...begins, ...ends, ...begins, ...ends] }
}

export const hitsSql = (match: string, before: number, limit: number): { sql: string; params: readonly (string | number)[] } => ({ sql: HITS, params: [match, before, limit] })

/** Newest places whose case shows a text in its summary or as its buyer: for one character, which no index helps. Looks at `among` cases only. */
export function listByLooking(db: ReadDb, text: string, before: number, among: number): number[] {
  const statement = `select d.docid from (select docid, case_id from case_doc where docid < ? order by docid desc limit ?) d join cases c on c.id = d.case_id
    where instr(lower(coalesce(c.summary, '')), ?) > 0 or instr(lower(coalesce(c.buyer_nick, '')), ?) > 0 order by d.docid desc`
  return rawRows(db, { sql: statement, params: [before, among, text, text] }).map(([docid]) => docid as number)
}

const SURPLUS = sql`select docid from case_doc where not exists (select 1 from cases where cases.id = case_doc.case_id and cases.deleted_at is null)`

/** Places of cases that are gone. */
export const listSurplus = (db: ReadDb): number[] => db.all<{ docid: number }>(SURPLUS).map(({ docid }) => docid)

/** Cases without a place, and places without a case. */
export function countDrift(db: ReadDb): { missing: number; surplus: number } {
  const missing = db.get<{ n: number }>(sql`select count(*) as n from cases where deleted_at is null and not exists (select 1 from case_doc where case_id = cases.id)`).n
  return { missing, surplus: listSurplus(db).length }
}
