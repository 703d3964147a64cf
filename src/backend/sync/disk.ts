import { constants } from 'node:fs'
import { link, mkdir, open, readdir, rename, rmdir, stat, unlink } from 'node:fs/promises'

/** The calls by which a folder store touches a share; tests wrap them to make any of them fail. All throw Node's system errors. */
export interface Disk {
  readonly open: typeof open
  readonly readdir: (path: string) => Promise<{ readonly name: string; readonly kind: 'file' | 'folder' | 'other' }[]>
  readonly stat: (path: string) => Promise<{ readonly bytes: number; readonly modifiedMs: number; readonly folder: boolean }>
  readonly link: typeof link
  readonly rename: typeof rename
  readonly unlink: typeof unlink
  readonly mkdir: (path: string) => Promise<void>
  readonly rmdir: typeof rmdir
  /** Makes new names in a folder survive a power cut; a no-op where the system has no such call. */
  readonly syncFolder: (path: string) => Promise<void>
}

/** The code of a system error, or '' for anything else. */
export function systemCode(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** Answers of file systems that cannot sync a folder: the file itself is synced already. */
const NO_FOLDER_SYNC = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'EBADF', 'EISDIR', 'EPERM', 'EACCES'])

export const nodeDisk: Disk = {
  open,
  async readdir(path) {
    const entries = await readdir(path, { withFileTypes: true })
    // Links are neither: what they point to may lie outside the store.
    return entries.map((entry) => ({ name: entry.name, kind: entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : 'other' }))
  },
  async stat(path) {
    const found = await stat(path)
    return { bytes: found.size, modifiedMs: Math.floor(found.mtimeMs), folder: found.isDirectory() }
  },
  link,
  rename,
  unlink,
  async mkdir(path) {
    await mkdir(path)
  },
  rmdir,
  async syncFolder(path) {
    if (process.platform === 'win32') return
    const handle = await open(path, constants.O_RDONLY)
    try {
      await handle.sync()
    } catch (error) {
      if (!NO_FOLDER_SYNC.has(systemCode(error))) throw error
    } finally {
      await handle.close()
    }
  },
}
