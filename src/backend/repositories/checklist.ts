import { sql } from 'drizzle-orm'
import type { ReadDb } from '../db/open'

/** Counts of the opening checklist (H2), each bounded by an index or by the newest rows. Times are epoch ms. */

export interface ShippedOrder {
  readonly number: string
  readonly buyer: string | null
  readonly shippedAt: number
}

/** Orders among the newest that were shipped between two instants, are still on their way and have no waybill to trace. */
export function shippedWithoutWaybill(db: ReadDb, from: number, to: number, lookBack: number, limit: number): ShippedOrder[] {
  return db.all<ShippedOrder>(sql`
    select o.number, o.buyer_nick as buyer, o.shipped_at as "shippedAt" from orders o
    where o.rowid > (select coalesce(max(rowid), 0) from orders) - ${lookBack} and o.status = 'shipped' and o.shipped_at >= ${from} and o.shipped_at < ${to} and o.deleted_at is null
      and not exists (select 1 from order_waybill w where w.order_id = o.id and w.deleted_at is null)
    order by o.shipped_at, o.id limit ${limit}`)
}

/** Open cases of some kinds; with a clock's name only those on which it runs. */
export function countOpenCases(db: ReadDb, kinds: readonly string[], clock: string | null): number {
  const list = JSON.stringify(kinds)
  return clock === null
    ? db.get<{ n: number }>(sql`select count(*) as n from cases where is_open = 1 and kind in (select value from json_each(${list}))`).n
    : db.get<{ n: number }>(sql`
        select count(*) as n from cases c cross join case_clock k on k.id = c.id || ':' || ${clock}
        where c.is_open = 1 and c.kind in (select value from json_each(${list})) and k.met_at is null and k.state in ('running', 'breached') and k.deleted_at is null`).n
}

/** Entries of a register in a state. */
export const countInState = (db: ReadDb, register: string, state: string): number =>
  db.get<{ n: number }>(sql`select count(*) as n from register_entry where register = ${register} and state = ${state} and deleted_at is null`).n
