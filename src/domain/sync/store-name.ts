import { isSafeSegment, utf8Length } from '../photo/safe-name'
import { isForeignFile, isForeignFolder } from './foreign-file'

/** S3 allows 1,024 bytes of key; the prefix before a name needs some of them. */
export const MAX_NAME_BYTES = 800
/** Windows' tools trip over paths of more than 260 units, and the share's own path comes before a name. */
export const MAX_NAME_UNITS = 230

export type StoreNameProblem = 'empty' | 'absolute' | 'too-long' | 'not-normal' | 'unsafe' | 'foreign'

/**
 * What is wrong with a name in the shared store, or null (S2). A name must be the same file on Windows, SMB, WebDAV and S3, so it is
 * relative, NFC, has neither empty nor dot segments nor characters and device names that Windows refuses, and does not look like a temp
 * file or a conflict copy of sync software, since listings skip those.
 */
export function storeNameProblem(name: string): StoreNameProblem | null {
  if (name === '') return 'empty'
  if (name.startsWith('/') || /^[a-zA-Z]:/.test(name)) return 'absolute'
  if (name.length > MAX_NAME_UNITS || utf8Length(name) > MAX_NAME_BYTES) return 'too-long'
  if (name.normalize('NFC') !== name) return 'not-normal'
  const segments = name.split('/')
  if (!segments.every(isSafeSegment)) return 'unsafe'
  const file = segments.pop() ?? ''
  return segments.some(isForeignFolder) || isForeignFile(file) ? 'foreign' : null
}

/** The same for the prefix of a listing: empty for the whole store, else a folder such as `sync/` with its slash. */
export function storePrefixProblem(prefix: string): StoreNameProblem | null {
  if (prefix === '') return null
  // Judged with a file in it, since a folder may be called what a file may not.
  return prefix.endsWith('/') ? storeNameProblem(`${prefix}x`) : 'unsafe'
}
