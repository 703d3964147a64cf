import { asc, isNull, sql } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { syncDevice, syncOutbox, syncStream } from '../db/schema'

/** The PCs of the team and how far each stream is read here (S6, S7). */

export type DeviceRow = typeof syncDevice.$inferSelect
export type StreamRow = typeof syncStream.$inferSelect

/** Admitted devices, retired ones too, in the order in which they were admitted. */
export const listDevices = (db: ReadDb): DeviceRow[] => db.select().from(syncDevice).where(isNull(syncDevice.deletedAt)).orderBy(asc(syncDevice.admittedAt), asc(syncDevice.id)).all()

export const listStreams = (db: ReadDb): StreamRow[] => db.select().from(syncStream).all()

/** Stamps at which each segment of this device ends, in the order in which they were cut, with the changes in it. */
export const listSegments = (db: ReadDb): { stream: string; lastHlc: string; changes: number }[] =>
  db.select({ stream: syncOutbox.stream, lastHlc: syncOutbox.lastHlc, changes: sql<number>`${syncOutbox.toChange} - ${syncOutbox.fromChange}` }).from(syncOutbox).orderBy(asc(syncOutbox.stream), asc(syncOutbox.seq)).all()
