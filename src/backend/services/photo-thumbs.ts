import { join } from 'node:path'
import { PHOTO_FORMATS, type PhotoFormat } from '../../domain/photo/formats'
import { nodeFileSystem, thumbPathOf } from '../photos'
import * as care from '../repositories/photo-care'
import * as repo from '../repositories/photos'
import type { Kernel } from './kernel'
import { archiveOf } from './photo-archive'
import { SYSTEM } from './setup'

/** Thumbnails looked at between two turns of others. */
const AT_ONCE = 50

/** Whether a photo's thumbnail is there; they are not synced to the disk, so a power cut may leave one without bytes. */
async function isThere(kernel: Kernel, sha256: string): Promise<boolean> {
  const facts = await nodeFileSystem.facts(join(kernel.dataDir, thumbPathOf(sha256)))
  return facts?.kind === 'file' && facts.bytes > 0
}

/** Makes a lost thumbnail anew; false when the original is away too, or cannot be read. */
async function mendOne(kernel: Kernel, sha256: string, format: PhotoFormat): Promise<boolean> {
  const archive = archiveOf(kernel)
  return archive.filing.sameBytes.run(sha256, async () => {
    const row = repo.findPhoto(kernel.read, sha256)
    const link = repo.findAnyLink(kernel.read, sha256)
    if (row === undefined || link === undefined || (await isThere(kernel, sha256))) return false
    const path = join(kernel.dataDir, link.archivedAs)
    if ((await nodeFileSystem.facts(path))?.kind !== 'file') return false
    const seen = await archive.inspect({ path, sha256, bytes: row.bytes, format })
    if (!seen.ok) return false
    if (!row.hasThumb) kernel.write(SYSTEM, { name: 'photo.thumb', derived: true, bulk: true }, (tx) => repo.setThumb(tx, sha256, true))
    return true
  })
}

/**
 * Makes thumbnails anew that are not there any more: the folder was removed, the archive came from a backup, or a power cut took what was
 * not on the disk yet (A7). A page of photos behind `after`, in the order of their hashes.
 * @returns the last hash that was looked at, null at the end, and how many were made
 * @throws system errors of the disk (full, no permission)
 */
export async function mendThumbnails(kernel: Kernel, after: string, atMost: number): Promise<{ last: string | null; made: number }> {
  const rows = care.listPictures(kernel.read, after, atMost)
  let made = 0
  for (const [at, { sha256, format }] of rows.entries()) {
    const known = Object.hasOwn(PHOTO_FORMATS, format) ? (format as PhotoFormat) : null
    if (known !== null && !PHOTO_FORMATS[known].opaque && !(await isThere(kernel, sha256)) && (await mendOne(kernel, sha256, known))) made += 1
    if (at % AT_ONCE === AT_ONCE - 1) await kernel.pace.giveWay()
  }
  return { last: rows.length < atMost ? null : (rows.at(-1)?.sha256 ?? null), made }
}

const PAGE = 500

/** All of them, as part of a check that a person asked for (A6). Answers how many were made anew. @throws the signal's reason when aborted */
export async function mendAllThumbnails(kernel: Kernel, signal: AbortSignal): Promise<number> {
  if (kernel.imaging.length === 0) return 0
  let total = 0
  for (let after: string | null = ''; after !== null; ) {
    signal.throwIfAborted()
    const { last, made } = await mendThumbnails(kernel, after, PAGE)
    total += made
    after = last
  }
  return total
}
