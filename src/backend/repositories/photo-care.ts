import { and, desc, eq, gt, inArray, isNotNull, isNull, lt, or, sql } from 'drizzle-orm'
import { TEMPLATE_PHOTO_SLOT } from '../../domain/template/template'
import type { ReadDb } from '../db/open'
import { appeal, cases, claim, claimEvent, photo, photoLink } from '../db/schema'
import { synced } from '../db/synced-tables'
import type { WriteTx } from '../db/write'
import { columns } from './photos'
import { once } from './prepared'

const binned = and(isNull(photoLink.deletedAt), isNotNull(photoLink.binnedAt))
const binColumns = { ...columns, binnedAt: photoLink.binnedAt, binnedBy: photoLink.binnedBy, binReason: photoLink.binReason }

const binBase = (db: ReadDb) => db.select(binColumns).from(photoLink).innerJoin(photo, eq(photo.id, photoLink.photoId)).leftJoin(cases, eq(cases.id, photoLink.caseId))
export type BinRow = ReturnType<ReturnType<typeof binBase>['all']>[number]

/** The bin, newest first, one page (A6). */
export function listBin(db: ReadDb, after: { readonly at: number; readonly id: string } | null, limit: number): BinRow[] {
  const older = after === null ? undefined : or(lt(photoLink.binnedAt, after.at), and(eq(photoLink.binnedAt, after.at), lt(photoLink.id, after.id)))
  return binBase(db).where(and(binned, older)).orderBy(desc(photoLink.binnedAt), desc(photoLink.id)).limit(limit).all()
}
/** Binned at or before a time: their days are over when it is now less those days. */
export const listBinnedUntil = (db: ReadDb, until: number, limit: number): BinRow[] =>
  binBase(db).where(and(binned, sql`${photoLink.binnedAt} <= ${until}`)).orderBy(photoLink.binnedAt, photoLink.id).limit(limit).all()

export interface BinnedLink {
  readonly linkId: string
  readonly sha256: string
  readonly archivedAs: string
  readonly bytes: number
}
const binnedColumns = { linkId: photoLink.id, sha256: photo.id, archivedAs: photoLink.archivedAs, bytes: photo.bytes }
/** Every binned row, for the files that the bin should hold. */
export const listBinned = (db: ReadDb): BinnedLink[] => db.select(binnedColumns).from(photoLink).innerJoin(photo, eq(photo.id, photoLink.photoId)).where(binned).all()
export const listBinnedOfPhoto = (db: ReadDb, sha256: string): BinnedLink[] =>
  db.select(binnedColumns).from(photoLink).innerJoin(photo, eq(photo.id, photoLink.photoId)).where(and(binned, eq(photoLink.photoId, sha256))).all()
/** Rows of a photo whose name starts so that were removed for good. */
export const listPurged = (db: ReadDb): { sha256: string; archivedAs: string }[] =>
  db.select({ sha256: photoLink.photoId, archivedAs: photoLink.archivedAs }).from(photoLink).where(and(isNotNull(photoLink.deletedAt), isNotNull(photoLink.binnedAt))).all()
/** Whether any row still shows a photo, in the archive or in the bin. */
export const isKept = (db: ReadDb, sha256: string): boolean => db.select({ id: photoLink.id }).from(photoLink).where(and(eq(photoLink.photoId, sha256), isNull(photoLink.deletedAt))).limit(1).get() !== undefined
export const purgeLink = (tx: WriteTx, id: string): boolean => tx.softDelete(synced.photoLink, id)

/** Claims of a case, and whether a pack of their evidence was made (A6: what a person should know before binning). */
export function claimsWithPacks(db: ReadDb, caseId: string): { claimNo: string; packed: boolean }[] {
  return db
    .select({ claimNo: claim.claimNo, packed: sql<number>`exists (select 1 from ${claimEvent} where ${claimEvent.claimId} = ${claim.id} and ${claimEvent.type} = 'packed')` })
    .from(claim)
    .where(and(eq(claim.caseId, caseId), isNull(claim.deletedAt)))
    .all()
    .map(({ claimNo, packed }) => ({ claimNo, packed: packed === 1 }))
}
/** Appeals that chose this photo as evidence. */
export const appealsWith = (db: ReadDb, linkId: string): string[] =>
  db
    .select({ appealNo: appeal.appealNo })
    .from(appeal)
    .where(and(isNull(appeal.deletedAt), sql`exists (select 1 from json_each(${appeal.evidence}) as one where json_extract(one.value, '$.linkId') = ${linkId})`))
    .all()
    .map((row) => row.appealNo)

/** Whether a name is one by which a buyer, or an order number under which a photo, is known here. */
export function knownOwner(db: ReadDb, name: string): { buyerNick: string | null; orderNo: string | null } | null {
  const buyer = db.select({ id: photoLink.id }).from(photoLink).where(eq(photoLink.buyerNick, name)).limit(1).get() ?? db.select({ id: cases.id }).from(cases).where(eq(cases.buyerNick, name)).limit(1).get()
  if (buyer !== undefined) return { buyerNick: name, orderNo: null }
  const order = db.select({ id: cases.id }).from(cases).where(eq(cases.orderNo, name)).limit(1).get()
  return order === undefined ? null : { buyerNick: null, orderNo: name }
}
/** Rows that show a file at a path, whether binned or not. */
const shownAt = once((db) => db.select().from(photoLink).where(and(eq(photoLink.archivedAs, sql.placeholder('path')), isNull(photoLink.deletedAt), isNull(photoLink.binnedAt))).prepare())
export const linksAt = (db: ReadDb, archivedAs: string): (typeof photoLink.$inferSelect)[] => shownAt(db).all({ path: archivedAs })
/** Photos of links as lists show them, in no order. */
export const findLinks = (db: ReadDb, ids: readonly string[]): BinRow[] => (ids.length === 0 ? [] : binBase(db).where(inArray(photoLink.id, [...ids])).all())

/** Looks of all photos, a page by id (A4). */
export const listLooks = (db: ReadDb, after: string, limit: number): { sha256: string; looks: string | null }[] =>
  db.select({ sha256: photo.id, looks: photo.looks }).from(photo).where(gt(photo.id, after)).orderBy(photo.id).limit(limit).all()

export interface ShownLink {
  readonly linkId: string
  readonly sha256: string
  readonly looks: string | null
  readonly buyerNick: string | null
  readonly orderNo: string | null
  readonly addedAt: number
}
/** Links that show a photo, a page by id, without pictures of templates: those are ours and go to everybody. */
export const listShown = (db: ReadDb, after: string, limit: number): ShownLink[] =>
  db
    .select({ linkId: photoLink.id, sha256: photo.id, looks: photo.looks, buyerNick: photoLink.buyerNick, orderNo: photoLink.orderNo, addedAt: photoLink.addedAt })
    .from(photoLink)
    .innerJoin(photo, eq(photo.id, photoLink.photoId))
    .where(and(isNull(photoLink.deletedAt), isNull(photoLink.binnedAt), gt(photoLink.id, after), sql`${photoLink.slot} is not ${TEMPLATE_PHOTO_SLOT}`))
    .orderBy(photoLink.id)
    .limit(limit)
    .all()

/** Pictures whose looks nobody has worked out, a page by id. */
export const listWithoutLooks = (db: ReadDb, after: string, limit: number): { sha256: string }[] =>
  db.select({ sha256: photo.id }).from(photo).where(and(isNull(photo.looks), isNull(photo.deletedAt), eq(photo.hasThumb, true), gt(photo.id, after))).orderBy(photo.id).limit(limit).all()
/** Photos that the archive shows, a page by hash. */
export const listPictures = (db: ReadDb, after: string, limit: number): { sha256: string; format: string }[] =>
  db
    .select({ sha256: photo.id, format: photo.format })
    .from(photo)
    .where(and(isNull(photo.deletedAt), gt(photo.id, after), sql`exists (select 1 from ${photoLink} where ${photoLink.photoId} = ${photo.id} and ${photoLink.deletedAt} is null and ${photoLink.binnedAt} is null)`))
    .orderBy(photo.id)
    .limit(limit)
    .all()
export const setLooks = (tx: WriteTx, sha256: string, looks: string): boolean => tx.update(synced.photo, sha256, { looks })
