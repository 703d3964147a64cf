/**
 * Files that sync software, systems and NAS makes leave in a shared folder (S1, S2). They are not ours: listings skip them, and no file of
 * ours may be called so.
 */

/** Of a name without its extension. What sync software writes when two PCs changed one file; our names never end so. */
const CONFLICT_COPY = [
  // Dropbox, Nextcloud, ownCloud, and those that write it in Chinese: "a (Wang's conflicted copy 2026-01-02)", "a（冲突副本）"
  /[(（][^()（）]*(conflict|冲突|衝突)[^()（）]*[)）]$/i,
  // Syncthing
  /\.sync-conflict-\d{8}-\d{6}(-[A-Z0-9]{7})?$/,
  // Synology Drive
  /_conflict\d*$/i,
  // Google Drive and browsers: "a (1)"
  / \(\d{1,3}\)$/,
  // copies made in the explorer: "a - Copy", "a - 副本", "a - 副本 (2)" (the last by the rule above)
  / - (copy|副本)$/i,
]

const HALF_DONE = /\.(tmp|temp|part|partial|filepart|crdownload|download|!sync|swp|lock)$/i
const SYSTEM_NAMES = new Set(['thumbs.db', 'desktop.ini', '$recycle.bin', 'system volume information', '@eadir', '#recycle', '#snapshot', '@recycle', '@tmp', 'lost+found'])

/** Whether a folder belongs to the system, a NAS or another program. Buyers' names make folders too, so only what they cannot be. */
export function isForeignFolder(name: string): boolean {
  return name.startsWith('.') || SYSTEM_NAMES.has(name.toLowerCase())
}

/** Whether a file belongs to sync software, the system or another program rather than to us. */
export function isForeignFile(name: string): boolean {
  if (isForeignFolder(name) || name.startsWith('~$') || name.endsWith('~') || HALF_DONE.test(name)) return true
  const dot = name.lastIndexOf('.')
  const stem = dot > 0 ? name.slice(0, dot) : name
  // Some put the mark behind the extension.
  return CONFLICT_COPY.some((pattern) => pattern.test(stem) || pattern.test(name))
}
