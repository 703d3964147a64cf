import { sql } from 'drizzle-orm'
import type { ReadDb } from '../db/open'

export interface VipRow {
  readonly id: string
  readonly nick: string
  readonly platform: string
  readonly vipTier: string
}

/** Buyers with a tier and a nick that is not masked (V1). */
export const listVips = (db: ReadDb): VipRow[] => db.all<VipRow>(sql`select id, nick, platform, vip_tier as vipTier from buyer where vip_tier is not null and nick not like '%*%' and deleted_at is null`)

/** The newest planned day of each buyer's visits, by nick. */
export function lastVisits(db: ReadDb): Map<string, string> {
  const rows = db.all<{ nick: string; source: string | null }>(sql`select buyer_nick as nick, max(substr(source, -7)) as source from register_entry where register = 'visits' and source is not null and deleted_at is null and buyer_nick is not null group by buyer_nick`)
  return new Map(rows.flatMap(({ nick, source }) => (source === null ? [] : [[nick, source] as const])))
}

/** Who handled most cases of each of these buyers lately, and their shop; buyers without a case are absent. */
export function keepersOf(db: ReadDb, nicks: readonly string[]): Map<string, { assigneeId: string | null; shopId: string }> {
  const found = new Map<string, { assigneeId: string | null; shopId: string }>()
  const rows = db.all<{ nick: string; assigneeId: string | null; shopId: string }>(sql`
    select buyer_nick as nick, assignee_id as assigneeId, shop_id as shopId from cases
    where buyer_nick in (select value from json_each(${JSON.stringify(nicks)})) and deleted_at is null
    group by buyer_nick, assignee_id order by count(*)`)
  for (const { nick, ...keeper } of rows) found.set(nick, keeper)
  return found
}

export interface PurchaseRow {
  readonly number: string
  readonly at: number | null
  readonly items: readonly { readonly title: string; readonly sku: string | null; readonly quantity: number }[]
  readonly paidCents: number
  readonly refundCents: number | null
  readonly currency: string
  readonly shopId: string
}

/** The newest orders of a buyer, by index (V1: sheet of purchases). */
export function listPurchases(db: ReadDb, nick: string, limit: number): PurchaseRow[] {
  const rows = db.all<Omit<PurchaseRow, 'items'> & { items: string }>(sql`
    select number, created_at as at, items, paid_cents as paidCents, refund_cents as refundCents, currency, shop_id as shopId
    from orders where buyer_nick = ${nick} and buyer_nick is not null and deleted_at is null order by created_at desc limit ${limit}`)
  return rows.map((row) => ({ ...row, items: JSON.parse(row.items) as PurchaseRow['items'] }))
}

export interface ClosedCaseRow {
  readonly id: string
  readonly buyerNick: string
  readonly orderNo: string | null
  readonly shopId: string
  readonly assigneeId: string | null
}

/** Cases that closed in a span, epoch ms, with a buyer who can be asked; the newest first. */
export const listClosed = (db: ReadDb, from: number, to: number, limit: number): ClosedCaseRow[] =>
  db.all<ClosedCaseRow>(sql`
    select id, buyer_nick as buyerNick, order_no as orderNo, shop_id as shopId, assignee_id as assigneeId from cases
    where status = 'closed' and status_at >= ${from} and status_at < ${to} and buyer_nick is not null and buyer_nick not like '%*%' and deleted_at is null
    order by status_at desc limit ${limit}`)

/** Buyers who were put on the list of scores since, by nick. */
export const askedSince = (db: ReadDb, since: number): Set<string> =>
  new Set(db.all<{ nick: string }>(sql`select buyer_nick as nick from register_entry where register = 'scores' and created_at >= ${since} and buyer_nick is not null and deleted_at is null`).map(({ nick }) => nick))

export interface ReplyRow {
  readonly id: string
  readonly by: string
  readonly caseId: string
  readonly at: number
  readonly text: string | null
}

/** Replies that were copied since, epoch ms (K2). */
export const listReplies = (db: ReadDb, since: number): ReplyRow[] =>
  db.all<ReplyRow>(sql`select id, actor_id as "by", case_id as caseId, at, text from case_event where type = 'reply-copied' and at >= ${since} and deleted_at is null order by at desc limit 20000`)
