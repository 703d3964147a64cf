import * as nodeFs from 'node:fs'
import { link, lstat, mkdir, open, readdir, rename, stat, unlink } from 'node:fs/promises'

export interface FileFacts {
  kind: 'file' | 'folder' | 'other'
  bytes: number
  modifiedMs: number
}

export interface FileHandle {
  /** Fills `buffer` from where the last read ended; 0 means the end. */
  read(buffer: Uint8Array): Promise<number>
  /** Writes all of `bytes` or throws. */
  write(bytes: Uint8Array): Promise<void>
  sync(): Promise<void>
  close(): Promise<void>
}

/**
 * The few calls by which the archive touches a disk, small enough to be wrapped by tests that make any of them fail (A6). All throw
 * Node's system errors (`code`: ENOSPC, EACCES …); services translate them into words.
 */
export interface FileSystem {
  /** `create` is exclusive: it throws EEXIST rather than open what is there. */
  open(path: string, mode: 'read' | 'create'): Promise<FileHandle>
  /** Follows links; null when nothing is there. */
  facts(path: string): Promise<FileFacts | null>
  /** One level; false when it existed. */
  makeFolder(path: string): Promise<boolean>
  list(path: string): Promise<{ name: string; kind: FileFacts['kind'] }[]>
  /** Hard link; throws EEXIST and never replaces. */
  link(from: string, to: string): Promise<void>
  /** Replaces what is there on most systems: check first. */
  rename(from: string, to: string): Promise<void>
  remove(path: string): Promise<void>
  /** Makes new names in a folder survive a power cut; a no-op where the system has no such call (Windows). */
  syncFolder(path: string): Promise<void>
}

/** The code of a system error, or '' for anything else. */
export function systemCode(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

export const nodeFileSystem: FileSystem = {
  async open(path, mode) {
    const handle = await open(path, mode === 'read' ? 'r' : 'wx', 0o644)
    return {
      async read(buffer) {
        return (await handle.read(buffer, 0, buffer.length, null)).bytesRead
      },
      async write(bytes) {
        for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at)).bytesWritten
      },
      sync: () => handle.sync(),
      close: () => handle.close(),
    }
  },
  async facts(path) {
    try {
      const found = await stat(path)
      return { kind: kindOf(found), bytes: found.size, modifiedMs: Math.floor(found.mtimeMs) }
    } catch (error) {
      if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return null
      throw error
    }
  },
  async makeFolder(path) {
    try {
      await mkdir(path)
      return true
    } catch (error) {
      if (systemCode(error) === 'EEXIST' && (await lstat(path)).isFile() === false) return false
      throw error
    }
  },
  async list(path) {
    return (await readdir(path, { withFileTypes: true })).map((entry) => ({ name: entry.name, kind: kindOf(entry) }))
  },
  link,
  rename,
  remove: unlink,
  async syncFolder(path) {
    if (process.platform === 'win32') return
    const handle = await open(path, nodeFs.constants.O_RDONLY)
    try {
      await handle.sync()
    } catch (error) {
      // Some network and FUSE folders have no fsync for folders; the file itself is synced already.
      if (!['EINVAL', 'ENOTSUP', 'EOPNOTSUPP'].includes(systemCode(error))) throw error
    } finally {
      await handle.close()
    }
  },
}

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean }): FileFacts['kind'] {
  return entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : 'other'
}

const PASSING = new Set(['EBUSY', 'EPERM', 'EACCES'])

/** Repeats a link or rename that a virus scanner or an open explorer window holds up for a moment (design decision 5). */
export async function withRetries<T>(action: () => Promise<T>, wait: (ms: number) => Promise<void>): Promise<T> {
  for (const delay of [10, 40, 120, 300]) {
    try {
      return await action()
    } catch (error) {
      if (!PASSING.has(systemCode(error))) throw error
      await wait(delay)
    }
  }
  return action()
}
