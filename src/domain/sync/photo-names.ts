import { ARCHIVE_FOLDER, BIN_FOLDER, REVIEW_FOLDER } from '../photo/archive-path'
import { collisionKey, MAX_SEGMENT_BYTES, MAX_SEGMENT_UNITS, safeSegment } from '../photo/safe-name'
import { storeNameProblem } from './store-name'

/** Below these lie photos in a store: readable, or sealed with the team's passphrase (docs/sync-format.md, section 9). */
export const PHOTOS_PREFIX = 'photos/'
export const SEALED_PREFIX = 'sealed/'

/** Characters of the SHA-256 in a name; the longer one when the name holds other content already. */
export const HASH_DIGITS = 8
export const LONG_HASH_DIGITS = 16

const extensionOf = (name: string): string => /\.([A-Za-z0-9]{1,5})$/.exec(name)?.[1]?.toLowerCase() ?? ''

/**
 * The name of a photo's bytes in the store (S4): the folders of the archive, then the archive's own name with a piece of the hash, so that
 * two photos never share a name and one photo at one place always has the same. Total: whatever the path, the result passes
 * `storeNameProblem`. `archivedAs`: relative path in the data folder with forward slashes; `sha256`: 64 hexadecimal digits.
 */
export function photoStoreName(archivedAs: string, sha256: string, digits: number = HASH_DIGITS): string {
  const segments = archivedAs.split('/').filter((segment) => segment !== '')
  const file = segments.at(-1) ?? ''
  const extension = extensionOf(file)
  const ending = `~${sha256.slice(0, digits)}${extension === '' ? '' : `.${extension}`}`
  const stem = extension === '' ? file : file.slice(0, -extension.length - 1)
  const room = { bytes: MAX_SEGMENT_BYTES - ending.length, units: MAX_SEGMENT_UNITS - ending.length }
  const folders = (segments[0] === ARCHIVE_FOLDER ? segments.slice(1, -1) : segments.slice(0, -1)).map((one) => safeSegment(one))
  const name = `${PHOTOS_PREFIX}${[...folders, `${safeSegment(stem, room)}${ending}`].join('/')}`
  // A file that somebody moved by hand may lie too deep for a store; its name alone is enough to find it.
  return storeNameProblem(name) === null ? name : `${PHOTOS_PREFIX}${sha256.slice(0, 2)}/${ending.slice(1)}`
}

/** The name of a sealed photo (S6). `mark`: 64 hexadecimal digits that only who has the key can work out. */
export const sealedStoreName = (mark: string): string => `${SEALED_PREFIX}${mark.slice(0, 2)}/${mark}.bin`

/** Whether a row names a file that may hold a photo: a name from elsewhere is not trusted further than that (S6). */
export const isPhotoName = (name: string): boolean => (name.startsWith(PHOTOS_PREFIX) || name.startsWith(SEALED_PREFIX)) && storeNameProblem(name) === null

/**
 * Where a photo that came from another PC may be filed: its own path when that lies in the archive and every system can store it, else the
 * nearest path that does. A path from elsewhere must neither leave the archive nor land in the bin or among what waits for a check (A1, S6).
 */
export function safePlace(archivedAs: string): string {
  const given = archivedAs.split('/')
  const inside = given[0] === ARCHIVE_FOLDER ? given.slice(1) : given
  const safe = inside.filter((segment) => !['', '.', '..'].includes(segment)).map((segment) => safeSegment(segment))
  const own = [BIN_FOLDER, REVIEW_FOLDER].some((folder) => collisionKey(folder) === collisionKey(safe[0] ?? ''))
  if (safe[0] === undefined) return `${ARCHIVE_FOLDER}/${safeSegment('')}`
  if (own) safe[0] += '_'
  return [ARCHIVE_FOLDER, ...safe].join('/')
}
