import { and, eq, isNull, or, sql, type SQL } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { meta, photo, photoLink, syncPhoto } from '../db/schema'
import { synced } from '../db/synced-tables'
import type { WriteTx } from '../db/write'
import { once } from './prepared'

export type SyncPhotoRow = typeof syncPhoto.$inferSelect
export type LinkRow = typeof photoLink.$inferSelect

// Spelled out: in a select of one table drizzle leaves a column's table away, and inside a sub-select another table's column would be meant.
const OF_PHOTO = sql.raw('"photo"."id"')
/** Whether the bytes of a photo are still on their way to this device: only its rows are here (S4). For selects from `photo`. */
export const awaited = sql<number>`exists (select 1 from sync_photo as way where way.photo_id = ${OF_PHOTO} and way.way = 'down' and way.state <> 'done')`
/** Null for a photo that is here; else the name of the PC that filed it, '' when that is not known. For selects from `photo`. */
export const awaitedFrom = sql<string | null>`(select coalesce(pc.name, '') from sync_photo as way left join sync_device as pc on pc.id = substr(json_extract("photo"."hlc", '$."*"'), 16, 16) where way.photo_id = ${OF_PHOTO} and way.way = 'down' and way.state <> 'done')`

/** A photo that some row still shows, in the archive or in the bin. */
const kept = sql`exists (select 1 from photo_link as kept where kept.photo_id = ${OF_PHOTO} and kept.deleted_at is null)`
const MARK = 'photo-follow:'
/** The first text after all keys of marks. */
const MARK_END = 'photo-follow;'

export interface PhotoWork {
  /** Photos that are here and not in the store, and whether it is the turn of any. */
  readonly up: number
  readonly upNow: number
  /** Photos that are not here, and whether any is in the store and has its turn. */
  readonly down: number
  readonly downNow: number
  /** Rows that another device changed and whose files do not follow yet. */
  readonly follow: number
}

/** Everything that is on its way, in one statement: nothing to do costs no more than this (S4). */
const workNow = once((db) =>
  db
    .select({
      up: sql<number>`(select count(*) from photo where photo.stored_as is null and not ${awaited} and ${kept})`,
      upNow: sql<number>`exists (select 1 from photo where photo.stored_as is null and ${kept} and not exists (select 1 from sync_photo as late where late.photo_id = ${OF_PHOTO} and ((late.way = 'down' and late.state <> 'done') or (late.state <> 'done' and late.next_at > ${sql.placeholder('now')}))))`,
      down: sql<number>`(select count(*) from sync_photo as way where way.state <> 'done' and way.way = 'down')`,
      downNow: sql<number>`exists (select 1 from sync_photo as way join photo on photo.id = way.photo_id where way.state <> 'done' and way.way = 'down' and way.next_at <= ${sql.placeholder('now')} and photo.stored_as is not null and ${kept})`,
      follow: sql<number>`(select count(*) from meta where key >= ${MARK} and key < ${MARK_END})`,
    })
    .from(sql`(select 1)`)
    .prepare(),
)
/** Its statement, for the test of its plan. */
export const photoWorkSql = (db: ReadDb): { sql: string; params: (string | number)[] } => {
  const { sql: text, params } = workNow(db).getQuery()
  return { sql: text, params: params.map((one) => (typeof one === 'string' ? one : 0)) }
}
export const photoWork = (db: ReadDb, now: number): PhotoWork => workNow(db).get({ now }) ?? { up: 0, upNow: 0, down: 0, downNow: 0, follow: 0 }

export interface Travelling {
  readonly id: string
  readonly bytes: number
  readonly format: string
  readonly hasThumb: boolean
  readonly looks: string | null
  readonly storedAs: string | null
  readonly attempts: number
}
const travelling = {
  id: photo.id,
  bytes: photo.bytes,
  format: photo.format,
  hasThumb: photo.hasThumb,
  looks: photo.looks,
  storedAs: photo.storedAs,
  attempts: sql<number>`coalesce(${syncPhoto.attempts}, 0)`,
}
const base = (db: ReadDb) => db.select(travelling).from(photo).leftJoin(syncPhoto, eq(syncPhoto.photoId, photo.id))
const turn = (now: number): SQL | undefined => or(isNull(syncPhoto.photoId), eq(syncPhoto.state, 'done'), and(eq(syncPhoto.way, 'up'), sql`${syncPhoto.nextAt} <= ${now}`))

/** Photos that are here and not in the store, a page by id. */
export const listUp = (db: ReadDb, now: number, after: string, limit: number): Travelling[] =>
  base(db).where(and(isNull(photo.storedAs), sql`${photo.id} > ${after}`, turn(now), kept)).orderBy(photo.id).limit(limit).all()

/** Of the links that were added last, the photos that are not in the store yet: somebody may be waiting for them. */
export function listUpNewest(db: ReadDb, now: number, links: number): Travelling[] {
  const newest = db.select({ id: photoLink.photoId }).from(photoLink).orderBy(sql`${photoLink.addedAt} desc, ${photoLink.id} desc`).limit(links).all()
  const ids = [...new Set(newest.map((one) => one.id))]
  return ids.flatMap((id) => base(db).where(and(eq(photo.id, id), isNull(photo.storedAs), turn(now), kept)).get() ?? [])
}

/** Photos that are in the store and not here, in the order of their turn, from `after` on. */
export const listDown = (db: ReadDb, now: number, after: { readonly nextAt: number; readonly id: string } | null, limit: number): (Travelling & { nextAt: number })[] =>
  db
    .select({ ...travelling, nextAt: syncPhoto.nextAt })
    .from(syncPhoto)
    .innerJoin(photo, eq(photo.id, syncPhoto.photoId))
    .where(and(sql`${syncPhoto.state} <> 'done'`, eq(syncPhoto.way, 'down'), sql`${syncPhoto.nextAt} <= ${now}`, sql`${photo.storedAs} is not null`, kept, after === null ? undefined : sql`(${syncPhoto.nextAt}, ${syncPhoto.photoId}) > (${after.nextAt}, ${after.id})`))
    .orderBy(syncPhoto.nextAt, syncPhoto.photoId)
    .limit(limit)
    .all()

export interface PurgedPhoto {
  readonly id: string
  readonly hlc: string
  readonly storedAs: string
}
/** Photos that the store holds and no row shows any more, because all of them were removed for good after the bin (A6, R7). */
export const listPurged = (db: ReadDb): PurgedPhoto[] =>
  db
    .selectDistinct({ id: photo.id, hlc: photo.hlc, storedAs: sql<string>`${photo.storedAs}` })
    .from(photoLink)
    .innerJoin(photo, eq(photo.id, photoLink.photoId))
    .where(and(sql`${photoLink.binnedAt} is not null`, sql`${photoLink.deletedAt} is not null`, sql`${photo.storedAs} is not null`, sql`not ${kept}`))
    .orderBy(photo.id)
    .all()
/** Stamps of every row that showed a photo. */
export const deletionsOf = (db: ReadDb, sha256: string): string[] => db.select({ hlc: photoLink.hlc }).from(photoLink).where(eq(photoLink.photoId, sha256)).all().map(({ hlc }) => hlc)
/** Whether another photo's row names the same file: none should, and then it stays. */
export const isNamedBeside = (db: ReadDb, { id, storedAs }: PurgedPhoto): boolean => db.select({ id: photo.id }).from(photo).where(and(eq(photo.storedAs, storedAs), sql`${photo.id} <> ${id}`)).limit(1).get() !== undefined

export const findTravelling = (db: ReadDb, sha256: string): Travelling | undefined => base(db).where(eq(photo.id, sha256)).get()
const wayOf = once((db) => db.select().from(syncPhoto).where(eq(syncPhoto.photoId, sql.placeholder('sha256'))).prepare())
export const findWay = (db: ReadDb, sha256: string): SyncPhotoRow | undefined => wayOf(db).get({ sha256 })
export const isAwaited = (db: ReadDb, sha256: string): boolean => {
  const row = findWay(db, sha256)
  return row !== undefined && row.way === 'down' && row.state !== 'done'
}
/** What failed and waits for another attempt, the one that is tried next first. */
export const listFailed = (db: ReadDb, limit: number): SyncPhotoRow[] => db.select().from(syncPhoto).where(eq(syncPhoto.state, 'failed')).orderBy(syncPhoto.nextAt).limit(limit).all()

const keptLinks = once((db) => db.select().from(photoLink).where(and(eq(photoLink.photoId, sql.placeholder('sha256')), isNull(photoLink.deletedAt))).orderBy(photoLink.id).prepare())
/** Every row that shows a photo, in the archive or in the bin, the first made first. */
export const listKeptLinks = (db: ReadDb, sha256: string): LinkRow[] => keptLinks(db).all({ sha256 })

export const putWay = (tx: WriteTx, row: SyncPhotoRow): void => tx.putLocal(syncPhoto, row)
export const removeWay = (tx: WriteTx, sha256: string): void => tx.removeLocal(syncPhoto, eq(syncPhoto.photoId, sha256))
export const setStored = (tx: WriteTx, sha256: string, storedAs: string | null): boolean => tx.update(synced.photo, sha256, { storedAs })
export const restoreLink = (tx: WriteTx, id: string): boolean => tx.restore(synced.photoLink, id)

/** Where a link's file lay before another device changed its row; null when the link is new here. */
export type Before = { readonly archivedAs: string; readonly binned: boolean } | null

/** The first mark of a link tells where its file really is; later changes add nothing to that. */
export function markToFollow(tx: WriteTx, linkId: string, before: Before): void {
  const key = `${MARK}${linkId}`
  if (tx.db.select({ key: meta.key }).from(meta).where(eq(meta.key, key)).get() === undefined) tx.putLocal(meta, { key, value: JSON.stringify(before) })
}
export const unmark = (tx: WriteTx, linkId: string): void => tx.removeLocal(meta, eq(meta.key, `${MARK}${linkId}`))
export const listMarks = (db: ReadDb, after: string, limit: number): { linkId: string; before: Before }[] =>
  db
    .select()
    .from(meta)
    .where(sql`${meta.key} > ${MARK + after} and ${meta.key} < ${MARK_END}`)
    .orderBy(meta.key)
    .limit(limit)
    .all()
    .map(({ key, value }) => ({ linkId: key.slice(MARK.length), before: JSON.parse(value) as Before }))
