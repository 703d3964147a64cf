import { getTableColumns, getTableName } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Statement } from 'better-sqlite3'
import type { Sqlite } from './open'

/**
 * Inserts a row of a table of this device; columns that the row leaves out get their default. One that is there already is replaced, or with
 * `keep` left as it is. Answers whether anything was written.
 */
export type PutLocalRow = (table: SQLiteTable, row: Record<string, unknown>, there: 'replace' | 'keep') => boolean

/**
 * Statements are kept by the columns that a row names: spelling one out for every row of an import cost more than running it.
 * @param toDriver a value as the driver takes it for its column
 */
export function createLocalRows<V>(db: Sqlite, toDriver: (column: SQLiteColumn, value: unknown) => V): PutLocalRow {
  const known = new Map<string, { columns: readonly [string, SQLiteColumn][]; insert: Statement<V[]> }>()
  return (table, row, there) => {
    const name = getTableName(table)
    const key = `${there}:${name}:${Object.keys(row).join(',')}`
    let one = known.get(key)
    if (one === undefined) {
      const columns = (Object.entries(getTableColumns(table)) as [string, SQLiteColumn][]).filter(([column]) => column in row)
      const insert = db.prepare<V[]>(`INSERT ${there === 'replace' ? 'OR REPLACE ' : ''}INTO "${name}" (${columns.map(([, c]) => `"${c.name}"`).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})${there === 'keep' ? ' ON CONFLICT DO NOTHING' : ''}`)
      one = { columns, insert }
      known.set(key, one)
    }
    return one.insert.run(...one.columns.map(([column, info]) => toDriver(info, row[column]))).changes > 0
  }
}
