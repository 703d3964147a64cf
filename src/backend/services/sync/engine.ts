import { AppError } from '../../../domain/errors'
import type { Vector } from '../../../domain/sync/vector'
import * as repo from '../../repositories/sync'
import { segmentName } from '../../sync/names'
import type { Kernel } from '../kernel'
import { SYSTEM } from '../setup'
import { retryRaw } from './apply'
import { compact, forgetSent, isCovered } from './compaction'
import { isForeign, startEpoch } from './epoch'
import { putTriedSchema, readTriedSchema, type Link } from './link'
import { sortListing, type Listing } from './listing'
import { cutOutbox, readBy } from './outbox'
import { outboxBytes } from './outbox-files'
import { begins } from './own-files'
import { readStreams } from './reader'
import { catchUp } from './snapshot'

/** What a round did. Counts of segments. */
export interface RoundReport {
  readonly listing: Listing
  readonly sent: number
  readonly applied: number
}

export interface RoundOptions {
  readonly signal?: AbortSignal
}

/**
 * One round (docs/sync-format.md): look, write what is new here, read what is new there. With nothing new it is one listing. Every step can be
 * cut off at any point: what is done stays done, and the next round goes on.
 * @throws AppError STORE_MISSING, STORE_OTHER_VAULT; StoreError; AppError DISK_FULL and others of this PC's disk
 */
export async function syncRound(kernel: Kernel, link: Link, options: RoundOptions = {}): Promise<RoundReport> {
  const signal = options.signal ?? null
  const listing = sortListing(await link.store.list('sync/'))
  requireVault(link, listing)
  if (isForeign(kernel, listing)) startEpoch(kernel, listing)
  // nobody reads what a retired device writes, and others remove what it wrote
  const mayWrite = (repo.findDevice(kernel.read, kernel.deviceId)?.retiredAt ?? null) === null
  if (mayWrite) await cutOutbox(kernel, link)
  const sent = mayWrite ? await sendOutbox(kernel, link, listing) : 0
  let applied = 0
  if (signal?.aborted !== true) {
    const isFresh = Object.keys(repo.vectorOf(kernel.read)).every((stream) => stream === kernel.stream())
    applied += await catchUp(kernel, link, listing, signal)
    applied += await readStreams(kernel, link, listing, { signal, isFresh })
  }
  const isUpdated = readTriedSchema(kernel.read) !== kernel.schemaVersion
  if ((applied > 0 || isUpdated) && repo.countRaw(kernel.read) > 0) await retryRaw(kernel)
  if (isUpdated) kernel.write(SYSTEM, { name: 'sync.updated', derived: true }, (tx) => putTriedSchema(tx, kernel.schemaVersion))
  if (mayWrite && signal?.aborted !== true) {
    const said = await sayWhatIsHere(kernel, link, listing)
    await compact(kernel, link, listing, sent + applied + said > 0, () => sendOutbox(kernel, link, listing))
  }
  return { listing, sent, applied }
}

/** The store is there when the vault's own file is (section 2). An empty listing is a share that is not mounted, never a deletion. */
function requireVault(link: Link, listing: Listing): void {
  if (listing.vaults.includes(link.vault.id)) return
  throw new AppError(listing.vaults.length === 0 ? 'STORE_MISSING' : 'STORE_OTHER_VAULT')
}

const same = (one: Uint8Array, other: Uint8Array): boolean => one.length === other.length && Buffer.compare(one, other) === 0

/** Sends segments that the store has not, in order; what lies there torn is replaced by the same bytes. Answers how many were sent. */
async function sendOutbox(kernel: Kernel, link: Link, listing: Listing): Promise<number> {
  const stream = kernel.stream()
  let sent = 0
  for (const row of repo.listOutbox(kernel.read, stream)) {
    const listed = listing.streams.get(stream)?.get(row.seq)
    if (row.sentAt !== null && listed === row.bytes) continue
    if (row.sentAt !== null && listed === undefined && (await isCovered(kernel, link, listing, row))) {
      forgetSent(kernel, stream, row.seq)
      continue
    }
    const bytes = outboxBytes(kernel, stream, row.seq)
    const name = segmentName(stream, row.seq)
    if ((await link.store.putNew(name, bytes)) === 'exists') {
      const there = await link.store.read(name)
      if (begins(bytes, there)) await link.store.replace(name, bytes)
      else if (!same(bytes, there)) {
        // The store had promised to keep it, and kept another's: it was not sent, nor was what came after it.
        if (row.sentAt !== null) kernel.write(SYSTEM, { name: 'sync.unsent', subject: name, derived: true }, (tx) => {
          for (const one of repo.listOutbox(tx.db, stream)) if (one.seq >= row.seq) repo.putOutbox(tx, { ...one, sentAt: null })
        })
        // Somebody else writes with this device's name: what was not sent goes into a stream of its own.
        startEpoch(kernel, listing)
        await cutOutbox(kernel, link)
        return sent + (await sendOutbox(kernel, link, { ...listing, streams: new Map([...listing.streams].filter(([of]) => of !== kernel.stream())) }))
      }
    }
    if (row.sentAt === null) kernel.write(SYSTEM, { name: 'sync.sent', subject: name, derived: true }, (tx) => repo.putOutbox(tx, { ...row, sentAt: tx.now }))
    sent += 1
  }
  return sent
}

/** Others see what this device has only in what it writes: after much reading, or a day of silence, it says so with an empty segment (section 4). Answers how many were sent. */
async function sayWhatIsHere(kernel: Kernel, link: Link, listing: Listing): Promise<number> {
  const { ackAfterSegments, ackAfterHours } = kernel.resources.policy.sync
  const stream = kernel.stream()
  const told = repo.findStream(kernel.read, stream)
  const streams = repo.listStreams(kernel.read)
  const read = readBy(streams, stream) - (told?.line ?? 0)
  if (read <= 0) return 0
  // Others answer what is said here: in a team as large as that number answers alone would call for answers for ever.
  const enough = Math.max(ackAfterSegments, 2 * streams.length)
  const since = repo.lastOutbox(kernel.read, stream)?.cutAt ?? link.vault.createdAt
  if (read < enough && !hasUntold(kernel, streams, told) && kernel.now() - since < ackAfterHours * 3_600_000) return 0
  await cutOutbox(kernel, link, true)
  return sendOutbox(kernel, link, listing)
}

/** What was read of a retired device has to be told: others read of it what somebody knew, and no more (section 6). */
function hasUntold(kernel: Kernel, streams: readonly repo.StreamRow[], told: repo.StreamRow | undefined): boolean {
  const knows = JSON.parse(told?.knows ?? '{}') as Vector
  return streams.some(({ stream, deviceId, lastHlc }) => lastHlc > (knows[stream] ?? '') && (repo.findDevice(kernel.read, deviceId)?.retiredAt ?? null) !== null)
}
