import { deviceOf, epochOf, joined, type Vector } from '../../../domain/sync/vector'
import * as repo from '../../repositories/sync'
import { cutSegments, knowsLine, type Cut, type LoggedLine } from '../../sync/chunks'
import { encodeSegment } from '../../sync/segment'
import type { Kernel } from '../kernel'
import { SYSTEM } from '../setup'
import { putCut, readCut, readKnownBase, type Link } from './link'
import { keepOutbox } from './outbox-files'

/** Rows of the change log that are read at once. */
const ROWS_AT_ONCE = 5_000

/** Segments of others that are applied here: kept in the own stream's row at each cut, as what others were told of (section 4). */
export const readBy = (streams: readonly repo.StreamRow[], own: string): number => streams.reduce((sum, row) => (row.stream === own ? sum : sum + row.seq), 0)

/** The chain of a stream of this device: the last segment that was cut, or where the stream begins. */
function chainOf(kernel: Kernel, stream: string): { seq: number; head: string } {
  const last = repo.lastOutbox(kernel.read, stream)
  const known = repo.findStream(kernel.read, stream)
  return last !== undefined && last.seq >= (known?.seq ?? 0) ? { seq: last.seq, head: last.head } : { seq: known?.seq ?? 0, head: known?.head ?? '' }
}

const without = (vector: Vector, own: string): Vector => Object.fromEntries(Object.entries(vector).filter(([stream]) => stream !== own))

/** Rows of the log as lines; a row without a table says what later changes know. */
function* linesAfter(kernel: Kernel, from: number, own: string): Generator<LoggedLine> {
  for (const row of repo.changesAfter(kernel.read, from, ROWS_AT_ONCE)) {
    const { seq, hlc: stamp, tableName: table, rowId, fieldGroup: group, actorId: by } = row
    if (table === '') yield { seq, line: knowsLine(without(JSON.parse(row.fields) as Vector, own)) }
    else yield { seq, line: { kind: 'change', stamp, table, row: rowId, group, fields: JSON.parse(row.fields) as Record<string, string | number | null>, by } }
  }
}

/**
 * Cuts what was changed since the last cut into segments of the outbox (section 5). Each is a file first and a row after it, so that a kill
 * leaves nothing half. Answers how many were cut.
 * @param always also a segment without changes, which says what this device has (section 4)
 */
export async function cutOutbox(kernel: Kernel, link: Link, always = false): Promise<number> {
  const { segmentChanges, segmentBytes } = kernel.resources.policy.sync
  let cut = 0
  for (;;) {
    const stream = kernel.stream()
    const from = readCut(kernel.read)
    const start = without(joined(readKnownBase(kernel), repo.knownAt(kernel.read, from)), stream)
    const [next] = cutSegments(linesAfter(kernel, from, stream), start, { changes: segmentChanges, bytes: segmentBytes })
    if (next === undefined && (!always || cut > 0)) return cut
    keepSegment(kernel, link, stream, from, next ?? { lines: [knowsLine(without(joined(start, repo.vectorOf(kernel.read)), stream))], changes: 0, toChange: from, knows: without(repo.vectorOf(kernel.read), stream) })
    cut += 1
    await kernel.pace.giveWay()
  }
}

function keepSegment(kernel: Kernel, link: Link, stream: string, from: number, { lines, toChange, knows }: Cut): void {
  const { seq: before, head } = chainOf(kernel, stream)
  const seq = before + 1
  const facts = { schema: kernel.schemaVersion, vault: link.vault.id, device: deviceOf(stream), stream, epoch: epochOf(stream), seq, prev: head, madeAt: kernel.now(), audit: repo.lastAudit(kernel.read) }
  const encoded = encodeSegment(facts, lines, { privateKey: link.privateKey, seal: link.seal })
  keepOutbox(kernel, stream, seq, encoded.bytes)
  const own = repo.findStream(kernel.read, stream)
  const last = lines.at(-1)
  const lastHlc = last?.kind === 'change' ? last.stamp : (lines.findLast((line) => line.kind === 'change')?.stamp ?? own?.lastHlc ?? '')
  kernel.write(SYSTEM, { name: 'sync.cut', subject: `${stream}/${seq}`, derived: true }, (tx) => {
    repo.putOutbox(tx, { stream, seq, fromChange: from, toChange, head: encoded.head, lastHlc, bytes: encoded.bytes.length, cutAt: tx.now, sentAt: null })
    putCut(tx, toChange)
    repo.putStream(tx, { fault: null, faultSince: null, stream, deviceId: deviceOf(stream), seq, head: encoded.head, lastHlc, knows: JSON.stringify(knows), line: readBy(repo.listStreams(tx.db), stream) })
  })
}
