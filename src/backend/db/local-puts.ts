import type { Database, Statement } from 'better-sqlite3'
import { getTableColumns, getTableName } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { LocalTable } from './synced-tables'

/** How rows with the same columns are put into a table of this device. */
export interface LocalPut {
  readonly name: string
  /** In the order of the statement. */
  readonly columns: readonly [string, SQLiteColumn][]
  readonly run: Statement<(string | number | bigint | Buffer | null)[]>
}

/** Statements for rows of this device's own tables, kept by the columns that a row names: spelling one out costs more than running it. */
export function createLocalPuts(db: Database): (table: LocalTable, given: Record<string, unknown>) => LocalPut {
  const puts = new Map<LocalTable, Map<string, LocalPut>>()
  return (table, given) => {
    let known = puts.get(table)
    if (known === undefined) puts.set(table, (known = new Map<string, LocalPut>()))
    const key = Object.keys(given).join(',')
    let put = known.get(key)
    if (put === undefined) {
      const name = getTableName(table)
      const columns = (Object.entries(getTableColumns(table)) as [string, SQLiteColumn][]).filter(([column]) => column in given)
      put = { name, columns, run: db.prepare(`INSERT OR REPLACE INTO "${name}" (${columns.map(([, c]) => `"${c.name}"`).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`) }
      known.set(key, put)
    }
    return put
  }
}
