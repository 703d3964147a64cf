import { createHash, randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export type WriteBytes = (bytes: Uint8Array) => Promise<void>

const RENAME_PAUSES_MS = [20, 60, 200, 500]

/**
 * Writes a file so that its name only ever shows a whole one (design, decision 5): temp in the same folder → fsync → rename → fsync of
 * the folder. On any error the temp file is removed, what was there before stays, and the system's error is thrown (`code`:
 * ENOSPC, EACCES, EBUSY when another program holds the target).
 */
export async function writeFileAtomically(path: string, fill: (write: WriteBytes) => Promise<void>): Promise<{ bytes: number; sha256: string }> {
  const temp = `${path}.${randomUUID().slice(0, 8)}.part`
  const hash = createHash('sha256')
  let bytes = 0
  const handle = await open(temp, 'wx')
  try {
    try {
      await fill(async (chunk) => {
        hash.update(chunk)
        for (let at = 0; at < chunk.length; ) at += (await handle.write(chunk, at)).bytesWritten
        bytes += chunk.length
      })
      await handle.sync()
    } finally {
      await handle.close()
    }
    await renamePatiently(temp, path)
  } catch (error) {
    await rm(temp, { force: true })
    throw error
  }
  await syncFolder(dirname(path))
  return { bytes, sha256: hash.digest('hex') }
}

/** Virus scanners and indexers hold new files for a moment on Windows. */
async function renamePatiently(from: string, to: string): Promise<void> {
  for (const pause of RENAME_PAUSES_MS) {
    try {
      await rename(from, to)
      return
    } catch (error) {
      if (!isHeld(error)) throw error
      await sleep(pause)
    }
  }
  await rename(from, to)
}

function isHeld(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EBUSY' || error.code === 'EPERM' || error.code === 'EACCES')
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
