import { deviceOf, type Vector } from '../../../domain/sync/vector'
import type { MergedVersion, WholeRow } from '../../db/merge'
import { openSnapshot, type SnapshotReader } from '../../db/snapshot-read'
import type { WriteTx } from '../../db/write'
import * as repo from '../../repositories/sync'
import { manifestName, partName } from '../../sync/names'
import { sha256Of } from '../../sync/signed-file'
import { encodeManifest, encodeParts, readManifest, readPart, type SnapshotLine, type SnapshotManifest } from '../../sync/snapshot-file'
import { isStoreError } from '../../sync/store'
import type { Kernel } from '../kernel'
import { forgetSearchIndex } from '../search-index'
import { SYSTEM } from '../setup'
import { derivedOfNew, workOutDerived } from './derived'
import { startEpoch } from './epoch'
import type { Link } from './link'
import type { Listing } from './listing'
import { cutOutbox } from './outbox'
import { beforePhotoRow } from './photo-arrivals'
import { rawLine, rawOnce, rawRefused, type RawOnce } from './raw'
import { toldUpTo } from './told'
import { readAdmissions, senderOf } from './trust'

const TRIES = 5
/** A transaction has so many milliseconds in any case. */
const LEAST_MS = 5

/** SHA-256 of a file's first line. */
function headOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0x0a)
  return sha256Of(bytes.subarray(0, end < 0 ? bytes.length : end))
}

function* linesOf(reader: SnapshotReader): Generator<SnapshotLine> {
  for (const { table, row, stamps, columns, heads } of reader.rows()) {
    yield { kind: 'row', table, row, stamps, columns }
    for (const { group, stamp, fields, by } of heads) yield { kind: 'head', stamp, table, row, group, fields, by }
  }
  for (const raw of reader.raw()) yield rawLine(raw)
}

/** Everything that is here goes out as a snapshot (section 8): parts first, then the manifest that makes it one. Answers the manifest's hash. */
async function publish(kernel: Kernel, link: Link, reader: SnapshotReader, place: { stream: string; seq: number }, covers: Vector, positions: SnapshotManifest['positions']): Promise<string> {
  const where = { vault: link.vault.id, ...place }
  const parts: SnapshotManifest['parts'][number][] = []
  for (const { part, bytes, facts } of encodeParts(linesOf(reader), { ...where, partBytes: kernel.resources.policy.sync.snapshotPartBytes, seal: link.seal })) {
    const name = partName(place.stream, place.seq, part)
    // left over from a try that was cut off: its manifest was never written, so that nobody has read it
    if ((await link.store.putNew(name, bytes)) === 'exists') await link.store.replace(name, bytes)
    parts.push(facts)
    await kernel.pace.giveWay()
  }
  const manifest = encodeManifest({ schema: kernel.schemaVersion, ...where, device: deviceOf(place.stream), madeAt: kernel.now(), covers, positions, parts }, link.privateKey)
  const name = manifestName(place.stream, place.seq)
  if ((await link.store.putNew(name, manifest)) === 'exists') await link.store.replace(name, manifest)
  return headOf(manifest)
}

/** The base of this device's stream: what it had when it founded or joined. Its stream begins after it. */
export async function publishBase(kernel: Kernel, link: Link): Promise<void> {
  const stream = kernel.stream()
  const reader = openSnapshot(kernel.db.path)
  try {
    const head = await publish(kernel, link, reader, { stream, seq: 0 }, reader.vector, { [stream]: { seq: 0, prev: '' } })
    kernel.write(SYSTEM, { name: 'sync.base', subject: stream }, (tx) => {
      const own = repo.findStream(tx.db, stream)
      if (own !== undefined) repo.putStream(tx, { ...own, head })
    })
  } finally {
    reader.close()
  }
}

/** A snapshot of all that is here, right after a segment that says so. */
export async function publishSnapshot(kernel: Kernel, link: Link, send: () => Promise<unknown>): Promise<boolean> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    await cutOutbox(kernel, link, true)
    const reader = openSnapshot(kernel.db.path)
    try {
      // What was written here since the cut would be in the rows and not in what they cover.
      if (repo.countChangesAfter(kernel.read, repo.lastOutbox(kernel.read, kernel.stream())?.toChange ?? 0) > 0) continue
      await send()
      const stream = kernel.stream()
      const seq = reader.streams.find((row) => row.stream === stream)?.seq ?? 0
      await publish(kernel, link, reader, { stream, seq }, reader.vector, Object.fromEntries(reader.streams.map((row) => [row.stream, { seq: row.seq, prev: row.head }])))
      return true
    } finally {
      reader.close()
    }
  }
  return false
}

/** Reads a snapshot's manifest; null when it is not there (yet), or not by an admitted device. */
export async function manifestOf(kernel: Kernel, link: Link, place: { stream: string; seq: number }): Promise<{ manifest: SnapshotManifest; head: string } | null> {
  const device = deviceOf(place.stream)
  const sender = senderOf(kernel, link, device)
  if (sender === null) return null
  try {
    const bytes = await link.store.read(manifestName(place.stream, place.seq))
    const read = readManifest(bytes, { vault: link.vault.id, ...place, device, publicKey: sender.publicKey })
    return read.ok ? { manifest: read.manifest, head: headOf(bytes) } : null
  } catch (error) {
    if (isStoreError(error, 'missing')) return null
    throw error
  }
}

type OpenRow = WholeRow & { heads: WholeRow['heads'][number][] }

/** The rows of a snapshot part by part, each with its heads. Null for a part that is not whole there. */
export async function* partsOf(link: Link, manifest: SnapshotManifest): AsyncGenerator<{ rows: WholeRow[]; raw: Extract<SnapshotLine, { kind: 'raw' }>[] } | null> {
  const place = { vault: manifest.vault, stream: manifest.stream, seq: manifest.seq }
  // A part may end between a row and its heads: the last row waits for the next part.
  let carried: OpenRow | null = null
  for (const [index, facts] of manifest.parts.entries()) {
    const bytes = await link.store.read(partName(place.stream, place.seq, index + 1))
    const read = readPart(bytes, facts, { ...place, part: index + 1, seal: link.seal })
    if (!read.ok) {
      yield null
      return
    }
    const rows: OpenRow[] = carried === null ? [] : [carried]
    carried = null
    const raw: Extract<SnapshotLine, { kind: 'raw' }>[] = []
    for (const line of read.lines) {
      if (line.kind === 'row') rows.push({ table: line.table, row: line.row, stamps: line.stamps, columns: { ...line.columns }, heads: [] })
      else if (line.kind === 'raw') raw.push(line)
      else {
        const of = rows.at(-1)
        if (of?.table !== line.table || of.row !== line.row) {
          yield null
          return
        }
        of.heads.push({ group: line.group, stamp: line.stamp, fields: { ...line.fields }, by: line.by })
      }
    }
    if (index + 1 < manifest.parts.length) carried = rows.pop() ?? null
    yield { rows, raw }
  }
}

/** Applies a snapshot (section 8). Answers false when a part is not whole there: nothing is lost, the next round tries again. */
async function apply(kernel: Kernel, link: Link, manifest: SnapshotManifest, head: string, signal: AbortSignal | null): Promise<boolean> {
  const mine = repo.vectorOf(kernel.read)
  const isFirst = Object.keys(mine).every((stream) => stream === kernel.stream())
  const subject = `snapshot ${manifest.stream}/${manifest.seq}`
  const once = rawOnce(repo.listRaw(kernel.read, 0, -1), mine)
  const told = await toldUpTo(kernel, link, manifest.positions)
  for await (const part of partsOf(link, manifest)) {
    if (part === null || signal?.aborted === true) return false
    let at = 0
    while (at < part.rows.length) {
      kernel.write(SYSTEM, { name: 'sync.snapshot', subject, bulk: true, derived: true, ...(isFirst ? { unindexed: true } : {}) }, (tx) => {
        at = applySome(kernel, tx, part.rows, at, manifest.covers, mine, once)
      })
      await kernel.pace.giveWay()
    }
    if (part.raw.length > 0) {
      kernel.write(SYSTEM, { name: 'sync.snapshot', subject, bulk: true, derived: true }, (tx) => {
        for (const line of part.raw) once.add(tx, rawRefused(line), line.knows)
      })
    }
  }
  kernel.write(SYSTEM, { name: 'sync.snapshot', subject }, (tx) => {
    for (const stream of new Set([...Object.keys(manifest.covers), ...Object.keys(manifest.positions)])) {
      const stamp = manifest.covers[stream] ?? ''
      const known = repo.findStream(tx.db, stream)
      const position = manifest.positions[stream] ?? { seq: 0, prev: '' }
      const knows = told.get(stream)
      const isBase = manifest.seq === 0 && stream === manifest.stream
      // streams of another vault, which are known and not read here
      if (manifest.seq === 0 && !isBase && (stream === kernel.stream() || (known?.head ?? '') !== '')) continue
      const place = isBase ? head : position.prev
      // Also without a newer change: segments that only say what their writer has may be removed, too, and a stream begins after its base.
      const isFurther = stamp > (known?.lastHlc ?? '') || (stamp === (known?.lastHlc ?? '') && (position.seq > (known?.seq ?? 0) || (known?.head ?? '') === ''))
      if (isFurther) repo.putStream(tx, { ...known, knows: knows === undefined ? (known?.knows ?? '{}') : JSON.stringify(knows), stream, deviceId: deviceOf(stream), seq: position.seq, head: place, line: 0, lastHlc: stamp, fault: null, faultSince: null })
    }
    tx.sync.know(repo.vectorOf(tx.db), Object.values(manifest.covers).reduce((newest, stamp) => (stamp > newest ? stamp : newest), ''))
    if (isFirst) forgetSearchIndex(tx)
  })
  return true
}

function applySome(kernel: Kernel, tx: WriteTx, rows: readonly WholeRow[], from: number, covers: Vector, mine: Vector, once: RawOnce): number {
  const isOver = kernel.pace.slice(LEAST_MS)
  const merged: MergedVersion[] = []
  const terms = { derived: (table: string, fields: WholeRow['columns']) => derivedOfNew(tx.now, table, fields) }
  let at = from
  while (at < rows.length) {
    const row = rows[at]
    at += 1
    if (row === undefined) continue
    beforePhotoRow(tx, row.table, row.row, row.columns)
    const answer = tx.sync.join(row, covers, mine, terms)
    merged.push(...answer.merged)
    for (const refused of answer.refused) once.add(tx, refused, covers)
    if (at % 16 === 0 && isOver()) break
  }
  workOutDerived(kernel, tx, merged)
  return at
}

/** What a stream lacks that only a snapshot can bring: its base, or segments that were removed. */
function lacks(kernel: Kernel, listing: Listing, stream: string): 'base' | 'removed' | null {
  const known = repo.findStream(kernel.read, stream)
  const seq = known?.seq ?? 0
  if (seq === 0 && (known?.head ?? '') === '' && listing.snapshots.some((one) => one.stream === stream && one.seq === 0)) return 'base'
  const files = listing.streams.get(stream)
  const isGone = files !== undefined && !files.has(seq + 1) && [...files.keys()].some((there) => there > seq)
  return isGone ? 'removed' : null
}

/**
 * Applies the snapshots that this device needs before it can read on: the newest whole one when it is new or behind what was removed, and the
 * bases of devices that joined with data of their own. Answers how many were applied.
 */
export async function catchUp(kernel: Kernel, link: Link, listing: Listing, signal: AbortSignal | null): Promise<number> {
  await readAdmissions(kernel, link, listing)
  const own = kernel.stream()
  const streams = new Set([...listing.streams.keys(), ...listing.snapshots.map(({ stream }) => stream)])
  const needs = [...streams].filter((stream) => stream !== own).map((stream) => ({ stream, need: lacks(kernel, listing, stream) }))
  if (needs.every(({ need }) => need === null)) return 0
  const isNew = Object.keys(repo.vectorOf(kernel.read)).every((stream) => stream === own)
  let applied = 0
  if (isNew || needs.some(({ need }) => need === 'removed')) applied += await applyNewest(kernel, link, listing, isNew ? null : needs.flatMap(({ stream, need }) => (need === 'removed' ? [stream] : [])), signal)
  for (const stream of streams) {
    if (stream === own || signal?.aborted === true || lacks(kernel, listing, stream) !== 'base') continue
    const found = await manifestOf(kernel, link, { stream, seq: 0 })
    if (found !== null && (await apply(kernel, link, found.manifest, found.head, signal))) applied += 1
  }
  return applied
}

/** @param lacking streams that a snapshot must bring further to be of use; null: any is */
async function applyNewest(kernel: Kernel, link: Link, listing: Listing, lacking: readonly string[] | null, signal: AbortSignal | null): Promise<number> {
  const found: { manifest: SnapshotManifest; head: string }[] = []
  for (const place of listing.snapshots) {
    if (place.seq === 0) continue
    const one = await manifestOf(kernel, link, place)
    if (one !== null) found.push(one)
  }
  for (const { manifest, head } of found.sort((a, b) => b.manifest.madeAt - a.manifest.madeAt)) {
    if (lacking?.every((stream) => (manifest.positions[stream]?.seq ?? 0) <= (repo.findStream(kernel.read, stream)?.seq ?? 0)) === true) continue
    // others have more of this device than it has itself: a backup was restored
    if ((manifest.covers[kernel.stream()] ?? '') > (repo.findStream(kernel.read, kernel.stream())?.lastHlc ?? '')) startEpoch(kernel, listing)
    if (await apply(kernel, link, manifest, head, signal)) return 1
  }
  return 0
}
