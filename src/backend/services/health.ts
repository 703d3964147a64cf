import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { backupTo, hashFile, integrityProblems } from '../db/backup'
import { dataPaths } from '../db/data-folder'
import { openForCheck } from '../db/open'
import { firstBrokenAudit } from '../db/write'
import { toAppError } from './failures'
import type { Kernel } from './kernel'
import { rebuildSearch, searchDrift } from './search-index'

/** Full check of a data folder: SQLite's own, the audit chain, and that the search index agrees with the rows (R1, R4, X3). */
export function checkData(kernel: Kernel): { integrity: 'ok' | 'damaged'; problems: string[] } {
  // On a connection of its own: FTS5 keeps the shape of its index per connection, and its check trusts what is kept. On one that has read the
  // index before the writer changed it, every second check reports damage that is not there (tried: 229 of 400, and none of 400 on fresh ones).
  const fresh = openForCheck(kernel.db.path)
  let problems: string[]
  try {
    problems = integrityProblems(fresh, false)
  } finally {
    fresh.close()
  }
  try {
    const broken = firstBrokenAudit(kernel.db)
    if (broken !== null) problems.push(`audit chain broken at entry ${broken}`)
  } catch (error) {
    if (toAppError(error).code !== 'DATABASE_DAMAGED') throw error
    problems.push('audit chain cannot be read')
  }
  const integrity = problems.length === 0 ? 'ok' : 'damaged'
  const drift = integrity === 'ok' ? searchDrift(kernel) : []
  // No record is wrong, only what finds it: it is told and made again.
  if (drift.length > 0) rebuildSearch(kernel)
  return { integrity, problems: [...problems, ...drift] }
}

/** Writes a verified backup to a new file (R1). @throws AppError FILE_EXISTS when the file is there already */
export async function backupDatabase(kernel: Kernel, path: string): Promise<{ file: string; sha256: string; bytes: number }> {
  kernel.settle()
  const { file, bytes } = backupTo(kernel.db.writable, resolve(path))
  return { file, sha256: await hashFile(file), bytes }
}

const KEPT_BACKUPS = 14
const DAILY = /^daily-(\d{4}-\d{2}-\d{2})\.sqlite$/

function dailyBackups(folder: string): string[] {
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => DAILY.test(name))
        .sort()
    : []
}

/** When the newest daily backup was written, or null. */
export function lastBackupAt(kernel: Kernel): number | null {
  const folder = dataPaths(kernel.dataDir).backups
  const newest = dailyBackups(folder).at(-1)
  return newest === undefined ? null : Math.round(statSync(join(folder, newest)).mtimeMs)
}

/** Writes today's verified backup unless it is there, then lets go of those beyond the newest fourteen (R1). Answers its path or null. */
export function backupDaily(kernel: Kernel): string | null {
  const folder = dataPaths(kernel.dataDir).backups
  const target = join(folder, `daily-${new Date(kernel.now()).toISOString().slice(0, 10)}.sqlite`)
  if (existsSync(target)) return null
  kernel.settle()
  backupTo(kernel.db.writable, target)
  for (const name of dailyBackups(folder).slice(0, -KEPT_BACKUPS)) rmSync(join(folder, name), { force: true })
  return target
}
