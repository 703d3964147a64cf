import { join } from 'node:path'
import type { Photo } from '../../contract/photos'
import type { BinnedPhoto, BinWarnings } from '../../contract/photo-care'
import { AppError } from '../../domain/errors'
import { binPathOf, DAY_MS, daysLeft, daysSeenSince, withDay } from '../../domain/photo/bin'
import type { WriteTx } from '../db/write'
import { nodeFileSystem, removeIfThere, thumbPathOf } from '../photos'
import * as cases from '../repositories/cases'
import * as care from '../repositories/photo-care'
import * as masters from '../repositories/masters'
import * as repo from '../repositories/photos'
import { withTimersOf } from './case-playbook'
import { toPhoto } from './case-read'
import { noteOnCase } from './case-write'
import { toAppError } from './failures'
import type { Actor, Kernel } from './kernel'
import { archiveOf, requireLinkRow } from './photo-archive'
import { SYSTEM } from './setup'

/** Purged in one go by the job; the next look takes the rest. */
const PURGE_AT_ONCE = 200

type LinkRow = ReturnType<typeof requireLinkRow>

/** What a person should know before a photo goes into the bin (A6). @throws AppError NOT_FOUND */
export function binWarnings(kernel: Kernel, linkId: string): BinWarnings {
  const link = requireLinkRow(kernel, linkId)
  const caseRow = link.caseId === null ? undefined : cases.findCase(kernel.read, link.caseId)
  const claims = link.caseId === null ? [] : care.claimsWithPacks(kernel.read, link.caseId)
  return {
    closedCase: caseRow !== undefined && (caseRow.status === 'closed' || caseRow.status === 'resolved') ? caseRow.caseNo : null,
    slot: link.slot,
    claims: claims.map((one) => one.claimNo),
    packs: claims.filter((one) => one.packed).map((one) => one.claimNo),
    appeals: care.appealsWith(kernel.read, linkId),
    days: kernel.resources.policy.photos.bin.days,
  }
}

/** The row after the file is safe: who, when and why, and a line on the case. */
function saveBinned(kernel: Kernel, actor: Actor, link: LinkRow, reason: string): void {
  kernel.write(actor, { name: 'photo.bin', subject: link.id, detail: { sha256: link.photoId } }, (tx) =>
    withTimersOf(kernel, tx, link.caseId, () => {
      repo.updateLink(tx, link.id, { binnedAt: tx.now, binnedBy: tx.actorId, binReason: reason })
      noteOn(kernel, tx, link, 'photo-binned', reason)
    }),
  )
}
function noteOn(kernel: Kernel, tx: WriteTx, link: LinkRow, type: string, text: string | null): void {
  if (link.caseId === null || cases.findCase(tx.db, link.caseId) === undefined) return
  noteOnCase(kernel, tx, link.caseId, { type, text, data: { linkId: link.id, sha256: link.photoId, archivedAs: link.archivedAs, slot: link.slot } })
}
const fileOf = (kernel: Kernel, link: LinkRow): { sha256: string; bytes: number; archivedAs: string } => ({ sha256: link.photoId, bytes: repo.findPhoto(kernel.read, link.photoId)?.bytes ?? 0, archivedAs: link.archivedAs })
const binNeeds = (kernel: Kernel, sha256: string, binPath: string): boolean => care.listBinnedOfPhoto(kernel.read, sha256).some((other) => binPathOf(sha256, other.archivedAs) === binPath)

/**
 * Puts one link of a photo into the bin (A6): it leaves lists, counts and search at once; its file waits in the bin for the policy's
 * days. Other links keep their files. Binned already: nothing happens.
 * @throws AppError NOT_FOUND, DISK_FULL, PERMISSION_DENIED, FILE_LOCKED; then the photo is where it was
 */
export async function binPhoto(kernel: Kernel, actor: Actor, input: { linkId: string; reason: string }): Promise<{ linkId: string }> {
  const link = requireLinkRow(kernel, input.linkId)
  if (link.binnedAt !== null) return { linkId: link.id }
  const archive = archiveOf(kernel)
  await archive.swept
  try {
    await archive.bin.toBin({
      ...fileOf(kernel, link),
      shared: () => care.linksAt(kernel.read, link.archivedAs).length > 0,
      commit: () => saveBinned(kernel, actor, link, input.reason),
    })
  } catch (error) {
    throw toAppError(error)
  }
  return { linkId: link.id }
}

/**
 * Takes a photo out of the bin, to its place or beside what stands there now (A6).
 * @throws AppError NOT_FOUND, FILE_NOT_FOUND when its bytes are nowhere any more; file errors as at every edge
 */
export async function restorePhoto(kernel: Kernel, actor: Actor, linkId: string): Promise<Photo> {
  const link = requireLinkRow(kernel, linkId)
  if (link.binnedAt !== null) {
    const file = fileOf(kernel, link)
    const binPath = binPathOf(file.sha256, file.archivedAs)
    const commit = (archivedAs: string): void => {
      kernel.write(actor, { name: 'photo.restore', subject: link.id, detail: { sha256: link.photoId } }, (tx) =>
        withTimersOf(kernel, tx, link.caseId, () => {
          repo.updateLink(tx, link.id, { archivedAs, binnedAt: null, binnedBy: null, binReason: null })
          noteOn(kernel, tx, { ...link, archivedAs }, 'photo-restored', null)
        }),
      )
    }
    let place: string | null
    try {
      place = await archiveOf(kernel).bin.takeBack({
        ...file,
        elsewhere: repo.listLinksOfPhoto(kernel.read, file.sha256).map((other) => other.archivedAs),
        needed: () => binNeeds(kernel, file.sha256, binPath),
        commit,
      })
    } catch (error) {
      throw toAppError(error)
    }
    if (place === null) throw new AppError('FILE_NOT_FOUND', { file: binPath })
  }
  const row = repo.findLink(kernel.read, linkId)
  if (row === undefined) throw new AppError('NOT_FOUND', { what: 'photo', id: linkId })
  return toPhoto(row)
}

/** One page of the bin, newest first, with the days that are left (A6). */
export function listBin(kernel: Kernel, input: { cursor?: string | null | undefined; limit: number }): { rows: BinnedPhoto[]; nextCursor: string | null } {
  const match = /^(\d+):(.+)$/.exec(input.cursor ?? '')
  const after = match?.[1] === undefined || match[2] === undefined ? null : { at: Number(match[1]), id: match[2] }
  const found = care.listBin(kernel.read, after, input.limit + 1)
  const { days } = kernel.resources.policy.photos.bin
  const rows = found.slice(0, input.limit).map(({ binnedAt, binnedBy, binReason, ...row }) => ({
    photo: toPhoto(row),
    binnedAt: binnedAt ?? 0,
    binnedBy: binnedBy === null ? null : kernel.staffName(binnedBy),
    reason: binReason,
    daysLeft: daysLeft(binnedAt ?? 0, kernel.now(), days),
  }))
  const last = rows.at(-1)
  return { rows, nextCursor: found.length > input.limit && last !== undefined ? `${last.binnedAt}:${last.photo.linkId}` : null }
}

/**
 * Removes a binned photo for good before its time (A6, a supervisor's right): the row stays as deleted, the log keeps that it existed.
 * @throws AppError NOT_FOUND, INVALID_INPUT for a photo that is not in the bin
 */
export async function purgePhoto(kernel: Kernel, actor: Actor, linkId: string): Promise<{ linkId: string }> {
  const link = requireLinkRow(kernel, linkId)
  if (link.binnedAt === null) throw new AppError('INVALID_INPUT', { field: 'linkId', value: linkId })
  const file = fileOf(kernel, link)
  const binPath = binPathOf(file.sha256, file.archivedAs)
  try {
    await archiveOf(kernel).bin.purge({
      ...file,
      needed: () => binNeeds(kernel, file.sha256, binPath),
      commit: () => {
        kernel.write(actor, { name: 'photo.purge', subject: linkId, detail: { sha256: link.photoId } }, (tx) => {
          care.purgeLink(tx, linkId)
          if (!care.isKept(tx.db, link.photoId)) repo.setThumb(tx, link.photoId, false)
        })
      },
    })
    await dropThumbnail(kernel, link.photoId)
  } catch (error) {
    throw toAppError(error)
  }
  return { linkId }
}

/**
 * What nobody keeps must not stay to be seen in small. Under the lock of its bytes: one that is being filed again at this moment has
 * written its new thumbnail before its rows. What cannot go now (open in another program) goes with the next look.
 */
function dropThumbnail(kernel: Kernel, sha256: string): Promise<void> {
  return archiveOf(kernel).filing.sameBytes.run(sha256, async () => {
    if (!care.isKept(kernel.read, sha256)) await removeIfThere(nodeFileSystem, join(kernel.dataDir, thumbPathOf(sha256)))
  })
}

/** Thumbnails that outlived their photo because the program ended, or could not delete them, right after the row (A6). */
async function settleThumbnails(kernel: Kernel): Promise<void> {
  for (const sha256 of new Set(care.listPurged(kernel.read).map((row) => row.sha256))) {
    if ((await nodeFileSystem.facts(join(kernel.dataDir, thumbPathOf(sha256)))) !== null) await dropThumbnail(kernel, sha256)
  }
}

const SEEN_DAYS = 'photo-bin:days-seen'

/** Notes that the program runs today; answers all days on which it did. */
function noteToday(kernel: Kernel): readonly number[] {
  const known = JSON.parse(masters.readMeta(kernel.read, SEEN_DAYS) ?? '[]') as number[]
  const days = withDay(known, kernel.now())
  if (days !== known) kernel.write(SYSTEM, { name: 'photo-bin.day', derived: true }, (tx) => masters.putMeta(tx, SEEN_DAYS, JSON.stringify(days)))
  return days
}

/**
 * The job's part (A6): finishes what a power cut left half done, then removes what has lain in the bin for the policy's days, of which the
 * program must have seen some. Answers how many went.
 */
export async function tidyBin(kernel: Kernel): Promise<number> {
  await settleBin(kernel)
  const seen = noteToday(kernel)
  const until = kernel.now() - kernel.resources.policy.photos.bin.days * DAY_MS
  const over = care.listBinnedUntil(kernel.read, until, PURGE_AT_ONCE).filter((row) => daysSeenSince(seen, row.binnedAt ?? 0, kernel.now()) >= kernel.resources.policy.photos.bin.seenDays)
  for (const row of over) await purgePhoto(kernel, SYSTEM, row.linkId)
  await settleThumbnails(kernel)
  return over.length
}

/** Brings names in the folder in line with the rows after a power cut (A6); nothing is lost by it. */
export async function settleBin(kernel: Kernel): Promise<void> {
  const archive = archiveOf(kernel)
  await archive.swept
  let purged: Set<string> | undefined
  await archive.bin.settle({
    binned: care.listBinned(kernel.read),
    shown: (sha256) => repo.listLinksOfPhoto(kernel.read, sha256).map((link) => link.archivedAs),
    purged: (path) => (purged ??= new Set(care.listPurged(kernel.read).map((row) => binPathOf(row.sha256, row.archivedAs)))).has(path),
  })
}
