import type { GalleryFilter, GallerySort } from '../../contract/photo-gallery'
import type { GalleryPolicy } from '../../contract/photo-policy'
import type { Photo } from '../../contract/photos'
import { monthIn, toLocal } from '../../domain/clock/zone'
import { waybillKey } from '../../domain/courier/waybill'
import { AppError } from '../../domain/errors'
import * as masters from '../repositories/masters'
import * as repo from '../repositories/photo-gallery'
import * as photos from '../repositories/photos'
import { toPhoto } from './case-read'
import type { Actor, Kernel } from './kernel'

export interface GalleryOutline extends GalleryPolicy {
  readonly total: number
  readonly groups: (string | null)[]
  readonly counts: number[]
  readonly marks: string[]
}

/** A case number that nobody has: nothing is shown, instead of everything. */
const NO_CASE = ''

const zoneOf = (kernel: Kernel): string => masters.listShops(kernel.read)[0]?.timeZone ?? 'Asia/Shanghai'
const given = (text: string | null | undefined): string | null => text?.trim() || null

function queryOf(kernel: Kernel, filter: GalleryFilter, sort: GallerySort): repo.GalleryQuery {
  const caseNo = given(filter.caseNo)
  const text = given(filter.search)
  return {
    buyerNick: given(filter.buyerNick),
    caseId: caseNo === null ? null : (repo.findCaseId(kernel.read, caseNo) ?? NO_CASE),
    month: filter.month == null ? null : monthIn(zoneOf(kernel), filter.month),
    kind: given(filter.kind),
    search: text === null ? null : { text, waybillKey: waybillKey(text) },
    sort,
  }
}

const toMark = ({ buyer, addedAt, id }: repo.GalleryMark): string => JSON.stringify([buyer, addedAt, id])

/** @throws AppError INVALID_INPUT for a mark that no outline gave */
function fromMark(text: string): repo.GalleryMark {
  let parts: unknown
  try {
    parts = JSON.parse(text)
  } catch {
    parts = null
  }
  if (!Array.isArray(parts)) throw new AppError('INVALID_INPUT', { field: 'from' })
  const [buyer, addedAt, id] = parts as unknown[]
  if ((buyer !== null && typeof buyer !== 'string') || typeof addedAt !== 'number' || typeof id !== 'string') throw new AppError('INVALID_INPUT', { field: 'from' })
  return { buyer, addedAt, id }
}

/** Names the month of a time of filing; the bounds of the last one are kept, since neighbours mostly share it. */
function monthNamer(zone: string): (at: number) => string {
  let last = { name: '', from: 0, to: 0 }
  return (at) => {
    if (last.name === '' || at < last.from || at >= last.to) {
      const { year, month } = toLocal(zone, at)
      const name = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`
      last = { name, ...monthIn(zone, name) }
    }
    return last.name
  }
}

/** Links looked at in one go: some milliseconds of work, then whoever asks has their turn (X6). */
const STRETCH = 4000

/**
 * The gallery's groups with their counts and the marks of its pages (A7), in one walk along the index of its order, a stretch at a
 * time. By these a page anywhere is read without the ones before it. What is filed meanwhile may be missing: its event asks again.
 */
export async function galleryOutline(kernel: Kernel, input: { filter: GalleryFilter; sort: GallerySort }, reading: GalleryPolicy = kernel.resources.policy.photos.gallery): Promise<GalleryOutline> {
  const query = queryOf(kernel, input.filter, input.sort)
  const month = monthNamer(zoneOf(kernel))
  const groups: (string | null)[] = []
  const counts: number[] = []
  const marks: string[] = []
  let total = 0
  for (let from: repo.GalleryMark | null = repo.galleryStart(query); from !== null; ) {
    const { found, next }: ReturnType<typeof repo.galleryStretch> = repo.galleryStretch(kernel.read, query, from, STRETCH)
    for (const one of found) {
      if (total % reading.pageSize === 0) marks.push(toMark(one))
      total += 1
      const group = input.sort === 'buyer' ? one.buyer : month(one.addedAt)
      if (groups.length === 0 || groups.at(-1) !== group) {
        groups.push(group)
        counts.push(1)
      } else {
        counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1
      }
    }
    from = next
    if (from !== null) await kernel.pace.giveWay()
  }
  return { ...reading, total, groups, counts, marks }
}

/** The photos between two marks of an outline (A7). @throws AppError INVALID_INPUT */
export function galleryPage(kernel: Kernel, input: { filter: GalleryFilter; sort: GallerySort; from: string; to?: string | null | undefined; limit: number }): { rows: Photo[] } {
  const to = input.to == null ? null : fromMark(input.to)
  return { rows: repo.galleryPage(kernel.read, queryOf(kernel, input.filter, input.sort), fromMark(input.from), to, input.limit).map(toPhoto) }
}

/** What the viewer tells of one photo (A5, A7). @throws AppError NOT_FOUND */
export function photoFacts(kernel: Kernel, linkId: string): {
  orderNo: string | null
  waybills: string[]
  note: string | null
  words: string | null
  addedByName: string | null
  originalAt: number | null
  original: Photo | null
  drawings: Photo[]
} {
  const link = photos.findLinkRow(kernel.read, linkId)
  if (link === undefined) throw new AppError('NOT_FOUND', { what: 'photo', id: linkId })
  const from = link.derivedFrom === null ? [] : repo.shownLinksOf(kernel.read, link.derivedFrom)
  const original = from.find((one) => one.caseId === link.caseId) ?? from.find((one) => one.buyerNick === link.buyerNick) ?? from[0]
  return {
    orderNo: link.orderNo,
    waybills: link.caseId === null ? [] : [...repo.waybillsOfCase(kernel.read, link.caseId)],
    note: link.note,
    words: photos.findPhoto(kernel.read, link.photoId)?.words ?? null,
    addedByName: kernel.staffName(link.addedBy),
    originalAt: link.originalAt,
    original: original === undefined ? null : toPhoto(original),
    drawings: repo.drawingsOf(kernel.read, link.photoId, link).map(toPhoto),
  }
}

/** Writes a photo's note; blanks alone take it away (A7). @throws AppError NOT_FOUND */
export function setPhotoNote(kernel: Kernel, actor: Actor, input: { linkId: string; note: string }): { note: string | null } {
  if (photos.findLinkRow(kernel.read, input.linkId) === undefined) throw new AppError('NOT_FOUND', { what: 'photo', id: input.linkId })
  const note = given(input.note)
  kernel.write(actor, { name: 'photo.note', subject: input.linkId }, (tx) => repo.setNote(tx, input.linkId, note))
  return { note }
}
