import { dirname, join } from 'node:path'
import { LONG_HASH_DIGITS, photoStoreName, sealedStoreName } from '../../../domain/sync/photo-names'
import { hashFile, nodeFileSystem, removeIfThere } from '../../photos'
import * as ways from '../../repositories/sync-photos'
import type { TransferOptions } from '../../sync/store'
import { SYSTEM } from '../setup'
import { placesOf, whereIs, type PhotoBytes as Bytes } from './photo-places'
import { holds, PhotoWrong, stagedAt, unstage, type PhotoSeal, type Travel } from './photo-way'

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
  const storedAs = seal === null ? await putPlain(travel, facts, home, source) : await putSealed(travel, facts, seal, source)
  kernel.write(SYSTEM, { name: 'photo.stored', derived: true, bulk: true }, (tx) => {
    ways.setStored(tx, photo.id, storedAs)
    ways.putWay(tx, { photoId: photo.id, way: 'up', state: 'done', attempts: 0, nextAt: tx.now, fault: null })
  })
  await unstage(kernel, photo.id, 'up')
  return photo.bytes
}

async function isAnywhere(dataDir: string, places: readonly string[]): Promise<boolean> {
  for (const place of places) if ((await nodeFileSystem.facts(join(dataDir, place))) !== null) return true
  return false
}

async function putPlain(travel: Travel, photo: Bytes, home: string, source: string): Promise<string> {
  const name = photoStoreName(home, photo.sha256)
  if (await stored(travel, photo, name, source, photo.sha256)) return name
  // Not shorter than this photo and something else: whoever wrote it, it is left alone.
  const longer = photoStoreName(home, photo.sha256, LONG_HASH_DIGITS)
  if (await stored(travel, photo, longer, source, photo.sha256)) return longer
  throw new PhotoWrong('wrong-content')
}

async function putSealed(travel: Travel, photo: Bytes, seal: PhotoSeal, source: string): Promise<string> {
  const name = sealedStoreName(seal.nameOf(photo.sha256))
  const sealed = stagedAt(travel.kernel, photo.sha256, 'up')
  if ((await nodeFileSystem.facts(sealed)) === null) {
    const half = `${sealed}.half`
    await nodeFileSystem.makeFolder(dirname(sealed))
    await removeIfThere(nodeFileSystem, half)
    await seal.sealFile(source, half)
    await nodeFileSystem.rename(half, sealed)
  }
  const { sha256 } = await hashFile(nodeFileSystem, sealed)
  if (await stored(travel, photo, name, sealed, sha256)) return name
  // A name that only this content has: what is there is an upload that went wrong, or was changed.
  await travel.store.remove(name)
  if (await stored(travel, photo, name, sealed, sha256)) return name
  throw new PhotoWrong('wrong-content')
}

const options = ({ signal }: Travel): TransferOptions => (signal === undefined ? {} : { signal })

/**
 * Whether the store holds a file of ours whole under a name; puts it there, and anew where an upload tore: something shorter under a name
 * that is told by the content. False: other content has the name. `sha256`: of the file at `path`.
 */
async function stored(travel: Travel, photo: Bytes, name: string, path: string, sha256: string): Promise<boolean> {
  const { store } = travel
  if ((await store.putFileNew(name, path, options(travel))) === 'stored') return true
  const bytes = (await nodeFileSystem.facts(path))?.bytes ?? 0
  const there = await store.size(name)
  if (there === bytes) return isSame(travel, photo, name, { sha256, bytes })
  if (there !== null && there > bytes) return false
  await store.remove(name)
  return (await store.putFileNew(name, path, options(travel))) === 'stored'
}

/** Compares what the store holds with a file of ours. */
async function isSame(travel: Travel, photo: Bytes, name: string, file: Bytes): Promise<boolean> {
  const check = stagedAt(travel.kernel, photo.sha256, 'check')
  await nodeFileSystem.makeFolder(dirname(check))
  await removeIfThere(nodeFileSystem, check)
  try {
    await travel.store.readToFile(name, check, options(travel))
    return await holds(check, file)
  } finally {
    await removeIfThere(nodeFileSystem, check)
  }
}
