import { and, desc, eq, gte, inArray, lt, sql } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { order, orderWaybill } from '../db/schema'
import { synced, type NewRow, type RowPatch } from '../db/synced-tables'
import type { WriteTx } from '../db/write'
import { once } from './prepared'

export type OrderRow = typeof order.$inferSelect
export type OrderWaybillRow = typeof orderWaybill.$inferSelect

const orderById = once((db) => db.select().from(order).where(eq(order.id, sql.placeholder('id'))).prepare())
export const findOrder = (db: ReadDb, id: string): OrderRow | undefined => orderById(db).get({ id })

const knownIds = once((db) => db.select({ id: order.id }).from(order).where(sql`${order.id} in (select value from json_each(${sql.placeholder('ids')}))`).prepare())
/** Which of these orders are stored. */
export const knownOrderIds = (db: ReadDb, ids: readonly string[]): Set<string> => new Set(knownIds(db).all({ ids: JSON.stringify(ids) }).map((row) => row.id))

const ordersByNumber = once((db) => db.select().from(order).where(eq(order.number, sql.placeholder('number'))).prepare())
/** Orders with this number on any platform or shop; two platforms may use one number. */
export const findOrdersByNumber = (db: ReadDb, number: string): OrderRow[] => ordersByNumber(db).all({ number })

export const listWaybills = (db: ReadDb, orderId: string): OrderWaybillRow[] => db.select().from(orderWaybill).where(eq(orderWaybill.orderId, orderId)).all()

/** Orders by number, buyer or waybill: exactly or by beginning; newest first, at most `limit`. */
export function searchOrders(db: ReadDb, text: string, waybillKey: string, limit: number): OrderRow[] {
  const found = new Map<string, OrderRow>()
  const add = (rows: OrderRow[]): void => rows.forEach((row) => found.set(row.id, row))
  const upper = `${text}\uffff`
  add(db.select().from(order).where(and(gte(order.number, text), lt(order.number, upper))).limit(limit).all())
  add(db.select().from(order).where(eq(order.buyerNick, text)).orderBy(desc(order.createdAt)).limit(limit).all())
  if (waybillKey !== '') {
    const ids = db.select({ id: orderWaybill.orderId }).from(orderWaybill).where(and(gte(orderWaybill.waybillKey, waybillKey), lt(orderWaybill.waybillKey, `${waybillKey}\uffff`))).limit(limit).all()
    if (ids.length > 0) add(db.select().from(order).where(inArray(order.id, ids.map((row) => row.id))).all())
  }
  return [...found.values()].sort((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0)).slice(0, limit)
}

/** Orders to a phone in any of the forms that exports write; masked numbers are left out by the index itself. Newest first. */
export function ordersOfPhone(db: ReadDb, phone: string, limit: number): OrderRow[] {
  const bare = phone.split('-')[0] ?? phone
  const forms = [...new Set([phone, bare, `+86${bare}`, `86${bare}`, `86-${bare}`, `+86-${bare}`, `+86 ${bare}`])]
  return db.select().from(order).where(and(inArray(order.phone, forms), sql`${order.phone} is not null and ${order.phone} not like '%*%'`)).orderBy(desc(order.createdAt)).limit(limit).all()
}

export const putOrder = (tx: WriteTx, row: NewRow<typeof order>): 'inserted' | 'updated' | 'unchanged' => tx.put(synced.order, row)
export const putOrderWaybill = (tx: WriteTx, row: NewRow<typeof orderWaybill>): 'inserted' | 'updated' | 'unchanged' => tx.put(synced.orderWaybill, row)
export const insertOrderWaybill = (tx: WriteTx, row: NewRow<typeof orderWaybill>): void => tx.insert(synced.orderWaybill, row)
export const insertOrder = (tx: WriteTx, row: NewRow<typeof order>): void => tx.insert(synced.order, row)
export const updateOrder = (tx: WriteTx, id: string, patch: RowPatch<typeof order>): boolean => tx.update(synced.order, id, patch)
