import { and, asc, desc, eq, inArray, isNotNull, isNull, ne, or, sql, type SQL } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { cases, payout } from '../db/schema'
import { synced, type NewRow, type RowPatch } from '../db/synced-tables'
import type { WriteTx } from '../db/write'

export type PayoutRow = typeof payout.$inferSelect

const base = (db: ReadDb) => db.select({ payout, caseNo: cases.caseNo, shopId: cases.shopId }).from(payout).leftJoin(cases, eq(cases.id, payout.caseId))
export type PayoutView = ReturnType<ReturnType<typeof base>['all']>[number]

const alive = isNull(payout.deletedAt)

export const findPayout = (db: ReadDb, id: string): PayoutView | undefined => base(db).where(and(alive, eq(payout.id, id))).get()
/** Payouts by their ids, in no order. */
export const listPayouts = (db: ReadDb, ids: readonly string[]): PayoutRow[] => db.select().from(payout).where(and(alive, sql`${payout.id} in (select value from json_each(${JSON.stringify(ids)}))`)).all()
/** What stands in a batch file, in the order of the list (F1). */
export const listPayoutsOfBatch = (db: ReadDb, batchNo: string, limit: number): PayoutView[] => base(db).where(and(alive, eq(payout.batchNo, batchNo))).orderBy(asc(payout.createdAt), asc(payout.id)).limit(limit).all()
export const insertPayout = (tx: WriteTx, row: NewRow<typeof payout>): void => tx.insert(synced.payout, row)
export const updatePayout = (tx: WriteTx, id: string, patch: RowPatch<typeof payout>): boolean => tx.update(synced.payout, id, patch)

/** Payouts of a case, newest first. */
export const listPayoutsOfCase = (db: ReadDb, caseId: string): PayoutView[] => base(db).where(and(alive, eq(payout.caseId, caseId))).orderBy(desc(payout.createdAt), desc(payout.id)).all()

/** What counts against the limit of an order: payouts of the order and of the case together, those refused or cancelled left out, in cents. */
export function usedCents(db: ReadDb, facts: { readonly caseId: string; readonly orderNo: string | null; readonly ended: readonly string[] }): number {
  const of = or(eq(payout.caseId, facts.caseId), facts.orderNo === null ? undefined : eq(payout.orderNo, facts.orderNo))
  const states = sql`${payout.state} not in (select value from json_each(${JSON.stringify(facts.ended)}))`
  return db.select({ sum: sql<number | null>`sum(${payout.amountCents})` }).from(payout).where(and(alive, of, states)).get()?.sum ?? 0
}

/** Payouts in a state, oldest first. */
export const listPayoutsIn = (db: ReadDb, state: string, limit: number): PayoutView[] =>
  base(db).where(and(alive, eq(payout.state, state))).orderBy(asc(payout.createdAt), asc(payout.id)).limit(limit).all()

/** Spoken approvals that nobody has confirmed yet, the most urgent first. */
export const listUnconfirmed = (db: ReadDb, limit: number): PayoutView[] =>
  base(db)
    // by state, so that the index on it is used: few payouts are on their way at any time, many have ended
    .where(and(alive, inArray(payout.state, ['approved', 'paid']), isNotNull(payout.confirmBy), isNull(payout.confirmedAt)))
    .orderBy(asc(payout.confirmBy), asc(payout.id))
    .limit(limit)
    .all()

export interface PersonKeys {
  readonly buyerNick: string | null
  readonly phoneKey: string | null
  readonly addressKey: string | null
}

/** Payouts that carry any of these keys, newest first; those that came to nothing are left out. */
export function listPayoutsTo(db: ReadDb, keys: PersonKeys, exceptCaseId: string | null, ended: readonly string[], limit: number): PayoutView[] {
  const any: SQL[] = []
  if (keys.buyerNick !== null) any.push(eq(payout.buyerNick, keys.buyerNick))
  if (keys.phoneKey !== null) any.push(eq(payout.phoneKey, keys.phoneKey))
  if (keys.addressKey !== null) any.push(eq(payout.addressKey, keys.addressKey))
  if (any.length === 0) return []
  const states = sql`${payout.state} not in (select value from json_each(${JSON.stringify(ended)}))`
  return base(db)
    .where(and(alive, or(...any), states, exceptCaseId === null ? undefined : ne(payout.caseId, exceptCaseId)))
    .orderBy(desc(payout.createdAt), desc(payout.id))
    .limit(limit)
    .all()
}
