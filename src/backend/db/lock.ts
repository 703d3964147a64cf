import { truncateSync } from 'node:fs'
import Database from 'better-sqlite3'
import { join } from 'node:path'
import { AppError } from '../../domain/errors'

const isCode = (error: unknown, code: string): boolean => error instanceof Database.SqliteError && error.code.startsWith(code)

function takeExclusively(path: string): Database.Database {
  const db = new Database(path, { timeout: 300 })
  try {
    // A rollback journal: in WAL mode an exclusive transaction would still let a second process in.
    db.pragma('journal_mode = DELETE')
    db.exec('BEGIN EXCLUSIVE')
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/**
 * Makes this process the one owner of a data folder (design, decision 1). Node has no file locks, SQLite has: an exclusive
 * transaction on a small file of its own, which the system releases also on kill -9.
 * @throws AppError DATA_FOLDER_BUSY when another process owns it
 */
export function lockDataFolder(dataDir: string): { release(): void } {
  const path = join(dataDir, 'lock.sqlite')
  let db: Database.Database
  try {
    try {
      db = takeExclusively(path)
    } catch (error) {
      if (!isCode(error, 'SQLITE_NOTADB')) throw error
      // The file holds nothing: garbage in it must not bar the way to sound data. Who can read the garbage knows that nobody holds the
      // lock; emptied in place, it is the same file for a second process that does so at the same time.
      truncateSync(path, 0)
      db = takeExclusively(path)
    }
  } catch (error) {
    if (isCode(error, 'SQLITE_BUSY')) throw new AppError('DATA_FOLDER_BUSY', { path: dataDir })
    throw error
  }
  return {
    release() {
      db.exec('ROLLBACK')
      db.close()
    },
  }
}
