import { createReadStream } from 'node:fs'
import { copyFile, mkdir, open, readdir } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'

/**
 * Bare (spec section 12, issue 9): what a fresh PC takes over, without any program of ours: every file of the store is copied and synced to
 * disk, several side by side, and the very rows that a synced database holds are inserted into the same tables with all their indexes,
 * prepared statements, one transaction. Imports nothing of ours and checks nothing.
 */
export interface BareSync {
  readonly store: string
  /** Copies go here. */
  readonly copies: string
  /** A migrated, empty database. */
  readonly database: string
  /** Lines of JSON: `{"t":table,"c":[columns]}` begins a table, `[values]` is a row of it. */
  readonly rows: string
  /** Files at once. */
  readonly atOnce: number
}

/** Answers how many files and rows there were, and the milliseconds of both halves. */
export async function bareSync({ store, copies, database, rows, atOnce }: BareSync): Promise<{ files: number; rows: number; copyMs: number; insertMs: number }> {
  const from = performance.now()
  const files = await copyAll(store, copies, atOnce)
  const copied = performance.now()
  const count = await insertAll(database, rows)
  return { files, rows: count, copyMs: copied - from, insertMs: performance.now() - copied }
}

async function copyAll(store: string, copies: string, atOnce: number): Promise<number> {
  const entries = await readdir(store, { recursive: true, withFileTypes: true })
  const names = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(store.length + 1))
  for (const folder of new Set(names.map((name) => dirname(join(copies, name))))) await mkdir(folder, { recursive: true })
  let next = 0
  const worker = async (): Promise<void> => {
    for (let name = names[next++]; name !== undefined; name = names[next++]) {
      await copyFile(join(store, name), join(copies, name))
      const handle = await open(join(copies, name), 'r+')
      await handle.sync()
      await handle.close()
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return names.length
}

async function insertAll(database: string, rows: string): Promise<number> {
  const db = new Database(database)
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'cache_size = -32000', 'mmap_size = 268435456', 'temp_store = MEMORY']) db.pragma(pragma)
  let insert: Database.Statement<unknown[]> | null = null
  let count = 0
  db.exec('BEGIN IMMEDIATE')
  for await (const line of createInterface({ input: createReadStream(rows, { highWaterMark: 1 << 20 }), crlfDelay: Infinity })) {
    const said = JSON.parse(line) as unknown[] | { t: string; c: string[] }
    if (Array.isArray(said)) {
      insert?.run(said)
      count += 1
    } else insert = db.prepare(`INSERT OR REPLACE INTO "${said.t}" (${said.c.map((name) => `"${name}"`).join(',')}) VALUES (${said.c.map(() => '?').join(',')})`)
  }
  db.exec('COMMIT')
  db.close()
  return count
}
