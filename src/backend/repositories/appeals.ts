import { and, desc, eq, inArray, isNull, lte, or, sql, type SQL } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { appeal, audit, cases } from '../db/schema'
import { synced, type NewRow, type RowPatch } from '../db/synced-tables'
import type { WriteTx } from '../db/write'

export type AppealRow = typeof appeal.$inferSelect

const base = (db: ReadDb) => db.select({ appeal, caseNo: cases.caseNo }).from(appeal).leftJoin(cases, eq(cases.id, appeal.caseId))
export type AppealView = ReturnType<ReturnType<typeof base>['all']>[number]

/** What is absent is not narrowed. */
export interface AppealFilter {
  readonly type?: string | null | undefined
  readonly statuses?: readonly string[] | undefined
  /** A number or a buyer, whole. */
  readonly search?: string | null | undefined
  /** Drafts whose deadline is there by then, epoch ms. */
  readonly dueBy?: number | null | undefined
}

export interface AppealQuery extends AppealFilter {
  readonly after: { readonly createdAt: number; readonly id: string } | null
  readonly limit: number
}

function where({ type, statuses, search, dueBy }: AppealFilter): SQL | undefined {
  return and(
    isNull(appeal.deletedAt),
    type == null ? undefined : eq(appeal.type, type),
    statuses === undefined ? undefined : inArray(appeal.status, [...statuses]),
    dueBy == null ? undefined : and(eq(appeal.status, 'draft'), lte(appeal.deadlineAt, dueBy)),
    search == null
      ? undefined
      : or(eq(appeal.appealNo, search.toUpperCase()), eq(appeal.orderNo, search), eq(appeal.waybill, search), eq(appeal.waybill, search.toUpperCase()), eq(appeal.platformNo, search), eq(appeal.buyerNick, search), eq(cases.caseNo, search.toUpperCase())),
  )
}

/** Appeals newest first, one page (A8). */
export function listAppeals(db: ReadDb, query: AppealQuery): AppealView[] {
  const after = query.after === null ? undefined : sql`(${appeal.createdAt}, ${appeal.id}) < (${query.after.createdAt}, ${query.after.id})`
  return base(db).where(and(where(query), after)).orderBy(desc(appeal.createdAt), desc(appeal.id)).limit(query.limit).all()
}

/** What sums are made of, of everything that a filter lets through. */
export function listAppealAmounts(db: ReadDb, filter: AppealFilter): Pick<AppealRow, 'currency' | 'status' | 'claimedCents' | 'recoveredCents'>[] {
  return db
    .select({ currency: appeal.currency, status: appeal.status, claimedCents: appeal.claimedCents, recoveredCents: appeal.recoveredCents })
    .from(appeal)
    .leftJoin(cases, eq(cases.id, appeal.caseId))
    .where(where(filter))
    .all()
}

export const findAppeal = (db: ReadDb, id: string): AppealView | undefined => base(db).where(and(eq(appeal.id, id), isNull(appeal.deletedAt))).get()
export const listAppealsOfCase = (db: ReadDb, caseId: string): AppealRow[] => db.select().from(appeal).where(and(eq(appeal.caseId, caseId), isNull(appeal.deletedAt))).orderBy(appeal.createdAt).all()
export const insertAppeal = (tx: WriteTx, row: NewRow<typeof appeal>): void => tx.insert(synced.appeal, row)
export const updateAppeal = (tx: WriteTx, id: string, patch: RowPatch<typeof appeal>): boolean => tx.update(synced.appeal, id, patch)
export const removeAppeal = (tx: WriteTx, id: string): boolean => tx.softDelete(synced.appeal, id)

/** Slots of the places where photos show, by the id of the place; binned and deleted ones have none. */
export function slotsOfLinks(db: ReadDb, linkIds: readonly string[]): Map<string, string | null> {
  if (linkIds.length === 0) return new Map()
  const rows = db.all<{ id: string; slot: string | null }>(sql`
    select id, slot from photo_link where id in (select value from json_each(${JSON.stringify(linkIds)})) and deleted_at is null and binned_at is null`)
  return new Map(rows.map(({ id, slot }) => [id, slot]))
}

export interface PackEntry {
  readonly at: number
  readonly actorId: string
  /** JSON. */
  readonly detail: string
}

/** Packs that were made of an appeal on this device, newest first, out of the audit log (A8, R4). */
export function listPacks(db: ReadDb, id: string): PackEntry[] {
  return db.select({ at: audit.at, actorId: audit.actorId, detail: audit.detail }).from(audit).where(and(eq(audit.action, 'appeal.pack'), eq(audit.subject, id))).orderBy(desc(audit.seq)).limit(20).all()
}
