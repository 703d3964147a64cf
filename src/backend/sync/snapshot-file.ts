import { isVector, snapshotManifestSchema, SYNC_FORMAT, type SnapshotManifest, type SnapshotPart } from '../../contract/sync-files'
import { changeOf, isBy, isFields, isGroup, isRowId, isStamp, isTable, linesOf, tagged, type ChangeLine, type Fields, type VectorText } from './body-lines'
import { pack, unpack, type PackedFault } from './packed'
import type { Seal } from './seal'
import { encodeSigned, readSigned, type SignedFault } from './signed-file'

export type { SnapshotManifest, SnapshotPart } from '../../contract/sync-files'
export { manifestName, partName } from './names'

/** A row with the stamps of its groups. */
export interface RowLine {
  readonly kind: 'row'
  readonly table: string
  readonly row: string
  readonly stamps: Readonly<Record<string, string>>
  /** All columns that are shipped and not null. */
  readonly columns: Fields
}
/** One head of a group that has several; the value of the row is one of them. */
export type HeadLine = Omit<ChangeLine, 'kind'> & { readonly kind: 'head' }
/** A version that the writer of the snapshot keeps raw: its reader may be able to take it. */
export type RawLine = Omit<ChangeLine, 'kind'> & {
  readonly kind: 'raw'
  readonly knows: VectorText
  /** Only the columns that its keeper does not know: the rest of the version is in the row. */
  readonly isPart: boolean
  /** Of a row that came to its keeper in a snapshot: all its stamps and heads. */
  readonly whole: RawWhole | null
}
export interface RawWhole {
  readonly stamps: Readonly<Record<string, string>>
  readonly heads: readonly { readonly group: string; readonly stamp: string; readonly fields: Fields; readonly by: string | null }[]
}
/** A line of a snapshot (docs/sync-format.md, section 8). */
export type SnapshotLine = RowLine | HeadLine | RawLine

export type ManifestFault = SignedFault | 'vault' | 'name'
export type ManifestRead = { readonly ok: true; readonly manifest: SnapshotManifest } | { readonly ok: false; readonly fault: ManifestFault }
export type PartRead = { readonly ok: true; readonly lines: readonly SnapshotLine[] } | { readonly ok: false; readonly fault: PackedFault }

/** Which snapshot: the names of its files say the same. */
export interface SnapshotPlace {
  readonly vault: string
  readonly stream: string
  readonly seq: number
}

/** Written after all parts are in the store: a snapshot without it is none. */
export function encodeManifest(facts: Omit<SnapshotManifest, 'kind' | 'format'>, privateKey: string): Uint8Array {
  const { schema, vault, device, stream, seq, madeAt, covers, positions, parts } = facts
  const manifest = snapshotManifestSchema.parse({ kind: 'snapshot', format: SYNC_FORMAT, schema, vault, device, stream, seq, madeAt, covers, positions, parts })
  return encodeSigned(manifest, privateKey).bytes
}

/** Reads the manifest that lies under the name of `expected`. */
export function readManifest(bytes: Uint8Array, expected: SnapshotPlace & { device: string; publicKey: string }): ManifestRead {
  const read = readSigned(bytes, expected.publicKey)
  if (!read.ok) return read
  const parsed = snapshotManifestSchema.safeParse(read.file.facts)
  if (!parsed.success || read.file.body.length > 0) return { ok: false, fault: 'format' }
  const manifest = parsed.data
  if (manifest.vault !== expected.vault) return { ok: false, fault: 'vault' }
  const isIt = manifest.device === expected.device && manifest.stream === expected.stream && manifest.seq === expected.seq
  return isIt ? { ok: true, manifest } : { ok: false, fault: 'name' }
}

/** What the seal of a part is bound to: no part passes for another. */
const placeOf = ({ vault, stream, seq }: SnapshotPlace, part: number): Uint8Array => Buffer.from(JSON.stringify({ kind: 'part', format: SYNC_FORMAT, vault, stream, seq, part }))

/**
 * Lines as parts of about `partBytes` of text (policy `snapshotPartBytes`), one in memory at a time. `part` counts from 1; `facts` go into the
 * manifest in this order.
 */
export function* encodeParts(lines: Iterable<SnapshotLine>, options: SnapshotPlace & { partBytes: number; seal: Seal | null }): Generator<{ part: number; bytes: Uint8Array; facts: SnapshotPart }> {
  let part = 0
  let texts: string[] = []
  let size = 0
  const closed = (): { part: number; bytes: Uint8Array; facts: SnapshotPart } => {
    part += 1
    const { bytes, facts } = pack(texts.join(''), options.seal, placeOf(options, part))
    const done = { part, bytes, facts: { ...facts, rows: texts.length } }
    texts = []
    size = 0
    return done
  }
  for (const line of lines) {
    const text = `${snapshotText(line)}\n`
    const bytes = Buffer.byteLength(text)
    if (size > 0 && size + bytes > options.partBytes) yield closed()
    texts.push(text)
    size += bytes
  }
  if (texts.length > 0) yield closed()
}

/** Reads a part: whole, as the signed manifest says. `part` counts from 1. */
export function readPart(bytes: Uint8Array, facts: SnapshotPart, place: SnapshotPlace & { part: number; seal: Seal | null }): PartRead {
  const unpacked = unpack(bytes, facts, place.seal, placeOf(place, place.part))
  if (!unpacked.ok) return unpacked
  const lines = linesOf(unpacked.text, snapshotLine)
  return lines === null || lines.length !== facts.rows ? { ok: false, fault: 'content' } : { ok: true, lines }
}

function snapshotText(line: SnapshotLine): string {
  if (line.kind === 'row') return JSON.stringify({ r: [line.table, line.row, line.stamps, line.columns] })
  const version = [line.stamp, line.table, line.row, line.group, line.fields, line.by]
  if (line.kind === 'head') return JSON.stringify({ h: version })
  const { isPart, whole, knows } = line
  const more = isPart || whole !== null ? [{ ...(isPart ? { part: 1 } : {}), ...(whole === null ? {} : { stamps: whole.stamps, heads: whole.heads.map(({ group, stamp, fields, by }) => [group, stamp, fields, by]) }) }] : []
  return JSON.stringify({ x: [...version, knows, ...more] })
}

function snapshotLine(text: string): SnapshotLine | null {
  const line = tagged(text)
  if (line === null || !Array.isArray(line.value)) return null
  const values: readonly unknown[] = line.value
  if (line.tag === 'r') {
    const [table, row, stamps, columns] = values
    return values.length === 4 && isTable(table) && isRowId(row) && isStamps(stamps) && isFields(columns) ? { kind: 'row', table, row, stamps, columns } : null
  }
  const version = changeOf(values)
  if (version === null) return null
  if (line.tag === 'h') return values.length === 6 ? { ...version, kind: 'head' } : null
  const [knows, more] = values.slice(6)
  if (line.tag !== 'x' || values.length > 8 || !isVector(knows)) return null
  const kept = moreOf(more)
  return kept === null ? null : { ...version, kind: 'raw', knows, ...kept }
}

/** What a raw version may say beside itself; null when it is none. */
function moreOf(more: unknown): Pick<RawLine, 'isPart' | 'whole'> | null {
  if (more === undefined) return { isPart: false, whole: null }
  if (typeof more !== 'object' || more === null || Array.isArray(more)) return null
  const { part, stamps, heads } = more as { part?: unknown; stamps?: unknown; heads?: unknown }
  const isPart = part === 1
  if (stamps === undefined) return { isPart, whole: null }
  if (!isStamps(stamps) || !Array.isArray(heads)) return null
  const read: RawWhole['heads'][number][] = []
  for (const head of heads as readonly unknown[]) {
    if (!Array.isArray(head) || head.length !== 4) return null
    const [group, stamp, fields, by] = head as readonly unknown[]
    if (!isGroup(group) || !isStamp(stamp) || !isFields(fields) || !isBy(by)) return null
    read.push({ group, stamp, fields, by })
  }
  return { isPart, whole: { stamps, heads: read } }
}

/** Stamps of the groups of a row; `*` is always there. */
function isStamps(value: unknown): value is Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, '*')) return false
  for (const [group, stamp] of Object.entries(value) as [string, unknown][]) if (!isGroup(group) || !isStamp(stamp)) return false
  return true
}
