import { and, eq, inArray, isNull, ne, or, sql } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { claim, match, monthClosing, payout, statementLine, syncReview } from '../db/schema'
import { synced } from '../db/synced-tables'
import type { WriteTx } from '../db/write'
import { once } from './prepared'

/** What the rules of the merge look at (docs/sync-format.md, section 10). */

const matchFacts = { id: match.id, hlc: match.hlc, month: match.month, lineId: match.lineId, claimId: match.claimId, cents: match.creditedCents, suspendedAt: match.suspendedAt }
export type MatchFacts = Pick<typeof match.$inferSelect, 'id' | 'hlc' | 'month' | 'lineId' | 'claimId' | 'suspendedAt'> & { readonly cents: number }

// Asked for every row that arrives: the statements are kept.
const matchById = once((db) => db.select(matchFacts).from(match).where(and(eq(match.id, sql.placeholder('id')), isNull(match.deletedAt))).prepare())
export const findMatch = (db: ReadDb, id: string): MatchFacts | undefined => matchById(db).get({ id })
const besideMatch = once((db) =>
  db.select(matchFacts).from(match).where(and(or(eq(match.lineId, sql.placeholder('lineId')), eq(match.claimId, sql.placeholder('claimId'))), ne(match.id, sql.placeholder('id')), isNull(match.deletedAt))).prepare(),
)
/** Other matches of the same line or claim. */
export const matchesBeside = (db: ReadDb, { id, lineId, claimId }: MatchFacts): MatchFacts[] => besideMatch(db).all({ id, lineId, claimId })
export const matchesOfMonth = (db: ReadDb, month: string): MatchFacts[] => db.select(matchFacts).from(match).where(and(eq(match.month, month), isNull(match.deletedAt))).all()
export const lineCents = (db: ReadDb, id: string): number | null => db.select({ cents: statementLine.amountCents }).from(statementLine).where(eq(statementLine.id, id)).get()?.cents ?? null
export const claimFacts = (db: ReadDb, id: string): { cents: number; caseId: string | null } | null => db.select({ cents: claim.amountCents, caseId: claim.caseId }).from(claim).where(eq(claim.id, id)).get() ?? null
export const updateMatch = (tx: WriteTx, id: string, patch: { month?: string; suspendedAt?: number | null }): boolean => tx.update(synced.match, id, patch)

const payoutFacts = { id: payout.id, hlc: payout.hlc, caseId: payout.caseId, issue: payout.issue, type: payout.type, state: payout.state, suspendedAt: payout.suspendedAt }
export type PayoutFacts = Pick<typeof payout.$inferSelect, 'id' | 'hlc' | 'caseId' | 'issue' | 'type' | 'state' | 'suspendedAt'>
export const findPayoutFacts = (db: ReadDb, id: string): PayoutFacts | undefined => db.select(payoutFacts).from(payout).where(and(eq(payout.id, id), isNull(payout.deletedAt))).get()
/** Other payouts of the same issue and type on the same case that were not refused or taken back. */
export const payoutsBeside = (db: ReadDb, one: PayoutFacts, ended: readonly string[]): PayoutFacts[] =>
  db.select(payoutFacts).from(payout).where(and(eq(payout.caseId, one.caseId), eq(payout.issue, one.issue), eq(payout.type, one.type), ne(payout.id, one.id), isNull(payout.deletedAt))).all().filter(({ state }) => !ended.includes(state))
export const suspendPayout = (tx: WriteTx, id: string, at: number): boolean => tx.update(synced.payout, id, { suspendedAt: at })

export interface ClosingFacts {
  readonly id: string
  readonly hlc: string
  readonly month: string
  readonly covers: string | null
}
const inForce = once((db) =>
  db.select({ id: monthClosing.id, hlc: monthClosing.hlc, month: monthClosing.month, covers: monthClosing.covers }).from(monthClosing).where(and(eq(monthClosing.month, sql.placeholder('month')), isNull(monthClosing.deletedAt), isNull(monthClosing.reopenedAt))).orderBy(sql`${monthClosing.revision} desc`).limit(1).prepare(),
)
/** The closing in force of a month; undefined while it is open. */
export const closingInForce = (db: ReadDb, month: string): ClosingFacts | undefined => inForce(db).get({ month })
export const findClosing = (db: ReadDb, id: string): { month: string } | undefined => db.select({ month: monthClosing.month }).from(monthClosing).where(eq(monthClosing.id, id)).get()

interface ClaimBeside {
  readonly id: string
  readonly hlc: string
  readonly caseId: string | null
}
const claimById = once((db) =>
  db.select({ id: claim.id, hlc: claim.hlc, caseId: claim.caseId, waybillKey: claim.waybillKey, courierId: claim.courierId }).from(claim).where(and(eq(claim.id, sql.placeholder('id')), isNull(claim.deletedAt))).prepare(),
)
export const findClaimBeside = (db: ReadDb, id: string): (ClaimBeside & { readonly waybillKey: string; readonly courierId: string | null }) | undefined => claimById(db).get({ id })
const besideClaim = once((db) =>
  db.select({ id: claim.id, hlc: claim.hlc, caseId: claim.caseId }).from(claim).where(and(eq(claim.waybillKey, sql.placeholder('waybillKey')), sql`${claim.courierId} is ${sql.placeholder('courierId')}`, ne(claim.id, sql.placeholder('id')), isNull(claim.deletedAt))).prepare(),
)
/** Other claims on the same parcel with the same courier. */
export const claimsBeside = (db: ReadDb, { id, waybillKey, courierId }: { readonly id: string; readonly waybillKey: string; readonly courierId: string | null }): ClaimBeside[] =>
  waybillKey === '' ? [] : besideClaim(db).all({ id, waybillKey, courierId })

export const hasReview = (db: ReadDb, ids: readonly string[]): boolean => db.select({ id: syncReview.id }).from(syncReview).where(inArray(syncReview.id, [...ids])).get() !== undefined
export const putReview = (tx: WriteTx, row: typeof syncReview.$inferInsert): void => tx.putLocal(syncReview, row)

/** Reviews of a table that nobody has settled. */
export const openReviews = (db: ReadDb, table: string): (typeof syncReview.$inferSelect)[] => db.select().from(syncReview).where(and(eq(syncReview.tableName, table), isNull(syncReview.settledAt))).all()
