import { MAX_SEGMENT_BYTES, MAX_SEGMENT_UNITS, safeSegment, utf8Length } from '../photo/safe-name'

/** S3 allows 1,024 bytes of key; the store's own prefix and the ending of a temp file need some of them. */
export const MAX_NAME_BYTES = 800
/** Windows' tools trip over paths of more than 260 units, and the share's own path comes before a name. */
export const MAX_NAME_UNITS = 230

export type StoreNameProblem = 'empty' | 'absolute' | 'too-long' | 'not-normal' | 'unsafe'

/**
 * What is wrong with a name in the shared store, or null (S2): it must be the same file on Windows, SMB, WebDAV and S3, so it is relative,
 * NFC, has neither empty nor dot segments, nor characters and device names that Windows refuses, nor a dot in front (temp files of the stores begin with `.~`).
 */
export function storeNameProblem(name: string): StoreNameProblem | null {
  if (name === '') return 'empty'
  if (name.startsWith('/') || /^[a-zA-Z]:/.test(name)) return 'absolute'
  if (name.length > MAX_NAME_UNITS || utf8Length(name) > MAX_NAME_BYTES) return 'too-long'
  if (name.normalize('NFC') !== name) return 'not-normal'
  const limits = { bytes: MAX_SEGMENT_BYTES, units: MAX_SEGMENT_UNITS }
  for (const segment of name.split('/')) {
    if (segment === '' || segment.startsWith('.') || safeSegment(segment, limits) !== segment) return 'unsafe'
  }
  return null
}
