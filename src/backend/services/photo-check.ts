import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { CheckReport, CheckState, FoundFile } from '../../contract/photo-care'
import type { Photo } from '../../contract/photos'
import { AppError } from '../../domain/errors'
import { ARCHIVE_FOLDER, NO_OWNER } from '../../domain/photo/archive-path'
import { binPathOf, isInBin } from '../../domain/photo/bin'
import { PHOTO_FORMATS, sniffFormat } from '../../domain/photo/formats'
import { hashFile, nodeFileSystem, type BinnedFile, type VerifyReport } from '../photos'
import * as care from '../repositories/photo-care'
import * as repo from '../repositories/photos'
import { toPhoto } from './case-read'
import { logError, toAppError } from './failures'
import type { Actor, Kernel } from './kernel'
import { archiveOf, requireLinkRow } from './photo-archive'
import { noteLooks } from './photo-looks'
import { mendAllThumbnails } from './photo-thumbs'
import { checkArchive } from './photo-verify'

const IDLE: CheckState = { phase: 'idle', done: 0, total: 0, finishedAt: null, report: null }
interface Run {
  state: CheckState
  readonly stop: AbortController
}
const runs = new WeakMap<Kernel, Run>()

export const checkState = (kernel: Kernel): CheckState => runs.get(kernel)?.state ?? IDLE

/** Starts a check of the whole archive (A6); one that runs goes on. Its state is asked for with `checkState`. */
export function startCheck(kernel: Kernel, actor: Actor): CheckState {
  const known = runs.get(kernel)
  if (known?.state.phase === 'running') return known.state
  const run: Run = { state: { ...IDLE, phase: 'running' }, stop: new AbortController() }
  runs.set(kernel, run)
  const finish = (phase: CheckState['phase'], report: CheckReport | null): void => {
    run.state = { ...run.state, phase, report, finishedAt: kernel.now() }
  }
  const work = async (): Promise<CheckReport> => {
    const onProgress = (done: number, total: number): void => {
      run.state = { ...run.state, done, total }
    }
    const report = await checkArchive(kernel, actor, { signal: run.stop.signal, onProgress })
    // whoever asks for a check wants the archive whole, and small pictures are a part of what they see of it
    await mendAllThumbnails(kernel, run.stop.signal)
    return inWords(kernel, report)
  }
  work().then(
    (report) => finish('done', report),
    (error: unknown) => {
      finish(run.stop.signal.aborted ? 'cancelled' : 'failed', null)
      if (!run.stop.signal.aborted) logError('photo check', error)
    },
  )
  return run.state
}

/** Stops a check between two files; what was found moved before is told by the next one. */
export function cancelCheck(kernel: Kernel): CheckState {
  runs.get(kernel)?.stop.abort()
  return checkState(kernel)
}

/** What the check found, with whose it is. */
function inWords(kernel: Kernel, report: VerifyReport): CheckReport {
  const found = (file: { sha256: string; archivedAs: string }): FoundFile[] => {
    const links = isInBin(file.archivedAs)
      ? care.listBinnedOfPhoto(kernel.read, file.sha256).filter((link) => binPathOf(link.sha256, link.archivedAs) === file.archivedAs).map((link) => link.linkId)
      : care.linksAt(kernel.read, file.archivedAs).filter((link) => link.photoId === file.sha256).map((link) => link.id)
    return care.findLinks(kernel.read, links).map((row) => ({
      archivedAs: row.archivedAs, linkId: row.linkId, owner: row.buyerNick, caseNo: row.caseNo, addedAt: row.addedAt, inBin: row.binnedAt !== null,
    }))
  }
  // several cases of one buyer share a file: it is told once
  const once = (files: FoundFile[]): FoundFile[] => [...new Map(files.map((file) => [`${file.inBin} ${file.archivedAs}`, file])).values()]
  return {
    photos: report.photos,
    missing: once(report.missing.flatMap(found)),
    altered: once(report.altered.flatMap(found)),
    unreadable: once(report.unreadable.flatMap(found)),
    orphaned: report.orphaned.map(({ archivedAs, bytes, format }) => {
      const owner = ownerOfFolder(kernel, archivedAs)
      return { archivedAs, bytes, format, owner: owner?.buyerNick ?? owner?.orderNo ?? null }
    }),
    repaired: report.repaired.map(({ from, to, how }) => ({ from, to, how })),
  }
}

/** Whose folder a file lies in, if somebody of that name is known. */
function ownerOfFolder(kernel: Kernel, archivedAs: string): { buyerNick: string | null; orderNo: string | null } | null {
  if (isInBin(archivedAs)) return null
  const folder = archivedAs.split('/').at(-2) ?? ''
  return folder === ARCHIVE_FOLDER ? null : care.knownOwner(kernel.read, folder)
}

/** Only what the check can have named: a file below the archive folder. @throws AppError INVALID_INPUT */
function requireInArchive(path: string): void {
  const parts = path.split('/')
  if (parts[0] !== ARCHIVE_FOLDER || parts.length < 2 || parts.some((part) => part === '' || part === '.' || part === '..' || part.includes('\\'))) throw new AppError('INVALID_INPUT', { field: 'paths', value: path })
}

/**
 * Takes files that belong to no row in as photos where they lie (A6): into the folder's buyer if one is known, else into the inbox; one
 * that lies in the bin goes to the inbox's folder. Files that nobody can read are refused, not moved.
 * @throws AppError INVALID_INPUT; file errors as at every edge
 */
export async function adoptFiles(kernel: Kernel, actor: Actor, paths: readonly string[]): Promise<{ taken: Photo[]; refused: string[] }> {
  const taken: Photo[] = []
  const refused: string[] = []
  for (const path of paths) {
    requireInArchive(path)
    const photo = care.linksAt(kernel.read, path).length > 0 ? null : await adoptOne(kernel, actor, path)
    if (photo === null) refused.push(path)
    else taken.push(photo)
  }
  return { taken, refused }
}

async function adoptOne(kernel: Kernel, actor: Actor, path: string): Promise<Photo | null> {
  const owner = ownerOfFolder(kernel, path)
  let archivedAs = path
  try {
    if (isInBin(path)) archivedAs = await archiveOf(kernel).bin.copyBeside(path, [NO_OWNER])
    const linkId = await linkFile(kernel, actor, archivedAs, { buyerNick: owner?.buyerNick ?? null, orderNo: owner?.orderNo ?? null, caseId: null, derivedFrom: null, originalName: basename(path) })
    if (linkId === null) return null
    const row = repo.findLink(kernel.read, linkId)
    return row === undefined ? null : toPhoto(row)
  } catch (error) {
    throw toAppError(error)
  }
}

interface NewPlace {
  readonly buyerNick: string | null
  readonly orderNo: string | null
  readonly caseId: string | null
  readonly derivedFrom: string | null
  readonly originalName: string
}

/** Writes the rows of a file that lies in the archive already; null when it is no photo that can be read. */
async function linkFile(kernel: Kernel, actor: Actor, archivedAs: string, place: NewPlace): Promise<string | null> {
  const path = join(kernel.dataDir, archivedAs)
  const { sha256, bytes, head } = await hashFile(nodeFileSystem, path)
  const format = sniffFormat(head)
  if (format === null) return null
  const known = repo.findPhoto(kernel.read, sha256)
  const seen = known !== undefined || PHOTO_FORMATS[format].opaque ? null : await archiveOf(kernel).inspect({ path, sha256, bytes, format })
  if (seen !== null && !seen.ok) return null
  const picture = seen?.picture ?? null
  const linkId = kernel.write(actor, { name: 'photo.adopt', subject: sha256, detail: { format } }, (tx) => {
    if (repo.findPhoto(tx.db, sha256) === undefined) {
      repo.putPhoto(tx, { id: sha256, format, bytes, width: picture?.width ?? null, height: picture?.height ?? null, hasThumb: picture?.hasThumb ?? false, looks: picture?.looks ?? null, addedAt: tx.now })
    }
    const id = tx.newId()
    repo.insertLink(tx, { id, photoId: sha256, archivedAs, addedAt: tx.now, addedBy: tx.actorId, slot: null, source: 'scan', ...place })
    return id
  })
  if (picture?.looks != null) noteLooks(kernel, sha256, picture.looks)
  return linkId
}

/**
 * Mends an archived file whose bytes were changed (A6): what stands there becomes a photo of its own beside it, and the original comes
 * back from another copy. Without one it stays missing, and is told so. Safe to repeat after a power cut.
 * @throws AppError NOT_FOUND; file errors as at every edge
 */
export async function mendAltered(kernel: Kernel, actor: Actor, linkId: string): Promise<{ kept: Photo | null; restored: boolean }> {
  const link = requireLinkRow(kernel, linkId)
  const { bin } = archiveOf(kernel)
  const original: BinnedFile = { sha256: link.photoId, bytes: repo.findPhoto(kernel.read, link.photoId)?.bytes ?? 0, archivedAs: link.binnedAt === null ? link.archivedAs : binPathOf(link.photoId, link.archivedAs) }
  try {
    let kept: string | null = null
    const facts = await nodeFileSystem.facts(join(kernel.dataDir, original.archivedAs))
    if (facts?.kind === 'file') {
      const altered = await hashFile(nodeFileSystem, join(kernel.dataDir, original.archivedAs))
      if (altered.sha256 === original.sha256) return { kept: null, restored: true }
      const file: BinnedFile = { sha256: altered.sha256, bytes: altered.bytes, archivedAs: original.archivedAs }
      const before = repo.listLinksOfPhoto(kernel.read, altered.sha256).find((other) => other.buyerNick === link.buyerNick && other.archivedAs !== original.archivedAs)
      const place = before?.archivedAs ?? (await bin.copyBeside(original.archivedAs))
      kept = before?.id ?? (await linkFile(kernel, actor, place, { buyerNick: link.buyerNick, orderNo: link.orderNo, caseId: link.caseId, derivedFrom: link.photoId, originalName: basename(link.archivedAs) }))
      if (!(await bin.dropName(file, place))) throw new AppError('FILE_LOCKED', { file: original.archivedAs })
    }
    let restored = false
    for (const from of copiesOf(kernel, original)) restored ||= await bin.putBack({ ...original, from })
    const row = kept === null ? undefined : repo.findLink(kernel.read, kept)
    return { kept: row === undefined ? null : toPhoto(row), restored }
  } catch (error) {
    throw toAppError(error)
  }
}

/** Where else the archive or its bin should hold these bytes. */
function copiesOf(kernel: Kernel, file: BinnedFile): string[] {
  const shown = repo.listLinksOfPhoto(kernel.read, file.sha256).map((other) => other.archivedAs)
  const binned = care.listBinnedOfPhoto(kernel.read, file.sha256).map((other) => binPathOf(other.sha256, other.archivedAs))
  return [...new Set([...shown, ...binned])].filter((path) => path !== file.archivedAs)
}

/**
 * Brings originals that the last check missed back from outside (A6): each file, or all files below a folder, is told by its size and
 * content. Answers the places that hold their photo again.
 * @throws AppError FILE_NOT_FOUND, PERMISSION_DENIED, DISK_FULL; what came back before stays
 */
export async function bringBack(kernel: Kernel, paths: readonly string[]): Promise<{ back: string[] }> {
  const wanted = new Map<number, BinnedFile[]>()
  for (const { linkId } of checkState(kernel).report?.missing ?? []) {
    const link = repo.findLinkRow(kernel.read, linkId)
    const bytes = link === undefined ? undefined : repo.findPhoto(kernel.read, link.photoId)?.bytes
    if (link === undefined || bytes === undefined || link.deletedAt !== null) continue
    const archivedAs = link.binnedAt === null ? link.archivedAs : binPathOf(link.photoId, link.archivedAs)
    wanted.set(bytes, [...(wanted.get(bytes) ?? []), { sha256: link.photoId, bytes, archivedAs }])
  }
  const back: string[] = []
  try {
    for await (const { path, bytes } of filesBelow(paths)) {
      const possible = wanted.get(bytes) ?? []
      if (possible.length === 0) continue
      const { sha256 } = await hashFile(nodeFileSystem, path)
      for (const file of possible) {
        if (file.sha256 !== sha256 || back.includes(file.archivedAs)) continue
        if (await archiveOf(kernel).bin.bringBack(file, path)) back.push(file.archivedAs)
      }
    }
  } catch (error) {
    throw toAppError(error)
  }
  return { back }
}

async function* filesBelow(paths: readonly string[]): AsyncGenerator<{ path: string; bytes: number }> {
  for (const path of paths) {
    const facts = await stat(path)
    if (facts.isFile()) yield { path, bytes: facts.size }
    else if (facts.isDirectory()) yield* filesBelow((await readdir(path, { withFileTypes: true })).filter((entry) => entry.isFile() || entry.isDirectory()).map((entry) => join(path, entry.name)))
  }
}
