import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { claim, claimEvent, match, statementLine } from '../db/schema'
import { synced, type NewRow } from '../db/synced-tables'
import type { WriteTx } from '../db/write'
import { claimWhere, type ClaimFilter, type ClaimRow } from './registers'

export type ClaimEventRow = typeof claimEvent.$inferSelect

/** Appends to a claim's own history (L1); nothing there is ever changed. */
export const insertClaimEvent = (tx: WriteTx, row: NewRow<typeof claimEvent>): void => tx.insert(synced.claimEvent, row)

/** History of a claim, oldest first. */
export const listClaimEvents = (db: ReadDb, claimId: string): ClaimEventRow[] =>
  db.select().from(claimEvent).where(and(eq(claimEvent.claimId, claimId), isNull(claimEvent.deletedAt))).orderBy(asc(claimEvent.at), asc(claimEvent.id)).all()

/** When something of a type last happened to each of these claims, epoch ms. */
export function lastEventOf(db: ReadDb, claimIds: readonly string[], type: string): Map<string, number> {
  const rows = db.all<{ claimId: string; at: number }>(sql`
    select claim_id as "claimId", max(at) as at from claim_event
    where claim_id in (select value from json_each(${JSON.stringify(claimIds)})) and type = ${type} and deleted_at is null group by claim_id`)
  return new Map(rows.map(({ claimId, at }) => [claimId, at]))
}

export interface CreditRow {
  readonly month: string
  readonly file: string | null
  readonly row: number | null
  readonly creditedCents: number
  readonly stage: string
  readonly reasonZh: string
  readonly reasonEn: string
}

/** The statement lines that count for a claim, by month and row (L1). */
export function listCreditsOfClaim(db: ReadDb, claimId: string): CreditRow[] {
  return db
    .select({
      month: match.month, file: statementLine.file, row: statementLine.rowNo, creditedCents: match.creditedCents, stage: match.stage,
      reasonZh: match.reasonZh, reasonEn: match.reasonEn,
    })
    .from(match)
    .leftJoin(statementLine, and(eq(statementLine.id, match.lineId), isNull(statementLine.deletedAt)))
    .where(and(eq(match.claimId, claimId), isNull(match.deletedAt)))
    .orderBy(asc(match.month), asc(statementLine.file), asc(statementLine.rowNo), asc(match.id))
    .all()
}

/** The evidence slots of cases that hold a photo (L2). */
export function slotsOfCases(db: ReadDb, caseIds: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>(caseIds.map((id) => [id, []]))
  if (caseIds.length === 0) return found
  const rows = db.all<{ caseId: string; slot: string }>(sql`
    select distinct case_id as "caseId", slot from photo_link
    where case_id in (select value from json_each(${JSON.stringify(caseIds)})) and slot is not null and deleted_at is null and binned_at is null order by case_id, slot`)
  for (const { caseId, slot } of rows) found.get(caseId)?.push(slot)
  return found
}

/**
 * Claims that have other numbers beside their waybill, with those: a JSON list has no index, and few claims have any. Asked once when a
 * person registers a claim (L4), never for each row of an import.
 */
export const listAliased = (db: ReadDb): Pick<ClaimRow, 'id' | 'aliases'>[] =>
  db.select({ id: claim.id, aliases: claim.aliases }).from(claim).where(and(sql`${claim.aliases} <> '[]'`, isNull(claim.deletedAt))).all()

export const listClaimRows = (db: ReadDb, ids: readonly string[]): ClaimRow[] => (ids.length === 0 ? [] : db.select().from(claim).where(and(inArray(claim.id, [...ids]), isNull(claim.deletedAt))).all())

export interface ClaimSumRow {
  readonly currency: string
  readonly claims: number
  readonly amountCents: number
  readonly grantedCents: number
  readonly creditedCents: number
  readonly balanceCents: number
}

/** Sums over all claims of a filter, per currency; the balance as `openBalance` of the domain counts it. */
export function sumClaims(db: ReadDb, filter: ClaimFilter): ClaimSumRow[] {
  const paidElsewhere = sql`${claim.status} = 'credited' and ${claim.creditedCents} = 0`
  return db
    .select({
      currency: claim.currency,
      claims: sql<number>`count(*)`,
      amountCents: sql<number>`sum(${claim.amountCents})`,
      grantedCents: sql<number>`sum(coalesce(${claim.grantedCents}, 0))`,
      creditedCents: sql<number>`sum(${claim.creditedCents})`,
      balanceCents: sql<number>`sum(case when ${paidElsewhere} then 0 else ${claim.amountCents} - ${claim.creditedCents} end)`,
    })
    .from(claim)
    .where(claimWhere(filter))
    .groupBy(claim.currency)
    .orderBy(asc(claim.currency))
    .all()
}
