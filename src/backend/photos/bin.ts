import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { ARCHIVE_FOLDER, BIN_FOLDER, type ArchivePlace } from '../../domain/photo/archive-path'
import { binPathOf } from '../../domain/photo/bin'
import { systemCode, type FileSystem } from './file-system'
import type { KeyedLock } from './keyed-lock'
import type { Placer } from './place'
import { asDiskError, hashFile, holdsBytes, INCOMING_FOLDER, removeIfThere, takeIn, TEMP_SUFFIX } from './take-in'

/** A photo's file as its row names it. */
export interface BinnedFile {
  readonly sha256: string
  readonly bytes: number
  /** Its place outside the bin: where it was, and where it goes back to. */
  readonly archivedAs: string
}

export interface Bin {
  /**
   * Bins a photo (A6): its file gets a lasting name in the bin, then the row, then its old name goes unless `shared` (asked after the
   * row) says that another row shows it there. Answers whether its bytes are in the bin; false: they were lost before, and only the row
   * changes. A power cut leaves the photo in its place or in the bin.
   */
  toBin(request: BinnedFile & { shared: () => boolean; commit: () => void }): Promise<boolean>
  /**
   * Takes a photo back: to its place, or beside what stands there by now under the next number. Answers the place; null when neither
   * the bin nor a place in `elsewhere` holds its bytes (then nothing was changed).
   */
  takeBack(request: BinnedFile & { elsewhere: readonly string[]; needed: () => boolean; commit: (archivedAs: string) => void }): Promise<string | null>
  /** For good: first the row, then the file in the bin, unless another binned row needs it (`needed`, asked after the row). */
  purge(request: BinnedFile & { needed: () => boolean; commit: () => void }): Promise<void>
  /** Makes another lasting name of a file that is known to be good at `from`; false when `to` is taken by other bytes. */
  putBack(request: BinnedFile & { from: string }): Promise<boolean>
  /**
   * Files what another PC filed, from a file that is known to be good at `from`: under exactly its path, folders included, or not at all
   * (false: other bytes have the name). A file at `from` stays.
   */
  putShared(request: BinnedFile & { from: string }): Promise<boolean>
  /** The same under the next number beside its path; answers the path. */
  putBeside(request: BinnedFile & { from: string }): Promise<string>
  /** Whether these bytes lie whole at their place. */
  isThere(file: BinnedFile): Promise<boolean>
  /** Puts a file from outside the archive (a backup, the phone) to its place; false when it holds other bytes or the place is taken. */
  bringBack(file: BinnedFile, source: string): Promise<boolean>
  /** Gives the bytes that stand at a place a numbered name beside it, or in other `folders` of the archive; the old name stays until `dropName`. */
  copyBeside(archivedAs: string, folders?: readonly string[]): Promise<string>
  /** Takes away one of several names of the same bytes; refuses (false) unless `keptAt` holds them whole. */
  dropName(file: BinnedFile, keptAt: string): Promise<boolean>
  /**
   * Finishes what a power cut left half done: names that a binned row's file still has outside, and files in the bin of which no
   * binned row is left. A name goes only where the same bytes are proven under another, or where `purged` says that they may go.
   */
  settle(state: { binned: readonly BinnedFile[]; shown: (sha256: string) => readonly string[]; purged: (binPath: string) => boolean }): Promise<number>
}

/** `sameBytes` is the filing's lock: the same photo must not be filed and binned at once. */
export function createBin(options: { fs: FileSystem; dataDir: string; placer: Placer; sameBytes: KeyedLock }): Bin {
  const { fs, dataDir, placer, sameBytes } = options
  const at = (path: string): string => join(dataDir, path)
  const holds = (path: string, file: BinnedFile): Promise<boolean> => holdsBytes(fs, at(path), file)

  const copyOf = (path: string): Promise<string> => copied(at(path)).then((copy) => copy.temp)
  async function copied(source: string): Promise<{ temp: string; sha256: string }> {
    await fs.makeFolder(at(INCOMING_FOLDER))
    const temp = at(`${INCOMING_FOLDER}/bin-${randomUUID()}${TEMP_SUFFIX}`)
    try {
      return { temp, sha256: (await takeIn(fs, { path: source }, temp, Number.MAX_SAFE_INTEGER)).sha256 }
    } catch (error) {
      throw asDiskError(error)
    }
  }

  /** One more name for a file: a hard link, else a synced copy. False when the name is taken. */
  async function name(from: string, to: string, folders: 'as-there' | 'spelled' = 'as-there'): Promise<boolean> {
    if (await placer.putExactly(at(from), to, 'link-only', folders)) return true
    if ((await fs.facts(at(to))) !== null) return false
    const temp = await copyOf(from)
    try {
      return (await placer.putExactly(temp, to, 'move', folders)) !== false
    } finally {
      await removeIfThere(fs, temp)
    }
  }
  async function nameWithNumber(from: string, like: string): Promise<string> {
    const place = placeLike(like)
    const linked = await placer.put(at(from), place, 'link-only')
    if (linked !== 'no-links') return linked.archivedAs
    const temp = await copyOf(from)
    try {
      const put = await placer.put(temp, place, 'move')
      if (put === 'no-links') throw new Error('a moved file needs no links')
      return put.archivedAs
    } finally {
      await removeIfThere(fs, temp)
    }
  }

  /** A name that cannot go now (open in another program) is taken away by the next `settle`. */
  async function drop(path: string): Promise<void> {
    try {
      await fs.remove(at(path))
      await fs.syncFolder(at(path.split('/').slice(0, -1).join('/')))
    } catch (error) {
      if (systemCode(error) === '') throw error
    }
  }

  async function intoBin(file: BinnedFile): Promise<boolean> {
    const binPath = binPathOf(file.sha256, file.archivedAs)
    if (await holds(binPath, file)) {
      // it may be the leftover of a cut: its name must last before the row relies on it
      await fs.syncFolder(at(`${ARCHIVE_FOLDER}/${BIN_FOLDER}`))
      return true
    }
    if (!(await holds(file.archivedAs, file))) return false
    if ((await fs.facts(at(binPath))) !== null) {
      // somebody changed the file in the bin by hand: it is kept under another name and reported by verify
      await nameWithNumber(binPath, binPath)
      await fs.remove(at(binPath))
    }
    return name(file.archivedAs, binPath)
  }

  return {
    toBin: (request) =>
      sameBytes.run(request.sha256, async () => {
        const kept = await intoBin(request)
        request.commit()
        if (kept && !request.shared() && (await holds(request.archivedAs, request))) await drop(request.archivedAs)
        return kept
      }),
    takeBack: (request) =>
      sameBytes.run(request.sha256, async () => {
        const binPath = binPathOf(request.sha256, request.archivedAs)
        let place: string | null = null
        if (await holds(request.archivedAs, request)) {
          place = request.archivedAs
          await fs.syncFolder(at(place.split('/').slice(0, -1).join('/')))
        } else {
          for (const from of [binPath, ...request.elsewhere]) {
            if (!(await holds(from, request))) continue
            place = (await name(from, request.archivedAs)) ? request.archivedAs : await nameWithNumber(from, request.archivedAs)
            break
          }
        }
        if (place === null) return null
        request.commit(place)
        if (!request.needed() && (await holds(binPath, request))) await drop(binPath)
        return place
      }),
    purge: (request) =>
      sameBytes.run(request.sha256, async () => {
        request.commit()
        const binPath = binPathOf(request.sha256, request.archivedAs)
        if (!request.needed() && (await holds(binPath, request))) await drop(binPath)
      }),
    putBack: (request) =>
      sameBytes.run(request.sha256, async () => {
        if (await holds(request.archivedAs, request)) return true
        return (await holds(request.from, request)) && (await name(request.from, request.archivedAs))
      }),
    putShared: (request) =>
      sameBytes.run(request.sha256, async () => {
        if (!(await holds(request.archivedAs, request))) return name(request.from, request.archivedAs, 'spelled')
        // it may be the leftover of a cut: its name must last before a row relies on it
        await fs.syncFolder(at(request.archivedAs.split('/').slice(0, -1).join('/')))
        return true
      }),
    putBeside: (request) => sameBytes.run(request.sha256, () => nameWithNumber(request.from, request.archivedAs)),
    isThere: (file) => holds(file.archivedAs, file),
    bringBack: (file, source) =>
      sameBytes.run(file.sha256, async () => {
        const { temp, sha256 } = await copied(source)
        try {
          return sha256 === file.sha256 && (await placer.putExactly(temp, file.archivedAs)) !== false
        } finally {
          await removeIfThere(fs, temp)
        }
      }),
    copyBeside: (archivedAs, folders) => nameWithNumber(archivedAs, folders === undefined ? archivedAs : [ARCHIVE_FOLDER, ...folders, archivedAs.split('/').at(-1)].join('/')),
    async dropName(file, keptAt) {
      if (keptAt === file.archivedAs || !(await holds(keptAt, file)) || !(await holds(file.archivedAs, file))) return false
      await drop(file.archivedAs)
      return true
    },
    async settle({ binned, shown, purged }) {
      let settled = 0
      const needed = new Set(binned.map((file) => binPathOf(file.sha256, file.archivedAs)))
      for (const file of binned) {
        if ((await fs.facts(at(file.archivedAs))) === null) continue
        await sameBytes.run(file.sha256, async () => {
          if (shown(file.sha256).includes(file.archivedAs) || !(await holds(file.archivedAs, file)) || !(await intoBin(file))) return
          await drop(file.archivedAs)
          settled++
        })
      }
      const folder = `${ARCHIVE_FOLDER}/${BIN_FOLDER}`
      if ((await fs.facts(at(folder))) === null) return settled
      for (const entry of await fs.list(at(folder))) {
        const path = `${folder}/${entry.name}`
        if (entry.kind !== 'file' || needed.has(path)) continue
        const facts = await hashFile(fs, at(path))
        const shownAt = shown(facts.sha256)
        let safe = purged(path)
        for (const other of shownAt) safe ||= await holds(other, { ...facts, archivedAs: other })
        if (!safe) continue
        await drop(path)
        settled++
      }
      return settled
    },
  }
}

/** The row of numbers that a name belongs to: `小鱼_2026-11-22_3.jpg` goes on with 4; a name without a number begins one. */
function placeLike(archivedAs: string): ArchivePlace {
  const segments = archivedAs.split('/')
  const file = segments.at(-1) ?? ''
  const dot = file.lastIndexOf('.')
  const stem = dot > 0 ? file.slice(0, dot) : file
  const bare = stem.replace(/(?<=_)[1-9]\d{0,6}$/, '')
  return { folders: segments.slice(1, -1), stem: bare.endsWith('_') ? bare : `${bare}_`, tail: dot > 0 ? file.slice(dot) : '' }
}
