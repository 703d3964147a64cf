import { and, desc, eq, inArray, isNotNull, isNull, ne, sql } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { cases, order, platformRefund } from '../db/schema'

/** Orders of a buyer on these platforms, newest first; by index. */
export const listOrdersOfBuyer = (db: ReadDb, platforms: readonly string[], nick: string, limit: number) =>
  db
    .select({ id: order.id, number: order.number, shopId: order.shopId, status: order.status, paidCents: order.paidCents, refundCents: order.refundCents, currency: order.currency, createdAt: order.createdAt })
    .from(order)
    .where(and(eq(order.buyerNick, nick), sql`${order.buyerNick} is not null`, inArray(order.platform, [...platforms]), isNull(order.deletedAt)))
    .orderBy(desc(order.createdAt))
    .limit(limit)
    .all()

/** Cases of a buyer on these platforms but one, newest first; by index. */
export const listCasesOfBuyer = (db: ReadDb, platforms: readonly string[], nick: string, except: string, limit: number) =>
  db
    .select({ id: cases.id, caseNo: cases.caseNo, kind: cases.kind, status: cases.status, orderNo: cases.orderNo, amountCents: cases.amountCents, currency: cases.currency, openedAt: cases.openedAt })
    .from(cases)
    .where(and(eq(cases.buyerNick, nick), inArray(cases.platform, [...platforms]), ne(cases.id, except), isNull(cases.deletedAt)))
    .orderBy(desc(cases.openedAt))
    .limit(limit)
    .all()

/** After-sales orders of these orders that have a parcel on its way back (C13, P6). */
export function listReturnsOfOrders(db: ReadDb, platforms: readonly string[], orderNos: readonly string[], limit: number) {
  return db
    .select({
      id: platformRefund.id, number: platformRefund.number, type: platformRefund.type, status: platformRefund.status,
      returnWaybill: platformRefund.returnWaybill, returnCourier: platformRefund.returnCourier, caseId: platformRefund.caseId, appliedAt: platformRefund.appliedAt,
    })
    .from(platformRefund)
    .where(and(sql`${platformRefund.orderNo} in (select value from json_each(${JSON.stringify(orderNos)}))`, inArray(platformRefund.platform, [...platforms]), isNotNull(platformRefund.returnWaybill), isNull(platformRefund.deletedAt)))
    .orderBy(desc(platformRefund.appliedAt))
    .limit(limit)
    .all()
}
