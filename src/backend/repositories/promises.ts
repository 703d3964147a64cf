import { and, asc, desc, eq, gte, isNull, lt, sql } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { cases, promise } from '../db/schema'
import { synced, type NewRow, type RowPatch } from '../db/synced-tables'
import type { WriteTx } from '../db/write'

const base = (db: ReadDb) => db.select({ promise, caseNo: cases.caseNo, buyerNick: cases.buyerNick }).from(promise).leftJoin(cases, eq(cases.id, promise.caseId))
export type PromiseView = ReturnType<ReturnType<typeof base>['all']>[number]

const alive = isNull(promise.deletedAt)
/** As a literal: a bound value would keep SQLite from using the partial index. */
const OPEN = sql`${promise.state} = 'open'`

export const findPromise = (db: ReadDb, id: string): PromiseView | undefined => base(db).where(and(alive, eq(promise.id, id))).get()
export const insertPromise = (tx: WriteTx, row: NewRow<typeof promise>): void => tx.insert(synced.promise, row)
export const updatePromise = (tx: WriteTx, id: string, patch: RowPatch<typeof promise>): boolean => tx.update(synced.promise, id, patch)

/** Promises of a case: open ones by their time, then the others, newest first. */
export const listPromisesOfCase = (db: ReadDb, caseId: string): PromiseView[] =>
  base(db).where(and(alive, eq(promise.caseId, caseId))).orderBy(sql`${promise.state} <> 'open'`, asc(promise.dueAt), desc(promise.madeAt)).all()

/** When the next open promise of a case falls due; null when none is open. */
export function nextPromiseDue(db: ReadDb, caseId: string): number | null {
  return db.select({ due: sql<number | null>`min(${promise.dueAt})` }).from(promise).where(and(alive, eq(promise.caseId, caseId), OPEN)).get()?.due ?? null
}

/** Open promises by the time they fall due, one page; `before`: only those due earlier. */
export function listOpenPromises(db: ReadDb, query: { readonly before: number | null; readonly after: { readonly dueAt: number; readonly id: string } | null; readonly limit: number }): PromiseView[] {
  return base(db)
    .where(
      and(
        OPEN,
        alive,
        query.before === null ? undefined : lt(promise.dueAt, query.before),
        query.after === null ? undefined : sql`(${promise.dueAt}, ${promise.id}) > (${query.after.dueAt}, ${query.after.id})`,
      ),
    )
    .orderBy(asc(promise.dueAt), asc(promise.id))
    .limit(query.limit)
    .all()
}

/** Outcomes of the promises that fall due between two instants, with who made them. */
export const listOutcomes = (db: ReadDb, from: number, to: number) =>
  db
    .select({ state: promise.state, dueAt: promise.dueAt, endedAt: promise.endedAt, madeBy: promise.madeBy })
    .from(promise)
    .where(and(gte(promise.dueAt, from), lt(promise.dueAt, to), alive))
    .all()
