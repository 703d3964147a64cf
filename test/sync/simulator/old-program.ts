import { sql } from 'drizzle-orm'
import { createCarriedColumns } from '../../../src/backend/db/raw-columns'
import { synced } from '../../../src/backend/db/synced-tables'
import type { IncomingVersion, MergedVersion, RefusedVersion, WholeRow } from '../../../src/backend/db/merge'
import type { WriteTx } from '../../../src/backend/db/write'
import type { Kernel } from '../../../src/backend/services/kernel'
import type { Happening } from './tally'

/** What a newer program brought: a table, a group of a table, and a column of a group that the older one has and edits. */
const NEW_TABLE = 'wrong_shipment'
const NEW_GROUP = { table: 'promise', group: 'outcome' }
const NEW_COLUMN = { table: 'cases', group: 'memo', name: 'flag', key: 'flag' }

/** Conflicts that the older program cannot be asked to decide here: its tables have the column after all. */
export const isNewIn = (table: string, group: string): boolean => table === NEW_COLUMN.table && group === NEW_COLUMN.group

interface Answer {
  merged: readonly MergedVersion[]
  refused: readonly RefusedVersion[]
}

const refusal = (version: IncomingVersion, reason: RefusedVersion['reason']): Answer => ({ merged: [], refused: [{ version, reason, detail: version.table }] })

type Fields = IncomingVersion['fields']
const without = ({ [NEW_COLUMN.name]: _, ...rest }: Fields): Fields => rest
const only = (fields: Fields): Fields => ({ [NEW_COLUMN.name]: fields[NEW_COLUMN.name] ?? null })
const has = (table: string, fields: Fields): boolean => table === NEW_COLUMN.table && NEW_COLUMN.name in fields

/** The table as the older program knows it: it neither reads nor writes the column. */
const OLD_CASES = { ...synced.cases, columns: synced.cases.columns.filter(({ key }) => key !== NEW_COLUMN.key) }
const old = <T extends { readonly name: string }>(table: T): T => (table.name === NEW_COLUMN.table ? (OLD_CASES as unknown as T) : table)

/** The write of a program that refuses what it does not know, as the merger of an older version would. */
export function asOldProgram(tx: WriteTx, count: (what: Happening) => void): WriteTx {
  const { sync } = tx
  const hides = (version: IncomingVersion): RefusedVersion['reason'] | null =>
    version.table === NEW_TABLE ? 'table' : version.table === NEW_GROUP.table && version.group === NEW_GROUP.group ? 'group' : null
  return {
    ...tx,
    insert: (table, row) => tx.insert(old(table), row),
    update(table, id, patch) {
      const changed = tx.update(old(table), id, patch)
      if (changed && table.name === NEW_COLUMN.table && NEW_COLUMN.key in patch) {
        const last = tx.db.get<{ fields: string } | undefined>(sql`select fields from change_log where table_name = ${NEW_COLUMN.table} and row_id = ${id} and field_group = ${NEW_COLUMN.group} order by seq desc limit 1`)
        if (last !== undefined && NEW_COLUMN.name in (JSON.parse(last.fields) as Fields)) count('old version: column carried on')
      }
      return changed
    },
    put: (table, row) => tx.put(old(table), row),
    sync: {
      ...sync,
      merge(version, terms) {
        const reason = hides(version)
        if (reason !== null) {
          count(reason === 'table' ? 'old version: table refused' : 'old version: group refused')
          return refusal(version, reason)
        }
        if (!has(version.table, version.fields)) return sync.merge(version, terms)
        count('old version: column refused')
        const { merged, refused } = sync.merge({ ...version, fields: without(version.fields) }, terms)
        return { merged, refused: [...refused, { version: { ...version, fields: only(version.fields) }, reason: 'column', detail: NEW_COLUMN.name }] }
      },
      join(whole: WholeRow, theyKnow, weKnow, terms) {
        if (whole.table === NEW_TABLE) return { merged: [], refused: [wholeRefused(whole)] }
        const { merged, refused } = sync.join(whole.table === NEW_COLUMN.table ? { ...whole, columns: without(whole.columns), heads: whole.heads.map((head) => ({ ...head, fields: without(head.fields) })) } : whole, theyKnow, weKnow, terms)
        const version = (group: string, stamp: string, fields: Fields): IncomingVersion => ({ table: whole.table, row: whole.row, group, stamp, fields: only(fields), by: null })
        const parts: RefusedVersion[] = has(whole.table, whole.columns) ? [{ version: version('*', whole.stamps['*'] ?? '', whole.columns), reason: 'column', detail: '', whole: { stamps: whole.stamps, heads: [] } }] : []
        for (const head of whole.heads) if (has(whole.table, head.fields)) parts.push({ version: version(head.group, head.stamp, head.fields), reason: 'column', detail: '' })
        return { merged, refused: [...refused, ...parts] }
      },
      fillColumns: (version, stamps) => (has(version.table, version.fields) ? 'unknown' : sync.fillColumns(version, stamps)),
    },
  }
}

const wholeRefused = (whole: WholeRow): RefusedVersion => ({
  version: { stamp: whole.stamps['*'] ?? '', table: whole.table, row: whole.row, group: '*', fields: whole.columns, by: null },
  reason: 'table',
  detail: whole.table,
  whole: { stamps: whole.stamps, heads: whole.heads },
})

/** A data folder as the older program would have it: what it knew of the column lies raw. No program becomes older on its own data; a schedule makes one so. */
export function makeOld(kernel: Kernel): void {
  const db = kernel.db.writable
  const here = createCarriedColumns(db)
  const raw = (hlc: string, row: string, fields: string): void => {
    // A folder that is old already has it raw: there the column is empty only because its program does not know it.
    if (here.of(NEW_COLUMN.table, row, NEW_COLUMN.group, hlc) !== null) return
    db.prepare("INSERT INTO sync_raw (hlc, table_name, row_id, field_group, fields, knows, reason, at) VALUES (?, ?, ?, ?, ?, '{}', 'column', 0)").run(hlc, NEW_COLUMN.table, row, NEW_COLUMN.group, fields)
  }
  db.transaction(() => {
    for (const { id, hlc, flag } of db.prepare<[], { id: string; hlc: string; flag: number }>('SELECT id, hlc, flag FROM cases WHERE flag IS NOT NULL').all()) {
      const stamps = JSON.parse(hlc) as Record<string, string>
      raw(stamps[NEW_COLUMN.group] ?? stamps['*'] ?? '', id, JSON.stringify({ flag }))
    }
    for (const { hlc, row_id: row, fields } of db.prepare<[], { hlc: string; row_id: string; fields: string }>("SELECT hlc, row_id, fields FROM sync_head WHERE table_name = 'cases' AND field_group = 'memo'").all()) {
      const { flag } = JSON.parse(fields) as { flag?: number | null }
      if (flag !== undefined) raw(hlc, row, JSON.stringify({ flag }))
    }
    db.exec("UPDATE cases SET flag = NULL; UPDATE sync_head SET fields = json_remove(fields, '$.flag') WHERE table_name = 'cases' AND field_group = 'memo'")
  })()
}

