import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { ARCHIVE_FOLDER, archivePlace, ownerOf, REVIEW_FOLDER, type ArchiveFacts } from '../../domain/photo/archive-path'
import { claimsToBePhoto, extensionOf, isMislabelled, PHOTO_FORMATS, sniffFormat, type PhotoFormat } from '../../domain/photo/formats'
import type { RejectReason } from '../../domain/photo/reject'
import { safeSegment } from '../../domain/photo/safe-name'
import { nodeFileSystem, systemCode, type FileSystem } from './file-system'
import { createKeyedLock, type KeyedLock } from './keyed-lock'
import { createPlacer, type Placer } from './place'
import { asDiskError, holdsBytes, INCOMING_FOLDER, removeIfThere, SourceRefused, takeIn, TEMP_SUFFIX, type PhotoSource, type TakenIn } from './take-in'

/** Where the archive already shows these bytes, and whose folder that is (`ownerOf` of the row). */
export interface KnownCopy {
  archivedAs: string
  owner: string
}

/** What the picture shows before rotation, as the file process found it; null for PDF and video. */
export interface PictureFacts {
  width: number
  height: number
  /** EXIF orientation 1–8. */
  orientation: number
  animated: boolean
  hasThumb: boolean
  /** How it looks (A4); null for one colour all over. */
  looks: string | null
}

export type Inspection = { ok: true; picture: PictureFacts | null } | { ok: false; reason: RejectReason }

export interface InspectRequest {
  path: string
  sha256: string
  bytes: number
  format: PhotoFormat
}

export interface FiledPhoto {
  sha256: string
  bytes: number
  format: PhotoFormat
  /** Relative to the data folder, forward slashes. */
  archivedAs: string
  /** The first place that held these bytes before, or null (A4). */
  duplicateOf: string | null
  /** False when the same owner had the photo already: no file was added. */
  newFile: boolean
  /** Null for PDF and video, and for bytes that were known before (their row has it). */
  picture: PictureFacts | null
  originalName: string
  modifiedAt: number | null
  /** The name promised another format than the bytes hold (A3). */
  mislabelled: boolean
}

export interface RejectedPhoto {
  reason: RejectReason
  originalName: string
  sha256: string | null
  /** Where an exact copy waits for a person, relative to the data folder; null when none was kept. */
  keptAs: string | null
}

export type FilingResult = { outcome: 'filed'; photo: FiledPhoto } | { outcome: 'rejected'; rejected: RejectedPhoto }

export interface FilingRequest {
  source: PhotoSource
  /** Everything the name is made of, except the extension, which follows the content. */
  facts: Omit<ArchiveFacts, 'ext'>
  /** Looks at the synced copy in the file process: can it be read, how big is it. Not asked for PDF, video and known bytes. */
  inspect(request: InspectRequest): Promise<Inspection>
  /** Writes the row. If it throws, the file is taken out again and the error goes on to the caller. */
  commit(photo: FiledPhoto): void | Promise<void>
}

export interface RefilingRequest {
  sha256: string
  from: string
  facts: Omit<ArchiveFacts, 'ext'>
  keepOld: boolean
  commit(archivedAs: string): void | Promise<void>
}

export interface Filing {
  /**
   * Files one photo (A1–A6): copy, hash and sync in `incoming/`, look at it, give it its name without replacing anything, sync the
   * folder, then the row. Rejected files are no error; system errors (disk full, no permission) are thrown, with nothing half done.
   */
  file(request: FilingRequest): Promise<FilingResult>
  /** Shows an archived file in another owner's folder too, or moves it there (`keepOld` false). Returns the new relative path. */
  refile(request: RefilingRequest): Promise<string>
  /** Names and locks of this archive, shared with whatever else moves its files (the bin). */
  readonly placer: Placer
  readonly sameBytes: KeyedLock
}

export interface FilingOptions {
  dataDir: string
  /** The shop's policy pattern, asked at each filing. */
  pattern: () => string
  /** Rows that hold these bytes. */
  known: (sha256: string) => readonly KnownCopy[]
  /** Whether a row names this path, relative to the data folder: no other photo gets it, even while its file is away. */
  promised?: (archivedAs: string) => boolean
  /** Asked at each filing. */
  maxBytes?: () => number
  fs?: FileSystem
  wait?: (ms: number) => Promise<void>
}

/** Default of a policy: the longest video a phone sends in one go. */
export const DEFAULT_MAX_BYTES = 2 * 1024 ** 3

export function createFiling(options: FilingOptions): Filing {
  const { dataDir, fs = nodeFileSystem, maxBytes = () => DEFAULT_MAX_BYTES } = options
  const wait = options.wait ?? ((ms) => new Promise((done) => setTimeout(done, ms)))
  const placer = createPlacer({ fs, dataDir, wait, ...(options.promised === undefined ? {} : { promised: options.promised }) })
  const sameBytes = createKeyedLock()
  const session = randomUUID()
  let counter = 0

  const incoming = join(dataDir, INCOMING_FOLDER)
  let incomingMade = false

  /** Copies a source into `incoming/`; somebody may take that folder away by hand, then it is made anew, once. */
  async function takeCopy(source: PhotoSource, most: number): Promise<TakenIn> {
    const tempPath = join(incoming, `${session}-${++counter}${TEMP_SUFFIX}`)
    const knownToBeThere = incomingMade
    if (!knownToBeThere) await fs.makeFolder(incoming)
    incomingMade = true
    try {
      return await takeIn(fs, source, tempPath, most)
    } catch (error) {
      if (!knownToBeThere || systemCode(error) !== 'ENOENT') throw error
      await fs.makeFolder(incoming)
      return takeIn(fs, source, tempPath, most)
    }
  }

  /** Whether a file of ours still holds these bytes; one that was altered by hand must not be linked to another buyer. */
  const holds = (archivedAs: string, taken: { sha256: string; bytes: number }): Promise<boolean> => holdsBytes(fs, join(dataDir, archivedAs), taken)

  async function settle(taken: TakenIn, request: FilingRequest): Promise<FilingResult> {
    const format = sniffFormat(taken.head)
    if (format === null) return { outcome: 'rejected', rejected: await putAside(taken, 'not-a-photo', null, request) }
    const copies = options.known(taken.sha256)
    let picture: PictureFacts | null = null
    if (copies.length === 0 && !PHOTO_FORMATS[format].opaque) {
      const seen = await request.inspect({ path: taken.tempPath, sha256: taken.sha256, bytes: taken.bytes, format })
      if (!seen.ok) return { outcome: 'rejected', rejected: await putAside(taken, seen.reason, format, request) }
      picture = seen.picture
    }
    const home = await findHome(taken, format, copies, request)
    const photo: FiledPhoto = {
      sha256: taken.sha256,
      bytes: taken.bytes,
      format,
      ...home,
      duplicateOf: copies[0]?.archivedAs ?? null,
      picture,
      originalName: taken.originalName,
      modifiedAt: taken.modifiedAt,
      mislabelled: isMislabelled(taken.originalName, format),
    }
    await commitOrTakeOut(home, () => request.commit(photo))
    return { outcome: 'filed', photo }
  }

  async function findHome(
    taken: TakenIn,
    format: PhotoFormat,
    copies: readonly KnownCopy[],
    request: FilingRequest,
  ): Promise<{ archivedAs: string; newFile: boolean }> {
    const own = copies.find((copy) => copy.owner === ownerOf(request.facts))
    if (own) {
      if (await holds(own.archivedAs, taken)) return { archivedAs: own.archivedAs, newFile: false }
      // The row's file was lost; the same bytes just came back, so they take their old place again if it is free.
      if (await placer.putExactly(taken.tempPath, own.archivedAs)) return { archivedAs: own.archivedAs, newFile: true }
    }
    const place = archivePlace(options.pattern(), { ...request.facts, ext: PHOTO_FORMATS[format].extension })
    for (const copy of copies) {
      if (!(await holds(copy.archivedAs, taken))) continue
      const linked = await placer.put(join(dataDir, copy.archivedAs), place, 'link-only')
      if (linked !== 'no-links') return { archivedAs: linked.archivedAs, newFile: true }
    }
    const put = await placer.put(taken.tempPath, place, 'move')
    if (put === 'no-links') throw new Error('a moved file needs no links')
    return { archivedAs: put.archivedAs, newFile: true }
  }

  async function commitOrTakeOut(home: { archivedAs: string; newFile: boolean }, commit: () => void | Promise<void>): Promise<void> {
    try {
      await commit()
    } catch (error) {
      if (home.newFile) {
        await fs.remove(join(dataDir, home.archivedAs)).catch((second: unknown) => {
          throw new AggregateError([error, second], 'a file without a row stays in the archive; verify reports it')
        })
      }
      throw error
    }
  }

  /** Keeps an exact copy of what nobody could read, so that a person can judge it (A3). The same bytes are kept once. */
  async function putAside(taken: TakenIn, reason: RejectReason, format: PhotoFormat | null, request: FilingRequest): Promise<RejectedPhoto> {
    const rejected = { reason, originalName: taken.originalName, sha256: taken.sha256, keptAs: null }
    if (format === null && !claimsToBePhoto(taken.originalName)) return rejected
    const extension = format ? PHOTO_FORMATS[format].extension : extensionOf(taken.originalName)
    const { at } = request.facts
    const day = [at.year, at.month, at.day].map((part) => String(part).padStart(2, '0')).join('-')
    const dot = taken.originalName.lastIndexOf('.')
    const title = safeSegment(dot > 0 ? taken.originalName.slice(0, dot) : taken.originalName, { bytes: 80, units: 60 })
    const name = `${day}_${title}_${taken.sha256.slice(0, 8)}${extension ? `.${extension}` : ''}`
    const keptAs = [ARCHIVE_FOLDER, REVIEW_FOLDER, name].join('/')
    if (!(await placer.putExactly(taken.tempPath, keptAs)) && !(await holds(keptAs, taken))) {
      return { ...rejected, keptAs: await asideWithNumber(taken, name, extension) }
    }
    return { ...rejected, keptAs }
  }

  async function asideWithNumber(taken: TakenIn, name: string, extension: string): Promise<string> {
    const stem = extension ? name.slice(0, -extension.length - 1) : name
    const put = await placer.put(taken.tempPath, { folders: [REVIEW_FOLDER], stem: `${stem}_`, tail: extension ? `.${extension}` : '' }, 'move')
    if (put === 'no-links') throw new Error('a moved file needs no links')
    return put.archivedAs
  }

  return {
    placer,
    sameBytes,
    async file(request) {
      let taken: TakenIn
      try {
        taken = await takeCopy(request.source, maxBytes())
      } catch (error) {
        if (!(error instanceof SourceRefused)) throw error
        const originalName = 'path' in request.source ? (request.source.name ?? request.source.path.split(/[/\\]/).at(-1) ?? '') : request.source.name
        return { outcome: 'rejected', rejected: { reason: error.reason, originalName, sha256: null, keptAs: null } }
      }
      try {
        return await sameBytes.run(taken.sha256, () => settle(taken, request))
      } finally {
        await removeIfThere(fs, taken.tempPath)
      }
    },

    refile(request) {
      return sameBytes.run(request.sha256, async () => {
        const source = join(dataDir, request.from)
        const place = archivePlace(options.pattern(), { ...request.facts, ext: extensionOf(request.from) || 'bin' })
        let put = await placer.put(source, place, 'link-only')
        if (put === 'no-links') {
          const copy = await takeCopy({ path: source }, Number.MAX_SAFE_INTEGER).catch((error: unknown) => Promise.reject(asDiskError(error)))
          put = await placer.put(copy.tempPath, place, 'move')
          await removeIfThere(fs, copy.tempPath)
          if (put === 'no-links') throw new Error('a moved file needs no links')
        }
        const { archivedAs } = put
        await commitOrTakeOut({ archivedAs, newFile: true }, () => request.commit(archivedAs))
        if (!request.keepOld) {
          await fs.remove(source).catch((error: unknown) => {
            // The row points to the new place; an old name that cannot go now is only reported by verify as one too many.
            if (systemCode(error) === '') throw error
          })
        }
        return archivedAs
      })
    },
  }
}
