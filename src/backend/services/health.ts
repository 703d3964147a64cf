import { resolve } from 'node:path'
import { backupTo, hashFile, integrityProblems } from '../db/backup'
import { firstBrokenAudit } from '../db/write'
import type { Kernel } from './kernel'

/** Full check of a data folder: SQLite's own, and the audit chain (R1, R4). */
export function checkData(kernel: Kernel): { integrity: 'ok' | 'damaged'; problems: string[] } {
  const problems = integrityProblems(kernel.db.readable, false)
  const broken = firstBrokenAudit(kernel.db)
  if (broken !== null) problems.push(`audit chain broken at entry ${broken}`)
  return { integrity: problems.length === 0 ? 'ok' : 'damaged', problems }
}

/** Writes a verified backup to a new file (R1). @throws AppError DATA_FOLDER_EXISTS when the file is there already */
export async function backupDatabase(kernel: Kernel, path: string): Promise<{ file: string; sha256: string; bytes: number }> {
  const { file, bytes } = backupTo(kernel.db.writable, resolve(path))
  return { file, sha256: await hashFile(file), bytes }
}
