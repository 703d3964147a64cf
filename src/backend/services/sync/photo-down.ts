import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../../domain/errors'
import { isPhotoName, SEALED_PREFIX } from '../../../domain/sync/photo-names'
import { INCOMING_FOLDER, nodeFileSystem } from '../../photos'
import * as ways from '../../repositories/sync-photos'
import { isStoreError, StoreError } from '../../sync/store'
import type { Kernel } from '../kernel'
import { SYSTEM } from '../setup'
import { makeThumb, placeLink } from './photo-follow'
import { placesOf, whereIs } from './photo-places'
import { holds, PhotoWrong, stagedAs, stagedAt, unstage, type Travel } from './photo-way'

/**
 * Fetches one photo (S4): into a staging file that goes on where it was, compared with its hash, then filed at every place that rows give
 * it. `noteArrived` then says that it is here; after a kill in between it is found where it lies, since bytes that are here already are not
 * fetched. Answers the bytes that were fetched.
 * @throws PhotoWrong `wrong-content`, `not-in-store`, `no-passphrase`; StoreError; AppError of the disk; the signal's reason
 */
export async function downloadPhoto(travel: Travel, photo: ways.Travelling): Promise<number> {
  const { kernel } = travel
  const facts = { sha256: photo.id, bytes: photo.bytes }
  let from = await whereIs(kernel, facts, placesOf(kernel, photo.id))
  const fetched = from === null
  if (from === null) {
    await fetchWhole(travel, photo)
    from = stagedAs(photo.id, 'down')
  }
  travel.signal?.throwIfAborted()
  for (const link of ways.listKeptLinks(kernel.read, photo.id)) await placeLink(kernel, facts, link, from)
  await makeThumb(kernel, photo.id, from)
  await unstage(kernel, photo.id, 'down', 'sealed-down')
  return fetched ? photo.bytes : 0
}

/** This device's notes say that these photos are here: many at once, since each transaction waits for the disk. */
export function noteArrived(kernel: Kernel, photoIds: readonly string[]): void {
  if (photoIds.length === 0) return
  kernel.write(SYSTEM, { name: 'photo.arrived', derived: true, bulk: true }, (tx) => {
    for (const photoId of photoIds) {
      ways.putWay(tx, { photoId, way: 'down', state: 'done', attempts: 0, nextAt: tx.now, fault: null })
      for (const link of ways.listKeptLinks(tx.db, photoId)) if (link.caseId !== null) tx.touchCase(link.caseId)
    }
  })
}

async function fetchWhole(travel: Travel, photo: ways.Travelling): Promise<void> {
  const { kernel, store, seal, signal } = travel
  const facts = { sha256: photo.id, bytes: photo.bytes }
  const name = photo.storedAs
  if (name === null || !isPhotoName(name)) throw new PhotoWrong('not-in-store')
  const isSealed = name.startsWith(SEALED_PREFIX)
  if (isSealed && seal === null) throw new PhotoWrong('no-passphrase')
  await nodeFileSystem.makeFolder(join(kernel.dataDir, INCOMING_FOLDER))
  const clear = stagedAt(kernel, photo.id, 'down')
  const raw = isSealed ? stagedAt(kernel, photo.id, 'sealed-down') : clear
  // A kill after the last byte: it is here, only not filed.
  if (await holds(clear, facts)) return syncFile(clear)
  if (isSealed) await unstage(kernel, photo.id, 'down')
  try {
    await store.readToFile(name, raw, signal === undefined ? {} : { signal })
  } catch (error) {
    if (isStoreError(error, 'missing')) throw new PhotoWrong('not-in-store')
    // A staging file that is longer than the file itself is no beginning of it.
    if (isStoreError(error, 'damaged') && (await isTooLong(travel, name, raw))) await unstage(kernel, photo.id, 'down', 'sealed-down')
    throw error
  }
  if (isSealed) await opened(travel, photo.id, raw, clear)
  if (!(await holds(clear, facts))) {
    // The next attempt begins anew: nothing of it may be gone on with.
    await unstage(kernel, photo.id, 'down', 'sealed-down')
    throw new PhotoWrong('wrong-content')
  }
  // the store has synced what it brought
  if (isSealed) await syncFile(clear)
}

async function isTooLong(travel: Travel, name: string, path: string): Promise<boolean> {
  const here = (await nodeFileSystem.facts(path))?.bytes ?? 0
  const there = await travel.store.size(name).catch((error: unknown) => {
    if (error instanceof StoreError) return null
    throw error
  })
  return there !== null && here > there
}

async function opened(travel: Travel, sha256: string, raw: string, clear: string): Promise<void> {
  try {
    await travel.seal?.openFile(raw, clear)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'FILE_DAMAGED') throw error
    await unstage(travel.kernel, sha256, 'down', 'sealed-down')
    throw new PhotoWrong('wrong-content')
  }
}

/** Its bytes must last before a name in the archive relies on them. */
async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/**
 * Asks whoever has a photo to upload it anew (S4): what the store holds under its name is not it, or nothing. The row forgets the name;
 * absence in the store deletes nothing.
 */
export function askAgain(kernel: Kernel, sha256: string): void {
  kernel.write(SYSTEM, { name: 'photo.ask', subject: sha256 }, (tx) => ways.setStored(tx, sha256, null))
}
