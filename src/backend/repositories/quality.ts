import { sql } from 'drizzle-orm'
import type { ReadDb } from '../db/open'

export interface UnitChunk {
  /** Code of goods → units. */
  readonly units: readonly { readonly sku: string; readonly units: number }[]
  /** Where the next one begins; null: this was the last. */
  readonly next: number | null
}

/** Units shipped within a time, by code of goods, of so many orders behind a place: no index knows the time, so that many orders are read in steps. */
export function shippedUnits(db: ReadDb, span: { readonly from: number; readonly to: number }, after: number, orders: number): UnitChunk {
  const end = db.get<{ last: number | null }>(sql`select max(place) as last from (select rowid as place from orders where rowid > ${after} order by rowid limit ${orders})`)?.last ?? null
  if (end === null) return { units: [], next: null }
  const units = db.all<{ sku: string; units: number }>(sql`
    select json_extract(line.value, '$.sku') as sku, sum(json_extract(line.value, '$.quantity')) as units
    from orders, json_each(orders.items) line
    where orders.rowid > ${after} and orders.rowid <= ${end} and orders.shipped_at > ${span.from} and orders.shipped_at <= ${span.to} and orders.deleted_at is null and json_extract(line.value, '$.sku') is not null
    group by 1`)
  return { units, next: end }
}
