import { and, asc, desc, eq, gt, isNull, sql } from 'drizzle-orm'
import type { Vector } from '../../domain/sync/vector'
import type { ReadDb } from '../db/open'
import { audit, changeLog, syncDevice, syncHead, syncOutbox, syncRaw, syncStream } from '../db/schema'
import { synced } from '../db/synced-tables'
import type { WriteTx } from '../db/write'
import { once } from './prepared'

/** What this device knows of streams, its own included (docs/sync-format.md). */
export type StreamRow = typeof syncStream.$inferSelect
export type OutboxRow = typeof syncOutbox.$inferSelect
export type DeviceRow = typeof syncDevice.$inferSelect
export type RawRow = typeof syncRaw.$inferSelect
type ChangeRow = typeof changeLog.$inferSelect

// Asked for every segment of every stream: the statements are kept.
const allStreams = once((db) => db.select().from(syncStream).orderBy(asc(syncStream.stream)).prepare())
export const listStreams = (db: ReadDb): StreamRow[] => allStreams(db).all()
const streamByName = once((db) => db.select().from(syncStream).where(eq(syncStream.stream, sql.placeholder('stream'))).prepare())
export const findStream = (db: ReadDb, stream: string): StreamRow | undefined => streamByName(db).get({ stream })
export const putStream = (tx: WriteTx, row: StreamRow): void => tx.putLocal(syncStream, row)

const lastOfStreams = once((db) => db.select({ stream: syncStream.stream, lastHlc: syncStream.lastHlc }).from(syncStream).prepare())
/** This device's vector: of each stream the last change that is applied here. */
export function vectorOf(db: ReadDb): Record<string, string> {
  return Object.fromEntries(lastOfStreams(db).all().filter(({ lastHlc }) => lastHlc !== '').map(({ stream, lastHlc }) => [stream, lastHlc]))
}

/** The end of the change log: its last row, and the last of them that is a change. */
export const lastSeq = (db: ReadDb): number => db.select({ seq: sql<number>`coalesce(max(${changeLog.seq}), 0)` }).from(changeLog).get()?.seq ?? 0
export function lastLocalHlc(db: ReadDb): string {
  return db.select({ hlc: changeLog.hlc }).from(changeLog).where(sql`${changeLog.tableName} <> ''`).orderBy(desc(changeLog.seq)).limit(1).get()?.hlc ?? ''
}

/** The stamp of the last change up to a row of the log; '' when there is none. */
export const lastChangeUpTo = (db: ReadDb, seq: number): string =>
  db.select({ hlc: changeLog.hlc }).from(changeLog).where(and(sql`${changeLog.tableName} <> ''`, sql`${changeLog.seq} <= ${seq}`)).orderBy(desc(changeLog.seq)).limit(1).get()?.hlc ?? ''

/** Rows of the change log after `seq`, in the order of commit. */
export const changesAfter = (db: ReadDb, seq: number, limit: number): ChangeRow[] => db.select().from(changeLog).where(gt(changeLog.seq, seq)).orderBy(asc(changeLog.seq)).limit(limit).all()

/** Local changes after `seq` that wait to be cut; counted up to a bound, since a status shows it often. */
export function countChangesAfter(db: ReadDb, seq: number): number {
  return db.select({ n: sql<number>`count(*)` }).from(changeLog).where(and(gt(changeLog.seq, seq), sql`${changeLog.tableName} <> ''`)).get()?.n ?? 0
}

const lastNote = once((db) => db.select({ fields: changeLog.fields }).from(changeLog).where(and(sql`${changeLog.tableName} = ''`, sql`${changeLog.seq} <= ${sql.placeholder('seq')}`)).orderBy(desc(changeLog.seq)).prepare())
/** What a change after `seq` knows: the last note before it. */
export function knownAt(db: ReadDb, seq: number): Vector {
  const row = lastNote(db).get({ seq })
  return row === undefined ? {} : (JSON.parse(row.fields) as Vector)
}

export const lastAudit = (db: ReadDb): { seq: number; hash: string } => db.select({ seq: audit.seq, hash: audit.hash }).from(audit).orderBy(desc(audit.seq)).limit(1).get() ?? { seq: 0, hash: '' }

const outboxOf = once((db) => db.select().from(syncOutbox).where(eq(syncOutbox.stream, sql.placeholder('stream'))).orderBy(asc(syncOutbox.seq)).prepare())
export const listOutbox = (db: ReadDb, stream: string): OutboxRow[] => outboxOf(db).all({ stream })
const newestOutbox = once((db) => db.select().from(syncOutbox).where(eq(syncOutbox.stream, sql.placeholder('stream'))).orderBy(desc(syncOutbox.seq)).prepare())
export const lastOutbox = (db: ReadDb, stream: string): OutboxRow | undefined => newestOutbox(db).get({ stream })
export const countUnsent = (db: ReadDb): number => db.select({ n: sql<number>`count(*)` }).from(syncOutbox).where(isNull(syncOutbox.sentAt)).get()?.n ?? 0
export const putOutbox = (tx: WriteTx, row: OutboxRow): void => tx.putLocal(syncOutbox, row)
export const removeOutbox = (tx: WriteTx, stream: string, seq: number): void => tx.removeLocal(syncOutbox, and(eq(syncOutbox.stream, stream), eq(syncOutbox.seq, seq)) ?? sql`0`)

export const listDevices = (db: ReadDb): DeviceRow[] => db.select().from(syncDevice).where(isNull(syncDevice.deletedAt)).orderBy(asc(syncDevice.admittedAt), asc(syncDevice.id)).all()
const deviceById = once((db) => db.select().from(syncDevice).where(and(eq(syncDevice.id, sql.placeholder('id')), isNull(syncDevice.deletedAt))).prepare())
export const findDevice = (db: ReadDb, id: string): DeviceRow | undefined => deviceById(db).get({ id })
type NewDevice = Omit<DeviceRow, 'hlc' | 'deletedAt'>
export const putDevice = (tx: WriteTx, row: NewDevice): void => {
  tx.put(synced.syncDevice, row)
}
export const updateDevice = (tx: WriteTx, id: string, patch: Partial<Omit<NewDevice, 'id'>>): boolean => tx.update(synced.syncDevice, id, patch)

export const addRaw = (tx: WriteTx, row: Omit<typeof syncRaw.$inferInsert, 'id'>): void => tx.putLocal(syncRaw, row)
export const listRaw = (db: ReadDb, after: number, limit: number): RawRow[] => db.select().from(syncRaw).where(gt(syncRaw.id, after)).orderBy(asc(syncRaw.id)).limit(limit).all()
export const removeRaw = (tx: WriteTx, id: number): void => tx.removeLocal(syncRaw, eq(syncRaw.id, id))
export const countRaw = (db: ReadDb): number => db.select({ n: sql<number>`count(*)` }).from(syncRaw).get()?.n ?? 0

export const listHeads = (db: ReadDb): (typeof syncHead.$inferSelect)[] => db.select().from(syncHead).orderBy(asc(syncHead.tableName), asc(syncHead.rowId), asc(syncHead.fieldGroup), asc(syncHead.hlc)).all()
export const putHead = (tx: WriteTx, row: typeof syncHead.$inferInsert): void => tx.putLocal(syncHead, row)

/**
 * Forgets what belongs to a vault, when this device leaves it; its rows stay, and what it could not take yet. What people have to decide stays too: of
 * a conflict the row holds one value alone, and what waits for a review waits on.
 */
export function forgetVault(tx: WriteTx): void {
  for (const table of [syncStream, syncOutbox] as const) tx.removeLocal(table, sql`1`)
  // who is in the team is forgotten with it
  tx.removeLocal(syncHead, eq(syncHead.tableName, synced.syncDevice.name))
  tx.removeLocal(syncRaw, eq(syncRaw.reason, 'rights'))
}

/** Forgets what is kept raw, when it will be read again. */
export const forgetRaw = (tx: WriteTx): void => tx.removeLocal(syncRaw, sql`1`)
