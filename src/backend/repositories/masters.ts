import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { buyer, courier, meta, pinAttempt, preference, shop, staff } from '../db/schema'
import { synced, type NewRow, type RowPatch } from '../db/synced-tables'
import type { WriteTx } from '../db/write'
import { once } from './prepared'

export type StaffRow = typeof staff.$inferSelect
export type ShopRow = typeof shop.$inferSelect
export type CourierRow = typeof courier.$inferSelect

export const listStaff = (db: ReadDb): StaffRow[] => db.select().from(staff).where(isNull(staff.deletedAt)).orderBy(asc(staff.createdAt), asc(staff.id)).all()
export const findStaff = (db: ReadDb, id: string): StaffRow | undefined => db.select().from(staff).where(eq(staff.id, id)).get()
export const insertStaff = (tx: WriteTx, row: NewRow<typeof staff>): void => tx.insert(synced.staff, row)
export const updateStaff = (tx: WriteTx, id: string, patch: RowPatch<typeof staff>): boolean => tx.update(synced.staff, id, patch)

export const listShops = (db: ReadDb): ShopRow[] => db.select().from(shop).where(isNull(shop.deletedAt)).orderBy(asc(shop.createdAt), asc(shop.id)).all()
const shopById = once((db) => db.select().from(shop).where(eq(shop.id, sql.placeholder('id'))).prepare())
export const findShop = (db: ReadDb, id: string): ShopRow | undefined => shopById(db).get({ id })
export const insertShop = (tx: WriteTx, row: NewRow<typeof shop>): void => tx.insert(synced.shop, row)

export const listCouriers = (db: ReadDb): CourierRow[] => db.select().from(courier).where(isNull(courier.deletedAt)).orderBy(asc(courier.id)).all()
export const findCourier = (db: ReadDb, id: string): CourierRow | undefined => db.select().from(courier).where(eq(courier.id, id)).get()
export const putCourier = (tx: WriteTx, row: NewRow<typeof courier>): void => void tx.put(synced.courier, row)

export const findBuyer = (db: ReadDb, id: string): typeof buyer.$inferSelect | undefined => db.select().from(buyer).where(eq(buyer.id, id)).get()
export const insertBuyer = (tx: WriteTx, row: NewRow<typeof buyer>): void => tx.insert(synced.buyer, row)

export const putBuyer = (tx: WriteTx, row: NewRow<typeof buyer>): void => void tx.put(synced.buyer, row)

export const findPinAttempt = (db: ReadDb, staffId: string): typeof pinAttempt.$inferSelect | undefined =>
  db.select().from(pinAttempt).where(eq(pinAttempt.staffId, staffId)).get()
export const putPinAttempt = (tx: WriteTx, row: typeof pinAttempt.$inferInsert): void => tx.putLocal(pinAttempt, row)

const metaByKey = once((db) => db.select({ value: meta.value }).from(meta).where(eq(meta.key, sql.placeholder('key'))).prepare())
export const readMeta = (db: ReadDb, key: string): string | null => metaByKey(db).get({ key })?.value ?? null
export const putMeta = (tx: WriteTx, key: string, value: string): void => tx.putLocal(meta, { key, value })

export const listPreferences = (db: ReadDb, staffId: string): { key: string; value: string }[] =>
  db.select({ key: preference.key, value: preference.value }).from(preference).where(eq(preference.staffId, staffId)).all()
export const putPreference = (tx: WriteTx, staffId: string, key: string, value: string): void => tx.putLocal(preference, { staffId, key, value })
export const removePreference = (tx: WriteTx, staffId: string, key: string): void => {
  const where = and(eq(preference.staffId, staffId), eq(preference.key, key))
  if (where !== undefined) tx.removeLocal(preference, where)
}
