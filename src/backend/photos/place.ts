import { join } from 'node:path'
import { ARCHIVE_FOLDER, numberIn, placeName, type ArchivePlace } from '../../domain/photo/archive-path'
import { collisionKey } from '../../domain/photo/safe-name'
import { systemCode, withRetries, type FileSystem } from './file-system'
import { createKeyedLock } from './keyed-lock'

export interface Placer {
  /**
   * Gives the bytes of `from` a name in the archive without ever replacing a file, and syncs the folder. Returns the relative path with
   * forward slashes. `from` may stay as a second name of the same file (`moved` false) or be gone (`moved` true).
   */
  put(from: string, place: ArchivePlace, how: 'move' | 'link-only'): Promise<{ archivedAs: string; moved: boolean } | 'no-links'>
  /**
   * The same for one exact path, when a lost file comes back; false when something is there by now, or no link could be made. `spelled`:
   * a path that several PCs share gets folders of its own spelling where the disk can tell them apart, or two PCs would rename it for ever (S4).
   */
  putExactly(from: string, archivedAs: string, how?: 'move' | 'link-only', folders?: 'as-there' | 'spelled'): Promise<{ moved: boolean } | false>
}

/** Systems without hard links (FAT, some shares) answer with one of these. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV', 'EISDIR'])
const REMEMBERED = 2000

/** `promised`: a row names this path. A file that is away for now keeps its name: under it other bytes would pass for it (A6). */
export function createPlacer(options: { fs: FileSystem; dataDir: string; wait: (ms: number) => Promise<void>; promised?: (archivedAs: string) => boolean }): Placer {
  const { fs, dataDir, wait, promised = () => false } = options
  const locks = createKeyedLock()
  const folders = new Map<string, string[]>()
  const nextNumber = new Map<string, number>()
  /** Folders whose own name is known to survive a power cut; one that an earlier, killed run made may not be. */
  const lasting = new Set<string>()

  /** Creates the folders that are missing; one that exists in another case or Unicode form is used, as Windows would. */
  async function ensureFolder(wanted: readonly string[]): Promise<string[]> {
    const key = wanted.map(collisionKey).join('/')
    const known = folders.get(key)
    if (known) return known
    const real: string[] = []
    for (const name of [ARCHIVE_FOLDER, ...wanted]) {
      const parent = join(dataDir, ...real)
      real.push(await locks.run(`folder:${parent}`, () => ensureChild(parent, name)))
    }
    remember(folders, key, real)
    return real
  }

  async function ensureSpelled(wanted: readonly string[]): Promise<string[]> {
    for (const [depth, name] of wanted.entries()) {
      const parent = join(dataDir, ...wanted.slice(0, depth))
      await locks.run(`folder:${parent}`, () => ensureChild(parent, name, true))
    }
    return [...wanted]
  }

  async function ensureChild(parent: string, name: string, spelled = false): Promise<string> {
    const real = await findOrMake(parent, name, spelled)
    if (!lasting.has(join(parent, real))) {
      await fs.syncFolder(parent)
      if (lasting.size >= REMEMBERED) lasting.clear()
      lasting.add(join(parent, real))
    }
    return real
  }

  async function findOrMake(parent: string, name: string, spelled: boolean): Promise<string> {
    if ((await fs.facts(join(parent, name)))?.kind === 'folder') return name
    const twin = spelled ? undefined : (await fs.list(parent)).find((entry) => entry.kind === 'folder' && collisionKey(entry.name) === collisionKey(name))
    if (twin) return twin.name
    await fs.makeFolder(join(parent, name))
    return name
  }

  async function firstFree(folder: readonly string[], place: ArchivePlace, key: string): Promise<number> {
    const known = nextNumber.get(key)
    if (known !== undefined) return known
    const taken = (await fs.list(join(dataDir, ...folder))).map((entry) => numberIn(place, entry.name) ?? 0)
    return taken.reduce((most, n) => Math.max(most, n), 0) + 1
  }

  async function attach(from: string, to: string, how: 'move' | 'link-only'): Promise<'linked' | 'moved' | 'taken' | 'no-links'> {
    try {
      await withRetries(async () => {
        try {
          await fs.link(from, to)
        } catch (error) {
          // Not worth repeating: this disk has no links, or the file no room for one more.
          if (NO_LINKS.has(systemCode(error))) throw new LinksRefused()
          throw error
        }
      }, wait)
      return 'linked'
    } catch (error) {
      if (systemCode(error) === 'EEXIST') return 'taken'
      if (!(error instanceof LinksRefused)) throw error
    }
    if (how === 'link-only') return 'no-links'
    // Rename would replace, so look first. Only this process files here and it holds the folder's lock.
    if ((await fs.facts(to)) !== null) return 'taken'
    await withRetries(() => fs.rename(from, to), wait)
    return 'moved'
  }

  async function putInto(from: string, place: ArchivePlace, how: 'move' | 'link-only'): ReturnType<Placer['put']> {
    const folder = await ensureFolder(place.folders)
    const folderPath = join(dataDir, ...folder)
    return locks.run(`names:${folderPath}`, async () => {
      const key = `${folderPath}\n${collisionKey(place.stem)}\n${collisionKey(place.tail.slice(0, place.tail.lastIndexOf('.')))}`
      for (let n = await firstFree(folder, place, key); ; n++) {
        const name = placeName(place, n)
        if (promised([...folder, name].join('/'))) continue
        const done = await attach(from, join(folderPath, name), how)
        if (done === 'taken') continue
        if (done === 'no-links') return done
        remember(nextNumber, key, n + 1)
        await syncOrTakeBack(folderPath, name, from, done)
        return { archivedAs: [...folder, name].join('/'), moved: done === 'moved' }
      }
    })
  }

  /** A name that may vanish in a power cut must not be acknowledged: without the sync the file goes out again. */
  async function syncOrTakeBack(folderPath: string, name: string, from: string, done: 'linked' | 'moved'): Promise<void> {
    try {
      await fs.syncFolder(folderPath)
    } catch (error) {
      const takeBack = done === 'linked' ? fs.remove(join(folderPath, name)) : fs.rename(join(folderPath, name), from)
      await takeBack.catch((second: unknown) => {
        throw new AggregateError([error, second], 'a file without a row stays in the archive; verify reports it')
      })
      throw error
    }
  }

  async function putAt(from: string, archivedAs: string, how: 'move' | 'link-only', folders: 'as-there' | 'spelled'): ReturnType<Placer['putExactly']> {
    const segments = archivedAs.split('/')
    const name = segments.at(-1) ?? ''
    const folder = folders === 'spelled' ? await ensureSpelled(segments.slice(0, -1)) : await ensureFolder(segments.slice(1, -1))
    const folderPath = join(dataDir, ...folder)
    // Where only the spelling of the folder differs the row would point beside the file.
    if (folder.join('/') !== segments.slice(0, -1).join('/')) return false
    return locks.run(`names:${folderPath}`, async () => {
      const done = await attach(from, join(folderPath, name), how)
      if (done === 'taken' || done === 'no-links') return false
      await syncOrTakeBack(folderPath, name, from, done)
      return { moved: done === 'moved' }
    })
  }

  /** Somebody moved a folder away by hand since it was last used: it is made anew, once. */
  async function evenIfGone<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error
      folders.clear()
      lasting.clear()
      nextNumber.clear()
      return work()
    }
  }

  return {
    put: (from, place, how) => evenIfGone(() => putInto(from, place, how)),
    putExactly: (from, archivedAs, how = 'move', folders = 'as-there') => evenIfGone(() => putAt(from, archivedAs, how, folders)),
  }
}

class LinksRefused extends Error {}

function remember<T>(map: Map<string, T>, key: string, value: T): void {
  if (map.size >= REMEMBERED) map.clear()
  map.set(key, value)
}
