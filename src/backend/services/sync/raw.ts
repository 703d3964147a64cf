import { covers, type Vector } from '../../../domain/sync/vector'
import type { RefusedVersion, WholeRow } from '../../db/merge'
import { keptOf, keptText } from '../../db/raw-columns'
import type { WriteTx } from '../../db/write'
import * as repo from '../../repositories/sync'
import type { RawLine } from '../../sync/snapshot-file'
import { derivedOfNew } from './derived'
import { beforePhotoRow } from './photo-arrivals'
import type { Arrived } from './rules'

/** What comes and cannot be taken is kept raw (docs/sync-format.md, section 6), goes on in snapshots (section 8), and is tried again. */

/** Keeps a refused version, or the part of it that was refused. `knows`: what its writer knew; `weKnew`: what this device had, of a row that came whole. */
export function keepRaw(tx: WriteTx, { version, reason, detail: why, whole }: RefusedVersion, knows: Vector, weKnew: Vector = {}): void {
  const detail = whole === undefined ? why : keptText({ why, weKnew, stamps: whole.stamps, heads: whole.heads })
  repo.addRaw(tx, { hlc: version.stamp, tableName: version.table, rowId: version.row, fieldGroup: version.group, fields: JSON.stringify(version.fields), actorId: version.by, knows: JSON.stringify(knows), reason, detail, at: tx.now })
}

/** What is kept raw already: a snapshot that was cut off comes again from its beginning. Its stamps tell two states of one row apart. */
export interface RawOnce {
  /** False: it is here. */
  add(tx: WriteTx, refused: RefusedVersion, knows: Vector): boolean
}

/** @param mine what is applied here: versions that it covers were taken, or lie raw */
export function rawOnce(known: readonly repo.RawRow[], mine: Vector): RawOnce {
  const keyOf = (stamp: string, table: string, row: string, group: string, fields: string, stamps: unknown): string => JSON.stringify([stamp, table, row, group, fields, stamps ?? null])
  const here = new Set(known.map(({ hlc, tableName, rowId, fieldGroup, fields, detail }) => keyOf(hlc, tableName, rowId, fieldGroup, fields, keptOf(detail)?.stamps)))
  return {
    add(tx, refused, knows) {
      const { version, whole } = refused
      if ((whole === undefined ? [version.stamp] : [...Object.values(whole.stamps), ...whole.heads.map(({ stamp }) => stamp)]).every((stamp) => covers(mine, stamp))) return false
      const key = keyOf(version.stamp, version.table, version.row, version.group, JSON.stringify(version.fields), whole?.stamps)
      if (here.has(key)) return false
      here.add(key)
      keepRaw(tx, refused, knows, mine)
      return true
    },
  }
}

/** A line of a snapshot as its writer keeps it. */
export const rawRefused = ({ stamp, table, row, group, fields, by, isPart, whole }: RawLine): RefusedVersion => ({
  version: { stamp, table, row, group, fields: { ...fields }, by }, reason: isPart ? 'column' : 'table', detail: '', ...(whole === null ? {} : { whole: { stamps: whole.stamps, heads: whole.heads.map((head) => ({ ...head, fields: { ...head.fields } })) } }),
})

/** The line for a row of `sync_raw`, by its columns in SQL. */
export function rawLine(raw: Readonly<Record<string, string | number | null>>): RawLine {
  const text = (key: string): string => String(raw[key] ?? '')
  const kept = keptOf(raw['detail'] === null ? null : text('detail'))
  return {
    kind: 'raw', stamp: text('hlc'), table: text('table_name'), row: text('row_id'), group: text('field_group'), fields: JSON.parse(text('fields')) as RawLine['fields'], by: raw['actor_id'] === null ? null : text('actor_id'),
    knows: JSON.parse(text('knows')) as Vector, isPart: raw['reason'] === 'column', whole: kept === null ? null : { stamps: kept.stamps, heads: kept.heads },
  }
}

/** Tries one again; null: it stays. What of it is still refused is kept anew. */
export function takeRaw(tx: WriteTx, row: repo.RawRow): Arrived | null {
  const version = { stamp: row.hlc, table: row.tableName, row: row.rowId, group: row.fieldGroup, fields: JSON.parse(row.fields) as RefusedVersion['version']['fields'], by: row.actorId }
  const knows = JSON.parse(row.knows) as Vector
  const kept = keptOf(row.detail)
  if (row.reason === 'rights') return null
  if (row.reason === 'column') {
    if (tx.sync.fillColumns(version, kept?.stamps ?? null) === 'unknown') return null
    repo.removeRaw(tx, row.id)
    return { version, knows, merged: [] }
  }
  beforePhotoRow(tx, version.table, version.row, version.fields)
  const terms = { derived: (table: string, fields: WholeRow['columns']) => derivedOfNew(tx.now, table, fields) }
  const answer = kept === null ? tx.sync.merge(version, { knows, ...terms }) : tx.sync.join({ table: version.table, row: version.row, stamps: kept.stamps, columns: version.fields, heads: kept.heads }, knows, kept.weKnew, terms)
  if (answer.merged.length === 0) return null
  repo.removeRaw(tx, row.id)
  for (const refused of answer.refused) keepRaw(tx, refused, knows, kept?.weKnew)
  return { version, knows, merged: answer.merged }
}
