import { asc, desc, eq, inArray, sql } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { importBatch, importFinding, importMemory, savedMapping } from '../db/schema'
import type { WriteTx } from '../db/write'
import { anyOf, once, valuesOf } from './prepared'

export type BatchRow = typeof importBatch.$inferSelect
export type FindingRow = typeof importFinding.$inferSelect
export type MemoryRow = typeof importMemory.$inferSelect

// Asked at the beginning of every slice.
const batchById = once((db) => db.select().from(importBatch).where(eq(importBatch.id, sql.placeholder('id'))).prepare())
export const findBatch = (db: ReadDb, id: string): BatchRow | undefined => batchById(db).get({ id })
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

const memoriesById = once((db) => db.select().from(importMemory).where(anyOf(importMemory.id)).prepare())
/** What sheets have said about any of these records. */
export const listMemories = (db: ReadDb, ids: readonly string[]): MemoryRow[] => (ids.length === 0 ? [] : memoriesById(db).all(valuesOf(ids)))
const memoryById = once((db) => db.select().from(importMemory).where(eq(importMemory.id, sql.placeholder('id'))).prepare())
export const findMemory = (db: ReadDb, id: string): MemoryRow | undefined => memoryById(db).get({ id })
/** Keeps the first that was ever said about a record; answers whether it was the first. */
export const addMemory = (tx: WriteTx, row: MemoryRow): boolean => tx.addLocal(importMemory, row)
export const putMemory = (tx: WriteTx, row: MemoryRow): void => tx.putLocal(importMemory, row)
