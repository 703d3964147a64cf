import Database from 'better-sqlite3'
import type { Vector } from '../../domain/sync/vector'
import type { WholeRow } from './merge'
import type { Shipped } from './stamps'
import { synced, type SyncedTable } from './synced-tables'

/** The whole of the synced tables at one moment, read beside the writer on a connection of its own. */
export interface SnapshotReader {
  /** What the rows hold: of each stream the last change that is applied, the local one's included. */
  readonly vector: Vector
  readonly streams: readonly { readonly stream: string; readonly seq: number; readonly head: string }[]
  /** The end of the change log at this moment. */
  readonly seq: number
  /** Every row with its heads; clocks before cases, whose deadlines follow from them. */
  rows(): Generator<WholeRow>
  /** What is kept raw, as columns of `sync_raw`; not what its writer had no right to, which a reader could not tell from the rest. */
  raw(): Generator<Record<string, string | number | null>>
  /** Rows in all tables. */
  count(): number
  close(): void
}

const FIRST: readonly SyncedTable[] = [synced.shop, synced.staff, synced.syncDevice, synced.caseClock] as unknown as SyncedTable[]

/** Opens a reader on the database of `path`; it sees nothing of what is written after. */
export function openSnapshot(path: string): SnapshotReader {
  const db = new Database(path, { readonly: true })
  db.pragma('busy_timeout = 5000')
  // A read transaction holds its moment from its first read on.
  db.exec('BEGIN')
  const seq = db.prepare<[], { seq: number }>('SELECT coalesce(max(seq), 0) AS seq FROM change_log').get()?.seq ?? 0
  const streams = db.prepare<[], { stream: string; seq: number; head: string; line: number; last_hlc: string }>('SELECT stream, seq, head, line, last_hlc FROM sync_stream').all()
  const heads = db.prepare<[], { table_name: string; row_id: string; field_group: string; hlc: string; fields: string; actor_id: string | null }>('SELECT * FROM sync_head').all()
  const headsOf = new Map<string, WholeRow['heads'][number][]>()
  for (const head of heads) {
    const key = JSON.stringify([head.table_name, head.row_id])
    const known = headsOf.get(key) ?? []
    known.push({ group: head.field_group, stamp: head.hlc, fields: JSON.parse(head.fields) as Shipped, by: head.actor_id })
    headsOf.set(key, known)
  }
  const others = (Object.values(synced) as unknown as SyncedTable[]).filter((table) => !FIRST.includes(table))
  const tables = [...FIRST, ...others]
  return {
    seq,
    streams: streams.map(({ stream, seq: last, head }) => ({ stream, seq: last, head })),
    vector: Object.fromEntries(streams.filter(({ last_hlc }) => last_hlc !== '').map(({ stream, last_hlc }) => [stream, last_hlc])),
    *rows() {
      for (const table of tables) {
        const columns = table.columns.filter(({ group }) => group !== null)
        const names = ['id', 'hlc', 'deleted_at', ...columns.map(({ sqlName }) => sqlName)]
        const statement = db.prepare<[], (string | number | null)[]>(`SELECT ${names.map((name) => `"${name}"`).join(', ')} FROM "${table.name}"`).raw()
        for (const values of statement.iterate() as Iterable<(string | number | null)[]>) {
          const [row, hlc, deletedAt, ...rest] = values
          const shipped: Shipped = {}
          columns.forEach(({ sqlName }, at) => {
            const value = rest[at] ?? null
            if (value !== null) shipped[sqlName] = value
          })
          if (deletedAt !== null && deletedAt !== undefined) shipped['deleted_at'] = deletedAt
          yield { table: table.name, row: String(row), stamps: JSON.parse(String(hlc)) as Record<string, string>, columns: shipped, heads: headsOf.size === 0 ? [] : (headsOf.get(JSON.stringify([table.name, row])) ?? []) }
        }
      }
    },
    *raw() {
      yield* db.prepare<[], Record<string, string | number | null>>("SELECT hlc, table_name, row_id, field_group, fields, actor_id, knows, reason, detail FROM sync_raw WHERE reason <> 'rights' ORDER BY id").iterate()
    },
    count: () => tables.reduce((sum, { name }) => sum + (db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM "${name}"`).get()?.n ?? 0), 0),
    close: () => db.close(),
  }
}
