import { sql } from 'drizzle-orm'
import type { ReadDb } from '../db/open'

/** What routine tasks are fed from (H3): the newest orders slice by slice, and what is known around one of them, each by an index. */
export interface RoutineOrder {
  readonly row: number
  readonly id: string
  readonly shopId: string
  readonly number: string
  readonly buyer: string | null
  readonly status: string
  readonly rawStatus: string | null
  readonly createdAt: number | null
  readonly shippedAt: number | null
  readonly buyerNote: string | null
  readonly sellerMemo: string | null
  readonly paidCents: number
  /** As it is stored; see `itemsOf`. */
  readonly items: string
}

interface Item {
  readonly title: string
  readonly sku: string | null
  readonly quantity: number
}
/** The goods of an order: parsed only where a rule asks for them. */
export const itemsOf = ({ items }: { readonly items: string }): readonly Item[] => JSON.parse(items) as Item[]
const COLUMNS = sql.raw(
  'rowid as "row", id, shop_id as "shopId", number, buyer_nick as buyer, status, raw_status as "rawStatus", created_at as "createdAt", shipped_at as "shippedAt", buyer_note as "buyerNote", seller_memo as "sellerMemo", paid_cents as "paidCents", items',
)

/** Orders in states that can give rise to a task, from a place of the table downwards; `last`: where the next slice goes on, null at the end. */
export function orderSlice(db: ReadDb, below: number, floor: number, rows: number): { orders: RoutineOrder[]; last: number | null } {
  const from = Math.max(floor, below - rows)
  const orders = db.all<RoutineOrder>(sql`select ${COLUMNS} from orders where rowid < ${below} and rowid >= ${from} and status in ('unpaid', 'paid', 'shipped', 'completed') and deleted_at is null order by rowid desc`)
  return { orders, last: from > floor ? from : null }
}
export const lastOrderRow = (db: ReadDb): number => db.get<{ n: number | null }>(sql`select max(rowid) as n from orders`).n ?? 0
export const findRoutineOrder = (db: ReadDb, id: string): RoutineOrder | undefined => db.get<RoutineOrder | undefined>(sql`select ${COLUMNS} from orders where id = ${id} and deleted_at is null`)

/** Other orders of a buyer in a shop since an instant. A masked name would fit many buyers: callers leave it out (O1). */
export function twinsOf(db: ReadDb, order: Pick<RoutineOrder, 'id' | 'shopId' | 'buyer'>, from: number, to: number): Pick<RoutineOrder, 'id' | 'createdAt' | 'status' | 'items'>[] {
  if (order.buyer === null) return []
  return db.all<Pick<RoutineOrder, 'id' | 'createdAt' | 'status' | 'items'>>(sql`
    select id, created_at as "createdAt", status, items from orders
    where buyer_nick = ${order.buyer} and created_at between ${from} and ${to} and shop_id = ${order.shopId} and id <> ${order.id} and deleted_at is null limit 20`)
}

/** Whether a case of an order number is open in a shop, and when its trade time ends by the clock. */
export function caseOfOrder(db: ReadDb, number: string, shopId: string): { readonly caseId: string; readonly tradeEndsAt: number | null } | undefined {
  return db.get<{ caseId: string; tradeEndsAt: number | null } | undefined>(sql`
    select c.id as "caseId", k.due_at as "tradeEndsAt" from cases c
    left join case_clock k on k.id = c.id || ':extend-trade' and k.met_at is null and k.state in ('running', 'breached') and k.deleted_at is null
    where c.order_no = ${number} and c.shop_id = ${shopId} and c.is_open = 1 and c.deleted_at is null order by c.sort_due limit 1`)
}

/** Whether the reviews know of an order. */
export const isRated = (db: ReadDb, number: string): boolean =>
  db.get<{ n: number } | undefined>(sql`select 1 as n from register_entry where order_no = ${number} and register = 'reviews' and deleted_at is null limit 1`) !== undefined

export interface RoutineCase {
  readonly id: string
  readonly kind: string
  readonly open: number
  readonly openedAt: number
  readonly shopId: string
  readonly buyer: string | null
  readonly order: string | null
}
const CASE = sql.raw('id, kind, is_open as "open", opened_at as "openedAt", shop_id as "shopId", buyer_nick as buyer, order_no as "order"')
export const casesOfKinds = (db: ReadDb, kinds: readonly string[], limit: number): RoutineCase[] =>
  db.all<RoutineCase>(sql`select ${CASE} from cases where is_open = 1 and kind in (select value from json_each(${JSON.stringify(kinds)})) order by sort_due, id limit ${limit}`)
export const findRoutineCase = (db: ReadDb, id: string): RoutineCase | undefined => db.get<RoutineCase | undefined>(sql`select ${CASE} from cases where id = ${id} and deleted_at is null`)

/** Open and taken tasks beyond a place in the order of their ids: with the day's cap on each kind they are few. */
export const openTasks = (db: ReadDb, after: string, limit: number): { id: string; source: string | null }[] =>
  db.all<{ id: string; source: string | null }>(sql`
    select id, source from register_entry where register = 'routine' and state in ('open', 'taken') and id > ${after} and deleted_at is null order by id limit ${limit}`)

/** How many open tasks there are of each kind. */
export function openByKind(db: ReadDb): Record<string, number> {
  const rows = db.all<{ kind: string; n: number }>(sql`
    select json_extract(data, '$.kind') as kind, count(*) as n from register_entry where register = 'routine' and state in ('open', 'taken') and deleted_at is null group by 1`)
  return Object.fromEntries(rows.map(({ kind, n }) => [kind, n]))
}

/** The next task that nobody has taken, by the time it is best done. */
export const nextOpenTask = (db: ReadDb): string | null =>
  db.get<{ id: string } | undefined>(sql`
    select id from register_entry where register = 'routine' and state = 'open' and deleted_at is null order by coalesce(due_at, 9007199254740991), id limit 1`)?.id ?? null
