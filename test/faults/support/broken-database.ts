import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, closeSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { openFolder, type OpenFolder } from '../../../src/backend/open-folder'
import { createCase } from '../../../src/backend/services/case-write'
import { AppError } from '../../../src/domain/errors'
import type { FileHost } from '../../../src/backend/file-process/host'
import { ROOT, tempFolder } from '../../support/folders'
import { foundFolder, type TestFolder } from '../../support/kernel'

export const databaseOf = (dataDir: string): string => join(dataDir, 'workstation.sqlite')
export const walOf = (dataDir: string): string => `${databaseOf(dataDir)}-wal`

/** Opens a folder as the app does at start. */
export const openAgain = (dataDir: string, files: FileHost): OpenFolder => openFolder({ dataDir, purpose: 'open', resourcesDir: ROOT, files })

/** A folder in use that holds some cases, enough for a file of many pages. */
export async function filledFolder(cases: number): Promise<TestFolder> {
  const test = await foundFolder()
  for (let n = 0; n < cases; n += 1) createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick: `buyer ${n}`, note: `收到时外箱破损 ${n} `.repeat(8) })
  return test
}

/** Forgets that the last end was a clean one, as after kill -9. */
export const forgetCleanEnd = (dataDir: string): void => rmSync(join(dataDir, 'closed-cleanly'), { force: true })

/** What a killed process leaves: the database and its WAL as they lie on the disk, in a folder of its own. */
export function copyAsKilled(dataDir: string): string {
  const copy = join(tempFolder(), 'data')
  mkdirSync(copy)
  for (const path of [databaseOf, walOf]) if (existsSync(path(dataDir))) copyFileSync(path(dataDir), path(copy))
  return copy
}

/** Overwrites bytes of a file in place. */
export function overwrite(path: string, at: number, bytes: Uint8Array): void {
  const handle = openSync(path, 'r+')
  try {
    writeSync(handle, bytes, 0, bytes.length, at)
  } finally {
    closeSync(handle)
  }
}

/** Repeatable garbage. */
export function garbage(seed: number, bytes: number): Buffer {
  const blocks: Buffer[] = []
  for (let n = 0; n * 32 < bytes; n += 1) blocks.push(createHash('sha256').update(`${seed}:${n}`).digest())
  return Buffer.concat(blocks).subarray(0, bytes)
}

/** Names, sizes and hashes of the database's files, to see that nobody touched them; an empty WAL says nothing. */
export function fingerprint(dataDir: string): Record<string, string> {
  const names = readdirSync(dataDir).filter((name) => name.startsWith('workstation.sqlite') && !name.endsWith('-shm') && !(name.endsWith('-wal') && statSync(join(dataDir, name)).size === 0))
  return Object.fromEntries(names.map((name) => [name, `${statSync(join(dataDir, name)).size} ${createHash('sha256').update(readFileSync(join(dataDir, name))).digest('hex')}`]))
}

/** The refusal of what must be refused. */
export function refusal(work: () => unknown): AppError {
  try {
    work()
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('was not refused')
}
