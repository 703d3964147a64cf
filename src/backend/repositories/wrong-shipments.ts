import { and, desc, eq, gte, isNull, lt, ne, or, sql, type SQL } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { cases, wrongShipment } from '../db/schema'
import { synced, type NewRow, type RowPatch } from '../db/synced-tables'
import type { WriteTx } from '../db/write'

export type WrongShipmentRow = typeof wrongShipment.$inferSelect

const wrongBase = (db: ReadDb) => db.select({ entry: wrongShipment, caseNo: cases.caseNo, caseCurrency: cases.currency }).from(wrongShipment).leftJoin(cases, eq(cases.id, wrongShipment.caseId))
export type WrongShipmentView = ReturnType<ReturnType<typeof wrongBase>['all']>[number]

export interface ShipmentPage {
  readonly after: { readonly createdAt: number; readonly id: string } | null
  readonly limit: number
}
/** Of registration, epoch ms, the end left out. */
export interface ShipmentRange {
  readonly from: number
  readonly to: number
}

const inRange = ({ from, to }: ShipmentRange): SQL | undefined => and(isNull(wrongShipment.deletedAt), gte(wrongShipment.createdAt, from), lt(wrongShipment.createdAt, to))

/** Verified entries newest first, one page; figures and what stands behind them read the same (W5). */
export function listVerified(db: ReadDb, { after, limit, ...range }: ShipmentRange & ShipmentPage): WrongShipmentView[] {
  const older = after === null ? undefined : sql`(${wrongShipment.createdAt}, ${wrongShipment.id}) < (${after.createdAt}, ${after.id})`
  return wrongBase(db).where(and(inRange(range), eq(wrongShipment.state, 'verified'), older)).orderBy(desc(wrongShipment.createdAt), desc(wrongShipment.id)).limit(limit).all()
}

/** Entries of a range that are not verified: they do not count (W2). */
export const countNotVerified = (db: ReadDb, range: ShipmentRange): number =>
  db.select({ n: sql<number>`count(*)` }).from(wrongShipment).where(and(inRange(range), ne(wrongShipment.state, 'verified'))).get()?.n ?? 0

/** Newest month that holds a verified entry, as an instant; undefined: none does. */
export const newestVerified = (db: ReadDb): number | undefined =>
  db.select({ at: sql<number | null>`max(${wrongShipment.createdAt})` }).from(wrongShipment).where(and(isNull(wrongShipment.deletedAt), eq(wrongShipment.state, 'verified'))).get()?.at ?? undefined

/** Entries since an instant that name a SKU on either side, another one's own aside; those that were sent back do not count. */
export function listEntriesOfSku(db: ReadDb, sku: string, since: number, otherThan: string, limit: number): WrongShipmentRow[] {
  const names = (side: SQL): SQL => sql`exists (select 1 from json_each(${side}) l where trim(l.value ->> 'sku') = ${sku})`
  return db
    .select()
    .from(wrongShipment)
    .where(and(isNull(wrongShipment.deletedAt), gte(wrongShipment.createdAt, since), ne(wrongShipment.id, otherThan), ne(wrongShipment.state, 'returned'), or(names(sql`${wrongShipment.expected}`), names(sql`${wrongShipment.sent}`))))
    .orderBy(desc(wrongShipment.createdAt))
    .limit(limit)
    .all()
}

export const findWrongShipment = (db: ReadDb, id: string): WrongShipmentView | undefined => wrongBase(db).where(eq(wrongShipment.id, id)).get()
export const findWrongShipmentByNo = (db: ReadDb, entryNo: string): WrongShipmentRow | undefined => db.select().from(wrongShipment).where(eq(wrongShipment.entryNo, entryNo)).get()
export const listWrongShipmentsOfCase = (db: ReadDb, caseId: string): WrongShipmentRow[] =>
  db.select().from(wrongShipment).where(and(eq(wrongShipment.caseId, caseId), isNull(wrongShipment.deletedAt))).all()
export const insertWrongShipment = (tx: WriteTx, row: NewRow<typeof wrongShipment>): void => tx.insert(synced.wrongShipment, row)
export const updateWrongShipment = (tx: WriteTx, id: string, patch: RowPatch<typeof wrongShipment>): boolean => tx.update(synced.wrongShipment, id, patch)
