import { sql } from 'drizzle-orm'
import type { ReadDb } from '../db/open'

/** Questions of the clock jobs (C4, U5): each walks a partial index of the open cases, never all cases. Times are epoch ms. */

/** Open cases with the place of their row, for work that goes through all of them in a fixed order. */
export function openCaseRows(db: ReadDb, shopId: string | null): { row: number; id: string }[] {
  return shopId === null
    ? db.all<{ row: number; id: string }>(sql`select rowid as "row", id from cases where is_open = 1`)
    : db.all<{ row: number; id: string }>(sql`select rowid as "row", id from cases where is_open = 1 and shop_id = ${shopId}`)
}

/** The newest row of the table: what comes later was written after now. */
export const lastCaseRow = (db: ReadDb): number => db.get<{ n: number | null }>(sql`select max(rowid) as n from cases`).n ?? 0

/** Open cases whose next deadline lies after `from` and not after `to`, soonest first, beyond a place in that order. */
export function dueBetween(db: ReadDb, from: number, to: number, after: { due: number; id: string } | null, limit: number): { id: string; due: number }[] {
  return db.all<{ id: string; due: number }>(sql`
    select id, sort_due as due from cases
    where is_open = 1 and (sort_due, id) > (${after?.due ?? from}, ${after?.id ?? '\uffff'}) and sort_due <= ${to}
    order by sort_due, id limit ${limit}`)
}

export interface DueCase {
  readonly id: string
  readonly caseNo: string
  readonly kind: string
  readonly shopId: string
  readonly clock: string | null
  readonly dueAt: number
}

/** Open cases due after `from` and by `until`, the latest first: those of one person, or of everybody with null. */
export function dueCases(db: ReadDb, assigneeId: string | null, from: number, until: number, limit: number): DueCase[] {
  const mine = assigneeId === null ? sql`` : sql`and assignee_id = ${assigneeId}`
  return db.all<DueCase>(sql`
    select id, case_no as "caseNo", kind, shop_id as "shopId", next_clock as "clock", sort_due as "dueAt" from cases
    where is_open = 1 ${mine} and sort_due > ${from} and sort_due <= ${until} order by sort_due desc, id desc limit ${limit}`)
}

/** How many open cases are due by an instant. */
export function countDue(db: ReadDb, assigneeId: string | null, until: number): number {
  const mine = assigneeId === null ? sql`` : sql`and assignee_id = ${assigneeId}`
  return db.get<{ n: number }>(sql`select count(*) as n from cases where is_open = 1 ${mine} and sort_due <= ${until}`).n
}

/** Clocks of a name that run on open cases of some kinds since an instant or longer. */
export function runningSince(db: ReadDb, clock: string, kinds: readonly string[], startedBy: number): { caseId: string; startedAt: number }[] {
  return db.all<{ caseId: string; startedAt: number }>(sql`
    select k.case_id as "caseId", k.started_at as "startedAt"
    from cases c cross join case_clock k on k.id = c.id || ':' || ${clock}
    where c.is_open = 1 and c.kind in (select value from json_each(${JSON.stringify(kinds)}))
      and k.met_at is null and k.state in ('running', 'breached') and k.started_at <= ${startedBy} and k.deleted_at is null`)
}

export interface RefundDue {
  readonly caseId: string
  readonly number: string
  readonly platform: string
  readonly type: string
  readonly status: string
  readonly deadlineAt: number
  readonly returnWaybill: string | null
}

/** Pending after-sales orders of open cases with a deadline after `from` and not after `to` (C13, P6). */
export function refundsDue(db: ReadDb, from: number, to: number): RefundDue[] {
  return db.all<RefundDue>(sql`
    select r.case_id as "caseId", r.number, r.platform, r.type, r.status, r.deadline_at as "deadlineAt", r.return_waybill as "returnWaybill"
    from cases c cross join platform_refund r on r.case_id = c.id
    where c.is_open = 1 and r.deadline_at > ${from} and r.deadline_at <= ${to} and r.closed_at is null and r.deleted_at is null
      and r.status in ('pending', 'waiting-return', 'waiting-receipt', 'refused')`)
}

/** Open cases that wait for a courier, the most urgent first. */
export const waitingForCourier = (db: ReadDb, limit: number): string[] =>
  db.all<{ id: string }>(sql`select id from cases where is_open = 1 and status = 'waiting-courier' order by sort_due, id limit ${limit}`).map((row) => row.id)

/** When each of these cases was last asked about at a courier. */
export function lastAsked(db: ReadDb, caseIds: readonly string[]): Map<string, number> {
  const rows = db.all<{ caseId: string; at: number }>(sql`
    select case_id as "caseId", max(at) as at from case_event
    where case_id in (select value from json_each(${JSON.stringify(caseIds)})) and type = 'courier-asked' group by case_id`)
  return new Map(rows.map(({ caseId, at }) => [caseId, at]))
}

/** What the gauge counts of eBay shops since an instant (P7): cases with their reason, and whether eBay has to decide. */
export function ebayCases(db: ReadDb, shopIds: readonly string[], kinds: readonly string[], since: number): { kind: string; reason: string | null; openedAt: number; escalated: number }[] {
  return db.all(sql`
    select c.kind, c.reason, c.opened_at as "openedAt",
      c.status = 'waiting-platform' or exists (select 1 from platform_refund r where r.case_id = c.id and r.status = 'platform' and r.deleted_at is null) as escalated
    from cases c
    where c.shop_id in (select value from json_each(${JSON.stringify(shopIds)})) and c.opened_at > ${since} and c.deleted_at is null
      and c.kind in (select value from json_each(${JSON.stringify(kinds)}))`)
}

/** Orders of eBay shops since an instant. By the id, which begins with platform and shop: there is no index of orders by day. */
export function countEbayOrdersSince(db: ReadDb, shopIds: readonly string[], since: number): number {
  const count = (shopId: string): number =>
    db.get<{ n: number }>(sql`select count(*) as n from orders where id >= ${`ebay:${shopId}:`} and id < ${`ebay:${shopId};`} and created_at > ${since} and deleted_at is null`).n
  return shopIds.reduce((sum, shopId) => sum + count(shopId), 0)
}
