import { and, asc, desc, eq, isNull, or, sql, type SQL } from 'drizzle-orm'
import { TEMPLATE_PHOTO_SLOT } from '../../domain/template/template'
import { rawRows, type ReadDb } from '../db/open'
import { cases, caseWaybill, photo, photoLink } from '../db/schema'
import type { WriteTx } from '../db/write'
import { synced } from '../db/synced-tables'
import { photoRows, type PhotoRow } from './photos'

export interface GalleryQuery {
  readonly buyerNick: string | null
  readonly caseId: string | null
  /** Times of filing: from, inclusive, to, exclusive. */
  readonly month: { readonly from: number; readonly to: number } | null
  readonly kind: string | null
  readonly search: { readonly text: string; readonly waybillKey: string | null } | null
  readonly sort: 'month' | 'buyer'
}

/** Where a photo stands in the order of its gallery. */
export interface GalleryMark {
  readonly buyer: string | null
  readonly addedAt: number
  readonly id: string
}

/** In the gallery: neither deleted nor in the bin (A6), and no template's picture (T5). */
const shown = and(isNull(photoLink.deletedAt), isNull(photoLink.binnedAt), sql`${photoLink.slot} is not ${TEMPLATE_PHOTO_SLOT}`)

/**
 * What a filter asks of a link. Buyer, case and month go through their indexes; kind and search are asked of each link on the way along
 * the index of the order, which a page walks only between two marks. Words in pictures are looked up for all photos at once where all
 * are asked, and photo by photo where only a range is.
 */
function parts(query: GalleryQuery, how: 'all' | 'range'): (SQL | undefined)[] {
  const found: (SQL | undefined)[] = [shown]
  if (query.buyerNick !== null) found.push(eq(photoLink.buyerNick, query.buyerNick))
  if (query.caseId !== null) found.push(eq(photoLink.caseId, query.caseId))
  if (query.month !== null) found.push(sql`${photoLink.addedAt} >= ${query.month.from}`, sql`${photoLink.addedAt} < ${query.month.to}`)
  // not a join: the planner would begin with all cases of the kind and sort their photos for each page
  if (query.kind !== null) found.push(sql`exists (select 1 from ${cases} where ${cases.id} = ${photoLink.caseId} and ${cases.kind} = ${query.kind})`)
  if (query.search !== null) {
    const { text, waybillKey } = query.search
    const lower = text.toLowerCase()
    // the words of 100,000 screenshots are some 50 MB: what has no letters to fold is not copied to be folded
    const words = (column: SQL | typeof photo.words): SQL => (/[a-z]/.test(lower) ? sql`instr(lower(${column}), ${lower}) > 0` : sql`instr(${column}, ${lower}) > 0`)
    const holds = (column: typeof photoLink.note | typeof photoLink.buyerNick | typeof photoLink.originalName | typeof photoLink.archivedAs): SQL => sql`instr(lower(${column}), ${lower}) > 0`
    found.push(
      or(
        holds(photoLink.buyerNick),
        holds(photoLink.note),
        holds(photoLink.originalName),
        holds(photoLink.archivedAs),
        how === 'all'
          ? sql`${photoLink.photoId} in (select ${photo.id} from ${photo} where ${photo.words} is not null and ${words(photo.words)})`
          : sql`exists (select 1 from ${photo} as seen where seen.id = ${photoLink.photoId} and ${words(sql`seen.words`)})`,
        eq(photoLink.orderNo, text),
        sql`${photoLink.caseId} in (select ${cases.id} from ${cases} where ${cases.orderNo} = ${text} union all select ${cases.id} from ${cases} where ${cases.caseNo} = ${text} union all select ${caseWaybill.caseId} from ${caseWaybill} where ${caseWaybill.waybillKey} = ${waybillKey})`,
      ),
    )
  }
  return found
}

const order = (query: GalleryQuery): SQL[] =>
  query.sort === 'buyer' ? [asc(photoLink.buyerNick), asc(photoLink.addedAt), asc(photoLink.id)] : [desc(photoLink.addedAt), desc(photoLink.id)]

/** Before any photo there can be: the walk begins at a place in the index, not at its head by chance. */
const LATEST = 8.64e15

const outlineQuery = (db: ReadDb, query: GalleryQuery) =>
  db
    .select({ buyer: photoLink.buyerNick, addedAt: photoLink.addedAt, id: photoLink.id })
    .from(photoLink)
    .where(and(...parts(query, 'all'), query.sort === 'month' ? sql`${photoLink.addedAt} <= ${LATEST}` : undefined))
    .orderBy(...order(query))

/** The order of the whole gallery in one walk along its index: buyer, time and id of each photo. */
export const galleryOrder = (db: ReadDb, query: GalleryQuery): GalleryMark[] =>
  rawRows(db, outlineQuery(db, query).toSQL()).map(([buyer, addedAt, id]) => ({ buyer: buyer as string | null, addedAt: addedAt as number, id: id as string }))

export const galleryOrderSql = (db: ReadDb, query: GalleryQuery): { sql: string; params: unknown[] } => outlineQuery(db, query).toSQL()

const time = ({ addedAt, id }: GalleryMark): SQL => sql`(${addedAt}, ${id})`
const placed = sql`(${photoLink.addedAt}, ${photoLink.id})`
const named = sql`(${photoLink.buyerNick}, ${photoLink.addedAt}, ${photoLink.id})`
const full = ({ buyer, addedAt, id }: GalleryMark): SQL => sql`(${buyer}, ${addedAt}, ${id})`

/** The ranges of the index between two marks. Links without a buyer stand before all names, and no name compares with theirs. */
function ranges(query: GalleryQuery, from: GalleryMark, to: GalleryMark | null): SQL[] {
  if (query.sort === 'month') return [sql`${placed} <= ${time(from)}${to === null ? sql`` : sql` and ${placed} > ${time(to)}`}`]
  if (from.buyer !== null) return [sql`${named} >= ${full(from)}${to === null ? sql`` : sql` and ${named} < ${full(to)}`}`]
  const nameless = sql`${photoLink.buyerNick} is null and ${placed} >= ${time(from)}`
  if (to !== null && to.buyer === null) return [sql`${nameless} and ${placed} < ${time(to)}`]
  return [nameless, to === null ? sql`${photoLink.buyerNick} >= ''` : sql`${named} < ${full(to)}`]
}

const pageQuery = (db: ReadDb, query: GalleryQuery, range: SQL, limit: number) => photoRows(db).where(and(...parts(query, 'range'), range)).orderBy(...order(query)).limit(limit)

/** The photos from one mark up to the next, at most `limit`. */
export function galleryPage(db: ReadDb, query: GalleryQuery, from: GalleryMark, to: GalleryMark | null, limit: number): PhotoRow[] {
  const found: PhotoRow[] = []
  for (const range of ranges(query, from, to)) {
    if (found.length < limit) found.push(...pageQuery(db, query, range, limit - found.length).all())
  }
  return found
}

/** The statements of a page, for the test of their plans. */
export const galleryPageSql = (db: ReadDb, query: GalleryQuery, from: GalleryMark, to: GalleryMark | null): { sql: string; params: unknown[] }[] => ranges(query, from, to).map((range) => pageQuery(db, query, range, 100).toSQL())

export const findCaseId = (db: ReadDb, caseNo: string): string | undefined => db.select({ id: cases.id }).from(cases).where(eq(cases.caseNo, caseNo)).get()?.id

export const waybillsOfCase = (db: ReadDb, caseId: string): readonly string[] => db.select({ waybills: cases.waybills }).from(cases).where(eq(cases.id, caseId)).get()?.waybills ?? []

/** Links of one photo that can be seen, oldest first. */
export const shownLinksOf = (db: ReadDb, sha256: string): PhotoRow[] => photoRows(db).where(and(shown, eq(photoLink.photoId, sha256))).orderBy(photoLink.addedAt, photoLink.id).all()

/** What was drawn from a photo (A5), on the given case, else for the given buyer. */
export function drawingsOf(db: ReadDb, sha256: string, owner: { readonly caseId: string | null; readonly buyerNick: string | null }): PhotoRow[] {
  const of = owner.caseId !== null ? eq(photoLink.caseId, owner.caseId) : owner.buyerNick !== null ? eq(photoLink.buyerNick, owner.buyerNick) : null
  return of === null ? [] : photoRows(db).where(and(shown, of, eq(photoLink.derivedFrom, sha256))).orderBy(photoLink.addedAt, photoLink.id).all()
}

export const setNote = (tx: WriteTx, linkId: string, note: string | null): boolean => tx.update(synced.photoLink, linkId, { note })
