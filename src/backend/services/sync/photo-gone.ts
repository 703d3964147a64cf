import { isPhotoName } from '../../../domain/sync/photo-names'
import { deviceOf, streamOf } from '../../../domain/sync/vector'
import { stampIn } from '../../db/stamps'
import * as repo from '../../repositories/sync'
import * as ways from '../../repositories/sync-photos'
import { isStoreError } from '../../sync/store'
import type { Kernel } from '../kernel'
import { SYSTEM } from '../setup'
import { knownByAll } from './compaction'
import type { Link } from './link'

/** What was known of all devices when nothing was left to be removed: without news there is nothing to look for. */
const settled = new WeakMap<Kernel, string>()

const stampOf = (hlc: string, group: string): string => stampIn(JSON.parse(hlc) as Record<string, string>, group)

/**
 * Takes photos out of the store that were removed for good (docs/sync-format.md, section 9; R7): every row that ever showed one is deleted after
 * its time in the bin, and every device that counts knows all of these deletions, so that no row can still come that takes it back or files it
 * elsewhere. Its uploader removes it, or anybody when that device is retired. Killed in between it is done again. Answers how many went.
 */
export async function removePurged(kernel: Kernel, { store }: Pick<Link, 'store'>): Promise<number> {
  const own = repo.findDevice(kernel.read, kernel.deviceId)
  if (own === undefined || own.retiredAt !== null) return 0
  const shape = JSON.stringify(repo.listStreams(kernel.read).map(({ stream, lastHlc, knows }) => [stream, lastHlc, knows]))
  if (settled.get(kernel) === shape) return 0
  const isKnown = knownByAll(kernel, repo.vectorOf(kernel.read))
  let removed = 0
  for (const photo of ways.listPurged(kernel.read)) {
    const uploader = deviceOf(streamOf(stampOf(photo.hlc, 'stored')))
    const isMine = uploader === kernel.deviceId || (repo.findDevice(kernel.read, uploader)?.retiredAt ?? null) !== null
    if (!isMine || !isPhotoName(photo.storedAs) || !ways.deletionsOf(kernel.read, photo.id).every((hlc) => isKnown(stampOf(hlc, 'deleted'))) || ways.isNamedBeside(kernel.read, photo)) continue
    try {
      await store.remove(photo.storedAs)
    } catch (error) {
      // a store that refuses, or is away, is told of by what else is done with it; this waits for a better day
      if (isStoreError(error)) return removed
      throw error
    }
    // filed again while the store was asked: whoever has it uploads it anew, since no row names a file any more
    kernel.write(SYSTEM, { name: 'photo.unstored', subject: photo.id }, (tx) => ways.setStored(tx, photo.id, null))
    removed += 1
  }
  settled.set(kernel, shape)
  return removed
}
