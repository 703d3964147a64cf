import { join } from 'node:path'
import { binPathOf } from '../../../domain/photo/bin'
import { safePlace } from '../../../domain/sync/photo-names'
import { nodeFileSystem, removeIfThere, thumbPathOf, type BinnedFile } from '../../photos'
import * as care from '../../repositories/photo-care'
import * as photos from '../../repositories/photos'
import * as ways from '../../repositories/sync-photos'
import type { Kernel } from '../kernel'
import { archiveOf } from '../photo-archive'
import { SYSTEM } from '../setup'

/** What is known of a photo's bytes wherever they lie. */
export interface PhotoBytes {
  readonly sha256: string
  readonly bytes: number
}

export const fileAt = (photo: PhotoBytes, archivedAs: string): BinnedFile => ({ sha256: photo.sha256, bytes: photo.bytes, archivedAs })

/** Every place at which a photo's bytes may lie here by its rows, relative to the data folder. */
export function placesOf(kernel: Kernel, sha256: string): string[] {
  const links = ways.listKeptLinks(kernel.read, sha256)
  const shown = links.filter((link) => link.binnedAt === null).map((link) => link.archivedAs)
  return [...new Set([...shown, ...links.map((link) => binPathOf(sha256, link.archivedAs))])]
}

/** The first of some places that holds a photo's bytes whole, or null. A path from elsewhere that leaves the archive is none. */
export async function whereIs(kernel: Kernel, photo: PhotoBytes, places: readonly string[]): Promise<string | null> {
  const { bin } = archiveOf(kernel)
  for (const place of places) if (isOurs(place) && (await bin.isThere(fileAt(photo, place)))) return place
  return null
}
/** Binned files lie in the archive's own folder, which no row may name. */
const isOurs = (place: string): boolean => !place.split('/').some((segment) => segment === '..' || segment.includes('\0') || segment.includes('\\'))

function moveRows(kernel: Kernel, sha256: string, from: string, to: string): void {
  kernel.write(SYSTEM, { name: 'photo.place', subject: sha256, bulk: true }, (tx) => {
    for (const link of photos.listLinksOfPhoto(tx.db, sha256)) if (link.archivedAs === from) photos.updateLink(tx, link.id, { archivedAs: to })
  })
}

/** Links of other photos that claim a path, the first made first. */
const rivalsAt = (kernel: Kernel, sha256: string, path: string): ways.LinkRow[] =>
  care.linksAt(kernel.read, path).filter((link) => link.photoId !== sha256).sort((a, b) => (a.id < b.id ? -1 : 1))

/**
 * Gives a photo its file at the place that its row names (S4), from a good file at `from`; never over another file. Two PCs may have given
 * one name to two photos: the one whose row was made first keeps it, on every PC alike, and the other gets the next number, as does a
 * photo whose name is taken here by a file that no row knows. Answers the place.
 */
export async function showAt(kernel: Kernel, photo: PhotoBytes, link: ways.LinkRow, from: string): Promise<string> {
  const { bin } = archiveOf(kernel)
  const wanted = safePlace(link.archivedAs)
  const rivals = rivalsAt(kernel, photo.sha256, wanted)
  const first = care.linksAt(kernel.read, wanted).filter((one) => one.photoId === photo.sha256).reduce((id, one) => (one.id < id ? one.id : id), link.id)
  const isFirst = rivals.every((rival) => first < rival.id)
  if (isFirst) {
    for (const sha256 of new Set(rivals.map((rival) => rival.photoId))) await giveWay(kernel, sha256, wanted)
    if (await bin.putShared({ ...fileAt(photo, wanted), from })) {
      if (wanted !== link.archivedAs) moveRows(kernel, photo.sha256, link.archivedAs, wanted)
      return wanted
    }
  }
  const place = await bin.putBeside({ ...fileAt(photo, wanted), from })
  moveRows(kernel, photo.sha256, link.archivedAs, place)
  // its bytes may have lain under the name that is another's
  await bin.dropName(fileAt(photo, wanted), place)
  return place
}

/** Another photo that stands under a name which is not its own goes to the next number. */
async function giveWay(kernel: Kernel, sha256: string, path: string): Promise<void> {
  const { bin } = archiveOf(kernel)
  const bytes = photos.findPhoto(kernel.read, sha256)?.bytes
  if (bytes === undefined || !(await bin.isThere({ sha256, bytes, archivedAs: path }))) return
  const place = await bin.copyBeside(path)
  moveRows(kernel, sha256, path, place)
  await bin.dropName({ sha256, bytes, archivedAs: path }, place)
}

/** Gives a binned photo its file in the bin; a file that somebody changed there by hand stays, and verify tells of it (A6). */
export async function keepInBin(kernel: Kernel, photo: PhotoBytes, link: ways.LinkRow, from: string): Promise<string> {
  const place = binPathOf(photo.sha256, link.archivedAs)
  await archiveOf(kernel).bin.putShared({ ...fileAt(photo, place), from })
  return place
}

/** Takes a name away that no row needs any more, when the same bytes are proven at `keptAt`. */
export async function dropOld(kernel: Kernel, photo: PhotoBytes, old: string, keptAt: string): Promise<void> {
  if (old !== keptAt && !isNeeded(kernel, photo.sha256, old)) await archiveOf(kernel).bin.dropName(fileAt(photo, old), keptAt)
}
function isNeeded(kernel: Kernel, sha256: string, place: string): boolean {
  return ways.listKeptLinks(kernel.read, sha256).some((link) => (link.binnedAt === null ? link.archivedAs : binPathOf(sha256, link.archivedAs)) === place)
}

/** Removes the file of a row that another device removed for good (A6): only by that row's stamped deletion, and only where no other row needs it. */
export async function removeForGood(kernel: Kernel, photo: PhotoBytes, link: ways.LinkRow, before: ways.Before): Promise<void> {
  const { bin } = archiveOf(kernel)
  const shown = before?.archivedAs ?? link.archivedAs
  const none = (): void => undefined
  if (before?.binned !== true && isOurs(shown)) await bin.toBin({ ...fileAt(photo, shown), shared: () => isNeeded(kernel, photo.sha256, shown), commit: none })
  for (const path of new Set([shown, link.archivedAs])) {
    await bin.purge({ ...fileAt(photo, path), needed: () => isNeeded(kernel, photo.sha256, binPathOf(photo.sha256, path)), commit: none })
  }
  if (care.isKept(kernel.read, photo.sha256)) return
  kernel.write(SYSTEM, { name: 'photo.gone', derived: true, bulk: true }, (tx) => {
    photos.setThumb(tx, photo.sha256, false)
    ways.removeWay(tx, photo.sha256)
  })
  await removeIfThere(nodeFileSystem, join(kernel.dataDir, thumbPathOf(photo.sha256)))
}
