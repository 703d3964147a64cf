import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { AppError } from '../../domain/errors'
import { toAppError } from './errors'

/** Reports and letters of closed months, one folder each (M5, M7); people open them in the explorer. */
export const REPORTS_FOLDER = '报表'

/** Where things lie inside a data folder. */
export const dataPaths = (dataDir: string) => ({
  database: join(dataDir, 'workstation.sqlite'),
  archive: join(dataDir, '售后问题图片'),
  thumbs: join(dataDir, 'thumbs'),
  backups: join(dataDir, 'backups'),
  reports: join(dataDir, REPORTS_FOLDER),
  incoming: join(dataDir, 'incoming'),
  /** Files being imported: thrown away when their batch is done or given up. */
  staging: join(dataDir, 'staging'),
  cleanMarker: join(dataDir, 'closed-cleanly'),
})

const NETWORK_TYPES = new Set(['cifs', 'smb3', 'smbfs', 'nfs', 'nfs4', 'afs', 'fuse.sshfs', 'fuse.rclone', '9p', 'davfs', 'fuse.davfs2'])
const SYNCED_FOLDER = /[\\/](onedrive|dropbox|google ?drive|icloud ?drive|坚果云|nutstore|百度网盘同步|微云同步)[^\\/]*([\\/]|$)/i

/**
 * Whether a folder lies on a network share or in a folder that other software syncs: SQLite files break there (spec S1).
 * `mounts` is the text of /proc/mounts, empty where the system has none.
 */
export function isUnsafePlace(folder: string, mounts: string): boolean {
  if (folder.startsWith('\\\\') || folder.startsWith('//')) return true
  if (SYNCED_FOLDER.test(folder)) return true
  let best = { path: '', type: '' }
  for (const line of mounts.split('\n')) {
    const [, rawPath, type] = line.split(' ')
    if (rawPath === undefined || type === undefined) continue
    const path = rawPath.replaceAll('\\040', ' ')
    const inside = path === '/' || folder === path || folder.startsWith(`${path}/`)
    if (inside && path.length >= best.path.length) best = { path, type }
  }
  return NETWORK_TYPES.has(best.type)
}

function readMounts(): string {
  return existsSync('/proc/mounts') ? readFileSync('/proc/mounts', 'utf8') : ''
}

/** Whether a data folder was founded here. */
export function holdsData(dataDir: string): boolean {
  return existsSync(dataPaths(dataDir).database)
}

/**
 * Checks that a folder can hold data and answers its absolute path.
 * @param purpose `create`: must not hold other things; `open`: must hold a database
 * @throws AppError DATA_FOLDER_ON_NETWORK, DATA_FOLDER_EXISTS, DATA_FOLDER_NOT_EMPTY, DATA_FOLDER_NOT_WRITABLE, NO_DATA_FOLDER
 */
export function checkDataFolder(folder: string, purpose: 'create' | 'open'): string {
  const dataDir = resolve(folder)
  if (isUnsafePlace(folder.startsWith('\\\\') ? folder : dataDir, readMounts())) throw new AppError('DATA_FOLDER_ON_NETWORK', { path: folder })
  if (purpose === 'open') {
    if (!holdsData(dataDir)) throw new AppError('NO_DATA_FOLDER', { path: dataDir })
  } else {
    if (existsSync(dataDir) && !statSync(dataDir).isDirectory()) throw new AppError('DATA_FOLDER_NOT_WRITABLE', { path: dataDir })
    if (holdsData(dataDir)) throw new AppError('DATA_FOLDER_EXISTS', { path: dataDir })
    // lock.sqlite may be left from a founding that was refused or killed half way.
    if (existsSync(dataDir) && readdirSync(dataDir).some((name) => !name.startsWith('.') && !name.startsWith('lock.sqlite'))) {
      throw new AppError('DATA_FOLDER_NOT_EMPTY', { path: dataDir })
    }
    try {
      mkdirSync(dataDir, { recursive: true })
    } catch (error) {
      throw new AppError('DATA_FOLDER_NOT_WRITABLE', { path: dataDir }, { cause: error })
    }
  }
  try {
    accessSync(dataDir, constants.R_OK | constants.W_OK)
  } catch (error) {
    throw new AppError('DATA_FOLDER_NOT_WRITABLE', { path: dataDir }, { cause: error })
  }
  return dataDir
}

const CLEAN = 'ok\n'

/** Takes the marker of a clean shutdown away and answers whether it was there (R1: an unclean end means a check before serving). */
export function takeCleanMarker(dataDir: string): boolean {
  const marker = dataPaths(dataDir).cleanMarker
  // A marker that a full disk cut short was not left cleanly.
  const clean = existsSync(marker) && readFileSync(marker, 'latin1') === CLEAN
  rmSync(marker, { force: true })
  return clean
}

/** Leaves the marker, as the last act of a clean shutdown; false when the disk refused it, then the next start checks. */
export function leaveCleanMarker(dataDir: string): boolean {
  try {
    writeFileSync(dataPaths(dataDir).cleanMarker, CLEAN)
    return true
  } catch (error) {
    if (toAppError(error).code === 'INTERNAL') throw error
    return false
  }
}
