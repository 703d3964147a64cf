import { asc, desc, eq, inArray } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { importBatch, importFinding, savedMapping } from '../db/schema'
import type { WriteTx } from '../db/write'

export type BatchRow = typeof importBatch.$inferSelect
export type FindingRow = typeof importFinding.$inferSelect

export const findBatch = (db: ReadDb, id: string): BatchRow | undefined => db.select().from(importBatch).where(eq(importBatch.id, id)).get()
export const putBatch = (tx: WriteTx, row: BatchRow): void => tx.putLocal(importBatch, row)
export const listUnfinished = (db: ReadDb): BatchRow[] => db.select().from(importBatch).where(inArray(importBatch.state, ['staging', 'publishing'])).orderBy(asc(importBatch.at)).all()

/** Newest first, at most 100. */
export function listBatches(db: ReadDb, kind: string | null): BatchRow[] {
  return db.select().from(importBatch).where(kind === null ? undefined : eq(importBatch.kind, kind)).orderBy(desc(importBatch.at), desc(importBatch.id)).limit(100).all()
}

export const putFinding = (tx: WriteTx, row: FindingRow): void => tx.putLocal(importFinding, row)
export const dropFindings = (tx: WriteTx, batchId: string): void => tx.removeLocal(importFinding, eq(importFinding.batchId, batchId))
export const listFindings = (db: ReadDb, batchId: string): FindingRow[] => db.select().from(importFinding).where(eq(importFinding.batchId, batchId)).orderBy(asc(importFinding.ordinal)).all()

/** The highest number among the findings of a batch; 0 when it has none. */
export const lastFinding = (db: ReadDb, batchId: string): number =>
  db.select({ ordinal: importFinding.ordinal }).from(importFinding).where(eq(importFinding.batchId, batchId)).orderBy(desc(importFinding.ordinal)).limit(1).get()?.ordinal ?? 0

export const listSavedMappings = (db: ReadDb): { id: string; columns: string }[] => db.select({ id: savedMapping.id, columns: savedMapping.columns }).from(savedMapping).orderBy(desc(savedMapping.at)).limit(200).all()
export const putSavedMapping = (tx: WriteTx, row: typeof savedMapping.$inferInsert): void => tx.putLocal(savedMapping, row)
