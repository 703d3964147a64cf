import Database from 'better-sqlite3'
import { drizzle, type BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import { createCheckpointer } from './checkpointer'
import * as schema from './schema'

export type Sqlite = Database.Database
type Orm = BetterSQLite3Database<typeof schema>

/**
 * A handle that can only read, by its type. Outside a write the connection under it is opened read-only as well, so that SQLite
 * itself refuses a write that slipped through.
 */
export type ReadDb = Pick<Orm, 'select' | 'selectDistinct' | '$count' | 'all' | 'get' | 'values'>

interface Connection {
  readonly sqlite: Sqlite
  readonly statements: Map<string, Database.Statement<unknown[]>>
  /** Answers instead while it is the warmer one; null: never. */
  readonly warmer: () => Connection | null
}

const connections = new WeakMap<ReadDb, Connection>()
/** For so long after a commit of bulk work another one is likely. */
const BULK_LASTS_MS = 500
/** Statements kept per connection; a statement with a variable number of parameters must not fill the memory. */
const KEPT_STATEMENTS = 200

/**
 * Rows as plain arrays, with the statement prepared once per connection: for the few lists whose every millisecond is seen (X2). Takes
 * what a query builder's `toSQL()` gives; refuses a statement that writes.
 */
export function rawRows(db: ReadDb, query: { readonly sql: string; readonly params: readonly unknown[] }): unknown[][] {
  const own = connections.get(db)
  if (own === undefined) throw new Error('rawRows needs a handle of openDatabase')
  const connection = own.warmer() ?? own
  let statement = connection.statements.get(query.sql)
  if (statement === undefined) {
    statement = connection.sqlite.prepare<unknown[]>(query.sql)
    if (!statement.readonly) throw new Error('rawRows only reads')
    statement.raw()
    if (connection.statements.size >= KEPT_STATEMENTS) connection.statements.clear()
    connection.statements.set(query.sql, statement)
  }
  return statement.all(...query.params) as unknown[][]
}

export interface OpenDatabase {
  readonly path: string
  /** Only `writer.ts` uses this one. */
  readonly writable: Sqlite
  readonly readable: Sqlite
  readonly read: ReadDb
  /** Reads inside a write transaction: sees what the transaction wrote. */
  readonly readInWrite: ReadDb
  /** Told after each transaction of bulk work. */
  afterBulk(): void
  /** Lets go of pages kept in memory that nothing uses now. */
  shrink(): void
  close(): void
}

function tune(db: Sqlite): void {
  db.pragma('busy_timeout = 5000')
  db.pragma('foreign_keys = ON')
  db.pragma('temp_store = MEMORY')
  db.pragma('cache_size = -32000')
  // pages of a mapped file stay in the memory of the process for good: 20 MB at a million cases, for no measurable gain (X2, X8)
  db.pragma('mmap_size = 0')
}

/** Opens the file for its one writer: WAL and synchronous FULL, so that what was acknowledged survives kill -9 and power cut (R1). */
export function openWritable(path: string): Sqlite {
  const db = new Database(path)
  try {
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    // Bulk imports commit some thousands of pages at once and have a thread for checkpoints: the writer's own are the safety net.
    db.pragma('wal_autocheckpoint = 16000')
    tune(db)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** Opens a file to look at it: nothing is written, and its WAL stays beside it when it is closed. */
export const openForCheck = (path: string): Sqlite => new Database(path, { readonly: true, timeout: 5000 })

/** Opens both connections of a migrated database. */
export function openDatabase(path: string): OpenDatabase {
  const writable = openWritable(path)
  const readable = new Database(path, { readonly: true })
  tune(readable)
  const checkpointer = createCheckpointer(path)
  const read = drizzle(readable, { schema })
  const readInWrite = drizzle(writable, { schema })
  const ofWriter: Connection = { sqlite: writable, statements: new Map(), warmer: () => null }
  let bulkAt = Number.NEGATIVE_INFINITY
  connections.set(readInWrite, ofWriter)
  // A commit of one connection makes the other drop its page cache: beside an import, which commits hundreds of times a second, a queue
  // page would read all its pages of the file anew and take three times as long (X6). The writer's own cache stays.
  connections.set(read, {
    sqlite: readable, statements: new Map(),
    warmer: () => (performance.now() - bulkAt < BULK_LASTS_MS && !writable.inTransaction ? ofWriter : null),
  })
  return {
    path,
    writable,
    readable,
    read,
    readInWrite,
    afterBulk() {
      bulkAt = performance.now()
      checkpointer.nudge()
    },
    shrink() {
      for (const db of [readable, writable]) db.pragma('shrink_memory')
    },
    close() {
      checkpointer.close()
      readable.close()
      writable.close()
    },
  }
}
