import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { deviceOf, epochOf, joined } from '../../../domain/sync/vector'
import { syncFolder } from '../../db/backup'
import * as repo from '../../repositories/sync'
import { chunkLines } from '../../sync/chunks'
import { encodeSegment, type BodyLine } from '../../sync/segment'
import type { Kernel } from '../kernel'
import { SYSTEM } from '../setup'
import { putCut, readCut, readKnownBase, type Link } from './link'

/** Rows of the change log that are read at once. */
const ROWS_AT_ONCE = 5_000

const folderOf = (kernel: Kernel, stream: string): string => join(kernel.dataDir, 'sync', 'outbox', stream)
const fileOf = (kernel: Kernel, stream: string, seq: number): string => join(folderOf(kernel, stream), `${String(seq).padStart(8, '0')}.seg`)

/** Bytes of a segment of this device. @throws when the file is not there */
export const outboxBytes = (kernel: Kernel, stream: string, seq: number): Uint8Array => readFileSync(fileOf(kernel, stream, seq))

/** temp → write → fsync → rename → fsync folder (design, decision 5): the row that names it comes after. */
function keep(kernel: Kernel, stream: string, seq: number, bytes: Uint8Array): void {
  const folder = folderOf(kernel, stream)
  mkdirSync(folder, { recursive: true })
  const file = fileOf(kernel, stream, seq)
  const fd = openSync(`${file}.part`, 'w')
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  renameSync(`${file}.part`, file)
  syncFolder(folder)
}

export function dropOutbox(kernel: Kernel, stream: string, seq: number): void {
  rmSync(fileOf(kernel, stream, seq), { force: true })
}

/** The chain of a stream of this device: the last segment that was cut, or where the stream begins. */
function chainOf(kernel: Kernel, stream: string): { seq: number; head: string } {
  const last = repo.lastOutbox(kernel.read, stream)
  const known = repo.findStream(kernel.read, stream)
  return last !== undefined && last.seq >= (known?.seq ?? 0) ? { seq: last.seq, head: last.head } : { seq: known?.seq ?? 0, head: known?.head ?? '' }
}

/** Rows of the log as lines; what is known after a note counts from there on. */
function linesOf(rows: readonly { hlc: string; tableName: string; rowId: string; fieldGroup: string; fields: string; actorId: string | null; seq: number }[], own: string): { line: BodyLine; seq: number }[] {
  return rows.map((row) => {
    const fields = JSON.parse(row.fields) as Record<string, string | number | null>
    const line: BodyLine = row.tableName === '' ? { kind: 'knows', vector: without(fields as Record<string, string>, own) } : { kind: 'change', stamp: row.hlc, table: row.tableName, row: row.rowId, group: row.fieldGroup, fields, by: row.actorId }
    return { line, seq: row.seq }
  })
}
const without = (vector: Readonly<Record<string, string>>, own: string): Record<string, string> => Object.fromEntries(Object.entries(vector).filter(([stream]) => stream !== own))

/**
 * Cuts what was changed since the last cut into segments of the outbox (section 5). Each is a file first and a row after it, so that a kill
 * leaves nothing half. Answers how many were cut.
 * @param always also a segment without changes, which says what this device has (section 4)
 */
export async function cutSegments(kernel: Kernel, link: Link, always = false): Promise<number> {
  const { segmentChanges, segmentBytes } = kernel.resources.policy.sync
  const stream = kernel.stream()
  let cut = 0
  for (;;) {
    const from = readCut(kernel.read)
    const rows = repo.changesAfter(kernel.read, from, ROWS_AT_ONCE)
    const hasChanges = rows.some(({ tableName }) => tableName !== '')
    if (!hasChanges && !(always && cut === 0)) return cut
    const lines = linesOf(rows, stream)
    const known: BodyLine = { kind: 'knows', vector: without(joined(readKnownBase(kernel), repo.knownAt(kernel.read, from)), stream) }
    const size = chunkLines(lines.map(({ line }) => line), { changes: segmentChanges, bytes: segmentBytes })[0] ?? 0
    const taken = lines.slice(0, size)
    const { seq, head } = chainOf(kernel, stream)
    const encoded = encodeSegment(
      { schema: kernel.schemaVersion, vault: link.vault.id, device: deviceOf(stream), stream, epoch: epochOf(stream), seq: seq + 1, prev: head, madeAt: kernel.now(), audit: repo.lastAudit(kernel.read) },
      [known, ...taken.map(({ line }) => line)],
      { privateKey: link.privateKey, seal: link.seal },
    )
    keep(kernel, stream, seq + 1, encoded.bytes)
    const toChange = taken.at(-1)?.seq ?? from
    const lastHlc = taken.flatMap(({ line }) => (line.kind === 'change' ? [line.stamp] : [])).at(-1) ?? repo.findStream(kernel.read, stream)?.lastHlc ?? ''
    kernel.write(SYSTEM, { name: 'sync.cut', subject: `${stream}/${seq + 1}`, bulk: true, derived: true }, (tx) => {
      repo.putOutbox(tx, { stream, seq: seq + 1, fromChange: from, toChange, head: encoded.head, lastHlc, bytes: encoded.bytes.length, cutAt: tx.now, sentAt: null })
      putCut(tx, toChange)
      const own = repo.findStream(tx.db, stream)
      repo.putStream(tx, { line: 0, knows: '{}', fault: null, faultSince: null, ...own, stream, deviceId: deviceOf(stream), seq: seq + 1, head: encoded.head, lastHlc })
    })
    cut += 1
    await kernel.pace.giveWay()
  }
}
