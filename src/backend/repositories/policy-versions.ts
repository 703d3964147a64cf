import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { policyVersion } from '../db/schema'
import { synced } from '../db/synced-tables'
import type { WriteTx } from '../db/write'

export type PolicyVersionRow = typeof policyVersion.$inferSelect

/** Versions of a document, the newest first (P1). */
export const listVersions = (db: ReadDb, document: string): PolicyVersionRow[] =>
  db.select().from(policyVersion).where(and(eq(policyVersion.document, document), isNull(policyVersion.deletedAt))).orderBy(desc(policyVersion.version), desc(policyVersion.madeAt)).all()

/** The newest version of every document that has one. */
export const listNewest = (db: ReadDb): { document: string; version: number; madeAt: number; madeBy: string }[] =>
  db
    .select({ document: policyVersion.document, version: sql<number>`max(${policyVersion.version})`, madeAt: policyVersion.madeAt, madeBy: policyVersion.madeBy })
    .from(policyVersion)
    .where(isNull(policyVersion.deletedAt))
    .groupBy(policyVersion.document)
    .all()

/** Id = document + number, so that two PCs that wrote one number apart make one row (S3). */
export const insertVersion = (tx: WriteTx, row: { document: string; version: number; body: string | null; note: string | null }): void =>
  tx.insert(synced.policyVersion, { id: `${row.document}:${row.version}`, ...row, madeAt: tx.now, madeBy: tx.actorId })
