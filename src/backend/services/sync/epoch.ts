import { deviceOf, epochOf, joined, streamFor, streamOf } from '../../../domain/sync/vector'
import * as repo from '../../repositories/sync'
import type { WriteTx } from '../../db/write'
import type { Kernel } from '../kernel'
import { SYSTEM } from '../setup'
import { workOutDerived } from './derived'
import { putCut, putKnownBase, putStreamName, readCut, readKnownBase } from './link'
import type { Listing } from './listing'
import { dropOutbox, readPrev } from './outbox-files'

/** Whether somebody else writes, or wrote, in this device's stream: segments that it does not know lie there (section 7). */
export function isForeign(kernel: Kernel, listing: Listing): boolean {
  const stream = kernel.stream()
  const own = repo.findStream(kernel.read, stream)?.seq ?? 0
  return [...(listing.streams.get(stream)?.keys() ?? [])].some((seq) => seq > own)
}

/** The first epoch of a device that nobody used, as far as the listing and this device know. */
function freeEpoch(kernel: Kernel, device: string, listing: Listing | null): string {
  const used = [kernel.stream(), ...(listing?.streams.keys() ?? []), ...repo.listStreams(kernel.read).map(({ stream }) => stream)].filter((stream) => deviceOf(stream) === device)
  return streamFor(device, Math.max(0, ...used.map(epochOf)) + 1)
}

/**
 * Begins a new epoch (section 7): changes that were not sent are stamped anew in a new stream, segments that were cut and not sent are cut again
 * there, and the old stream is read like a stranger's from where it was sent. Old numbers are never used again.
 * @param device another device than before when the folder is a copy on another machine; @param also part of the same transaction
 */
export function startEpoch(kernel: Kernel, listing: Listing | null, device = kernel.deviceId, also: (tx: WriteTx) => void = () => undefined): string {
  const old = kernel.stream()
  const next = freeEpoch(kernel, device, listing)
  const outbox = repo.listOutbox(kernel.read, old)
  const unsent = outbox.filter(({ sentAt }) => sentAt === null)
  const [first] = unsent
  const from = first?.fromChange ?? readCut(kernel.read)
  kernel.write(SYSTEM, { name: 'sync.epoch', subject: next, detail: { from: old } }, (tx) => {
    const known = repo.findStream(tx.db, old)
    // Back to before the first segment that was not sent; before the very first stands the base, whose rows are known.
    if (known !== undefined && first !== undefined) {
      const last = repo.lastChangeUpTo(tx.db, from)
      repo.putStream(tx, { ...known, seq: first.seq - 1, head: readPrev(kernel, old, first.seq), lastHlc: streamOf(last) === old ? last : '', line: 0 })
    }
    for (const { seq } of unsent) repo.removeOutbox(tx, old, seq)
    // also what it wrote under names before this one: a copy of a copy
    putKnownBase(tx, joined(readKnownBase(kernel), Object.fromEntries(Object.entries(repo.vectorOf(tx.db)).filter(([stream]) => deviceOf(stream) === deviceOf(old)))))
    workOutDerived(kernel, tx, tx.sync.startStream(next, from, { stream: old, upTo: repo.findStream(tx.db, old)?.lastHlc ?? '' }))
    putCut(tx, from)
    putStreamName(tx, next)
    also(tx)
  })
  for (const { seq } of unsent) dropOutbox(kernel, old, seq)
  return next
}
