import { resolve } from 'node:path'
import { AppError } from '../../domain/errors'
import { PHOTO_FORMATS, type PhotoFormat } from '../../domain/photo/formats'
import { nodeFileSystem, systemCodeOf } from '../photos'
import * as repo from '../repositories/photos'
import { logError } from './failures'
import type { Kernel } from './kernel'
import { checkArchive } from './photo-verify'
import { SYSTEM } from './setup'

/** After a look that found nothing, a photo that is missed again within this time does not walk through the whole archive once more. */
const LOOK_AGAIN_MS = 60_000

interface Look {
  readonly beganAt: number
  readonly done: Promise<void>
}
const looks = new WeakMap<Kernel, Look>()

/** Looks for files that were moved or renamed by hand, for everybody who misses one now; their rows follow (A6). */
function lookForMoved(kernel: Kernel): Promise<void> {
  const last = looks.get(kernel)
  if (last !== undefined && Math.abs(kernel.now() - last.beganAt) < LOOK_AGAIN_MS) return last.done
  const done = checkArchive(kernel, SYSTEM, { quick: true }).then(
    () => undefined,
    // it was not asked for: whoever asks for the photo is told that it is not there
    (error: unknown) => logError('look for moved photos', error),
  )
  looks.set(kernel, { beganAt: kernel.now(), done })
  return done
}

/** Whether a file of this size stands there; what the disk does not say counts as no. */
async function stands(kernel: Kernel, archivedAs: string, bytes: number): Promise<boolean> {
  try {
    const facts = await nodeFileSystem.facts(resolve(kernel.dataDir, archivedAs))
    return facts?.kind === 'file' && facts.bytes === bytes
  } catch (error) {
    if (systemCodeOf(error) === '') throw error
    return false
  }
}

/** The first place that holds a file of this size, this link's own before those of others with the same bytes (A4). */
async function placeOf(kernel: Kernel, sha256: string, own: string, bytes: number): Promise<string | null> {
  for (const place of new Set([own, ...repo.listLinksOfPhoto(kernel.read, sha256).map((link) => link.archivedAs)])) {
    if (await stands(kernel, place, bytes)) return place
  }
  return null
}

/**
 * Where the bytes of a photo lie, for the shell's `photo://` protocol; null when no row knows it. A file that is not in its place is looked
 * for by its content, so that one that was moved or renamed by hand shows all the same (A6); absence is never taken as deletion.
 */
export async function resolvePhoto(kernel: Kernel, sha256: string): Promise<{ path: string; mime: string } | null> {
  const row = repo.findPhoto(kernel.read, sha256)
  const link = repo.findAnyLink(kernel.read, sha256)
  if (row === undefined || link === undefined) return null
  let place = await placeOf(kernel, sha256, link.archivedAs, row.bytes)
  if (place === null) {
    await lookForMoved(kernel)
    const now = repo.findAnyLink(kernel.read, sha256)?.archivedAs ?? link.archivedAs
    // what stands there with another size was changed by hand: it is shown as it is, and the check says so
    place = (await placeOf(kernel, sha256, now, row.bytes)) ?? now
  }
  return { path: resolve(kernel.dataDir, place), mime: PHOTO_FORMATS[row.format as PhotoFormat].mime }
}

/** Absolute path of an archived file; one that was moved or renamed by hand is looked for first (A6). @throws AppError NOT_FOUND */
export async function locatePhoto(kernel: Kernel, linkId: string): Promise<{ path: string }> {
  const link = repo.findLinkRow(kernel.read, linkId)
  const row = link === undefined ? undefined : repo.findPhoto(kernel.read, link.photoId)
  if (link === undefined || row === undefined) throw new AppError('NOT_FOUND', { what: 'photo', id: linkId })
  if (link.binnedAt === null && link.deletedAt === null && !(await stands(kernel, link.archivedAs, row.bytes))) await lookForMoved(kernel)
  return { path: resolve(kernel.dataDir, repo.findLinkRow(kernel.read, linkId)?.archivedAs ?? link.archivedAs) }
}
