import { and, desc, eq, gte, isNull, lt, ne, or, sql, type SQL } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { cases, wrongShipment } from '../db/schema'
import { synced, type NewRow, type RowPatch } from '../db/synced-tables'
import type { WriteTx } from '../db/write'

export type WrongShipmentRow = typeof wrongShipment.$inferSelect

const wrongBase = (db: ReadDb) => db.select({ entry: wrongShipment, caseNo: cases.caseNo, caseCurrency: cases.currency }).from(wrongShipment).leftJoin(cases, eq(cases.id, wrongShipment.caseId))
export type WrongShipmentView = ReturnType<ReturnType<typeof wrongBase>['all']>[number]

/** What a list of wrong shipments is narrowed by; what is absent is not. `from` and `to` bound their registration, epoch ms. */
export interface ShipmentQuery {
  readonly state?: string | null | undefined
  readonly error?: string | null | undefined
  readonly packedBy?: string | null | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
  /** Open follow-ups: any, or those due before `now`. */
  readonly followUps?: 'open' | 'late' | null | undefined
  readonly now?: number | undefined
  /** Any part of numbers, buyer, people or goods. */
  readonly search?: string | null | undefined
}

export interface ShipmentPage {
  readonly after: { readonly createdAt: number; readonly id: string } | null
  readonly limit: number
}

const OPEN_FOLLOW_UP = sql`f.value ->> 'state' = 'open'`
const hasFollowUp = (more: SQL): SQL => sql`exists (select 1 from json_each(${wrongShipment.followUps}) f where ${OPEN_FOLLOW_UP}${more})`

/** A `%` or `_` that somebody searches for is a letter. */
const like = (text: string): string => `%${text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`

function searched(text: string): SQL | undefined {
  const pattern = like(text)
  const { entryNo, buyerNick, orderNo, waybill, packedBy, noticedBy, expected, sent, note } = wrongShipment
  return or(...[entryNo, buyerNick, orderNo, waybill, packedBy, noticedBy, expected, sent, note].map((column) => sql`${column} like ${pattern} escape '\\'`))
}

function where(query: ShipmentQuery): SQL | undefined {
  const { state, error, packedBy, from, to, followUps, now = 0, search } = query
  return and(
    isNull(wrongShipment.deletedAt),
    state ? eq(wrongShipment.state, state) : undefined,
    error ? eq(wrongShipment.error, error) : undefined,
    packedBy ? eq(wrongShipment.packedBy, packedBy) : undefined,
    from === undefined ? undefined : gte(wrongShipment.createdAt, from),
    to === undefined ? undefined : lt(wrongShipment.createdAt, to),
    followUps === 'open' ? hasFollowUp(sql``) : followUps === 'late' ? hasFollowUp(sql` and f.value ->> 'dueAt' < ${now}`) : undefined,
    search ? searched(search) : undefined,
  )
}

/** Wrong shipments newest first, one page. */
export function listWrongShipments(db: ReadDb, { after, limit, ...query }: ShipmentQuery & ShipmentPage): WrongShipmentView[] {
  const older = after === null ? undefined : sql`(${wrongShipment.createdAt}, ${wrongShipment.id}) < (${after.createdAt}, ${after.id})`
  return wrongBase(db).where(and(where(query), older)).orderBy(desc(wrongShipment.createdAt), desc(wrongShipment.id)).limit(limit).all()
}

/** Entries and cost per currency of the case; null: without a case. */
export const sumWrongShipments = (db: ReadDb, query: ShipmentQuery): { currency: string | null; entries: number; cents: number }[] =>
  db
    .select({ currency: cases.currency, entries: sql<number>`count(*)`, cents: sql<number>`sum(${wrongShipment.costCents})` })
    .from(wrongShipment)
    .leftJoin(cases, eq(cases.id, wrongShipment.caseId))
    .where(where(query))
    .groupBy(cases.currency)
    .all()

/** Open follow-ups of what a filter lets through, and those of them due before `now`. */
export function countFollowUps(db: ReadDb, query: ShipmentQuery & { readonly now: number }): { open: number; late: number } {
  const found = db
    .select({
      open: sql<number>`coalesce(sum((select count(*) from json_each(${wrongShipment.followUps}) f where ${OPEN_FOLLOW_UP})), 0)`,
      late: sql<number>`coalesce(sum((select count(*) from json_each(${wrongShipment.followUps}) f where ${OPEN_FOLLOW_UP} and f.value ->> 'dueAt' < ${query.now})), 0)`,
    })
    .from(wrongShipment)
    .where(where(query))
    .get()
  return found ?? { open: 0, late: 0 }
}

/** Names of those who packed, most entries first. */
export const listPackers = (db: ReadDb, limit: number): string[] =>
  db
    .select({ name: sql<string>`${wrongShipment.packedBy}` })
    .from(wrongShipment)
    .where(and(isNull(wrongShipment.deletedAt), sql`${wrongShipment.packedBy} is not null`))
    .groupBy(wrongShipment.packedBy)
    .orderBy(desc(sql`count(*)`), wrongShipment.packedBy)
    .limit(limit)
    .all()
    .map(({ name }) => name)

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
