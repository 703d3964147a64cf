import type { ReadDb } from '../db/open'

/**
 * A statement that drizzle builds once per connection instead of at every call: building costs several times what SQLite needs for a
 * row by key, which bulk imports feel. Both connections keep their own.
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
