import { covers, deviceOf, type Vector } from '../../../domain/sync/vector'
import * as repo from '../../repositories/sync'
import { manifestName, partName, segmentName } from '../../sync/names'
import type { Kernel } from '../kernel'
import { SYSTEM } from '../setup'
import type { Link } from './link'
import type { Listing } from './listing'
import { dropOutbox } from './outbox-files'
import { manifestOf, publishSnapshot } from './snapshot'

/** What each device that counts is known to have: by the vector of its last segment. A retired device counts no more (S5). */
export function knownByAll(kernel: Kernel, own: Vector): (stamp: string) => boolean {
  const devices = repo.listDevices(kernel.read).filter(({ retiredAt, id }) => retiredAt === null && id !== kernel.deviceId)
  const streams = repo.listStreams(kernel.read)
  const vectors = devices.map(({ id }) => {
    // the latest epoch of a device speaks for it
    const rows = streams.filter(({ deviceId }) => deviceId === id).sort((a, b) => (a.lastHlc < b.lastHlc ? 1 : -1))
    return { ...(JSON.parse(rows[0]?.knows ?? '{}') as Vector), ...Object.fromEntries(rows.map(({ stream, lastHlc }) => [stream, lastHlc])) }
  })
  return (stamp) => covers(own, stamp) && vectors.every((vector) => covers(vector, stamp))
}

/** The listing at which nothing was left to be done, so that a round without news reads no manifest (section 2). */
const settled = new WeakMap<Kernel, string>()

const shapeOf = (listing: Listing): string => JSON.stringify([[...listing.streams].map(([stream, files]) => [stream, [...files.keys()].sort((a, b) => a - b)]).sort(), listing.snapshots.map(({ stream, seq }) => `${stream}-${seq}`).sort()])

/**
 * Keeps the store small (docs/sync-format.md, section 8): writes a snapshot after many segments, and removes what a whole snapshot covers and
 * every active device has. Each device removes its own segments; those of retired ones are removed by whoever finds them.
 * @param isNews whether this round sent or applied anything: without that and with the same listing there is nothing to look at again
 */
export async function compact(kernel: Kernel, link: Link, listing: Listing, isNews: boolean, send: () => Promise<unknown>): Promise<void> {
  const shape = shapeOf(listing)
  if (!isNews && settled.get(kernel) === shape) return
  settled.delete(kernel)
  if (!(await compactNow(kernel, link, listing, send))) settled.set(kernel, shape)
}

/** Answers whether it wrote or removed anything. */
async function compactNow(kernel: Kernel, link: Link, listing: Listing, send: () => Promise<unknown>): Promise<boolean> {
  const { compactAfterSegments } = kernel.resources.policy.sync
  const total = [...listing.streams.values()].reduce((sum, files) => sum + files.size, 0)
  if (total < compactAfterSegments || repo.findDevice(kernel.read, kernel.deviceId) === undefined) return false
  const manifests = []
  for (const place of listing.snapshots) {
    if (place.seq === 0) continue
    const found = await manifestOf(kernel, link, place)
    if (found !== null) manifests.push(found.manifest)
  }
  const newest = manifests.sort((a, b) => b.madeAt - a.madeAt)[0]
  const since = newest === undefined ? total : [...listing.streams].reduce((sum, [stream, files]) => sum + [...files.keys()].filter((seq) => seq > (newest.positions[stream]?.seq ?? 0)).length, 0)
  // One device writes it: the one whose id comes first among those that are admitted; the next when that one is silent for long is asked by its own turn.
  if (since >= compactAfterSegments && isTurn(kernel)) {
    return publishSnapshot(kernel, link, send)
  }
  if (newest === undefined) return false
  let removed = await removeCovered(kernel, link, listing, newest)
  // A snapshot goes when a newer one is whole.
  for (const old of manifests) {
    if (old === newest || (old.stream !== kernel.stream() && !isRetired(kernel, old.device))) continue
    await link.store.remove(manifestName(old.stream, old.seq))
    for (let part = 1; part <= old.parts.length; part += 1) await link.store.remove(partName(old.stream, old.seq, part))
    removed += 1
  }
  return removed > 0
}

const isRetired = (kernel: Kernel, device: string): boolean => (repo.findDevice(kernel.read, device)?.retiredAt ?? null) !== null

/** Whoever wrote last among the active devices; so a device that is off never holds it up. */
function isTurn(kernel: Kernel): boolean {
  const active = repo.listStreams(kernel.read).filter(({ deviceId }) => !isRetired(kernel, deviceId))
  const last = active.sort((a, b) => (a.lastHlc < b.lastHlc ? 1 : -1))[0]
  return last === undefined || last.deviceId === deviceOf(kernel.stream())
}

async function removeCovered(kernel: Kernel, link: Link, listing: Listing, newest: { readonly positions: Readonly<Record<string, { readonly seq: number }>>; readonly covers: Vector }): Promise<number> {
  let removed = 0
  const isKnown = knownByAll(kernel, repo.vectorOf(kernel.read))
  const own = kernel.stream()
  for (const [stream, files] of listing.streams) {
    const device = deviceOf(stream)
    if (device !== kernel.deviceId && !isRetired(kernel, device)) continue
    const upTo = newest.positions[stream]?.seq ?? 0
    const stamp = newest.covers[stream]
    // the last one stays: `prev` and the next number stand on it
    if (stamp === undefined || !isKnown(stamp)) continue
    const last = Math.max(...files.keys())
    for (const seq of files.keys()) {
      if (seq > upTo || seq === last) continue
      await link.store.remove(segmentName(stream, seq))
      removed += 1
      if (stream !== own) continue
      forgetSent(kernel, stream, seq)
    }
  }
  return removed
}

/** A segment that the store needs no more leaves the outbox. */
export function forgetSent(kernel: Kernel, stream: string, seq: number): void {
  kernel.write(SYSTEM, { name: 'sync.compacted', subject: segmentName(stream, seq), derived: true }, (tx) => repo.removeOutbox(tx, stream, seq))
  dropOutbox(kernel, stream, seq)
}

/** Whether a segment that was sent and is not in the listing was removed rather than lost: a copy of this folder, or a round that was cut off, compacted. */
export async function isCovered(kernel: Kernel, link: Link, listing: Listing, row: repo.OutboxRow): Promise<boolean> {
  if (![...(listing.streams.get(row.stream)?.keys() ?? [])].some((seq) => seq > row.seq)) return false
  if (row.lastHlc !== '' && !knownByAll(kernel, repo.vectorOf(kernel.read))(row.lastHlc)) return false
  for (const place of listing.snapshots) {
    if (place.seq === 0) continue
    const found = await manifestOf(kernel, link, place)
    if (found !== null && (found.manifest.positions[row.stream]?.seq ?? 0) >= row.seq) return true
  }
  return false
}
