import type { FileResult, Photo, PhotoWay } from '../../contract/photos'
import { KINDS, type KindId } from '../../domain/case/kinds'
import { toLocal } from '../../domain/clock/zone'
import { AppError } from '../../domain/errors'
import { ownerOf } from '../../domain/photo/archive-path'
import { REJECT_REASONS } from '../../domain/photo/reject'
import type { FiledPhoto, FilingRequest, PhotoSource } from '../photos'
import type { WriteTx } from '../db/write'
import * as cases from '../repositories/cases'
import * as masters from '../repositories/masters'
import * as repo from '../repositories/photos'
import { toPhoto } from './case-read'
import { withTimers, withTimersOf } from './case-playbook'
import { noteOnCase } from './case-write'
import { toAppError } from './failures'
import type { Actor, Kernel } from './kernel'
import { archiveOf } from './photo-archive'
import { lookalikes, noteLooks } from './photo-looks'
import { createPhotoRows, type PhotoRows } from './photo-rows'
import { pngOfScreenshot, type PictureSize } from './photo-screenshot'
import { checkArchive } from './photo-verify'
import { filedByHand } from './sync/photo-arrivals'

export interface PhotoTarget {
  readonly caseId?: string | null | undefined
  readonly slot?: string | null | undefined
  readonly buyerNick?: string | null | undefined
  readonly source?: PhotoWay | null | undefined
}

interface Place {
  readonly caseRow: cases.CaseDbRow | undefined
  readonly slot: string | null
  readonly buyer: string | null
  readonly order: string | null
  readonly timeZone: string
  readonly shopName: string | null
  /** SHA-256 of the photo that this one is drawn from (A5). */
  readonly derivedFrom?: string
  /** How it came in (A2). */
  readonly source?: PhotoWay | null | undefined
  /** Epoch ms by which it is named; else now. A scan of old folders names by the files' own time. */
  readonly namedBy?: number
}

/** What else a filing does. */
export interface FilingExtras {
  /** Runs in the transaction that writes the photo's rows: what is noted about its source is true exactly when the photo is kept. */
  readonly alongside?: (tx: WriteTx) => void
  /** One of many: changes are told together. */
  readonly bulk?: boolean
}

/** Where a photo goes: the case's buyer, else the one given, else the inbox (A1, A2). @throws AppError NOT_FOUND */
function placeOf(kernel: Kernel, target: PhotoTarget): Place {
  const caseRow = target.caseId == null ? undefined : cases.findCase(kernel.read, target.caseId)
  if (target.caseId != null && caseRow === undefined) throw new AppError('NOT_FOUND', { what: 'case', id: target.caseId })
  const shop = caseRow === undefined ? masters.listShops(kernel.read)[0] : masters.findShop(kernel.read, caseRow.shopId)
  return {
    caseRow,
    slot: target.slot?.trim() || null,
    buyer: target.buyerNick?.trim() || caseRow?.buyerNick || null,
    order: caseRow?.orderNo ?? null,
    timeZone: shop?.timeZone ?? 'Asia/Shanghai',
    shopName: caseRow === undefined ? null : (shop?.name ?? null),
    source: target.source,
  }
}

function factsOf(kernel: Kernel, place: Place): FilingRequest['facts'] {
  const { caseRow } = place
  return {
    buyer: place.buyer,
    order: place.order,
    caseNo: caseRow?.caseNo ?? null,
    kind: caseRow === undefined ? null : (KINDS[caseRow.kind as KindId]?.zh ?? caseRow.kind),
    shop: place.shopName,
    platform: caseRow?.platform ?? null,
    at: toLocal(place.timeZone, place.namedBy ?? kernel.now()),
  }
}

/** Writes the rows of a filed photo and answers the link's id; the same photo on the same case stays one link. */
function saveRows(kernel: Kernel, tx: WriteTx, filed: FiledPhoto, place: Place): string {
  return withTimersOf(kernel, tx, place.caseRow?.id, () => linkPhoto(kernel, tx, filed, place))
}

function linkPhoto(kernel: Kernel, tx: WriteTx, filed: FiledPhoto, place: Place): string {
  const known = repo.findPhoto(tx.db, filed.sha256)
  if (known === undefined) {
    const { sha256: id, format, bytes, picture } = filed
    repo.putPhoto(tx, { id, format, bytes, width: picture?.width ?? null, height: picture?.height ?? null, hasThumb: picture?.hasThumb ?? false, looks: picture?.looks ?? null, addedAt: tx.now })
  }
  // its thumbnail went with the last row that showed it, and was made again just now
  else if (!known.hasThumb && filed.picture?.hasThumb === true) repo.setThumb(tx, filed.sha256, true)
  if (known !== undefined) filedByHand(tx, filed.sha256)
  const caseId = place.caseRow?.id ?? null
  const links = repo.listLinksOfPhoto(tx.db, filed.sha256).filter((link) => link.archivedAs === filed.archivedAs)
  const here = links.find((link) => link.caseId === caseId) ?? links.find((link) => link.caseId === null)
  const [shown] = links
  // An old folder often holds what is on a case already: that is no second photo.
  if (here === undefined && shown !== undefined && place.source === 'scan' && caseId === null) return shown.id
  const id = here?.id ?? tx.newId()
  if (here === undefined) {
    repo.insertLink(tx, {
      id,
      photoId: filed.sha256,
      archivedAs: filed.archivedAs,
      originalName: filed.originalName,
      buyerNick: place.buyer,
      orderNo: place.order,
      addedAt: tx.now,
      addedBy: tx.actorId,
      caseId,
      slot: place.slot,
      originalAt: filed.modifiedAt,
      source: place.source ?? null,
      derivedFrom: place.derivedFrom ?? null,
    })
  } else if (!repo.updateLink(tx, id, { caseId, slot: here.slot ?? place.slot })) {
    return id
  }
  if (caseId !== null) {
    // A photo from an old folder is no answer of the buyer: it stops no clock.
    const clockEvent = place.source === 'scan' ? undefined : 'photo-received'
    noteOnCase(kernel, tx, caseId, { type: 'photo-added', data: { linkId: id, sha256: filed.sha256, archivedAs: filed.archivedAs, slot: place.slot } }, clockEvent)
  }
  return id
}

async function fileOne(kernel: Kernel, rows: PhotoRows, source: PhotoSource, place: Place, extras: FilingExtras = {}): Promise<FileResult> {
  const archive = archiveOf(kernel)
  await archive.swept
  const name = 'path' in source ? (source.name ?? source.path) : source.name
  let linkId = ''
  const result = await rows.filing(() =>
    archive.filing.file({
      source,
      facts: factsOf(kernel, place),
      inspect: archive.inspect,
      commit: (photo) =>
        rows.commit(photo, (tx) => {
          extras.alongside?.(tx)
          linkId = saveRows(kernel, tx, photo, place)
        }),
    }),
  )
  if (result.outcome === 'rejected') {
    const { reason, keptAs } = result.rejected
    const words = REJECT_REASONS[reason]
    return { name, outcome: 'rejected', photo: null, rejected: { code: reason, messageZh: words.zh, messageEn: words.en, keptAs } }
  }
  if (result.photo.picture?.looks != null) noteLooks(kernel, result.photo.sha256, result.photo.picture.looks)
  const alike = await lookalikes(kernel, linkId)
  return { name, outcome: result.photo.duplicateOf === null && result.photo.newFile ? 'added' : 'duplicate', photo: requireLink(kernel, linkId), rejected: null, ...(alike.length === 0 ? {} : { alike }) }
}

function requireLink(kernel: Kernel, linkId: string): Photo {
  const row = repo.findLink(kernel.read, linkId)
  if (row === undefined) throw new AppError('NOT_FOUND', { what: 'photo', id: linkId })
  return toPhoto(row)
}

/**
 * Files photos from the disk (A2). Each is whole or not at all; one that is rejected does not stop the others.
 * @throws AppError DISK_FULL, PERMISSION_DENIED, NOT_FOUND; photos filed before stay filed
 */
export async function addFiles(kernel: Kernel, actor: Actor, input: PhotoTarget & { readonly paths: readonly string[] }): Promise<FileResult[]> {
  const place = placeOf(kernel, input)
  const rows = createPhotoRows(kernel, actor)
  const results = new Array<FileResult>(input.paths.length)
  let next = 0
  const work = async (): Promise<void> => {
    while (next < input.paths.length) {
      const index = next
      next += 1
      const path = input.paths[index]
      if (path !== undefined) results[index] = await fileOne(kernel, rows, { path }, place)
    }
  }
  // some are decoded while others are copied and synced, or wait for the transaction that holds their rows
  const outcomes = await Promise.allSettled(Array.from({ length: kernel.resources.policy.photos.filing.atOnce }, work))
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failed?.status === 'rejected') throw toAppError(failed.reason)
  return results
}

/**
 * Files one photo that came in by itself, from a hot folder or a scan (A2). `owner`: whose it is when no case says so.
 * @throws AppError DISK_FULL, PERMISSION_DENIED, NOT_FOUND; nothing is half done then
 */
export async function fileFound(
  kernel: Kernel,
  actor: Actor,
  found: { readonly path: string; readonly target: PhotoTarget; readonly owner?: { readonly buyer: string | null; readonly order: string | null } | undefined; readonly namedBy?: number | undefined },
  extras: FilingExtras,
): Promise<FileResult> {
  try {
    const place = placeOf(kernel, found.target)
    const owned = { ...place, buyer: place.buyer ?? found.owner?.buyer ?? null, order: place.order ?? found.owner?.order ?? null }
    return await fileOne(kernel, createPhotoRows(kernel, actor, extras.bulk === true), { path: found.path }, found.namedBy === undefined ? owned : { ...owned, namedBy: found.namedBy }, extras)
  } catch (error) {
    throw toAppError(error)
  }
}

/** Files pasted bytes, or a screenshot's pixels as PNG (A2). */
export async function addBytes(kernel: Kernel, actor: Actor, input: PhotoTarget & { readonly name: string; readonly bytes: Uint8Array; readonly bgra?: PictureSize | null | undefined }): Promise<FileResult> {
  try {
    const place = placeOf(kernel, input)
    const bytes = input.bgra == null ? input.bytes : await pngOfScreenshot(kernel, input.bytes, input.bgra)
    return await fileOne(kernel, createPhotoRows(kernel, actor), { bytes, name: input.name }, place)
  } catch (error) {
    throw toAppError(error)
  }
}

/** Files a drawing beside its original (A5): on the same case and slot, for the same buyer and order, by the archive's own pattern. */
export async function fileDerived(kernel: Kernel, actor: Actor, original: NonNullable<ReturnType<typeof repo.findLinkRow>>, bytes: Uint8Array, extension: string): Promise<FileResult> {
  const place = placeOf(kernel, { caseId: original.caseId, slot: original.slot, buyerNick: original.buyerNick })
  const stem = (original.originalName ?? original.archivedAs.split('/').at(-1) ?? '').replace(/\.[^.]*$/, '')
  try {
    return await fileOne(kernel, createPhotoRows(kernel, actor), { bytes, name: `${stem}.${extension}` }, { ...place, order: original.orderNo ?? place.order, derivedFrom: original.photoId })
  } catch (error) {
    throw toAppError(error)
  }
}

/** One page of photos, newest first (A7). */
export function listPhotos(
  kernel: Kernel,
  input: { caseId?: string | null | undefined; buyerNick?: string | null | undefined; inbox?: boolean | undefined; search?: string | null | undefined; cursor?: string | null | undefined; limit: number },
): { rows: Photo[]; nextCursor: string | null } {
  const match = /^(\d+):(.+)$/.exec(input.cursor ?? '')
  const after = match?.[1] === undefined || match[2] === undefined ? null : { addedAt: Number(match[1]), id: match[2] }
  const found = repo.listPhotos(kernel.read, { ...input, inbox: input.inbox ?? false, search: input.search?.trim() || null, after, limit: input.limit + 1 })
  const rows = found.slice(0, input.limit).map(toPhoto)
  const last = rows.at(-1)
  return { rows, nextCursor: found.length > input.limit && last !== undefined ? `${last.addedAt}:${last.linkId}` : null }
}

/** Files a photo of the inbox on a case, or moves it to another slot or case; the archived file follows its new owner (A2). */
export async function assignPhoto(kernel: Kernel, actor: Actor, input: { linkId: string; caseId: string; slot?: string | null | undefined }): Promise<Photo> {
  const link = repo.findLinkRow(kernel.read, input.linkId)
  if (link === undefined) throw new AppError('NOT_FOUND', { what: 'photo', id: input.linkId })
  const place = placeOf(kernel, { caseId: input.caseId, slot: input.slot })
  const save = (archivedAs: string): void => {
    kernel.write(actor, { name: 'photo.assign', subject: input.linkId }, (tx) => {
      withTimers(kernel, tx, input.caseId, () => {
        const changed = repo.updateLink(tx, input.linkId, { caseId: input.caseId, slot: place.slot, archivedAs, buyerNick: place.buyer, orderNo: place.order })
        if (changed) noteOnCase(kernel, tx, input.caseId, { type: 'photo-added', data: { linkId: input.linkId, sha256: link.photoId, archivedAs, slot: place.slot } }, 'photo-received')
      })
    })
  }
  const sameOwner = ownerOf({ buyer: link.buyerNick, order: link.orderNo }) === ownerOf({ buyer: place.buyer, order: place.order })
  if (sameOwner) save(link.archivedAs)
  else {
    const shared = repo.listLinksOfPhoto(kernel.read, link.photoId).some((other) => other.id !== link.id && other.archivedAs === link.archivedAs)
    await archiveOf(kernel).filing.refile({ sha256: link.photoId, from: link.archivedAs, facts: factsOf(kernel, place), keepOld: shared, commit: save })
  }
  return requireLink(kernel, input.linkId)
}

export const inboxCount = (kernel: Kernel): { count: number } => ({ count: repo.countInbox(kernel.read) })

/** Compares the archive with its rows by content; rows follow files that were moved by hand, nothing is ever removed (A6). */
export async function verifyPhotos(kernel: Kernel, actor: Actor): Promise<{ photos: number; missing: string[]; altered: string[]; orphaned: string[]; repaired: string[] }> {
  const report = await checkArchive(kernel, actor)
  return {
    photos: report.photos,
    missing: report.missing.map((file) => file.archivedAs),
    altered: [...report.altered, ...report.unreadable].map((file) => file.archivedAs),
    orphaned: report.orphaned.map((file) => file.archivedAs),
    repaired: report.repaired.map((file) => file.to),
  }
}
