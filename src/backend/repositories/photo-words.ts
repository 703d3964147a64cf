import { and, count, desc, eq, isNotNull, isNull, ne, sql } from 'drizzle-orm'
import { TEMPLATE_PHOTO_SLOT } from '../../domain/template/template'
import type { ReadDb } from '../db/open'
import { photo, photoLink } from '../db/schema'
import { synced } from '../db/synced-tables'
import type { WriteTx } from '../db/write'

export interface UnreadLink {
  readonly linkId: string
  readonly addedAt: number
  readonly sha256: string
  readonly format: string
  readonly width: number | null
  readonly height: number | null
  readonly source: string | null
  readonly originalName: string | null
  readonly isRead: boolean
}

/** Shown photos, newest first, one page along the index of their time; read ones too, so that a page costs the same wherever it is (A7). */
export function listForReading(db: ReadDb, after: { readonly addedAt: number; readonly linkId: string } | null, limit: number): UnreadLink[] {
  const older = after === null ? undefined : sql`(${photoLink.addedAt}, ${photoLink.id}) < (${after.addedAt}, ${after.linkId})`
  return db
    .select({
      linkId: photoLink.id,
      addedAt: photoLink.addedAt,
      sha256: photo.id,
      format: photo.format,
      width: photo.width,
      height: photo.height,
      source: photoLink.source,
      originalName: photoLink.originalName,
      isRead: sql<number>`${photo.words} is not null`,
    })
    .from(photoLink)
    .innerJoin(photo, eq(photo.id, photoLink.photoId))
    .where(and(isNull(photoLink.deletedAt), isNull(photoLink.binnedAt), sql`${photoLink.slot} is not ${TEMPLATE_PHOTO_SLOT}`, older))
    .orderBy(desc(photoLink.addedAt), desc(photoLink.id))
    .limit(limit)
    .all()
    .map((row) => ({ ...row, isRead: row.isRead === 1 }))
}

/** Photos with text. */
export const countRead = (db: ReadDb): number => db.select({ n: count() }).from(photo).where(and(isNotNull(photo.words), ne(photo.words, ''))).get()?.n ?? 0

export const setWords = (tx: WriteTx, sha256: string, words: string): boolean => tx.update(synced.photo, sha256, { words })
