import { versionNeedsFullRights } from '../../../domain/sync/device-rights'
import { parseHlc } from '../../../domain/sync/hlc'
import type { StreamFault, StreamFaultKind } from '../../../domain/sync/fault'
import { deviceOf, joined, missingFrom, type Vector } from '../../../domain/sync/vector'
import * as repo from '../../repositories/sync'
import { segmentName } from '../../sync/names'
import { readSegment, type BodyLine, type SegmentHeader } from '../../sync/segment'
import { isStoreError } from '../../sync/store'
import type { Kernel } from '../kernel'
import { SYSTEM } from '../setup'
import { applyVersions, type Arriving, type Progress } from './apply'
import type { Link } from './link'
import type { Listing } from './listing'
import { senderOf, type Sender } from './trust'

const MINUTE = 60_000

/** Segments of retired devices that nobody knew and nobody reads, by stream: one look is enough. */
const leftAlone = new WeakMap<Kernel, Map<string, number>>()

/** How a reading goes. */
export interface Reading {
  readonly signal: AbortSignal | null
  /** Nothing of others was here before: rows come by the ten thousand, and their words are indexed afterwards. */
  readonly isFresh: boolean
}

/** Reads what other devices wrote, segment by segment, in causal order. Answers how many segments were applied. */
export async function readStreams(kernel: Kernel, link: Link, listing: Listing, { signal, isFresh }: Reading): Promise<number> {
  let applied = 0
  const wanted = new Map<string, string>()
  for (;;) {
    let moved = 0
    const wantedBefore = [...wanted.values()].join()
    for (const stream of listing.streams.keys()) {
      if (stream === kernel.stream()) continue
      // Each stream as far as it goes before the next: a device that comes back after a week has one stream to read, not one segment.
      while (await readNext(kernel, link, listing, stream, wanted, isFresh)) {
        moved += 1
        if (signal?.aborted === true) return applied + moved
      }
    }
    applied += moved
    // A stream that waited for another may go on now.
    if (moved === 0 && [...wanted.values()].join() === wantedBefore) return applied
  }
}

function tell(kernel: Kernel, stream: string, fault: StreamFault | null): void {
  const known = repo.findStream(kernel.read, stream)
  const text = fault === null ? null : JSON.stringify(fault)
  if ((known?.fault ?? null) === text) return
  kernel.write(SYSTEM, { name: 'sync.fault', subject: stream, derived: true }, (tx) => {
    repo.putStream(tx, { deviceId: deviceOf(stream), seq: 0, head: '', line: 0, lastHlc: '', knows: '{}', ...known, stream, fault: text, faultSince: text === null ? null : (known?.faultSince ?? tx.now) })
  })
}

/**
 * The next segment of a stream; false when there is none, or it cannot be applied now: then the stream says why.
 * @param wanted of streams of retired devices what somebody in the team knew: read although it was written after the retirement
 */
async function readNext(kernel: Kernel, link: Link, listing: Listing, stream: string, wanted: Map<string, string>, isFresh: boolean): Promise<boolean> {
  const sender = senderOf(kernel, link, deviceOf(stream))
  if (sender === null) return false
  const known = repo.findStream(kernel.read, stream)
  const seq = (known?.seq ?? 0) + 1
  const files = listing.streams.get(stream) ?? new Map<number, number>()
  const file = segmentName(stream, seq)
  const stop = (kind: StreamFaultKind, detail: readonly string[] = []): false => {
    tell(kernel, stream, { kind, file, detail })
    return false
  }
  const bytes = files.get(seq)
  if (bytes === undefined) {
    if ([...files.keys()].some((there) => there > seq)) return stop('gap')
    tell(kernel, stream, null)
    return false
  }
  const isLost = sender.retiredAt !== null && (known?.line ?? 0) === 0 && (wanted.get(stream) ?? '') <= (known?.lastHlc ?? '')
  const left = leftAlone.get(kernel) ?? new Map<string, number>()
  if (isLost && left.get(stream) === seq) return false
  let content: Uint8Array
  try {
    content = await link.store.read(file)
  } catch (error) {
    if (isStoreError(error, 'missing')) return stop('gap')
    throw error
  }
  const read = readSegment(content, { vault: link.vault.id, device: deviceOf(stream), stream, seq, prev: known?.head ?? '', publicKey: sender.publicKey, seal: link.seal })
  // The base of a stream comes before its first segment; a listing may show it late.
  if (!read.ok) return stop(read.fault === 'chain' && seq === 1 && (known?.head ?? '') === '' ? 'gap' : read.fault)
  const { header } = read
  if (isLost && header.madeAt > (sender.retiredAt ?? 0)) {
    tell(kernel, stream, null)
    leftAlone.set(kernel, left.set(stream, seq))
    return false
  }
  const ahead = (parseHlc(header.last)?.millis ?? 0) - kernel.now()
  if (ahead > kernel.resources.policy.sync.maxAheadHours * 60 * MINUTE) return stop('clock', [String(Math.round(ahead / MINUTE))])
  const missing = missingOf(kernel, listing, header.knows, wanted)
  if (missing.length > 0) return stop('waiting', missing)

  const { arriving, knows } = arrivingOf(header, read.lines(), sender, known?.lastHlc ?? '')
  let at = 0
  const progress: Progress = {
    stands(tx) {
      const lastHlc = repo.findStream(tx.db, stream)?.lastHlc ?? ''
      while (at > 0 && (arriving[at - 1]?.version.stamp ?? '') > lastHlc) at -= 1
      return at
    },
    reached(tx, done, last) {
      const before = repo.findStream(tx.db, stream)
      const isWhole = done >= arriving.length
      const lastHlc = last === '' ? (before?.lastHlc ?? '') : last
      at = done
      repo.putStream(tx, {
        stream, deviceId: deviceOf(stream), lastHlc, fault: null, faultSince: null,
        ...(isWhole ? { seq, head: read.head, line: 0, knows: JSON.stringify(knows) } : { seq: seq - 1, head: before?.head ?? '', line: done, knows: before?.knows ?? '{}' }),
      })
    },
  }
  await applyVersions(kernel, `${stream}/${seq}`, arriving, progress, isFresh)
  return true
}

/**
 * Devices of which the writer knew more than is applied here. Of a retired device that is what others read before they heard of it: it is read
 * here too, so that all have the same; what is not there any more is not waited for (section 6).
 */
function missingOf(kernel: Kernel, listing: Listing, knows: Vector, wanted: Map<string, string>): string[] {
  const missing = new Set<string>()
  for (const [stream, stamp] of Object.entries(missingFrom(repo.vectorOf(kernel.read), knows))) {
    const device = deviceOf(stream)
    if ((repo.findDevice(kernel.read, device)?.retiredAt ?? null) !== null) {
      if (listing.streams.get(stream)?.has((repo.findStream(kernel.read, stream)?.seq ?? 0) + 1) !== true) continue
      if (stamp > (wanted.get(stream) ?? '')) wanted.set(stream, stamp)
    }
    missing.add(device)
  }
  return [...missing]
}

/** The changes of a segment that are not applied yet (stamps of a stream only rise), each with what its writer knew when it was made. */
function arrivingOf(header: SegmentHeader, lines: readonly BodyLine[], sender: Sender, applied: string): { arriving: Arriving[]; knows: Vector } {
  let knows: Vector = {}
  const arriving: Arriving[] = []
  for (const line of lines) {
    if (line.kind === 'knows') {
      knows = joined(knows, line.vector)
      continue
    }
    const { stamp, table, row, group, fields, by } = line
    if (stamp <= applied) continue
    const forbidden = sender.rights !== 'full' && versionNeedsFullRights(table, group, fields) ? `${header.device} writes ${table}` : null
    arriving.push({ version: { stamp, table, row, group, fields, by }, knows, forbidden })
  }
  return { arriving, knows }
}
