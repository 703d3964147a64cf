import type { WriteTx } from '../../db/write'
import * as repo from '../../repositories/photos'
import * as ways from '../../repositories/sync-photos'

/** Columns of a version by their name in SQL, as far as they are known. */
export type ArrivingFields = Readonly<Record<string, unknown>>

/**
 * To be called in the transaction that takes over a change of another device, before a row of `photo` or `photo_link` is written (S4):
 * what is new is fetched, and where a row says another place than before, its file follows. Other tables are ignored.
 */
export function beforePhotoRow(tx: WriteTx, table: string, id: string, fields: ArrivingFields = {}): void {
  if (table === 'photo') {
    if (repo.findPhoto(tx.db, id) !== undefined || ways.findWay(tx.db, id) !== undefined) return
    const addedAt = typeof fields['added_at'] === 'number' ? fields['added_at'] : tx.now
    // Turns go by `nextAt`: below zero it is in the past, and what was added last comes first.
    ways.putWay(tx, { photoId: id, way: 'down', state: 'waiting', attempts: 0, nextAt: -addedAt, fault: null })
  } else if (table === 'photo_link') {
    const before = repo.findLinkRow(tx.db, id)
    if (before !== undefined) ways.markToFollow(tx, id, { archivedAs: before.archivedAs, binned: before.binnedAt !== null })
    // The download files all links of a photo that is not here.
    else if (typeof fields['photo_id'] !== 'string' || !ways.isAwaited(tx.db, fields['photo_id'])) ways.markToFollow(tx, id, null)
  }
}

/** A photo that was on its way has been filed here by hand: nothing is fetched, and its other places get their files (A4, S4). */
export function filedByHand(tx: WriteTx, sha256: string): void {
  if (!ways.isAwaited(tx.db, sha256)) return
  ways.putWay(tx, { photoId: sha256, way: 'down', state: 'done', attempts: 0, nextAt: tx.now, fault: null })
  for (const link of ways.listKeptLinks(tx.db, sha256)) ways.markToFollow(tx, link.id, null)
}
