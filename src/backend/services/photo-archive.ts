import { AppError } from '../../domain/errors'
import { ownerOf } from '../../domain/photo/archive-path'
import { createBin, createFiling, createInspector, nodeFileSystem, PICTURES_AHEAD, spreadJobs, sweepIncoming, type Bin, type Filing, type FilingRequest, type ImagingLimits, type ThumbnailJob, type ThumbnailResult } from '../photos'
import * as care from '../repositories/photo-care'
import * as repo from '../repositories/photos'
import type { Kernel } from './kernel'

export interface PhotoArchive {
  readonly filing: Filing
  readonly bin: Bin
  readonly inspect: FilingRequest['inspect']
  readonly thumbnail: (job: ThumbnailJob) => Promise<ThumbnailResult>
  /** Leftovers of an earlier process are swept before the first filing. */
  readonly swept: Promise<number>
}

const MEGABYTE = 1024 ** 2

/** What one picture may cost before it is put aside (A3), by policy. */
export function pictureLimits(kernel: Kernel): ImagingLimits {
  const { megapixels, pictureMegabytes } = kernel.resources.policy.photos.limits
  return { maxPixels: megapixels * 1_000_000, maxBytes: pictureMegabytes * MEGABYTE }
}

const archives = new WeakMap<Kernel, PhotoArchive>()

/** The one owner of the archive folder of an open data folder: filing, bin and looking at pictures share its locks. */
export function archiveOf(kernel: Kernel): PhotoArchive {
  const known = archives.get(kernel)
  if (known !== undefined) return known
  const thumbnail = spreadJobs(kernel.imaging.map((host) => (input: ThumbnailJob) => host.run({ kind: 'thumbnail', input })), 1 + PICTURES_AHEAD)
  const filing = createFiling({
    dataDir: kernel.dataDir,
    maxBytes: () => kernel.resources.policy.photos.limits.fileMegabytes * MEGABYTE,
    pattern: () => kernel.resources.policy.photoWays.pattern,
    promised: (archivedAs) => care.linksAt(kernel.read, archivedAs).length > 0,
    known: (sha256) => repo.listLinksOfPhoto(kernel.read, sha256).map((link) => ({ archivedAs: link.archivedAs, owner: ownerOf({ buyer: link.buyerNick, order: link.orderNo }) })),
  })
  const archive: PhotoArchive = {
    filing,
    bin: createBin({ fs: nodeFileSystem, dataDir: kernel.dataDir, placer: filing.placer, sameBytes: filing.sameBytes }),
    inspect: createInspector({ dataDir: kernel.dataDir, run: thumbnail, limits: () => pictureLimits(kernel) }),
    thumbnail,
    swept: sweepIncoming(nodeFileSystem, kernel.dataDir),
  }
  archives.set(kernel, archive)
  return archive
}

/** The row of a photo in the archive or in the bin. @throws AppError NOT_FOUND */
export function requireLinkRow(kernel: Kernel, linkId: string): NonNullable<ReturnType<typeof repo.findLinkRow>> {
  const link = repo.findLinkRow(kernel.read, linkId)
  if (link === undefined || link.deletedAt !== null) throw new AppError('NOT_FOUND', { what: 'photo', id: linkId })
  return link
}
