import { and, desc, eq, getTableColumns, isNull, not, or, type SQL, sql } from 'drizzle-orm'
import { TEMPLATE_PHOTO_SLOT } from '../../domain/template/template'
import type { ReadDb } from '../db/open'
import { cases, photo, photoLink } from '../db/schema'
import { synced, type NewRow, type RowPatch } from '../db/synced-tables'
import type { WriteTx } from '../db/write'
import { once } from './prepared'
import { awaited, awaitedFrom } from './sync-photos'

export const columns = {
  sha256: photo.id,
  linkId: photoLink.id,
  archivedAs: photoLink.archivedAs,
  originalName: photoLink.originalName,
  format: photo.format,
  bytes: photo.bytes,
  width: photo.width,
  height: photo.height,
  hasThumb: photo.hasThumb,
  slot: photoLink.slot,
  caseId: photoLink.caseId,
  caseNo: cases.caseNo,
  buyerNick: photoLink.buyerNick,
  addedAt: photoLink.addedAt,
  derivedFrom: photoLink.derivedFrom,
  awaitedFrom,
}

const base = (db: ReadDb) =>
  db.select(columns).from(photoLink).innerJoin(photo, eq(photo.id, photoLink.photoId)).leftJoin(cases, eq(cases.id, photoLink.caseId))

/** A list of photos with what is shown of each, for the gallery's own questions (A7). */
export const photoRows = base

export type PhotoRow = ReturnType<ReturnType<typeof base>['all']>[number]

/** A photo in the bin leaves lists, counts and search at once (A6). */
const alive = and(isNull(photoLink.deletedAt), isNull(photoLink.binnedAt))
/**
 * Photos on their way to a case; a template's picture (T5) belongs to none and waits for none, and of an old folder (A2) only what
 * belongs to nobody waits: years of filed photos must not bury what came today.
 */
const unfiled = and(
  isNull(photoLink.caseId),
  sql`${photoLink.slot} is not ${TEMPLATE_PHOTO_SLOT}`,
  sql`(${photoLink.source} is not 'scan' or (${photoLink.buyerNick} is null and ${photoLink.orderNo} is null))`,
)

export const listPhotosOfCase = (db: ReadDb, caseId: string): PhotoRow[] => base(db).where(and(alive, eq(photoLink.caseId, caseId))).orderBy(photoLink.addedAt, photoLink.id).all()

export interface PhotoQuery {
  readonly caseId?: string | null | undefined
  readonly buyerNick?: string | null | undefined
  readonly inbox?: boolean
  readonly search?: string | null | undefined
  readonly after: { readonly addedAt: number; readonly id: string } | null
  readonly limit: number
}

/** Photos newest first, one page. */
export function listPhotos(db: ReadDb, query: PhotoQuery): PhotoRow[] {
  const parts: (SQL | undefined)[] = [alive]
  if (query.caseId) parts.push(eq(photoLink.caseId, query.caseId))
  if (query.buyerNick) parts.push(eq(photoLink.buyerNick, query.buyerNick))
  if (query.inbox === true) parts.push(unfiled)
  if (query.search) {
    const start = query.search
    parts.push(or(eq(photoLink.buyerNick, start), eq(photoLink.orderNo, start), sql`instr(${photoLink.archivedAs}, ${start}) > 0`))
  }
  if (query.after !== null) parts.push(sql`(${photoLink.addedAt}, ${photoLink.id}) < (${query.after.addedAt}, ${query.after.id})`)
  return base(db).where(and(...parts)).orderBy(desc(photoLink.addedAt), desc(photoLink.id)).limit(query.limit).all()
}

export const countInbox = (db: ReadDb): number => db.select({ n: sql<number>`count(*)` }).from(photoLink).where(and(alive, unfiled)).get()?.n ?? 0
// Asked several times for each photo that is filed: spelling a statement out costs more than running it (X5).
const photoById = once((db) => db.select().from(photo).where(eq(photo.id, sql.placeholder('id'))).prepare())
const linkById = once((db) => base(db).where(eq(photoLink.id, sql.placeholder('id'))).prepare())
const linkRowById = once((db) => db.select().from(photoLink).where(eq(photoLink.id, sql.placeholder('id'))).prepare())
const linksOfPhoto = once((db) => db.select().from(photoLink).where(and(eq(photoLink.photoId, sql.placeholder('sha256')), alive)).prepare())

export const findPhoto = (db: ReadDb, sha256: string): typeof photo.$inferSelect | undefined => photoById(db).get({ id: sha256 })
export const findLink = (db: ReadDb, id: string): PhotoRow | undefined => linkById(db).get({ id })
export const findLinkRow = (db: ReadDb, id: string): typeof photoLink.$inferSelect | undefined => linkRowById(db).get({ id })
/** Any archived file of a photo: where its bytes can be read. None of one that has not arrived from another PC yet (S4). */
export const findAnyLink = (db: ReadDb, sha256: string): typeof photoLink.$inferSelect | undefined =>
  db.select(getTableColumns(photoLink)).from(photoLink).innerJoin(photo, eq(photo.id, photoLink.photoId)).where(and(eq(photoLink.photoId, sha256), alive, not(awaited))).limit(1).get()
export const listLinksOfPhoto = (db: ReadDb, sha256: string): (typeof photoLink.$inferSelect)[] => linksOfPhoto(db).all({ sha256 })

/** What the archive folder should hold, in pages by id, for `archive verify` (A6); without what has not arrived yet (S4). */
export function listExpected(db: ReadDb, afterId: string, limit: number): { linkId: string; sha256: string; archivedAs: string; bytes: number }[] {
  return db
    .select({ linkId: photoLink.id, sha256: photo.id, archivedAs: photoLink.archivedAs, bytes: photo.bytes })
    .from(photoLink)
    .innerJoin(photo, eq(photo.id, photoLink.photoId))
    .where(and(alive, not(awaited), sql`${photoLink.id} > ${afterId}`))
    .orderBy(photoLink.id)
    .limit(limit)
    .all()
}

export const putPhoto = (tx: WriteTx, row: NewRow<typeof photo>): 'inserted' | 'updated' | 'unchanged' => tx.put(synced.photo, row)
export const insertLink = (tx: WriteTx, row: NewRow<typeof photoLink>): void => tx.insert(synced.photoLink, row)
export const updateLink = (tx: WriteTx, id: string, patch: RowPatch<typeof photoLink>): boolean => tx.update(synced.photoLink, id, patch)
export const setThumb = (tx: WriteTx, sha256: string, has: boolean): boolean => tx.update(synced.photo, sha256, { hasThumb: has })
