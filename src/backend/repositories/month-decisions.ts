import { and, asc, eq, inArray, isNull } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { claim, decision, reconNote, statementLine } from '../db/schema'
import { synced, type NewRow } from '../db/synced-tables'
import type { WriteTx } from '../db/write'
import type { StatementLineRow } from './reconcile'

export type DecisionRow = typeof decision.$inferSelect
export type NoteRow = typeof reconNote.$inferSelect

/** Every decision on a month, oldest first; those that were taken back among them (M4). */
export const listDecisions = (db: ReadDb, month: string): DecisionRow[] =>
  db.select().from(decision).where(and(eq(decision.month, month), isNull(decision.deletedAt))).orderBy(asc(decision.decidedAt), asc(decision.id)).all()
export const findDecision = (db: ReadDb, id: string): DecisionRow | undefined => db.select().from(decision).where(and(eq(decision.id, id), isNull(decision.deletedAt))).get()
export const insertDecision = (tx: WriteTx, row: NewRow<typeof decision>): void => tx.insert(synced.decision, row)
export const markUndone = (tx: WriteTx, id: string): boolean => tx.update(synced.decision, id, { undoneAt: tx.now, undoneBy: tx.actorId })

interface PairOfMonth {
  readonly month: string
  readonly claimId: string
  readonly lineId: string
}

/** Refuses a pair; one that was allowed again comes back. */
export function refusePair(tx: WriteTx, { month, claimId, lineId }: PairOfMonth): void {
  const id = `${lineId}:${claimId}`
  if (tx.put(synced.refusal, { id, month, claimId, lineId, refusedAt: tx.now }) !== 'inserted') tx.restore(synced.refusal, id)
}
export const allowPair = (tx: WriteTx, { claimId, lineId }: Omit<PairOfMonth, 'month'>): boolean => tx.softDelete(synced.refusal, `${lineId}:${claimId}`)

/** Notes of some lines and claims, by their ids: `line:` or `claim:` before the id of the row. */
export const listNotes = (db: ReadDb, ids: readonly string[]): NoteRow[] =>
  ids.length === 0 ? [] : db.select().from(reconNote).where(and(inArray(reconNote.id, [...ids]), isNull(reconNote.deletedAt))).all()
export function putNote(tx: WriteTx, id: string, text: string): void {
  if (tx.put(synced.reconNote, { id, text, notedAt: tx.now, notedBy: tx.actorId }) !== 'inserted') tx.restore(synced.reconNote, id)
}
export const removeNote = (tx: WriteTx, id: string): boolean => tx.softDelete(synced.reconNote, id)

/** Statement lines by id, in the order of their files. */
export const listLinesById = (db: ReadDb, ids: readonly string[]): StatementLineRow[] =>
  ids.length === 0
    ? []
    : db.select().from(statementLine).where(and(inArray(statementLine.id, [...ids]), isNull(statementLine.deletedAt))).orderBy(asc(statementLine.courierId), asc(statementLine.file), asc(statementLine.rowNo), asc(statementLine.id)).all()

/** What a decision may change of a claim besides its matches. */
export interface ClaimState {
  readonly id: string
  readonly status: string
  readonly statusAt: number
  readonly endedOn: string | null
}

export const listClaimStates = (db: ReadDb, ids: readonly string[]): ClaimState[] =>
  ids.length === 0 ? [] : db.select({ id: claim.id, status: claim.status, statusAt: claim.statusAt, endedOn: claim.endedOn }).from(claim).where(inArray(claim.id, [...ids])).orderBy(asc(claim.id)).all()
