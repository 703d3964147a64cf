import { and, asc, eq, gt, gte, isNull, like, lt, or, sql } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { sku } from '../db/schema'
import { synced, type NewRow, type RowPatch } from '../db/synced-tables'
import type { WriteTx } from '../db/write'
import { once } from './prepared'

export type SkuRow = typeof sku.$inferSelect

const skuById = once((db) => db.select().from(sku).where(eq(sku.id, sql.placeholder('id'))).prepare())
export const findSku = (db: ReadDb, id: string): SkuRow | undefined => skuById(db).get({ id })
export const insertSku = (tx: WriteTx, row: NewRow<typeof sku>): void => tx.insert(synced.sku, row)
export const updateSku = (tx: WriteTx, id: string, patch: RowPatch<typeof sku>): boolean => tx.update(synced.sku, id, patch)

/** SKUs in the order of their codes after a given one. `search`: the beginning of code or barcode, or any part of the title. */
export function listSkus(db: ReadDb, search: string, after: string | null, limit: number): SkuRow[] {
  const upper = `${search}\uffff`
  const found = search === '' ? undefined : or(and(gte(sku.code, search), lt(sku.code, upper)), and(gte(sku.barcode, search), lt(sku.barcode, upper)), like(sku.title, `%${search.replaceAll(/[%_]/g, '')}%`))
  return db.select().from(sku).where(and(isNull(sku.deletedAt), found, after === null ? undefined : gt(sku.code, after))).orderBy(asc(sku.code)).limit(limit).all()
}
export const removeSku = (tx: WriteTx, id: string): boolean => tx.softDelete(synced.sku, id)
export const restoreSku = (tx: WriteTx, id: string): boolean => tx.restore(synced.sku, id)

/** Only what is given: a file that is silent about a column leaves it as it is. */
export function givenOf<T extends Record<string, unknown>>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined)) as { [K in keyof T]?: NonNullable<T[K]> }
}
