import { sql, type SQL } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { ReadDb } from '../db/open'

/**
 * A statement that drizzle builds once per connection instead of at every call: building costs several times what SQLite needs for a
 * row by key, which bulk imports feel. Both connections keep their own.
 *
 * It must not have drizzle's `.limit(n)`: that becomes a parameter, and SQLite compiles a statement anew whenever a parameter of its LIMIT is
 * bound, which costs ten times a look-up by key. `get` reads one row anyway.
 */
export function once<T extends object>(make: (db: ReadDb) => T): (db: ReadDb) => T {
  const made = new WeakMap<ReadDb, T>()
  return (db) => {
    let statement = made.get(db)
    if (statement === undefined) {
      statement = make(db)
      made.set(db, statement)
    }
    return statement
  }
}

/** The column has one of any number of values, which a prepared statement takes as one: `all(valuesOf(values))`. */
export const anyOf = (column: SQLiteColumn): SQL => sql`${column} in (select value from json_each(${sql.placeholder('values')}))`
export const valuesOf = (values: readonly (string | number)[]): { values: string } => ({ values: JSON.stringify(values) })
