import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's root folder. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** What set-up prepares for this clone; ignored by git and safe to delete. */
export const repoCache = join(root, '.cache')

/** @param {...string} parts @returns {string} an absolute path inside the repository */
export function inRepo(...parts) {
  return join(root, ...parts)
}

/**
 * Folder for downloads that several clones of one user share.
 * AFTER_SALES_CACHE names another one; verify:fresh points it at an empty folder.
 * @returns {string}
 */
export function userCache() {
  if (process.env['AFTER_SALES_CACHE']) return resolve(process.env['AFTER_SALES_CACHE'])
  const name = 'after-sales-workstation'
  if (process.platform === 'win32') {
    return join(process.env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), name, 'Cache')
  }
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', name)
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), name)
}
