import Database from 'better-sqlite3'
import { join } from 'node:path'
import { AppError } from '../../domain/errors'

/**
 * Makes this process the one owner of a data folder (design, decision 1). Node has no file locks, SQLite has: an exclusive
 * transaction on a small file of its own, which the system releases also on kill -9.
 * @throws AppError DATA_FOLDER_BUSY when another process owns it
 */
export function lockDataFolder(dataDir: string): { release(): void } {
  const db = new Database(join(dataDir, 'lock.sqlite'), { timeout: 300 })
  try {
    // A rollback journal: in WAL mode an exclusive transaction would still let a second process in.
    db.pragma('journal_mode = DELETE')
    db.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    db.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      throw new AppError('DATA_FOLDER_BUSY', { path: dataDir })
    }
    throw error
  }
  return {
    release() {
      db.exec('ROLLBACK')
      db.close()
    },
  }
}
