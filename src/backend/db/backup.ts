import { createHash } from 'node:crypto'
import { closeSync, createReadStream, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { AppError } from '../../domain/errors'
import { toAppError } from './errors'
import type { Sqlite } from './open'

/** Problems that SQLite's own check finds; empty means sound. `quick` skips comparing indexes with their tables. */
export function integrityProblems(db: Sqlite, quick: boolean): string[] {
  try {
    const rows = db.pragma(quick ? 'quick_check(20)' : 'integrity_check(20)') as Record<string, string>[]
    return rows.map((row) => Object.values(row)[0] ?? '').filter((text) => text !== 'ok')
  } catch (error) {
    // Some damage ends the check itself, which is an answer too.
    if (toAppError(error).code !== 'DATABASE_DAMAGED' || !(error instanceof Error)) throw error
    return [error.message]
  }
}

/** Makes a rename durable where the system lets a folder be synced (Windows does not). */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/**
 * Writes a consistent copy of a live database, verifies it and only then gives it its name: a backup that exists is whole (R1).
 * Never overwrites.
 */
export function backupTo(db: Sqlite, target: string): { file: string; bytes: number } {
  if (existsSync(target)) throw new AppError('FILE_EXISTS', { path: target })
  mkdirSync(dirname(target), { recursive: true })
  const part = `${target}.part`
  rmSync(part, { force: true })
  try {
    db.prepare('VACUUM INTO ?').run(part)
    const copy = new Database(part)
    try {
      const problems = integrityProblems(copy, false)
      if (problems.length > 0) throw new AppError('DATABASE_DAMAGED', { problems: problems.slice(0, 5) })
    } finally {
      copy.close()
    }
    const handle = openSync(part, 'r+')
    try {
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    renameSync(part, target)
    syncFolder(dirname(target))
  } catch (error) {
    rmSync(part, { force: true })
    throw error
  }
  return { file: target, bytes: statSync(target).size }
}

/** SHA-256 of a file as hex, read as a stream. */
export function hashFile(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const hash = createHash('sha256')
    createReadStream(path)
      .on('data', (chunk) => hash.update(chunk))
      .on('error', reject)
      .on('end', () => resolve(hash.digest('hex')))
  })
}
