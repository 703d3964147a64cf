import { sql, type SQL } from 'drizzle-orm'
import type { BookedCell, ChargeCell, ClaimCell, DaysCell } from '../../domain/claim/dashboard'
import type { ReadDb } from '../db/open'
import { outcomeOf, refusedPart, touchedOf } from './claim-outcome'

/**
 * Sums for the dashboard (M6), each figure in one statement over some months, along the index of the day of filing, of the matches' month
 * or of the statements' month: never a row at a time. Claims are those of reconciliation: on couriers, filed, of one currency.
 */
export interface DashboardScope {
  /** First and last month, `YYYY-MM`. */
  readonly from: string
  readonly to: string
  readonly courierId: string | null
  readonly reason: string | null
}

const IS_FILED = sql`c.deleted_at is null and c.counterparty = 'courier' and c.status <> 'draft'`
const filedIn = ({ from, to }: DashboardScope): SQL => sql`c.filed_on >= ${`${from}-01`} and c.filed_on <= ${`${to}-31`}`
function narrowed({ courierId, reason }: DashboardScope): SQL {
  return sql`${courierId === null ? sql`` : sql` and c.courier_id = ${courierId}`}${reason === null ? sql`` : sql` and c.reason = ${reason}`}`
}

/**
 * What a claim's own row says of it; its credit is that of all months, net of claw-backs, as every run and decision leaves it there.
 * `touched`: credit or a claw-back was ever booked on it, also when they cancel out.
 */
const claimsWithCredit = (scope: DashboardScope): SQL => sql`
  select c.courier_id, c.reason, substr(c.filed_on, 1, 7) as month, c.status, c.currency, c.amount_cents, c.granted_cents, c.credited_cents, ${touchedOf('c')} as touched
  from claim c where ${filedIn(scope)} and ${IS_FILED}${narrowed(scope)}`

/** One row per courier, reason, month of filing, outcome and currency. */
export const claimCellsSql = (scope: DashboardScope): SQL => sql`
  select courier_id as courierId, reason, month, outcome, currency, count(*) as claims,
    sum(amount_cents) as claimedCents, sum(coalesce(granted_cents, 0)) as grantedCents, sum(credited_cents) as creditedCents,
    sum(case when touched and rest < 0 then -rest else 0 end) as overPaidCents,
    sum(case when outcome = 'short' then rest else 0 end) as shortPaidCents,
    sum(case when outcome = 'open' then rest - refused else 0 end) as openCents,
    sum(case when outcome = 'rejected' then rest else refused end) as rejectedCents,
    sum(case when outcome = 'ended' then rest else 0 end) as endedCents,
    sum(case when outcome = 'settled' then rest else 0 end) as settledCents
  from (select *, ${refusedPart(sql`outcome = 'open'`, '')} as refused
    from (select *, ${outcomeOf(sql`touched`, '')} as outcome, amount_cents - credited_cents as rest from (${claimsWithCredit(scope)})))
  group by courier_id, reason, month, outcome, currency`

export interface ClaimCellOfCurrency extends ClaimCell {
  readonly currency: string
}

/** Claims filed in the months, in every currency: the caller takes one, since amounts of different ones are never added. */
export const claimCells = (db: ReadDb, scope: DashboardScope): ClaimCellOfCurrency[] => db.all<ClaimCellOfCurrency>(claimCellsSql(scope))

/** Days from filing to a claim's first credit: the day of the line, else the end of its statement's month. A histogram per courier. */
export const daysCellsSql = (scope: DashboardScope, currency: string): SQL => sql`
  with paid as (
    select c.courier_id, cast(min(coalesce(julianday(l.occurred_on), julianday(m.month || '-01', '+1 month', '-1 day'))) - julianday(c.filed_on) as integer) as days,
      julianday(l.occurred_on) is null as undated
    from claim c
      join recon_match m on m.claim_id = c.id and m.deleted_at is null and m.credited_cents > 0
      join statement_line l on l.id = m.line_id and l.deleted_at is null
    where ${filedIn(scope)} and ${IS_FILED} and c.currency = ${currency}${narrowed(scope)}
    group by c.filed_on, c.id)
  select courier_id as courierId, days, count(*) as claims, sum(undated) as undated from paid where days is not null group by courier_id, days`

/** How long credit took; `undated` is that of the line of the first credit (SQLite takes bare columns from the row of min). */
export const daysCells = (db: ReadDb, scope: DashboardScope, currency: string): DaysCell[] => db.all<DaysCell>(daysCellsSql(scope, currency))

/** Credit net of claw-backs by the month of the statement, as the last run of each month stored it. */
export const bookedCellsSql = (scope: DashboardScope, currency: string): SQL => sql`
  select c.courier_id as courierId, m.month, sum(m.credited_cents) as creditedCents
  from recon_match m join claim c on c.id = m.claim_id
  where m.month >= ${scope.from} and m.month <= ${scope.to} and m.deleted_at is null and ${IS_FILED} and c.currency = ${currency}${narrowed(scope)}
  group by m.month, c.courier_id`

export const bookedCells = (db: ReadDb, scope: DashboardScope, currency: string): BookedCell[] => db.all<BookedCell>(bookedCellsSql(scope, currency))

/** What was charged in the months and for how many waybills. Charges are negative from the shop's side (M1): here they are costs. */
export const chargeCellsSql = ({ from, to, courierId }: DashboardScope): SQL => sql`
  select courier_id as courierId, month, -sum(case when line_class = 'freight' then amount_cents else 0 end) as freightCents,
    -sum(case when line_class = 'freight' then 0 else amount_cents end) as surchargeCents, count(distinct waybill_key) as parcels
  from statement_line
  where month >= ${from} and month <= ${to} and deleted_at is null and line_class in ('freight', 'premium', 'surcharge')${courierId === null ? sql`` : sql` and courier_id = ${courierId}`}
  group by month, courier_id`

export const chargeCells = (db: ReadDb, scope: DashboardScope): ChargeCell[] => db.all<ChargeCell>(chargeCellsSql(scope))

/** The newest months in which claims were filed, newest first: each found by a step down the index. */
export const filedMonthsSql = (count: number): SQL => sql`
  with recursive months(month) as (
    select (select substr(c.filed_on, 1, 7) from claim c where c.filed_on < '9999' and ${IS_FILED} order by c.filed_on desc limit 1)
    union all
    select (select substr(c.filed_on, 1, 7) from claim c where c.filed_on < months.month || '-00' and ${IS_FILED} order by c.filed_on desc limit 1) from months where months.month is not null
    limit ${count})
  select month from months where month is not null`

/** The newest months that have statement lines, newest first. */
export const statementMonthsSql = (count: number): SQL => sql`
  with recursive months(month) as (
    select (select l.month from statement_line l where l.deleted_at is null order by l.month desc limit 1)
    union all
    select (select l.month from statement_line l where l.month < months.month and l.deleted_at is null order by l.month desc limit 1) from months where months.month is not null
    limit ${count})
  select month from months where month is not null`

/** The newest months that hold claims or statement lines, newest first, at most `count`. */
export function monthsWithAnything(db: ReadDb, count: number): string[] {
  const rows = [...db.all<{ month: string }>(filedMonthsSql(count)), ...db.all<{ month: string }>(statementMonthsSql(count))]
  return [...new Set(rows.map(({ month }) => month))].sort().reverse().slice(0, count)
}
