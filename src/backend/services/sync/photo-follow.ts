import { resolve } from 'node:path'
import { PHOTO_FORMATS, type PhotoFormat } from '../../../domain/photo/formats'
import { binPathOf } from '../../../domain/photo/bin'
import * as care from '../../repositories/photo-care'
import * as photos from '../../repositories/photos'
import * as ways from '../../repositories/sync-photos'
import { toAppError } from '../failures'
import type { Kernel } from '../kernel'
import { archiveOf } from '../photo-archive'
import { noteLooks } from '../photo-looks'
import { SYSTEM } from '../setup'
import { dropOld, keepInBin, placesOf, removeForGood, showAt, whereIs, type PhotoBytes } from './photo-places'

const PAGE = 200

export interface FollowResult {
  /** Files that are where their rows say now. */
  readonly followed: number
  /** Rows whose files could not follow yet: open in another program, no permission, their photo's row not here. The next round tries again. */
  readonly waiting: number
  /** Set when the disk ended it. */
  readonly fault: string | null
}

/**
 * Files follow rows that other devices added, moved, renamed, binned, took back or removed for good (S4, A6). Call it after rows arrived;
 * a kill at any point loses nothing, since each mark goes when its file is in place. Absence of a file is never taken as deletion.
 * @throws the signal's reason when aborted
 */
export async function followPaths(kernel: Kernel, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<FollowResult> {
  let followed = 0
  let waiting = 0
  await archiveOf(kernel).swept
  for (let after = ''; ; ) {
    const page = ways.listMarks(kernel.read, after, PAGE)
    for (const { linkId, before } of page) {
      options.signal?.throwIfAborted()
      try {
        if (await followOne(kernel, linkId, before)) followed += 1
        else waiting += 1
      } catch (error) {
        const known = toAppError(error)
        if (known.code === 'DISK_FULL') return { followed, waiting: waiting + 1, fault: known.code }
        if (known.code === 'INTERNAL' || known.code === 'CANCELLED') throw error
        waiting += 1
      }
      after = linkId
      await kernel.pace.giveWay()
    }
    if (page.length < PAGE) return { followed, waiting, fault: null }
  }
}

async function followOne(kernel: Kernel, linkId: string, before: ways.Before): Promise<boolean> {
  const link = photos.findLinkRow(kernel.read, linkId)
  const row = link === undefined ? undefined : photos.findPhoto(kernel.read, link.photoId)
  // A row before its parent: the mark stays until both are here.
  if (link === undefined || row === undefined) return false
  const photo = { sha256: row.id, bytes: row.bytes }
  if (link.deletedAt === null) await keepUp(kernel, photo, link, before)
  else if (link.binnedAt !== null) await removeForGood(kernel, photo, link, before)
  else {
    // Taken back on one device while another removed it for good: what a person took back is kept.
    kernel.write(SYSTEM, { name: 'photo.kept', subject: linkId }, (tx) => ways.restoreLink(tx, linkId))
    await keepUp(kernel, photo, { ...link, deletedAt: null }, before)
  }
  kernel.write(SYSTEM, { name: 'photo.followed', derived: true, bulk: true }, (tx) => ways.unmark(tx, linkId))
  return true
}

async function keepUp(kernel: Kernel, photo: PhotoBytes, link: ways.LinkRow, before: ways.Before): Promise<void> {
  const former = before === null ? [] : [before.archivedAs, binPathOf(photo.sha256, before.archivedAs)]
  const from = await whereIs(kernel, photo, [...new Set([...former, ...placesOf(kernel, photo.sha256)])])
  if (from === null) {
    fetchAgain(kernel, photo.sha256)
    return
  }
  await placeLink(kernel, photo, link, from)
  const now = photos.findLinkRow(kernel.read, link.id)
  const place = now === undefined ? null : now.binnedAt === null ? now.archivedAs : binPathOf(photo.sha256, now.archivedAs)
  if (place !== null) for (const old of former) await dropOld(kernel, photo, old, place)
  await makeThumb(kernel, photo.sha256, place ?? from)
}

/** The file of one row in the archive or in the bin, as the row says. */
export async function placeLink(kernel: Kernel, photo: PhotoBytes, link: ways.LinkRow, from: string): Promise<void> {
  if (link.binnedAt === null) await showAt(kernel, photo, link, from)
  else await keepInBin(kernel, photo, link, from)
}

/** Bytes that are nowhere here are fetched from the store, when they are there (S4). */
function fetchAgain(kernel: Kernel, sha256: string): void {
  const row = ways.findTravelling(kernel.read, sha256)
  if (row?.storedAs == null || ways.isAwaited(kernel.read, sha256)) return
  kernel.write(SYSTEM, { name: 'photo.fetch', derived: true, bulk: true }, (tx) => {
    ways.putWay(tx, { photoId: sha256, way: 'down', state: 'waiting', attempts: 0, nextAt: tx.now, fault: null })
  })
}

/** The thumbnail and the looks of a photo that came by another way than filing, in a file process; of one that has them: nothing (A4, A7). */
export async function makeThumb(kernel: Kernel, sha256: string, place: string): Promise<void> {
  const row = photos.findPhoto(kernel.read, sha256)
  if (row === undefined || row.hasThumb || !Object.hasOwn(PHOTO_FORMATS, row.format)) return
  const format = row.format as PhotoFormat
  if (PHOTO_FORMATS[format].opaque) return
  const seen = await archiveOf(kernel).inspect({ path: resolve(kernel.dataDir, place), sha256, bytes: row.bytes, format })
  // The PC that filed it could read it: without a thumbnail it is still the photo.
  if (!seen.ok || seen.picture === null) return
  const { hasThumb, looks } = seen.picture
  kernel.write(SYSTEM, { name: 'photo.thumb', derived: true, bulk: true }, (tx) => {
    photos.setThumb(tx, sha256, hasThumb)
    if (row.looks === null && looks !== null) care.setLooks(tx, sha256, looks)
  })
  const known = row.looks ?? looks
  if (known !== null) noteLooks(kernel, sha256, known)
}
