import type { Statement } from 'better-sqlite3'
import type { Sqlite } from './open'
import type { ColumnInfo, SyncedTable } from './synced-tables'

/** A value as the driver takes it. */
export type Driver = string | number | bigint | Buffer | null

/** What is read of a row before a patch is written on it. */
export interface Selection {
  /** Columns that the patch names, in the order they are read. */
  readonly columns: readonly ColumnInfo[]
  /** The other columns of their groups, read after them. Before both, what is read is the row's clocks and its place in the table. */
  readonly others: readonly ColumnInfo[]
  readonly select: Statement<Driver[]>
  /** By the columns that differ, as their places in `columns`. */
  readonly changes: Map<number, Change>
}

/** What is written when some columns of a patch differ. */
export interface Change {
  /** By the place that was read with the row: its id would be looked up once more. */
  readonly update: Statement<Driver[]>
  /** Field groups in the order they are stamped: their columns in the patch and the others, by place. */
  readonly groups: readonly { readonly name: string; readonly own: readonly (readonly [number, string])[]; readonly others: readonly (readonly [number, string])[] }[]
}

export interface RowChanges {
  selection(table: SyncedTable, patch: Record<string, unknown>): Selection
  /** @param differing places in the columns of the selection, rising */
  of(table: SyncedTable, selection: Selection, differing: readonly number[]): Change
}

/** Statements for changing rows, kept by what they change: spelling them out for every row of an import costs as much as running them. */
export function createRowChanges(db: Sqlite): RowChanges {
  const selections = new Map<string, Selection>()
  let last: { readonly table: SyncedTable; readonly keys: readonly string[]; readonly selection: Selection } | null = null
  const selection = (table: SyncedTable, patch: Record<string, unknown>): Selection => {
    // Bulk work writes the same columns row after row: a name for them need not be put together each time.
    const keys = Object.keys(patch)
    if (last?.table === table && last.keys.length === keys.length && last.keys.every((key, at) => key === keys[at])) return last.selection
    const found = find(table, patch)
    last = { table, keys, selection: found }
    return found
  }
  const find = (table: SyncedTable, patch: Record<string, unknown>): Selection => {
    const key = `${table.name}:${Object.keys(patch).join(',')}`
    let known = selections.get(key)
    if (known === undefined) {
      const columns = table.columns.filter((column) => column.key in patch)
      const groups = new Set(columns.flatMap(({ group }) => group ?? []))
      // A group is shipped whole (S3), so its other columns are read with those of the patch.
      const others = table.columns.filter((column) => !(column.key in patch) && column.group !== null && groups.has(column.group))
      const names = ['hlc', 'rowid', ...columns.map((column) => column.sqlName), ...others.map((column) => column.sqlName)]
      known = { columns, others, select: db.prepare<Driver[]>(`SELECT ${names.map((name) => `"${name}"`).join(', ')} FROM "${table.name}" WHERE id = ?`).raw(), changes: new Map() }
      selections.set(key, known)
    }
    return known
  }

  const of = (table: SyncedTable, { columns, others, changes }: Selection, differing: readonly number[]): Change => {
    // The places as the bits of a whole number, which holds 53 of them; no table has as many columns.
    let key = 0
    for (const at of differing) key += 2 ** at
    let known = changes.get(key)
    if (known === undefined) {
      const changed = differing.flatMap((at) => columns[at] ?? [])
      const placesIn = (infos: readonly ColumnInfo[], group: string): [number, string][] => infos.flatMap((info, at) => (info.group === group ? [[at, info.sqlName] as [number, string]] : []))
      known = {
        groups: [...new Set(changed.flatMap(({ group }) => group ?? []))].map((name) => ({ name, own: placesIn(columns, name), others: placesIn(others, name) })),
        update: db.prepare<Driver[]>(`UPDATE "${table.name}" SET hlc = ?, ${changed.map(({ sqlName }) => `"${sqlName}" = ?`).join(', ')} WHERE rowid = ?`),
      }
      changes.set(key, known)
    }
    return known
  }

  return { selection, of }
}
