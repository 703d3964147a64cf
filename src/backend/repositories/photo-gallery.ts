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

/** The filters that have an index. */
function indexed(query: GalleryQuery): SQL[] {
  const found: SQL[] = []
  if (query.buyerNick !== null) found.push(eq(photoLink.buyerNick, query.buyerNick))
  if (query.caseId !== null) found.push(eq(photoLink.caseId, query.caseId))
  if (query.month !== null) found.push(sql`${photoLink.addedAt} >= ${query.month.from}`, sql`${photoLink.addedAt} < ${query.month.to}`)
  return found
}

/**
 * What a filter asks of a link. Buyer, case and month go through their indexes; kind and search are asked of each link on the way along
 * the index of the order, which a page walks only between two marks. Words in pictures are looked
 * up photo by photo: a stretch or a page asks a bounded number.
 */
function parts(query: GalleryQuery): (SQL | undefined)[] {
  const found: (SQL | undefined)[] = [shown, ...indexed(query)]
  // not a join: the planner would begin with all cases of the kind and sort their photos for each page
  if (query.kind !== null) found.push(sql`exists (select 1 from ${cases} where ${cases.id} = ${photoLink.caseId} and ${cases.kind} = ${query.kind})`)
  if (query.search !== null) {
    const { text, waybillKey } = query.search
    const lower = text.toLowerCase()
    // the words of 100,000 screenshots are some 50 MB: what has no letters to fold is not copied to be folded
    const words = (column: SQL): SQL => (/[a-z]/.test(lower) ? sql`instr(lower(${column}), ${lower}) > 0` : sql`instr(${column}, ${lower}) > 0`)
    const holds = (column: typeof photoLink.note | typeof photoLink.buyerNick | typeof photoLink.originalName | typeof photoLink.archivedAs): SQL => sql`instr(lower(${column}), ${lower}) > 0`
    found.push(
      or(
        holds(photoLink.buyerNick),
        holds(photoLink.note),
        holds(photoLink.originalName),
        holds(photoLink.archivedAs),
        sql`exists (select 1 from ${photo} as seen where seen.id = ${photoLink.photoId} and ${words(sql`seen.words`)})`,
        eq(photoLink.orderNo, text),
        sql`${photoLink.caseId} in (select ${cases.id} from ${cases} where ${cases.orderNo} = ${text} union all select ${cases.id} from ${cases} where ${cases.caseNo} = ${text} union all select ${caseWaybill.caseId} from ${caseWaybill} where ${caseWaybill.waybillKey} = ${waybillKey})`,
      ),
    )
  }
  return found
}

const order = (query: GalleryQuery): SQL[] =>
  query.sort === 'buyer' ? [asc(photoLink.buyerNick), asc(photoLink.addedAt), asc(photoLink.id)] : [desc(photoLink.addedAt), desc(photoLink.id)]

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

/** Before any photo there can be, in the order of the gallery. */
const LATEST = 8.64e15
export const galleryStart = ({ sort, month }: GalleryQuery): GalleryMark =>
  sort === 'month' ? { buyer: null, addedAt: month === null ? LATEST : month.to, id: '\u{10ffff}' } : { buyer: null, addedAt: -LATEST, id: '' }
/** The first name there can be: those without one stand before it. */
const FIRST_NAMED: GalleryMark = { buyer: '', addedAt: -LATEST, id: '' }

const marks = (db: ReadDb) => db.select({ buyer: photoLink.buyerNick, addedAt: photoLink.addedAt, id: photoLink.id }).from(photoLink)
const asMarks = (db: ReadDb, query: { toSQL(): { sql: string; params: unknown[] } }): GalleryMark[] =>
  rawRows(db, query.toSQL()).map(([buyer, addedAt, id]) => ({ buyer: buyer as string | null, addedAt: addedAt as number, id: id as string }))

/** By buyer a month is spread over the whole index: it is asked of each link on the way, and does not count towards a stretch. */
const boundaryQuery = (db: ReadDb, query: GalleryQuery, range: SQL, links: number) =>
  marks(db).where(and(...indexed(query.sort === 'buyer' ? { ...query, month: null } : query), range)).orderBy(...order(query)).limit(1).offset(links)
const stretchQuery = (db: ReadDb, query: GalleryQuery, range: SQL) => marks(db).where(and(...parts(query), range)).orderBy(...order(query))

/**
 * One stretch of the gallery's order along its index: which of the next `links` links are shown by the filter, and where the stretch
 * after it begins; null at the end. A stretch is bounded by links looked at and not by links found, so that none of them takes long (X6).
 */
export function galleryStretch(db: ReadDb, query: GalleryQuery, from: GalleryMark, links: number): { found: GalleryMark[]; next: GalleryMark | null } {
  const [range, further] = ranges(query, from, null)
  if (range === undefined) return { found: [], next: null }
  const next = asMarks(db, boundaryQuery(db, query, range, links))[0] ?? (further === undefined ? null : FIRST_NAMED)
  return { found: ranges(query, from, next).flatMap((part) => asMarks(db, stretchQuery(db, query, part))), next }
}

/** The statements of a stretch, for the test of their plans. */
export const galleryStretchSql = (db: ReadDb, query: GalleryQuery, from: GalleryMark, to: GalleryMark | null): { sql: string; params: unknown[] }[] =>
  [...ranges(query, from, null).map((range) => boundaryQuery(db, query, range, 100)), ...ranges(query, from, to).map((range) => stretchQuery(db, query, range))].map((one) => one.toSQL())

const pageQuery = (db: ReadDb, query: GalleryQuery, range: SQL, limit: number) => photoRows(db).where(and(...parts(query), range)).orderBy(...order(query)).limit(limit)

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
