import { and, asc, eq, isNull } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { courierRate } from '../db/schema'
import { synced, type NewRow } from '../db/synced-tables'
import type { WriteTx } from '../db/write'

export type RateRow = typeof courierRate.$inferSelect

/** The rate card of a courier (O2). */
export const listRates = (db: ReadDb, courierId: string): RateRow[] =>
  db.select().from(courierRate).where(and(eq(courierRate.courierId, courierId), isNull(courierRate.deletedAt))).orderBy(asc(courierRate.area)).all()
export const listAllRates = (db: ReadDb): RateRow[] => db.select().from(courierRate).where(isNull(courierRate.deletedAt)).orderBy(asc(courierRate.courierId), asc(courierRate.area)).all()
export const findRate = (db: ReadDb, id: string): RateRow | undefined => db.select().from(courierRate).where(eq(courierRate.id, id)).get()
export const putRate = (tx: WriteTx, row: NewRow<typeof courierRate>): void => void tx.put(synced.courierRate, row)
export const removeRate = (tx: WriteTx, id: string): boolean => tx.softDelete(synced.courierRate, id)
export const restoreRate = (tx: WriteTx, id: string): boolean => tx.restore(synced.courierRate, id)
