import { and, desc, eq, gte, isNull, lt, sql } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { cases, order } from '../db/schema'
import type { RegisterPage } from './registers'

const caseColumns = {
  id: cases.id,
  caseNo: cases.caseNo,
  shopId: cases.shopId,
  platform: cases.platform,
  channel: cases.channel,
  kind: cases.kind,
  status: cases.status,
  priority: cases.priority,
  buyerNick: cases.buyerNick,
  orderNo: cases.orderNo,
  waybills: cases.waybills,
  assigneeId: cases.assigneeId,
  liableParty: cases.liableParty,
  freightPayer: cases.freightPayer,
  remedy: cases.remedy,
  reason: cases.reason,
  amountCents: cases.amountCents,
  paidCents: order.paidCents,
  currency: cases.currency,
  nextAction: cases.nextAction,
  nextActionAt: cases.nextActionAt,
  nextDueAt: cases.nextDueAt,
  summary: cases.summary,
  memo: cases.memo,
  openedAt: cases.openedAt,
  statusAt: cases.statusAt,
}

/** Whole cases, newest first, one page; `from`/`to` bound their opening (epoch ms, `to` excluded). `after.createdAt` is the opening. */
export function listCasePage(db: ReadDb, { after, limit, from, to }: RegisterPage & { readonly from?: number; readonly to?: number }) {
  return db
    .select(caseColumns)
    .from(cases)
    .leftJoin(order, eq(order.id, cases.orderId))
    .where(
      and(
        isNull(cases.deletedAt),
        from === undefined ? undefined : gte(cases.openedAt, from),
        to === undefined ? undefined : lt(cases.openedAt, to),
        after === null ? undefined : sql`(${cases.openedAt}, ${cases.id}) < (${after.createdAt}, ${after.id})`,
      ),
    )
    .orderBy(desc(cases.openedAt), desc(cases.id))
    .limit(limit)
    .all()
}

export type CasePageRow = ReturnType<typeof listCasePage>[number]
