import { and, asc, eq, isNull, or } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { savedView } from '../db/schema'
import { synced, type NewRow, type RowPatch } from '../db/synced-tables'
import type { WriteTx } from '../db/write'

export type SavedViewRow = typeof savedView.$inferSelect

/** A person's own views and the team's, in their order. */
export const listSavedViews = (db: ReadDb, staffId: string): SavedViewRow[] =>
  db
    .select()
    .from(savedView)
    .where(and(isNull(savedView.deletedAt), or(isNull(savedView.ownerId), eq(savedView.ownerId, staffId))))
    .orderBy(asc(savedView.position), asc(savedView.id))
    .all()
export const findSavedView = (db: ReadDb, id: string): SavedViewRow | undefined => db.select().from(savedView).where(eq(savedView.id, id)).get()
export const insertSavedView = (tx: WriteTx, row: NewRow<typeof savedView>): void => tx.insert(synced.savedView, row)
export const updateSavedView = (tx: WriteTx, id: string, patch: RowPatch<typeof savedView>): boolean => tx.update(synced.savedView, id, patch)
export const removeSavedView = (tx: WriteTx, id: string): boolean => tx.softDelete(synced.savedView, id)
export const restoreSavedView = (tx: WriteTx, id: string): boolean => tx.restore(synced.savedView, id)
