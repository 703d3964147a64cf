import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../domain/errors'
import { backupTo } from './backup'
import type { Sqlite } from './open'

export interface Migration {
  /** File name without `.sql`, for example `0000_first_tables`. */
  readonly tag: string
  readonly hash: string
  readonly statements: readonly string[]
}

interface Applied {
  readonly tag: string
  readonly hash: string
}

const FILE_PATTERN = /^\d{4}_[a-z0-9_]+\.sql$/

/** Reads the migrations of a folder in order of their number. Line ends do not count, so a checkout on Windows has the same hash. */
export function readMigrations(folder: string): Migration[] {
  const files = readdirSync(folder)
    .filter((name) => FILE_PATTERN.test(name))
    .sort()
  return files.map((name, index) => {
    if (Number(name.slice(0, 4)) !== index) throw new AppError('MIGRATION_GAP', { expected: index, found: name })
    const sql = readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n')
    return {
      tag: name.slice(0, -'.sql'.length),
      hash: createHash('sha256').update(sql).digest('hex'),
      statements: sql.split('--> statement-breakpoint').map((part) => part.trim()).filter((part) => part !== ''),
    }
  })
}

function readApplied(db: Sqlite): Applied[] {
  const exists = db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration'").get()
  if (exists === undefined) return []
  return db.prepare<[], Applied>('SELECT tag, hash FROM schema_migration ORDER BY position').all()
}

/** Refuses unless what was applied is exactly the beginning of what is available (design, decision 3). */
function checkPrefix(applied: readonly Applied[], available: readonly Migration[]): void {
  applied.forEach((done, index) => {
    const known = available[index]
    if (known === undefined) throw new AppError('DATABASE_NEWER', { migration: done.tag })
    if (known.tag !== done.tag) throw new AppError('MIGRATION_GAP', { expected: known.tag, found: done.tag })
    if (known.hash !== done.hash) throw new AppError('MIGRATION_CHANGED', { migration: done.tag })
  })
}

function applyOne(db: Sqlite, migration: Migration, position: number, now: number): void {
  // A table rebuild drops and recreates; with foreign keys on, cascades would empty the children. The pragma does nothing inside a
  // transaction, therefore it comes first.
  db.pragma('foreign_keys = OFF')
  try {
    db.transaction(() => {
      for (const statement of migration.statements) db.exec(statement)
      const broken = db.pragma('foreign_key_check') as unknown[]
      if (broken.length > 0) throw new AppError('MIGRATION_FAILED', { migration: migration.tag, rows: broken.length })
      db.prepare('INSERT INTO schema_migration (position, tag, hash, applied_at) VALUES (?, ?, ?, ?)').run(position, migration.tag, migration.hash, now)
    }).exclusive()
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('MIGRATION_FAILED', { migration: migration.tag }, { cause: error })
  } finally {
    db.pragma('foreign_keys = ON')
  }
}

export interface MigrateOptions {
  readonly now: number
  /** Where the verified backup of a database with rows goes before anything is changed. */
  readonly backupFolder: string
}

/**
 * Brings a database to the newest schema, or refuses and leaves it as it was. Returns the number of applied migrations and the
 * backup that was made, if one was needed.
 * @throws AppError MIGRATION_GAP, MIGRATION_CHANGED, DATABASE_NEWER, MIGRATION_FAILED, DISK_FULL
 */
export function migrate(db: Sqlite, available: readonly Migration[], options: MigrateOptions): { version: number; backup: string | null } {
  const applied = readApplied(db)
  checkPrefix(applied, available)
  const pending = available.slice(applied.length)
  if (pending.length === 0) return { version: applied.length, backup: null }

  let backup: string | null = null
  if (applied.length > 0) {
    backup = join(options.backupFolder, `before-${pending[0]?.tag ?? 'migration'}-${options.now}.sqlite`)
    backupTo(db, backup)
  }
  db.exec(
    'CREATE TABLE IF NOT EXISTS schema_migration (position INTEGER PRIMARY KEY, tag TEXT NOT NULL UNIQUE, hash TEXT NOT NULL, applied_at INTEGER NOT NULL)',
  )
  pending.forEach((migration, index) => applyOne(db, migration, applied.length + index, options.now))
  return { version: available.length, backup }
}
