import { and, asc, eq, isNull, or, sql } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { platformRefund } from '../db/schema'
import { synced, type NewRow, type RowPatch } from '../db/synced-tables'
import type { WriteTx } from '../db/write'
import { once } from './prepared'

export type RefundRow = typeof platformRefund.$inferSelect

const refundById = once((db) => db.select().from(platformRefund).where(eq(platformRefund.id, sql.placeholder('id'))).prepare())
export const findRefund = (db: ReadDb, id: string): RefundRow | undefined => refundById(db).get({ id })
export const insertRefund = (tx: WriteTx, row: NewRow<typeof platformRefund>): void => tx.insert(synced.platformRefund, row)
export const updateRefund = (tx: WriteTx, id: string, patch: RowPatch<typeof platformRefund>): boolean => tx.update(synced.platformRefund, id, patch)

/** The after-sales orders that a case handles, oldest first. */
export const listRefundsOfCase = (db: ReadDb, caseId: string): RefundRow[] =>
  db.select().from(platformRefund).where(and(eq(platformRefund.caseId, caseId), isNull(platformRefund.deletedAt))).orderBy(asc(platformRefund.appliedAt), asc(platformRefund.id)).all()

/** Those of a case and of its order together: a case without one may still concern an order that has some (C13). Newest first, at most 50. */
export function listRefundsFor(db: ReadDb, facts: { readonly caseId: string; readonly orderNo: string | null }): RefundRow[] {
  const of = or(eq(platformRefund.caseId, facts.caseId), facts.orderNo === null ? undefined : eq(platformRefund.orderNo, facts.orderNo))
  return db.select().from(platformRefund).where(and(of, isNull(platformRefund.deletedAt))).orderBy(sql`${platformRefund.appliedAt} desc`, sql`${platformRefund.id} desc`).limit(50).all()
}
