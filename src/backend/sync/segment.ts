import { isVector, segmentHeaderSchema, SYNC_FORMAT, type SegmentHeader } from '../../contract/sync-files'
import { deviceOf, epochOf, joined, streamOf, type Vector } from '../../domain/sync/vector'
import { isBy, isFields, isGroup, isRowId, isStamp, isTable, lineOf, linesOf, lineText, type BodyLine } from './body-lines'
import { pack, unpack } from './packed'
import type { Seal } from './seal'
import { encodeSigned, jsonOf, readSigned, sealedWith, sha256Of } from './signed-file'

export type { BodyLine, ChangeLine, KnowsLine } from './body-lines'
export type { SegmentHeader } from '../../contract/sync-files'

/** What the writer says of a segment; the rest of the header follows from its lines. */
export type SegmentFacts = Pick<SegmentHeader, 'schema' | 'vault' | 'device' | 'stream' | 'epoch' | 'seq' | 'prev' | 'madeAt' | 'audit'>

/**
 * Why a segment is not read (docs/sync-format.md, section 6).
 * - `torn`: shorter than it says, or other bytes: not there yet
 * - `signature`: line 1 is not signed by the device's key
 * - `vault`, `name`, `chain`: another vault's, not what its name says, `prev` of another chain
 * - `format`: a kind or format that this version does not know
 * - `sealed`: the passphrase is missing, another one, or was not used
 * - `content`: its lines are not what the header announces, or no lines at all
 */
export const SEGMENT_FAULTS = ['torn', 'signature', 'vault', 'name', 'chain', 'format', 'sealed', 'content'] as const
export type SegmentFault = (typeof SEGMENT_FAULTS)[number]

export interface SegmentExpected {
  readonly vault: string
  readonly device: string
  readonly stream: string
  readonly seq: number
  /** SHA-256 of line 1 of the segment before, '' for the first. */
  readonly prev: string
  /** Of the admitted device, SPKI base64. */
  readonly publicKey: string
  /** Null for a vault without a passphrase. */
  readonly seal: Seal | null
  /** Size in the listing, where it is known. */
  readonly bytes?: number
}

export type SegmentRead =
  | { readonly ok: true; readonly header: SegmentHeader; readonly head: string; readonly lines: () => readonly BodyLine[] }
  | { readonly ok: false; readonly fault: SegmentFault }

/** What lines say of themselves, for the header. */
interface Summary {
  readonly changes: number
  readonly first: string
  readonly last: string
  readonly knows: Vector
}

/** Null when the lines are none of a segment of this stream: a vector first, stamps of the stream that only rise, nothing known of itself. */
function summaryOf(stream: string, lines: readonly BodyLine[]): Summary | null {
  if (lines[0]?.kind !== 'knows') return null
  let changes = 0
  let first = ''
  let last = ''
  let knows: Vector = {}
  for (const line of lines) {
    if (line.kind === 'knows') {
      if (Object.hasOwn(line.vector, stream)) return null
      knows = joined(knows, line.vector)
    } else {
      if (streamOf(line.stamp) !== stream || line.stamp <= last) return null
      last = line.stamp
      if (changes === 0) first = last
      changes += 1
    }
  }
  return { changes, first, last, knows }
}

const sameVector = (one: Vector, other: Vector): boolean => {
  const stamps = Object.entries(one)
  return stamps.length === Object.keys(other).length && stamps.every(([stream, stamp]) => other[stream] === stamp)
}

const isWritable = (line: BodyLine): boolean =>
  line.kind === 'knows' ? isVector(line.vector) : isStamp(line.stamp) && isTable(line.table) && isRowId(line.row) && isGroup(line.group) && isFields(line.fields) && isBy(line.by)

/**
 * A segment as it goes into the store (section 4), and `head`: the SHA-256 of its first line, `prev` of the next.
 * @throws Error for lines that no reader would take: whoever cuts them is wrong, and a signed mistake could not be taken back
 */
export function encodeSegment(facts: SegmentFacts, lines: readonly BodyLine[], { privateKey, seal }: { privateKey: string; seal: Seal | null }): { bytes: Uint8Array; head: string } {
  const summary = summaryOf(facts.stream, lines)
  if (summary === null || !lines.every(isWritable)) throw new Error(`lines of ${facts.stream} ${facts.seq} are no segment`)
  const { schema, vault, device, stream, epoch, seq, prev, madeAt, audit } = facts
  const announced = { kind: 'segment', format: SYNC_FORMAT, schema, vault, device, stream, epoch, seq, prev, madeAt, ...summary, audit }
  const body = pack(lines.map((line) => `${lineText(line)}\n`).join(''), seal, sealedWith(announced))
  const header = segmentHeaderSchema.parse({ ...announced, body: body.facts })
  return encodeSigned(header, privateKey, body.bytes)
}

/** Reads a segment of another device: whole and as expected, or the first fault that was found. Never throws for what lies in the file. */
export function readSegment(bytes: Uint8Array, expected: SegmentExpected): SegmentRead {
  const fault = (of: SegmentFault): SegmentRead => ({ ok: false, fault: of })
  if (expected.bytes !== undefined && bytes.length < expected.bytes) return fault('torn')
  const read = readSigned(bytes, expected.publicKey)
  if (!read.ok) return read
  const { facts, head, body } = read.file
  const parsed = segmentHeaderSchema.safeParse(facts)
  if (!parsed.success) return fault('format')
  const header = parsed.data
  const { stream } = header
  if (header.vault !== expected.vault) return fault('vault')
  if (header.device !== expected.device || stream !== expected.stream || header.seq !== expected.seq) return fault('name')
  if (deviceOf(stream) !== header.device || epochOf(stream) !== header.epoch) return fault('name')
  if (header.prev !== expected.prev) return fault('chain')

  const unpacked = unpack(body, header.body, expected.seal, sealedWith(facts))
  if (!unpacked.ok) return unpacked
  const lines = linesOf(unpacked.text, lineOf)
  const said = lines === null ? null : summaryOf(stream, lines)
  if (lines === null || said === null) return fault('content')
  if (said.changes !== header.changes || said.first !== header.first || said.last !== header.last || !sameVector(said.knows, header.knows)) return fault('content')
  return { ok: true, header, head, lines: () => lines }
}

/**
 * What the writer of a segment knew after it, without its lines. `head`: the hash of the segment's first line, which a signed file names; null
 * for a file that begins otherwise.
 */
export function knowsOf(bytes: Uint8Array, head: string): Vector | null {
  const end = bytes.indexOf(0x0a)
  const line = bytes.subarray(0, end < 0 ? bytes.length : end)
  if (sha256Of(line) !== head) return null
  const parsed = segmentHeaderSchema.safeParse(jsonOf(Buffer.from(line).toString('utf8')))
  return parsed.success ? parsed.data.knows : null
}
