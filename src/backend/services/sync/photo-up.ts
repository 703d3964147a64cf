import { join } from 'node:path'
import { LONG_HASH_DIGITS, photoStoreName } from '../../../domain/sync/photo-names'
import { nodeFileSystem } from '../../photos'
import * as ways from '../../repositories/sync-photos'
import type { TransferOptions } from '../../sync/store'
import { SYSTEM } from '../setup'
import { placesOf, whereIs } from './photo-places'
import { holds, PhotoWrong, stagedAt, unstage, type Travel } from './photo-way'

/**
 * Brings one photo into the store (S4): the file here is compared with its hash first, so that an altered one never leaves this PC; the row
 * names it when it is whole there. Answers the bytes that are stored.
 * @throws PhotoWrong `altered`, `absent`; StoreError; the signal's reason
 */
export async function uploadPhoto(travel: Travel, photo: ways.Travelling): Promise<number> {
  const { kernel, seal } = travel
  const facts = { sha256: photo.id, bytes: photo.bytes }
  const places = placesOf(kernel, photo.id)
  const place = await whereIs(kernel, facts, places)
  if (place === null) throw new PhotoWrong((await isAnywhere(kernel.dataDir, places)) ? 'altered' : 'absent')
  travel.signal?.throwIfAborted()
  const source = join(kernel.dataDir, place)
  const home = ways.listKeptLinks(kernel.read, photo.id)[0]?.archivedAs ?? place
  const storedAs = seal === null ? await putPlain(travel, facts, home, source) : await putSealed(travel, facts, source)
  kernel.write(SYSTEM, { name: 'photo.stored', derived: true, bulk: true }, (tx) => {
    ways.setStored(tx, photo.id, storedAs)
    ways.putWay(tx, { photoId: photo.id, way: 'up', state: 'done', attempts: 0, nextAt: tx.now, fault: null })
  })
  await unstage(kernel, photo.id, 'up', 'check', 'sealed-check')
  return photo.bytes
}

async function isAnywhere(dataDir: string, places: readonly string[]): Promise<boolean> {
  for (const place of places) if ((await nodeFileSystem.facts(join(dataDir, place))) !== null) return true
  return false
}

async function putPlain(travel: Travel, photo: { sha256: string; bytes: number }, home: string, source: string): Promise<string> {
  const name = photoStoreName(home, photo.sha256)
  if (await stored(travel, photo, name, source, false)) return name
  // Whole, of the same length and something else: whoever wrote it, it is not this photo's and is left alone.
  const longer = photoStoreName(home, photo.sha256, LONG_HASH_DIGITS)
  if (await stored(travel, photo, longer, source, false)) return longer
  throw new PhotoWrong('wrong-content')
}

async function putSealed(travel: Travel, photo: { sha256: string; bytes: number }, source: string): Promise<string> {
  const { kernel, seal } = travel
  if (seal === null) throw new PhotoWrong('no-passphrase')
  const name = seal.nameOf(photo.sha256)
  const sealed = stagedAt(kernel, photo.sha256, 'up')
  // Sealed twice the bytes differ, so a transfer goes on only with the file that it began with.
  if ((await nodeFileSystem.facts(sealed)) === null) {
    const half = `${sealed}.part`
    await nodeFileSystem.makeFolder(join(sealed, '..'))
    await nodeFileSystem.remove(half).catch(() => undefined)
    await seal.sealFile(source, half)
    await nodeFileSystem.rename(half, sealed)
  }
  if (await stored(travel, photo, name, sealed, true)) return name
  throw new PhotoWrong('wrong-content')
}

const options = ({ signal }: Travel): TransferOptions => (signal === undefined ? {} : { signal })

/** Whether the store holds this photo whole under a name; puts it there, and anew where an upload tore. False: other content has the name. */
async function stored(travel: Travel, photo: { sha256: string; bytes: number }, name: string, path: string, isSealed: boolean): Promise<boolean> {
  if ((await travel.store.putFileNew(name, path, options(travel))) === 'stored') return true
  if (await isInStore(travel, photo, name, isSealed)) return true
  const there = await travel.store.size(name)
  const own = (await nodeFileSystem.facts(path))?.bytes ?? 0
  // Under a name told by this photo's hash something shorter is an upload that tore; sealed, nothing else can be there.
  if (!isSealed && there !== null && there >= own) return false
  await travel.store.remove(name)
  return (await travel.store.putFileNew(name, path, options(travel))) === 'stored' || isInStore(travel, photo, name, isSealed)
}

/** Compares what the store holds with the photo's hash. */
async function isInStore(travel: Travel, photo: { sha256: string; bytes: number }, name: string, isSealed: boolean): Promise<boolean> {
  const { kernel, store, seal } = travel
  const size = await store.size(name)
  if (size === null || (!isSealed && size !== photo.bytes)) return false
  const raw = stagedAt(kernel, photo.sha256, isSealed ? 'sealed-check' : 'check')
  const clear = stagedAt(kernel, photo.sha256, 'check')
  await nodeFileSystem.makeFolder(join(raw, '..'))
  await unstage(kernel, photo.sha256, 'check', 'sealed-check')
  await store.readToFile(name, raw, options(travel))
  try {
    if (isSealed) await seal?.openFile(raw, clear)
  } catch (error) {
    if (travel.signal?.aborted === true) throw error
    return false
  } finally {
    await unstage(kernel, photo.sha256, 'sealed-check')
  }
  const same = await holds(clear, photo)
  await unstage(kernel, photo.sha256, 'check')
  return same
}
