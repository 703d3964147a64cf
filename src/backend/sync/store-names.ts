import { createHash, randomBytes } from 'node:crypto'
import { storeNameProblem, storePrefixProblem } from '../../domain/sync/store-name'

/** @throws RangeError for a name that would not be the same file everywhere: a fault of the caller, found before anything is sent */
export function checkName(name: string): string {
  const problem = storeNameProblem(name)
  if (problem !== null) throw new RangeError(`not a name for the shared store (${problem}): ${name.length} characters`)
  return name
}

/** @throws RangeError for a prefix that is neither empty nor a folder with its slash */
export function checkPrefix(prefix: string): string {
  const problem = storePrefixProblem(prefix)
  if (problem !== null) throw new RangeError(`not a folder of the shared store (${problem}): ${prefix.length} characters`)
  return prefix
}

/** Whether what a listing shows is a file of ours, rather than one of sync software, the system, or of an unfinished put. */
export const isListed = (name: string): boolean => storeNameProblem(name) === null

/**
 * Names of unfinished puts start so, which no file of ours can. Dropbox (`.~*`), OneDrive and Nextcloud (`*.tmp`) leave such files on
 * the PC instead of sending them around.
 */
const TEMP_START = '.~'
const TEMP_END = '.tmp'

/** A short mark of text that is safe in a file name. */
export const nameMark = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16)

export const randomMark = (): string => randomBytes(8).toString('hex')

/** Name of a temp file or claim made of these marks. */
export const tempName = (...marks: readonly string[]): string => `${TEMP_START}${marks.join('-')}${TEMP_END}`

/** `a/b/c` → [`a/b`, `c`]; a name without folder has the folder ''. */
export function splitName(name: string): [folder: string, file: string] {
  const at = name.lastIndexOf('/')
  return at < 0 ? ['', name] : [name.slice(0, at), name.slice(at + 1)]
}

export const joinName = (folder: string, file: string): string => (folder === '' ? file : `${folder}/${file}`)
