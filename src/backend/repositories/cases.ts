import { and, asc, desc, eq, inArray, isNull, sql, type SQL } from 'drizzle-orm'
import { reversed } from '../../domain/search/query'
import { rawRows, type ReadDb } from '../db/open'
import { caseClock, caseDoc, caseEvent, cases, caseWaybill, order } from '../db/schema'
import { synced, type NewRow, type RowPatch } from '../db/synced-tables'
import type { WriteTx } from '../db/write'
import { once } from './prepared'

export type CaseDbRow = typeof cases.$inferSelect
export type ClockDbRow = typeof caseClock.$inferSelect
export type EventDbRow = typeof caseEvent.$inferSelect

/** Queue order and where the next page begins. `due`: by next deadline, soonest first; `opened`: newest first. */
export interface QueueQuery {
  readonly order: 'due' | 'opened'
  readonly where: SQL | undefined
  /** Names the shape of `where`, so that its SQL is built once, with the values it binds in their order; null for shapes that vary. */
  readonly shape: { readonly name: string; readonly values: readonly (string | number)[] } | null
  readonly after: { readonly value: number; readonly id: string } | null
  readonly limit: number
}

const listColumns = {
  id: cases.id,
  caseNo: cases.caseNo,
  kind: cases.kind,
  status: cases.status,
  priority: cases.priority,
  shopId: cases.shopId,
  platform: cases.platform,
  buyerNick: cases.buyerNick,
  orderNo: cases.orderNo,
  nextAction: cases.nextAction,
  summary: sql<string | null>`substr(${cases.summary}, 1, 120)`,
  amountCents: sql<number | null>`coalesce(${cases.amountCents}, ${order.paidCents})`,
  currency: cases.currency,
  flag: cases.flag,
  assigneeId: cases.assigneeId,
  vip: cases.vip,
  nextClock: cases.nextClock,
  nextDueAt: cases.nextDueAt,
  nextActionAt: cases.nextActionAt,
  openedAt: cases.openedAt,
  updatedAt: cases.updatedAt,
  isWaiting: cases.isWaiting,
  sortDue: cases.sortDue,
}

function selectQueue(db: ReadDb, query: QueueQuery) {
  const { after } = query
  // A row value lets SQLite walk the index from the cursor; the spelled-out form would scan up to it.
  const from =
    after === null
      ? undefined
      : query.order === 'due'
        ? sql`(${cases.sortDue}, ${cases.id}) > (${after.value}, ${after.id})`
        : sql`(${cases.openedAt}, ${cases.id}) < (${after.value}, ${after.id})`
  const sorting = query.order === 'due' ? [asc(cases.sortDue), asc(cases.id)] : [desc(cases.openedAt), desc(cases.id)]
  return db
    .select(listColumns)
    .from(cases)
    .leftJoin(order, eq(order.id, cases.orderId))
    .where(and(query.where, from))
    .orderBy(...sorting)
    .limit(query.limit)
}

export type QueueRow = ReturnType<ReturnType<typeof selectQueue>['all']>[number]

const LIST_KEYS = Object.keys(listColumns) as (keyof typeof listColumns)[]
const VIP = LIST_KEYS.indexOf('vip')
const IS_WAITING = LIST_KEYS.indexOf('isWaiting')

/** One page of the queue (C10). Read as plain arrays: preparing and mapping by the query builder costs as much as the query (X2). */
export function listQueue(db: ReadDb, query: QueueQuery): QueueRow[] {
  return rawRows(db, queueSql(db, query)).map(toQueueRow)
}

/** A row of `listColumns` as the driver gives it. */
function toQueueRow(values: unknown[]): QueueRow {
  values[VIP] = values[VIP] === 1
  values[IS_WAITING] = values[IS_WAITING] === 1
  const row: Record<string, unknown> = {}
  LIST_KEYS.forEach((key, index) => {
    row[key] = values[index]
  })
  return row as QueueRow
}

const docSql = new WeakMap<ReadDb, string>()

/** The statement of `listQueueByDocs` without a condition. */
export function queueByDocsSql(db: ReadDb): string {
  let text = docSql.get(db)
  if (text === undefined) {
    text = selectByDocs(db, [], undefined).toSQL().sql
    docSql.set(db, text)
  }
  return text
}

function selectByDocs(db: ReadDb, docids: readonly number[], where: SQL | undefined) {
  const places = sql`${caseDoc.docid} in (select value from json_each(${JSON.stringify(docids)}))`
  return db
    .select({ ...listColumns, docid: caseDoc.docid })
    .from(caseDoc)
    .innerJoin(cases, eq(cases.id, caseDoc.caseId))
    .leftJoin(order, eq(order.id, cases.orderId))
    .where(and(places, where))
    .orderBy(desc(caseDoc.docid))
}

/** Rows of the queue by their place in the text index, newest first, those that fit the condition (X3). */
export function listQueueByDocs(db: ReadDb, docids: readonly number[], where: SQL | undefined): { row: QueueRow; docid: number }[] {
  const query = where === undefined ? { sql: queueByDocsSql(db), params: [JSON.stringify(docids)] } : selectByDocs(db, docids, where).toSQL()
  return rawRows(db, query).map((values) => ({ docid: values[LIST_KEYS.length] as number, row: toQueueRow(values) }))
}

/** How many cases of these places fit a condition. */
export function countDocs(db: ReadDb, docids: readonly number[], where: SQL | undefined): number {
  const places = sql`${cases.id} in (select case_id from case_doc where docid in (select value from json_each(${JSON.stringify(docids)})))`
  return countCases(db, and(places, where))
}
const builtSql = new Map<string, string>()

/** The statement of a page: what a page runs, the query-plan tests explain and the bench repeats. */
export function queueSql(db: ReadDb, query: QueueQuery): { sql: string; params: readonly unknown[] } {
  const { shape, after, order: sorting, limit } = query
  if (shape === null) return selectQueue(db, query).toSQL()
  const key = `${sorting}|${shape.name}|${after === null ? 'first' : 'next'}`
  let sqlText = builtSql.get(key)
  if (sqlText === undefined) {
    sqlText = selectQueue(db, query).toSQL().sql
    builtSql.set(key, sqlText)
  }
  return { sql: sqlText, params: [...shape.values, ...(after === null ? [] : [after.value, after.id]), limit] }
}

/** `is_open = 1` must stand in the statement as a literal: a bound value would keep SQLite from using the partial index. */
const OPEN = sql`${cases.isOpen} = 1`
export const whereOpen = (): SQL => OPEN
export const whereMine = (staffId: string): SQL => sql`${OPEN} and ${cases.assigneeId} = ${staffId}`
export const whereUnassigned = (): SQL => sql`${OPEN} and ${cases.assigneeId} is null`
export const whereWaiting = (): SQL => sql`${OPEN} and ${cases.isWaiting} = 1`
export const whereOverdue = (now: number): SQL => sql`${OPEN} and ${cases.sortDue} < ${now}`
export const whereResolved = (): SQL => sql`${cases.isOpen} = 0`
export const whereKind = (kind: string): SQL => eq(cases.kind, kind)
export const whereShop = (shopId: string): SQL => eq(cases.shopId, shopId)
export const whereIds = (ids: readonly string[]): SQL => inArray(cases.id, [...ids])
export const whereAll = (...parts: (SQL | undefined)[]): SQL | undefined => and(...parts)
export function countCases(db: ReadDb, where: SQL | undefined): number {
  return db.select({ n: sql<number>`count(*)` }).from(cases).where(where).get()?.n ?? 0
}

const caseById = once((db) => db.select().from(cases).where(eq(cases.id, sql.placeholder('id'))).prepare())
export const findCase = (db: ReadDb, id: string): CaseDbRow | undefined => caseById(db).get({ id })
export const findCaseByNo = (db: ReadDb, caseNo: string): CaseDbRow | undefined => db.select().from(cases).where(eq(cases.caseNo, caseNo)).get()

/** Open cases of an order or buyer: intake shows them before a second case is made (C11). */
export function listOpenCasesOf(db: ReadDb, facts: { orderNos: readonly string[]; buyerNicks: readonly string[]; waybillKeys: readonly string[] }): string[] {
  const ids = new Set<string>()
  if (facts.orderNos.length > 0) {
    db.select({ id: cases.id }).from(cases).where(and(OPEN, inArray(cases.orderNo, [...facts.orderNos]))).limit(20).all().forEach((row) => ids.add(row.id))
  }
  if (facts.buyerNicks.length > 0) {
    db.select({ id: cases.id }).from(cases).where(and(OPEN, inArray(cases.buyerNick, [...facts.buyerNicks]))).limit(20).all().forEach((row) => ids.add(row.id))
  }
  if (facts.waybillKeys.length > 0) {
    db.select({ id: caseWaybill.caseId }).from(caseWaybill).innerJoin(cases, eq(cases.id, caseWaybill.caseId)).where(and(OPEN, inArray(caseWaybill.waybillKey, [...facts.waybillKeys]))).limit(20).all().forEach((row) => ids.add(row.id))
  }
  return [...ids]
}

const casesOf = once((db) => db.select({ orderNo: cases.orderNo, orderId: cases.orderId, isOpen: cases.isOpen }).from(cases).where(sql`${cases.orderNo} in (select value from json_each(${sql.placeholder('numbers')}))`).prepare())
/** Of these order numbers: those with an open case, and those that a case names without knowing the order yet. */
export function orderNosWithCases(db: ReadDb, numbers: readonly string[]): { open: Set<string>; waiting: Set<string> } {
  const found = { open: new Set<string>(), waiting: new Set<string>() }
  for (const { orderNo, orderId, isOpen } of casesOf(db).all({ numbers: JSON.stringify(numbers) })) {
    if (orderNo === null) continue
    if (isOpen) found.open.add(orderNo)
    if (orderId === null) found.waiting.add(orderNo)
  }
  return found
}

/** The case to which a parcel or order belongs: an open one first, then the newest. By waybill, else by order number. */
export function findCaseOf(db: ReadDb, facts: { readonly waybillKeys: readonly string[]; readonly orderNo: string | null }): CaseDbRow | undefined {
  const newest = [desc(cases.isOpen), desc(cases.openedAt), desc(cases.id)]
  if (facts.waybillKeys.length > 0) {
    const ids = db.select({ id: caseWaybill.caseId }).from(caseWaybill).where(inArray(caseWaybill.waybillKey, [...facts.waybillKeys])).limit(50).all()
    const found = ids.length === 0 ? undefined : db.select().from(cases).where(inArray(cases.id, ids.map((row) => row.id))).orderBy(...newest).limit(1).get()
    if (found !== undefined) return found
  }
  if (facts.orderNo === null) return undefined
  return db.select().from(cases).where(eq(cases.orderNo, facts.orderNo)).orderBy(...newest).limit(1).get()
}

/** Open cases of an order. */
export const listOpenCasesOfOrder = (db: ReadDb, orderNo: string): CaseDbRow[] => db.select().from(cases).where(and(OPEN, eq(cases.orderNo, orderNo))).orderBy(asc(cases.openedAt), asc(cases.id)).limit(20).all()

/** Cases that name an order which was not known when they were opened. */
export const listCasesWithoutOrder = (db: ReadDb, orderNo: string): CaseDbRow[] => withoutOrder(db).all({ orderNo })
const withoutOrder = once((db) => db.select().from(cases).where(and(eq(cases.orderNo, sql.placeholder('orderNo')), isNull(cases.orderId))).limit(20).prepare())

export const listClocks = (db: ReadDb, caseId: string): ClockDbRow[] => db.select().from(caseClock).where(and(eq(caseClock.caseId, caseId), isNull(caseClock.deletedAt))).all()

/** The newest events of a case, oldest first. */
export function listEvents(db: ReadDb, caseId: string, limit: number): EventDbRow[] {
  return db.select().from(caseEvent).where(eq(caseEvent.caseId, caseId)).orderBy(desc(caseEvent.at), desc(caseEvent.id)).limit(limit).all().reverse()
}

/** Copies per template over the newest 20,000 events: use fades with time, and the cost does not grow with the archive. */
export function countTemplateUse(db: ReadDb): Map<string, number> {
  const counts = new Map<string, number>()
  const rows = db.all<{ id: string | null; n: number }>(sql`
    select json_extract(data, '$.templateId') as id, count(*) as n
    from (select data, type from case_event order by rowid desc limit 20000) where type = 'reply-copied' group by 1`)
  for (const { id, n } of rows) if (id !== null) counts.set(id, n)
  return counts
}

export const insertCase = (tx: WriteTx, row: NewRow<typeof cases>): void => tx.insert(synced.cases, row)
export const updateCase = (tx: WriteTx, id: string, patch: RowPatch<typeof cases>): boolean => tx.update(synced.cases, id, patch)
export const insertEvent = (tx: WriteTx, row: NewRow<typeof caseEvent>): void => tx.insert(synced.caseEvent, row)
export const insertClock = (tx: WriteTx, row: NewRow<typeof caseClock>): void => tx.insert(synced.caseClock, row)
export const putClock = (tx: WriteTx, row: NewRow<typeof caseClock>): void => void tx.put(synced.caseClock, row)

/** Rewrites the look-up rows of a case's waybills. */
export function setCaseWaybills(tx: WriteTx, caseId: string, waybillKeys: readonly string[]): void {
  tx.removeLocal(caseWaybill, eq(caseWaybill.caseId, caseId))
  addCaseWaybills(tx, caseId, waybillKeys)
}

/** The look-up rows of a new case: there is nothing to remove yet. */
export function addCaseWaybills(tx: WriteTx, caseId: string, waybillKeys: readonly string[]): void {
  for (const waybillKey of new Set(waybillKeys)) tx.putLocal(caseWaybill, { id: `${caseId}:${waybillKey}`, caseId, waybillKey, tail: reversed(waybillKey) })
}
