import { join } from 'node:path'
import { ARCHIVE_FOLDER, REVIEW_FOLDER } from '../../domain/photo/archive-path'
import { sniffFormat, type PhotoFormat } from '../../domain/photo/formats'
import { nodeFileSystem, systemCode, type FileFacts, type FileSystem } from './file-system'
import { hashFile } from './take-in'

/** One file that a row promises. */
export interface ExpectedFile {
  sha256: string
  archivedAs: string
  bytes: number
}

export interface OrphanedFile {
  archivedAs: string
  sha256: string
  bytes: number
  /** Null when it is no photo: nothing to adopt. */
  format: PhotoFormat | null
}

export interface RepairedFile {
  sha256: string
  from: string
  to: string
  /** `moved`: found elsewhere, the row must follow. `relinked`: another buyer's copy was linked to the old place again. */
  how: 'moved' | 'relinked'
}

/** The truth about the folder (A6). Each list is sorted by path; nothing is ever removed. */
export interface VerifyReport {
  /** Distinct photos that rows promise. */
  photos: number
  files: number
  missing: ExpectedFile[]
  /** Present under their name but with other bytes. */
  altered: ExpectedFile[]
  /** Present but could not be read just now: locked or no permission. */
  unreadable: ExpectedFile[]
  orphaned: OrphanedFile[]
  repaired: RepairedFile[]
}

export interface VerifyOptions {
  dataDir: string
  expected: readonly ExpectedFile[]
  fs?: FileSystem
  /** Skips hashing of a file whose size and time are those of the last good check. Default: hash everything. */
  trusted?: (archivedAs: string, facts: FileFacts) => boolean
  /** `of-lost-size`: of files that no row names only those are read that have the size of a lost one; then none is reported as orphaned. */
  strays?: 'all' | 'of-lost-size'
  onProgress?: (done: number, total: number) => void
  signal?: AbortSignal
}

/** Leftovers of the system's own explorers are not ours to report. */
const SYSTEM_FILES = /^(thumbs\.db|desktop\.ini|\.ds_store|\._.*|~\$.*|ehthumbs.*\.db)$/i

/**
 * Compares the archive with what rows promise, by content (A6). Files that were moved or renamed by hand inside the archive are found
 * again and reported as repaired: the caller updates those rows. Absence never deletes. Throws when aborted or when the archive folder
 * itself cannot be listed for another reason than that it is gone.
 */
export async function verifyArchive(options: VerifyOptions): Promise<VerifyReport> {
  const { dataDir, expected, fs = nodeFileSystem, signal } = options
  const present = await walk(fs, dataDir)
  const report: VerifyReport = { photos: new Set(expected.map((file) => file.sha256)).size, files: expected.length, missing: [], altered: [], unreadable: [], orphaned: [], repaired: [] }
  const good = new Map<string, string>()
  const lost: { file: ExpectedFile; altered: boolean }[] = []
  const claimed = new Set<string>()
  const total = expected.length
  let done = 0

  for (const file of expected) {
    signal?.throwIfAborted()
    const real = present.get(pathKey(file.archivedAs))
    const state = real === undefined ? 'missing' : await stateOf(fs, dataDir, real, file, options.trusted)
    if (real !== undefined && state !== 'altered') claimed.add(pathKey(file.archivedAs))
    if (state === 'good') good.set(file.sha256, real ?? file.archivedAs)
    else if (state === 'unreadable') report.unreadable.push(file)
    else lost.push({ file, altered: state === 'altered' })
    options.onProgress?.(++done, total)
  }

  const quick = options.strays === 'of-lost-size'
  const sizes = quick ? new Set(lost.map(({ file }) => file.bytes)) : null
  const strays = await hashStrays(fs, dataDir, [...present].filter(([key]) => !claimed.has(key)).map(([, path]) => path), sizes, signal)
  for (const { file, altered } of lost) {
    const stray = strays.find((candidate) => candidate.sha256 === file.sha256 && !candidate.used)
    if (stray) {
      stray.used = true
      report.repaired.push({ sha256: file.sha256, from: file.archivedAs, to: stray.archivedAs, how: 'moved' })
    } else if (!altered && (await relink(fs, dataDir, good.get(file.sha256), file.archivedAs))) {
      report.repaired.push({ sha256: file.sha256, from: good.get(file.sha256) ?? '', to: file.archivedAs, how: 'relinked' })
    } else if (altered) report.altered.push(file)
    else report.missing.push(file)
  }
  const stillAltered = new Set(report.altered.map((file) => pathKey(file.archivedAs)))
  report.orphaned = strays
    .filter((stray) => !quick && !stray.used && !stillAltered.has(pathKey(stray.archivedAs)))
    .map(({ archivedAs, sha256, bytes, format }) => ({ archivedAs, sha256, bytes, format }))
  return sorted(report)
}

/** Systems differ in Unicode form when they list names: HFS+ gives them back taken apart. */
function pathKey(archivedAs: string): string {
  return archivedAs.normalize('NFC')
}

async function walk(fs: FileSystem, dataDir: string): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  const visit = async (folder: string): Promise<void> => {
    for (const entry of await fs.list(join(dataDir, folder))) {
      const path = `${folder}/${entry.name}`
      if (entry.kind === 'folder') {
        if (path !== `${ARCHIVE_FOLDER}/${REVIEW_FOLDER}`) await visit(path)
      } else if (entry.kind === 'file' && !SYSTEM_FILES.test(entry.name)) found.set(pathKey(path), path)
    }
  }
  if ((await fs.facts(join(dataDir, ARCHIVE_FOLDER))) !== null) await visit(ARCHIVE_FOLDER)
  return found
}

async function stateOf(
  fs: FileSystem,
  dataDir: string,
  real: string,
  file: ExpectedFile,
  trusted: VerifyOptions['trusted'],
): Promise<'good' | 'altered' | 'missing' | 'unreadable'> {
  try {
    const facts = await fs.facts(join(dataDir, real))
    if (facts === null) return 'missing'
    if (facts.bytes !== file.bytes) return 'altered'
    if (trusted?.(file.archivedAs, facts)) return 'good'
    return (await hashFile(fs, join(dataDir, real))).sha256 === file.sha256 ? 'good' : 'altered'
  } catch (error) {
    if (systemCode(error) === '') throw error
    return systemCode(error) === 'ENOENT' ? 'missing' : 'unreadable'
  }
}

interface Stray extends OrphanedFile {
  used: boolean
}

/** `sizes`: only files of one of these; null: all. */
async function hashStrays(fs: FileSystem, dataDir: string, paths: readonly string[], sizes: ReadonlySet<number> | null, signal: AbortSignal | undefined): Promise<Stray[]> {
  const strays: Stray[] = []
  if (sizes?.size === 0) return strays
  for (const archivedAs of [...paths].sort()) {
    signal?.throwIfAborted()
    try {
      if (sizes !== null && !sizes.has((await fs.facts(join(dataDir, archivedAs)))?.bytes ?? -1)) continue
      const { sha256, bytes, head } = await hashFile(fs, join(dataDir, archivedAs))
      strays.push({ archivedAs, sha256, bytes, format: sniffFormat(head), used: false })
    } catch (error) {
      if (systemCode(error) === '') throw error
      // It cannot be read just now, but it is there, and saying so is the whole duty.
      strays.push({ archivedAs, sha256: '', bytes: 0, format: null, used: false })
    }
  }
  return strays
}

/** Gives a buyer's folder its link back from another buyer's copy of the same bytes (A4); false when that cannot be done. */
async function relink(fs: FileSystem, dataDir: string, from: string | undefined, to: string): Promise<boolean> {
  if (from === undefined) return false
  const folders = to.split('/').slice(0, -1)
  try {
    for (let depth = 1; depth <= folders.length; depth++) {
      const parent = join(dataDir, ...folders.slice(0, depth - 1))
      if (await fs.makeFolder(join(dataDir, ...folders.slice(0, depth)))) await fs.syncFolder(parent)
    }
    await fs.link(join(dataDir, from), join(dataDir, to))
    await fs.syncFolder(join(dataDir, ...folders))
    return true
  } catch (error) {
    if (systemCode(error) === '') throw error
    return false
  }
}

function sorted(report: VerifyReport): VerifyReport {
  const byPath = (a: { archivedAs: string }, b: { archivedAs: string }): number => (a.archivedAs < b.archivedAs ? -1 : a.archivedAs > b.archivedAs ? 1 : 0)
  for (const list of [report.missing, report.altered, report.unreadable]) list.sort(byPath)
  report.orphaned.sort(byPath)
  report.repaired.sort((a, b) => (a.from < b.from ? -1 : 1))
  return report
}
