import { and, eq, isNull, sql } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { claim, match, registerEntry } from '../db/schema'
import { once } from './prepared'

const claimById = once((db) => db.select({ id: claim.id }).from(claim).where(eq(claim.id, sql.placeholder('claimId'))).prepare())
const creditSum = once((db) =>
  db.select({ cents: sql<number>`coalesce(sum(${match.creditedCents}), 0)` }).from(match).where(and(eq(match.claimId, sql.placeholder('claimId')), isNull(match.deletedAt), isNull(match.suspendedAt))).prepare(),
)

/** What the matches of a claim bring, integer cents; those that wait for a person bring nothing. Null when there is no such claim. */
export function creditOf(db: ReadDb, claimId: string): number | null {
  if (claimById(db).get({ claimId }) === undefined) return null
  return creditSum(db).get({ claimId })?.cents ?? 0
}

/** The register that an entry belongs to; null when it is not here. */
export const registerOf = (db: ReadDb, entryId: string): string | null => db.select({ register: registerEntry.register }).from(registerEntry).where(eq(registerEntry.id, entryId)).get()?.register ?? null
