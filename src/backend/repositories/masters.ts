import { and, asc, eq, gte, isNull, lt, sql } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { buyer, courier, courierArea, meta, pinAttempt, preference, shop, staff } from '../db/schema'
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

const allShops = once((db) => db.select().from(shop).where(isNull(shop.deletedAt)).orderBy(asc(shop.createdAt), asc(shop.id)).prepare())
export const listShops = (db: ReadDb): ShopRow[] => allShops(db).all()
const shopById = once((db) => db.select().from(shop).where(eq(shop.id, sql.placeholder('id'))).prepare())
export const findShop = (db: ReadDb, id: string): ShopRow | undefined => shopById(db).get({ id })
export const insertShop = (tx: WriteTx, row: NewRow<typeof shop>): void => tx.insert(synced.shop, row)

export const listCouriers = (db: ReadDb): CourierRow[] => db.select().from(courier).where(isNull(courier.deletedAt)).orderBy(asc(courier.id)).all()
const courierById = once((db) => db.select().from(courier).where(eq(courier.id, sql.placeholder('id'))).prepare())
export const findCourier = (db: ReadDb, id: string): CourierRow | undefined => courierById(db).get({ id })
export const putCourier = (tx: WriteTx, row: NewRow<typeof courier>): void => void tx.put(synced.courier, row)

export const updateCourier = (tx: WriteTx, id: string, patch: RowPatch<typeof courier>): boolean => tx.update(synced.courier, id, patch)
export const updateShop = (tx: WriteTx, id: string, patch: RowPatch<typeof shop>): boolean => tx.update(synced.shop, id, patch)
export const updateBuyer = (tx: WriteTx, id: string, patch: RowPatch<typeof buyer>): boolean => tx.update(synced.buyer, id, patch)

export type CourierAreaRow = typeof courierArea.$inferSelect
export const listCourierAreas = (db: ReadDb): CourierAreaRow[] => db.select().from(courierArea).where(isNull(courierArea.deletedAt)).orderBy(asc(courierArea.courierId), asc(courierArea.kind), asc(courierArea.area)).all()
export const removeCourierArea = (tx: WriteTx, id: string): boolean => tx.softDelete(synced.courierArea, id)
export const restoreCourierArea = (tx: WriteTx, id: string): boolean => tx.restore(synced.courierArea, id)
export const findCourierArea = (db: ReadDb, id: string): CourierAreaRow | undefined => db.select().from(courierArea).where(eq(courierArea.id, id)).get()
/** Answers whether anything changed. */
export const putCourierArea = (tx: WriteTx, row: NewRow<typeof courierArea>): boolean => tx.put(synced.courierArea, row) !== 'unchanged'

export const findBuyer = (db: ReadDb, id: string): typeof buyer.$inferSelect | undefined => db.select().from(buyer).where(eq(buyer.id, id)).get()
/** Buyers in the order of their nicks after a given one, those that begin with `prefix`. */
export function listBuyers(db: ReadDb, prefix: string, after: { nick: string; platform: string } | null, limit: number): (typeof buyer.$inferSelect)[] {
  const beginning = prefix === '' ? undefined : and(gte(buyer.nick, prefix), lt(buyer.nick, `${prefix}\uffff`))
  const behind = after === null ? undefined : sql`(${buyer.nick}, ${buyer.platform}) > (${after.nick}, ${after.platform})`
  return db.select().from(buyer).where(and(beginning, behind)).orderBy(asc(buyer.nick), asc(buyer.platform)).limit(limit).all()
}

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
