import { and, asc, eq, inArray, isNull, sql, type SQL } from 'drizzle-orm'
import { rawRows, type ReadDb } from '../db/open'
import { claim, match, statementLine } from '../db/schema'
import { synced, type NewRow } from '../db/synced-tables'
import type { WriteTx } from '../db/write'
import { anyOf, once, valuesOf } from './prepared'
import { creditOf } from './sync-derived'

/**
 * A claim as a run reads it. A shop can have a hundred thousand of them, and so can a month have lines: rows of plain values, of which
 * whoever reads makes the one object that it needs.
 */
export type ClaimFacts = readonly [
  id: string,
  claimNo: string,
  courierId: string | null,
  waybill: string,
  /** JSON list of texts. */
  aliases: string,
  workOrderNo: string | null,
  amountCents: number,
  goodsCents: number,
  freightCents: number,
  grantedCents: number | null,
  creditedCents: number,
  status: string,
  statusAt: number,
  /** The day for the books on which a person ended it; null: that of `statusAt`. */
  endedOn: string | null,
  filedOn: string | null,
  caseId: string | null,
]

/**
 * The claims on couriers in one currency. All of them: a line may point at any claim, also at one that was paid or ended long ago,
 * and review names it.
 */
export function listClaimFacts(db: ReadDb, currency: string, courierId: string | null): readonly ClaimFacts[] {
  const text = `
    select id, claim_no, courier_id, waybill, aliases, work_order_no, amount_cents, goods_cents, freight_cents, granted_cents, credited_cents, status,
      status_at, ended_on, filed_on, case_id
    from claim where deleted_at is null and counterparty = 'courier' and currency = ? ${courierId === null ? '' : 'and courier_id = ?'} order by claim_no`
  return rawRows(db, { sql: text, params: courierId === null ? [currency] : [currency, courierId] }) as unknown as readonly ClaimFacts[]
}

export type LineFacts = readonly [
  id: string,
  row: number,
  courierId: string,
  waybill: string | null,
  waybillDamaged: number,
  workOrderNo: string | null,
  amountCents: number,
  lineClass: string,
  waybillRaw: string | null,
  memo: string | null,
  occurredOn: string | null,
]

/**
 * All statement lines of a month, as they were stored: the engine puts them in order itself. Its index has them in the order of their hashes,
 * and each would be fetched from another place of the table; by their places in the table they come one after the other.
 */
export function listLineFacts(db: ReadDb, month: string, courierId: string | null): readonly LineFacts[] {
  const ofCourier = courierId === null ? '' : 'and courier_id = ?'
  const text = `
    select id, row_no, courier_id, waybill, waybill_damaged, work_order_no, amount_cents, line_class, waybill_raw, memo, occurred_on
    from statement_line where rowid in (select rowid from statement_line where month = ? ${ofCourier}) and deleted_at is null`
  return rawRows(db, { sql: text, params: courierId === null ? [month] : [month, courierId] }) as unknown as readonly LineFacts[]
}

export interface MatchFacts {
  readonly id: string
  readonly month: string
  readonly claimId: string
  readonly lineId: string
  readonly stage: string
  readonly creditedCents: number
  /** Words only of rows of the month that was asked for: the others are only added up. */
  readonly reasonZh: string | null
  readonly reasonEn: string | null
  /** Month of the line now; null when the line has gone. A re-import can move a line to another month. */
  readonly lineMonth: string | null
}

/** Stored matches of every month. */
export function listMatchFacts(db: ReadDb, month: string, courierId: string | null): MatchFacts[] {
  const ofCourier = courierId === null ? sql`` : sql`and (l.courier_id = ${courierId} or m.claim_id in (select id from claim where courier_id = ${courierId}))`
  return db.all<MatchFacts>(sql`
    select m.id, m.month, m.claim_id as claimId, m.line_id as lineId, m.stage, m.credited_cents as creditedCents,
      case when m.month = ${month} then m.reason_zh end as reasonZh, case when m.month = ${month} then m.reason_en end as reasonEn,
      l.month as lineMonth
    from recon_match m left join statement_line l on l.id = m.line_id and l.deleted_at is null
    where m.deleted_at is null ${ofCourier}`)
}

/** Pairs that a person refused, of the lines of a month (M4); a line that a re-import moved takes its refusals along. */
export function listRefusedPairs(db: ReadDb, month: string, courierId: string | null): { claimId: string; lineId: string }[] {
  const ofCourier = courierId === null ? sql`` : sql`and l.courier_id = ${courierId}`
  return db.all(sql`
    select r.claim_id as claimId, r.line_id as lineId from recon_refusal r join statement_line l on l.id = r.line_id and l.deleted_at is null
    where l.month = ${month} and r.deleted_at is null ${ofCourier} order by r.id`)
}

const matchesById = once((db) => db.select({ id: match.id }).from(match).where(anyOf(match.id)).prepare())
const ASKED_AT_ONCE = 1000

/** A match to be stored; when, says the transaction. */
export type NewMatch = Omit<NewRow<typeof match>, 'matchedAt' | 'suspendedAt'>

/** By their ids, which are hashes: the first six characters as a number tell nearly all apart, and comparing texts costs several times as much. */
function byId<T extends { readonly id: string }>(rows: readonly T[]): readonly T[] {
  const heads = Float64Array.from(rows, ({ id }) => {
    let head = 0
    for (let at = 0; at < 6; at += 1) head = head * 256 + (Math.min(id.charCodeAt(at), 255) || 0)
    return head
  })
  const idAt = (at: number): string => rows[at]?.id ?? ''
  const places = Uint32Array.from(rows.keys()).sort((a, b) => (heads[a] ?? 0) - (heads[b] ?? 0) || (idAt(a) < idAt(b) ? -1 : 1))
  return Array.from(places, (at) => rows[at]).filter((row) => row !== undefined)
}

/** Stores matches; those that were deleted come back. In the order of their ids, since most of them go into an index by it. */
export function storeMatches(tx: WriteTx, rows: readonly NewMatch[]): void {
  const ordered = byId(rows)
  for (let at = 0; at < ordered.length; at += ASKED_AT_ONCE) {
    const some = ordered.slice(at, at + ASKED_AT_ONCE)
    const known = new Set(matchesById(tx.db).all(valuesOf(some.map(({ id }) => id))).map(({ id }) => id))
    for (const { id, month, claimId, lineId, stage, creditedCents, reasonZh, reasonEn } of some) {
      const row: NewRow<typeof match> = { id, month, claimId, lineId, stage, creditedCents, reasonZh, reasonEn, matchedAt: tx.now }
      if (!known.has(id)) {
        tx.insert(synced.match, row)
        continue
      }
      tx.put(synced.match, row)
      tx.restore(synced.match, row.id)
    }
  }
}
export const storeMatch = (tx: WriteTx, row: NewMatch): void => storeMatches(tx, [row])
export const dropMatch = (tx: WriteTx, id: string): boolean => tx.softDelete(synced.match, id)
/** A match that waited for a person counts again (S3). */
export const releaseMatch = (tx: WriteTx, id: string): boolean => tx.update(synced.match, id, { suspendedAt: null })

/** Works out the credit of a claim from its matches that count: over all months, those that wait for a person left out. */
export function recredit(tx: WriteTx, claimId: string): void {
  tx.update(synced.claim, claimId, { creditedCents: creditOf(tx.db, claimId) ?? 0 })
}

const CLAIM_LINE = sql`l.line_class in ('claim-credit', 'claw-back')`
const MATCHED = sql`exists (select 1 from recon_match m where m.line_id = l.id and m.month = l.month and m.deleted_at is null)`

export interface CourierLines {
  readonly courierId: string
  readonly lines: number
  readonly totalCents: number
  readonly unmatchedLines: number
}

/** Statement lines of a month per courier; unmatched are claim lines without a stored match. */
export function countLines(db: ReadDb, month: string): CourierLines[] {
  return db.all<CourierLines>(sql`
    select l.courier_id as courierId, count(*) as lines, sum(l.amount_cents) as totalCents, sum(${CLAIM_LINE} and not ${MATCHED}) as unmatchedLines
    from statement_line l where l.month = ${month} and l.deleted_at is null group by l.courier_id`)
}

export interface CourierClaims {
  readonly courierId: string
  readonly claims: number
  readonly openClaims: number
}

/** Claims filed by a month's end that were filed in it, are open, or are matched in it, per courier. */
export function countClaims(db: ReadDb, month: string): CourierClaims[] {
  const isOpen = sql`c.credited_cents < c.amount_cents and c.status not in ('rejected', 'credited', 'withdrawn', 'given-up')`
  return db.all<CourierClaims>(sql`
    select c.courier_id as courierId, count(*) as claims, sum(${isOpen}) as openClaims from claim c
    where c.deleted_at is null and c.counterparty = 'courier' and c.courier_id is not null and c.status <> 'draft' and c.filed_on <= ${`${month}-31`}
      and (c.filed_on >= ${`${month}-01`} or (${isOpen})
        or exists (select 1 from recon_match m where m.claim_id = c.id and m.month = ${month} and m.deleted_at is null))
    group by c.courier_id`)
}

/** Where a page of statement lines begins: after this courier, file, row and id. */
export interface LineCursor {
  readonly courierId: string
  readonly file: string
  readonly row: number
  readonly id: string
}

export interface LineQuery {
  readonly month: string
  readonly courierId: string | null
  readonly only: 'all' | 'unexplained' | 'matched' | 'charges'
  readonly after: LineCursor | null
  readonly limit: number
}

const isMatched = sql`exists (select 1 from recon_match m where m.line_id = ${statementLine.id} and m.month = ${statementLine.month} and m.deleted_at is null)`
const isClaimLine = inArray(statementLine.lineClass, ['claim-credit', 'claw-back'])
const ONLY: Readonly<Record<LineQuery['only'], SQL | undefined>> = {
  all: undefined,
  unexplained: and(isClaimLine, sql`not ${isMatched}`),
  matched: isMatched,
  charges: sql`not ${isClaimLine}`,
}

export type StatementLineRow = typeof statementLine.$inferSelect

/** Lines of a month as their files have them, one page. */
export function listLines(db: ReadDb, { month, courierId, only, after, limit }: LineQuery): StatementLineRow[] {
  const { courierId: courier, file, rowNo, id } = statementLine
  const from = after === null ? undefined : sql`(${courier}, ${file}, ${rowNo}, ${id}) > (${after.courierId}, ${after.file}, ${after.row}, ${after.id})`
  return db
    .select()
    .from(statementLine)
    .where(and(eq(statementLine.month, month), isNull(statementLine.deletedAt), courierId === null ? undefined : eq(courier, courierId), ONLY[only], from))
    .orderBy(asc(courier), asc(file), asc(rowNo), asc(id))
    .limit(limit)
    .all()
}

/** Stored matches of some lines in a month, with the number of their claim. */
export function listMatchesOfLines(db: ReadDb, month: string, lineIds: readonly string[]): { lineId: string; stage: string; claimNo: string | null }[] {
  if (lineIds.length === 0) return []
  return db
    .select({ lineId: match.lineId, stage: match.stage, claimNo: claim.claimNo })
    .from(match)
    .leftJoin(claim, eq(claim.id, match.claimId))
    .where(and(inArray(match.lineId, [...lineIds]), eq(match.month, month), isNull(match.deletedAt)))
    .orderBy(asc(claim.claimNo))
    .all()
}
