import { sql, type SQL } from 'drizzle-orm'
import type { ReadDb } from '../db/open'

/**
 * Rows for the figures of after-sales (K1), a slice at a time along an index: the caller gives way between two. Instants in epoch ms, `from` is
 * within and `to` is not. Platform refunds and orders have no index by their day: they are walked along their row numbers.
 */
export interface Range {
  readonly from: number
  readonly to: number
}

/** Where a slice by instant and id begins: after this. */
export interface After {
  readonly at: number
  readonly id: string
}

export interface PlaceRow {
  readonly shopId: string | null
  readonly courierId: string | null
  readonly sku: string | null
  readonly agentId: string | null
}

/** The courier of an order's parcel, else of the case's own parcel, else of a claim from it. */
const courierOf = sql`coalesce(
  (select ow.courier_id from order_waybill ow where ow.order_id = c.order_id and ow.courier_id is not null and ow.deleted_at is null order by ow.id limit 1),
  (select ow.courier_id from case_waybill cw join order_waybill ow on ow.waybill_key = cw.waybill_key where cw.case_id = c.id and ow.courier_id is not null and ow.deleted_at is null order by ow.id limit 1),
  (select cl.courier_id from claim cl where cl.case_id = c.id and cl.courier_id is not null and cl.deleted_at is null order by cl.id limit 1))`
/** The one style of some lines of goods, `*` for several. */
const skuIn = (lines: SQL): SQL => sql`(select case count(distinct line.value ->> 'sku') when 0 then null when 1 then max(line.value ->> 'sku') else '*' end from json_each(${lines}) line)`
const skuOfOrder = (id: SQL): SQL => sql`(select ${skuIn(sql`o.items`)} from orders o where o.id = ${id})`
const ofCase = sql`c.shop_id as shopId, ${courierOf} as courierId, ${skuOfOrder(sql`c.order_id`)} as sku, c.assignee_id as agentId`

export interface OpenedRow extends PlaceRow {
  readonly id: string
  readonly caseNo: string
  readonly kind: string
  readonly platform: string
  readonly openedAt: number
  readonly reason: string | null
  readonly firstAnswerAt: number | null
  readonly clockStartedAt: number | null
  readonly clockMetAt: number | null
}

/** What the policy counts as an answer: types of events, and statuses of a case. */
export interface AnswerTerms {
  readonly events: readonly string[]
  readonly statuses: readonly string[]
}

/** Cases opened in a range, with their first answer that was not taken back; one slice. */
export const openedSql = ({ from, to }: Range, after: After | null, { events, statuses }: AnswerTerms, limit: number): SQL => sql`
  select c.id, c.case_no as caseNo, c.kind, c.platform, c.opened_at as openedAt, c.reason, ${ofCase},
    (select e.at from case_event e
      where e.case_id = c.id and (e.type in (select value from json_each(${JSON.stringify(events)})) or (e.type = 'status' and e.data ->> 'to' in (select value from json_each(${JSON.stringify(statuses)}))))
        and not exists (select 1 from case_event u where u.case_id = c.id and u.type = 'undone' and u.data ->> 'eventId' = e.id)
      order by e.at limit 1) as firstAnswerAt,
    f.started_at as clockStartedAt, f.met_at as clockMetAt
  from cases c left join case_clock f on f.id = c.id || ':first-response'
  where (c.opened_at, c.id) > (${after?.at ?? from - 1}, ${after?.id ?? '~'}) and c.opened_at < ${to} and c.deleted_at is null
  order by c.opened_at, c.id limit ${limit}`

export const openedCases = (db: ReadDb, range: Range, after: After | null, terms: AnswerTerms, limit: number): OpenedRow[] => db.all<OpenedRow>(openedSql(range, after, terms, limit))

export interface SolvedRow extends PlaceRow {
  readonly id: string
  readonly caseNo: string
  readonly openedAt: number
  readonly metAt: number
  readonly inTime: number
}

/** Cases that were opened between two instants (`to` excluded), are over, and whose clock of solving stopped in the range. */
export const solvedSql = (range: Range, opened: Range): SQL => sql`
  select c.id, c.case_no as caseNo, c.opened_at as openedAt, s.met_at as metAt, s.state = 'met' as inTime, ${ofCase}
  from cases c join case_clock s on s.id = c.id || ':solve'
  where c.is_open = 0 and c.opened_at >= ${opened.from} and c.opened_at < ${opened.to} and c.status_at >= ${range.from} and c.deleted_at is null
    and s.met_at >= ${range.from} and s.met_at < ${range.to}`

export const solvedCases = (db: ReadDb, range: Range, opened: Range): SolvedRow[] => db.all<SolvedRow>(solvedSql(range, opened))

/** Lists that are walked by the instant at which a row was begun, because what is asked of it has no index. */
const BEGUN = {
  over: sql`select opened_at as at from cases where is_open = 0 and opened_at`,
  paid: sql`select created_at as at from payout where state = 'paid' and created_at`,
  answered: sql`select created_at as at from register_entry where register = 'scores' and state = 'answered' and created_at`,
  scored: sql`select created_at as at from register_entry where register = 'samples' and state = 'scored' and created_at`,
  resent: sql`select created_at as at from register_entry where register = 'warehouse-tasks' and state = 'done' and created_at`,
  talked: sql`select created_at as at from register_entry where register = 'samples' and state = 'talked' and created_at`,
} as const
export type BegunList = keyof typeof BEGUN
export const BEGUN_LISTS = Object.keys(BEGUN) as readonly BegunList[]

export const stepSql = (list: BegunList, { from, to }: Range, size: number): SQL => sql`${BEGUN[list]} >= ${from} and ${sql.raw(list === 'over' ? 'opened_at' : 'created_at')} < ${to} order by 1 limit 1 offset ${size - 1}`

/** End of a slice of about `size` rows from `from` on, read from the index alone; `to` when there are no more. */
export function stepEnd(db: ReadDb, list: BegunList, range: Range, size: number): number {
  const [row] = db.all<{ at: number }>(stepSql(list, range, size))
  return row === undefined ? range.to : Math.min(row.at + 1, range.to)
}

export interface PromiseRow extends PlaceRow {
  readonly id: string
  readonly caseId: string
  readonly caseNo: string | null
  readonly state: string
  readonly dueAt: number
  readonly endedAt: number | null
}

/** Promises that fall due in a range, with who made them as agent. */
export const promisesSql = ({ from, to }: Range, after: After | null, limit: number): SQL => sql`
  select p.id, p.case_id as caseId, c.case_no as caseNo, p.state, p.due_at as dueAt, p.ended_at as endedAt, c.shop_id as shopId, ${courierOf} as courierId, ${skuOfOrder(sql`c.order_id`)} as sku, p.made_by as agentId
  from promise p left join cases c on c.id = p.case_id
  where (p.due_at, p.id) > (${after?.at ?? from - 1}, ${after?.id ?? '~'}) and p.due_at < ${to} and p.deleted_at is null
  order by p.due_at, p.id limit ${limit}`
export const promisesDue = (db: ReadDb, range: Range, after: After | null, limit: number): PromiseRow[] => db.all<PromiseRow>(promisesSql(range, after, limit))

/** Greatest row number of a table that is walked along it; 0 of an empty one. */
export const lastRow = (db: ReadDb, table: 'platform_refund' | 'orders'): number => db.all<{ last: number | null }>(sql`select max(rowid) as last from ${sql.raw(table)}`)[0]?.last ?? 0

export interface RefundRow extends PlaceRow {
  readonly id: string
  readonly number: string
  readonly caseId: string | null
  readonly status: string
  readonly at: number
  readonly amountCents: number | null
  readonly currency: string
}

/** Refund requests made in a range that were not closed, among some row numbers (`first` excluded). */
export const refundsSql = ({ from, to }: Range, first: number, last: number): SQL => sql`
  select r.id, r.number, r.case_id as caseId, r.status, r.applied_at as at, r.amount_cents as amountCents, r.currency, r.shop_id as shopId,
    (select ow.courier_id from orders o join order_waybill ow on ow.order_id = o.id where o.number = r.order_no and o.shop_id = r.shop_id and ow.courier_id is not null and ow.deleted_at is null order by ow.id limit 1) as courierId,
    (select ${skuIn(sql`o.items`)} from orders o where o.number = r.order_no and o.shop_id = r.shop_id limit 1) as sku, c.assignee_id as agentId
  from platform_refund r left join cases c on c.id = r.case_id
  where r.rowid > ${first} and r.rowid <= ${last} and r.applied_at >= ${from} and r.applied_at < ${to} and r.status <> 'closed' and r.deleted_at is null`
export const refundsIn = (db: ReadDb, range: Range, first: number, last: number): RefundRow[] => db.all<RefundRow>(refundsSql(range, first, last))

/** Orders paid in a range by shop, among some row numbers (`first` excluded): before `split` and from it on. */
export const ordersSql = ({ from, to }: Range, split: number, first: number, last: number): SQL => sql`
  select shop_id as shopId, sum(paid_at < ${split}) as before, sum(paid_at >= ${split}) as orders
  from orders where rowid > ${first} and rowid <= ${last} and paid_at >= ${from} and paid_at < ${to} and deleted_at is null group by shop_id`
export interface OrdersRow {
  readonly shopId: string
  readonly before: number
  readonly orders: number
}
export const ordersIn = (db: ReadDb, range: Range, split: number, first: number, last: number): OrdersRow[] => db.all<OrdersRow>(ordersSql(range, split, first, last))

export interface MoneyRow extends PlaceRow {
  readonly id: string
  readonly no: string | null
  readonly caseId: string | null
  readonly part: string | null
  readonly cents: number
  readonly currency: string | null
  readonly createdAt: number
  readonly at: number
}

/** Payouts that were paid in a range, among those asked for between two instants. */
export const payoutsSql = (range: Range, asked: Range): SQL => sql`
  select p.id, c.case_no as no, p.case_id as caseId, p.type as part, p.amount_cents as cents, p.currency, p.created_at as createdAt, p.paid_at as at, ${ofCase}
  from payout p left join cases c on c.id = p.case_id
  where p.state = 'paid' and p.created_at >= ${asked.from} and p.created_at < ${asked.to} and p.paid_at >= ${range.from} and p.paid_at < ${range.to} and p.deleted_at is null`
export const payoutsPaid = (db: ReadDb, range: Range, asked: Range): MoneyRow[] => db.all<MoneyRow>(payoutsSql(range, asked))

/** Verified wrong parcels that cost something, entered in a range; `part` is how it was set right. */
export const wrongSql = ({ from, to }: Range, after: After | null, limit: number): SQL => sql`
  select w.id, w.entry_no as no, w.case_id as caseId, w.fix as part, w.cost_cents as cents, null as currency, w.created_at as createdAt, w.created_at as at,
    coalesce(c.shop_id, (select o.shop_id from orders o where o.number = w.order_no limit 1)) as shopId,
    coalesce(${courierOf}, (select ow.courier_id from order_waybill ow where ow.waybill_key = w.waybill and ow.courier_id is not null and ow.deleted_at is null order by ow.id limit 1)) as courierId,
    ${skuIn(sql`w.expected`)} as sku, c.assignee_id as agentId
  from wrong_shipment w left join cases c on c.id = w.case_id
  where (w.created_at, w.id) > (${after?.at ?? from - 1}, ${after?.id ?? '~'}) and w.created_at < ${to} and w.state = 'verified' and w.cost_cents <> 0 and w.deleted_at is null
  order by w.created_at, w.id limit ${limit}`
export const wrongParcels = (db: ReadDb, range: Range, after: After | null, limit: number): MoneyRow[] => db.all<MoneyRow>(wrongSql(range, after, limit))

/**
 * What the warehouse sent again in a range (W6), at the cost of the goods that the SKU list knows, in the currency of the list; among tasks made
 * between two instants. Goods of a case whose wrong parcel has a cost of its own are in that cost already.
 */
export const resentSql = (range: Range, made: Range): SQL => sql`
  select e.id, e.entry_no as no, e.case_id as caseId, 'reissue' as part, sum(k.cost_cents * (goods.value ->> 'quantity')) as cents, k.currency, e.created_at as createdAt, e.state_at as at,
    coalesce(e.shop_id, c.shop_id) as shopId, ${courierOf} as courierId, ${skuIn(sql`e.data -> 'goods'`)} as sku, coalesce(c.assignee_id, e.created_by) as agentId
  from register_entry e left join cases c on c.id = e.case_id join json_each(e.data -> 'goods') goods join sku k on k.code = goods.value ->> 'sku'
  where e.register = 'warehouse-tasks' and e.state = 'done' and e.created_at >= ${made.from} and e.created_at < ${made.to} and e.state_at >= ${range.from} and e.state_at < ${range.to}
    and e.data ->> 'kind' = 'reissue' and e.deleted_at is null and k.deleted_at is null and k.cost_cents > 0
    and not exists (select 1 from wrong_shipment w where w.case_id = e.case_id and w.fix in ('reissue', 'exchange') and w.cost_cents <> 0 and w.deleted_at is null)
  group by e.id, k.currency`
export const reissuesSent = (db: ReadDb, range: Range, made: Range): MoneyRow[] => db.all<MoneyRow>(resentSql(range, made))

export interface CreditRow extends PlaceRow {
  readonly row: number
  readonly claimId: string
  readonly claimNo: string
  readonly caseId: string | null
  readonly cents: number
  readonly currency: string
  readonly occurredOn: string | null
}

/** Claim credits of a statement's month, after a row number. */
export const creditsSql = (month: string, after: number, limit: number): SQL => sql`
  select m.rowid as row, cl.id as claimId, cl.claim_no as claimNo, cl.case_id as caseId, m.credited_cents as cents, cl.currency, l.occurred_on as occurredOn,
    coalesce(c.shop_id, (select o.shop_id from orders o where o.number = cl.order_no limit 1)) as shopId, cl.courier_id as courierId,
    coalesce(${skuOfOrder(sql`c.order_id`)}, (select ${skuIn(sql`o.items`)} from orders o where o.number = cl.order_no limit 1)) as sku, c.assignee_id as agentId
  from recon_match m join claim cl on cl.id = m.claim_id left join statement_line l on l.id = m.line_id left join cases c on c.id = cl.case_id
  where m.month = ${month} and m.rowid > ${after} and m.credited_cents <> 0 and m.deleted_at is null and cl.deleted_at is null
  order by m.rowid limit ${limit}`
export const creditsOf = (db: ReadDb, month: string, after: number, limit: number): CreditRow[] => db.all<CreditRow>(creditsSql(month, after, limit))

export interface EntryRow {
  readonly id: string
  readonly no: string
  readonly caseId: string | null
  readonly shopId: string | null
  readonly agentId: string | null
  readonly value: number | null
  readonly at: number
}

/** Entries of a register that reached a state in a range, with a number of theirs, among those made between two instants. */
export const entriesSql = (register: 'scores' | 'samples', state: string, range: Range, made: Range): SQL => sql`
  select e.id, e.entry_no as no, e.case_id as caseId, coalesce(e.shop_id, c.shop_id) as shopId, e.data ->> 'agent' as agentId, e.data ->> ${register === 'scores' ? 'score' : 'total'} as value, e.state_at as at
  from register_entry e left join cases c on c.id = e.case_id
  where e.register = ${register} and e.state = ${state} and e.created_at >= ${made.from} and e.created_at < ${made.to} and e.state_at >= ${range.from} and e.state_at < ${range.to} and e.deleted_at is null`
export const entriesIn = (db: ReadDb, register: 'scores' | 'samples', state: string, range: Range, made: Range): EntryRow[] => db.all<EntryRow>(entriesSql(register, state, range, made))
