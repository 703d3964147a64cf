import { sql, type SQL } from 'drizzle-orm'
import type { Outcome } from '../../domain/claim/dashboard'

/**
 * Where the rest of a claim stands, as SQL over its row (M3, M6): the rules of figuresOf (domain/reconcile/figures.ts) as of today, plus what
 * an older list brought along as paid. A test holds them against a run of reconciliation. `of` is how the statement calls the table, '' for a
 * nested select.
 */
type Place = 'c' | 'claim' | ''

const column = (of: Place, name: string): SQL => sql.raw(of === '' ? name : `${of}.${name}`)

/** Whether credit or a claw-back was ever booked on it, also when they cancel out. */
export const touchedOf = (of: 'c' | 'claim'): SQL =>
  sql`(${column(of, 'credited_cents')} <> 0 or exists (select 1 from recon_match m where m.claim_id = ${column(of, 'id')} and m.deleted_at is null))`

/** Each claim has one. */
export const outcomeOf = (touched: SQL, of: Place): SQL => sql`case
  when ${touched} and ${column(of, 'credited_cents')} >= ${column(of, 'amount_cents')} then 'recovered'
  when ${column(of, 'status')} in ('withdrawn', 'given-up') then 'ended'
  when ${touched} then 'short'
  when ${column(of, 'status')} = 'rejected' then 'rejected'
  when ${column(of, 'status')} = 'credited' then 'settled'
  else 'open' end`

/** Cents of an open claim that was granted: what the courier granted less than was claimed is an answer of "no". */
export const refusedPart = (isOpen: SQL, of: Place): SQL => sql`case
  when ${isOpen} and ${column(of, 'granted_cents')} is not null
    and (${column(of, 'status')} = 'granted' or (${column(of, 'status')} in ('part-credited', 'clawed-back') and ${column(of, 'granted_cents')} > 0))
  then min(max(${column(of, 'amount_cents')} - ${column(of, 'granted_cents')}, 0), ${column(of, 'amount_cents')}) else 0 end`

/** Claims that have money in a part of a bar: a claim paid in part stands both in what was recovered and in what is short. */
export function hasPart(part: Outcome, of: 'c' | 'claim'): SQL {
  const outcome = outcomeOf(touchedOf(of), of)
  if (part === 'recovered') return sql`${column(of, 'credited_cents')} <> 0`
  if (part === 'rejected') return sql`(${outcome} = 'rejected' or ${refusedPart(sql`${outcome} = 'open'`, of)} > 0)`
  return sql`${outcome} = ${part}`
}
