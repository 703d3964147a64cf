import { and, asc, desc, eq, inArray, isNull, sql, type SQL } from 'drizzle-orm'
import { reversed } from '../../domain/search/query'
import type { ReadDb } from '../db/open'
import { caseClock, caseEvent, cases, caseWaybill } from '../db/schema'
import { synced, type NewRow, type RowPatch } from '../db/synced-tables'
import type { WriteTx } from '../db/write'
import { anyOf, once, valuesOf } from './prepared'

export { listQueue, listSheet, queueSql, type QueueQuery, type QueueRow } from './queue'

export type CaseDbRow = typeof cases.$inferSelect
export type ClockDbRow = typeof caseClock.$inferSelect
export type EventDbRow = typeof caseEvent.$inferSelect

/** `is_open = 1` must stand in the statement as a literal: a bound value would keep SQLite from using the partial index. */
const OPEN = sql`${cases.isOpen} = 1`
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

const casesByOneWaybill = once((db) => db.select({ id: caseWaybill.caseId }).from(caseWaybill).where(eq(caseWaybill.waybillKey, sql.placeholder('key'))).prepare())
const casesByWaybill = once((db) => db.select({ id: caseWaybill.caseId }).from(caseWaybill).where(anyOf(caseWaybill.waybillKey)).prepare())
const caseKeys = once((db) => db.selectDistinct({ key: caseWaybill.waybillKey }).from(caseWaybill).where(anyOf(caseWaybill.waybillKey)).prepare())
/** Those of some waybill keys on which there is a case. */
export const keysWithCases = (db: ReadDb, keys: readonly string[]): Set<string> => new Set(caseKeys(db).all(valuesOf(keys)).map(({ key }) => key))

/** The case to which a parcel or order belongs: an open one first, then the newest. By waybill, else by order number. */
export function findCaseOf(db: ReadDb, facts: { readonly waybillKeys: readonly string[]; readonly orderNo: string | null }): CaseDbRow | undefined {
  const newest = [desc(cases.isOpen), desc(cases.openedAt), desc(cases.id)]
  if (facts.waybillKeys.length > 0) {
    const [key, ...more] = facts.waybillKeys
    const ids = key !== undefined && more.length === 0 ? casesByOneWaybill(db).all({ key }) : casesByWaybill(db).all(valuesOf(facts.waybillKeys))
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
const withoutOrder = once((db) => db.select().from(cases).where(and(eq(cases.orderNo, sql.placeholder('orderNo')), isNull(cases.orderId))).prepare())

const clocksOf = once((db) => db.select().from(caseClock).where(and(eq(caseClock.caseId, sql.placeholder('caseId')), isNull(caseClock.deletedAt))).prepare())
export const listClocks = (db: ReadDb, caseId: string): ClockDbRow[] => clocksOf(db).all({ caseId })

/** The newest events of a case, oldest first. */
export function listEvents(db: ReadDb, caseId: string, limit: number): EventDbRow[] {
  return db.select().from(caseEvent).where(eq(caseEvent.caseId, caseId)).orderBy(desc(caseEvent.at), desc(caseEvent.id)).limit(limit).all().reverse()
}

export const findEvent = (db: ReadDb, id: string): EventDbRow | undefined => db.select().from(caseEvent).where(eq(caseEvent.id, id)).get()

/** Events of some types of a case, newest first. */
export const listEventsOfTypes = (db: ReadDb, caseId: string, types: readonly string[]): EventDbRow[] =>
  db.select().from(caseEvent).where(and(eq(caseEvent.caseId, caseId), inArray(caseEvent.type, [...types]))).orderBy(desc(caseEvent.at), desc(caseEvent.id)).all()

/** Copies per template, and those of one person among them, over the newest 20,000 events: use fades with time, and the cost does not grow with the archive. */
export function countTemplateUse(db: ReadDb, staffId: string): Map<string, { readonly all: number; readonly own: number }> {
  const counts = new Map<string, { all: number; own: number }>()
  const rows = db.all<{ id: string | null; n: number; own: number }>(sql`
    select json_extract(data, '$.templateId') as id, count(*) as n, sum(actor_id = ${staffId}) as own
    from (select data, type, actor_id from case_event order by rowid desc limit 20000) where type = 'reply-copied' group by 1`)
  for (const { id, n, own } of rows) if (id !== null) counts.set(id, { all: n, own })
  return counts
}

export const insertCase = (tx: WriteTx, row: NewRow<typeof cases>): void => tx.insert(synced.cases, row)
export const updateCase = (tx: WriteTx, id: string, patch: RowPatch<typeof cases>): boolean => tx.update(synced.cases, id, patch)
export const insertEvent = (tx: WriteTx, row: NewRow<typeof caseEvent>): void => tx.insert(synced.caseEvent, row)
export const insertClock = (tx: WriteTx, row: NewRow<typeof caseClock>): void => tx.insert(synced.caseClock, row)
/** Writes a clock; one that an undo had taken away stands again. */
export function putClock(tx: WriteTx, row: NewRow<typeof caseClock>): void {
  if (tx.put(synced.caseClock, row) !== 'inserted') tx.restore(synced.caseClock, row.id)
}
/** Takes away a clock that should never have started; the row stays, stamped as deleted (S3). */
export const removeClock = (tx: WriteTx, id: string): boolean => tx.softDelete(synced.caseClock, id)

/** Rewrites the look-up rows of a case's waybills. */
export function setCaseWaybills(tx: WriteTx, caseId: string, waybillKeys: readonly string[]): void {
  tx.removeLocal(caseWaybill, eq(caseWaybill.caseId, caseId))
  addCaseWaybills(tx, caseId, waybillKeys)
}

/** The look-up rows of a new case: there is nothing to remove yet. */
export function addCaseWaybills(tx: WriteTx, caseId: string, waybillKeys: readonly string[]): void {
  for (const waybillKey of new Set(waybillKeys)) tx.putLocal(caseWaybill, { id: `${caseId}:${waybillKey}`, caseId, waybillKey, tail: reversed(waybillKey) })
}
