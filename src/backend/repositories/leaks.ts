import { sql, type SQL } from 'drizzle-orm'
import type { ReadDb } from '../db/open'

/**
 * What the leak report looks at (M8), without walking the archive: open cases by the partial index of open ones (about one in fifty),
 * finished cases of the last weeks by the index on their opening, payouts by their state, and claims by theirs. Every question takes a page,
 * so that no turn is long.
 */

export interface LiableCase {
  readonly id: string
  readonly caseNo: string
  readonly isOpen: number
  readonly openedAt: number
  readonly orderId: string | null
  /** JSON list of texts. */
  readonly waybills: string
  readonly remedy: string | null
  readonly amountCents: number | null
  readonly currency: string
  /** Paid to the buyer out of this app: refunds apart from the rest, integer cents. */
  readonly refundPayouts: number
  readonly otherPayouts: number
  /** Refunded by the platform, integer cents. */
  readonly platformRefunds: number
  readonly shippedAt: number | null
  readonly orderPaidCents: number | null
  readonly goodsCents: number | null
}

const PAID = (types: SQL): SQL => sql`coalesce((select sum(p.amount_cents) from payout p where p.case_id = c.id and p.state = 'paid' and ${types} and p.deleted_at is null), 0)`
const COLUMNS = sql`c.id, c.case_no as "caseNo", c.is_open as "isOpen", c.opened_at as "openedAt", c.order_id as "orderId", c.waybills, c.remedy,
  c.amount_cents as "amountCents", c.currency, ${PAID(sql`p.type = 'refund'`)} as "refundPayouts", ${PAID(sql`p.type <> 'refund'`)} as "otherPayouts",
  coalesce((select sum(r.amount_cents) from platform_refund r where r.case_id = c.id and r.status = 'done' and r.type not in ('exchange', 'reissue', 'repair') and r.deleted_at is null), 0) as "platformRefunds",
  o.shipped_at as "shippedAt", o.paid_cents as "orderPaidCents", o.goods_cents as "goodsCents"`
const LIABLE = sql`c.liable_party = 'courier' and c.deleted_at is null
  and not exists (select 1 from claim k where k.case_id = c.id and k.status <> 'draft' and k.deleted_at is null)`

/** Statements by name, so that a test can ask for their plans. */
export const leakSql = {
  open: (after: { due: number; id: string }, limit: number): SQL => sql`
    select c.sort_due as "place", ${COLUMNS} from cases c left join orders o on o.id = c.order_id
    where c.is_open = 1 and (c.sort_due, c.id) > (${after.due}, ${after.id}) and ${LIABLE} order by c.sort_due, c.id limit ${limit}`,
  finished: (from: { openedAt: number; id: string }, limit: number): SQL => sql`
    select c.opened_at as "place", ${COLUMNS} from cases c left join orders o on o.id = c.order_id
    where c.is_open = 0 and (c.opened_at, c.id) > (${from.openedAt}, ${from.id}) and ${LIABLE} order by c.opened_at, c.id limit ${limit}`,
  paid: (from: { createdAt: number; id: string }, limit: number): SQL => sql`
    select p.id, p.created_at as "createdAt", p.case_id as "caseId" from payout p
    where p.state = 'paid' and p.created_at >= ${from.createdAt} and (p.created_at, p.id) > (${from.createdAt}, ${from.id}) and p.deleted_at is null
    order by p.created_at, p.id limit ${limit}`,
  named: (ids: readonly string[]): SQL => sql`
    select 0 as "place", ${COLUMNS} from json_each(${JSON.stringify(ids)}) wanted cross join cases c on c.id = wanted.value left join orders o on o.id = c.order_id
    where ${LIABLE}`,
  promised: (after: { createdAt: number; id: string }, limit: number): SQL => sql`
    select k.id, k.created_at as "createdAt", k.claim_no as "claimNo", k.status, k.amount_cents as "amountCents", k.granted_cents as "grantedCents",
      k.credited_cents as "creditedCents", k.courier_id as "courierId", k.status_at as "statusAt", k.currency, k.waybill, k.case_id as "caseId", c.case_no as "caseNo"
    from claim k left join cases c on c.id = k.case_id
    where (k.created_at, k.id) > (${after.createdAt}, ${after.id}) and k.deleted_at is null and k.status not in ('draft', 'rejected', 'withdrawn', 'given-up', 'credited')
      and coalesce(k.granted_cents, case when k.status = 'granted' then k.amount_cents else 0 end) > k.credited_cents
    order by k.created_at, k.id limit ${limit}`,
}

type Placed = LiableCase & { readonly place: number }

export const openLiable = (db: ReadDb, after: { due: number; id: string }, limit: number): Placed[] => db.all<Placed>(leakSql.open(after, limit))
export const finishedLiable = (db: ReadDb, from: { openedAt: number; id: string }, limit: number): Placed[] => db.all<Placed>(leakSql.finished(from, limit))
export const paidPayouts = (db: ReadDb, from: { createdAt: number; id: string }, limit: number): { id: string; createdAt: number; caseId: string }[] => db.all(leakSql.paid(from, limit))
export const liableOf = (db: ReadDb, ids: readonly string[]): LiableCase[] => db.all<Placed>(leakSql.named(ids))

export interface PromisedClaim {
  readonly id: string
  readonly createdAt: number
  readonly claimNo: string
  readonly status: string
  readonly amountCents: number
  readonly grantedCents: number | null
  readonly creditedCents: number
  readonly courierId: string | null
  readonly statusAt: number
  readonly currency: string
  readonly waybill: string
  readonly caseId: string | null
  readonly caseNo: string | null
}
export const promisedClaims = (db: ReadDb, after: { createdAt: number; id: string }, limit: number): PromisedClaim[] => db.all<PromisedClaim>(leakSql.promised(after, limit))

export interface CaseClaim {
  readonly id: string
  readonly claimNo: string
  readonly caseId: string | null
  readonly waybillKey: string
  readonly status: string
  readonly amountCents: number
  readonly statusAt: number
}

/** Claims of these cases or on these waybills, whatever their state. */
export function claimsAbout(db: ReadDb, caseIds: readonly string[], waybillKeys: readonly string[]): CaseClaim[] {
  const columns = sql`id, claim_no as "claimNo", case_id as "caseId", waybill_key as "waybillKey", status, amount_cents as "amountCents", status_at as "statusAt"`
  return db.all<CaseClaim>(sql`
    select ${columns} from claim where case_id in (select value from json_each(${JSON.stringify(caseIds)})) and deleted_at is null
    union select ${columns} from claim where waybill_key in (select value from json_each(${JSON.stringify(waybillKeys)})) and deleted_at is null`)
}

/** The couriers that orders name for their parcels. */
export function couriersOfOrders(db: ReadDb, orderIds: readonly string[]): { orderId: string; waybillKey: string; courierId: string }[] {
  return db.all(sql`
    select order_id as "orderId", waybill_key as "waybillKey", courier_id as "courierId" from order_waybill
    where order_id in (select value from json_each(${JSON.stringify(orderIds)})) and courier_id is not null and deleted_at is null`)
}
