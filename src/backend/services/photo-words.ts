import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import type { ReadingState, ReadLineView } from '../../contract/reading'
import { AppError } from '../../domain/errors'
import { wordsOf } from '../../domain/photo/reading'
import { isScreenshotLike } from '../../domain/photo/screenshot'
import type { ReadWordsJob, ReadWordsResult } from '../photos'
import * as masters from '../repositories/masters'
import * as repo from '../repositories/photo-words'
import * as photos from '../repositories/photos'
import { logError } from './failures'
import type { Actor, Kernel } from './kernel'
import { clearFailures, failuresOf, noteFailure } from './reading-failures'
import { SYSTEM } from './setup'

/** Turned on for this PC (the data folder's own facts are not synced): reading costs the PC that does it. */
const ON_KEY = 'reading-on'
const PAGE = 2000
/** So many of the backlog are known by name; the rest is counted, and looked up when these are done. */
const NAMED = 500
/** Pictures that were read before they were filed (C11), so that filing them needs no second reading. */
const REMEMBERED = 20
/** What lies in the picture: reading it again would end the same. The others may be the PC's fault. */
const FOR_GOOD: ReadonlySet<string> = new Set(['empty', 'not-a-photo', 'broken', 'truncated', 'too-many-pixels', 'too-large'])

/** Readings of the backlog are written together: each write makes open pages read anew, and that must not look like a person at work. */
const WRITTEN_TOGETHER = 10

interface Backlog {
  readonly next: string[]
  waiting: number
  read: number
}

interface Desk {
  /** null: to be counted anew. */
  backlog: Backlog | null
  counting: Promise<Backlog> | null
  busy: number
  hurry: boolean
  /** Wakes the job that reads the backlog. */
  wake: () => void
  problem: ReadingState['problem']
  readonly remembered: Map<string, string>
  /** Read, but not written yet. */
  readonly unsaved: Map<string, string>
}

const desks = new WeakMap<Kernel, Desk>()

function deskOf(kernel: Kernel): Desk {
  const known = desks.get(kernel)
  if (known !== undefined) return known
  const desk: Desk = { backlog: null, counting: null, busy: 0, hurry: false, wake: () => undefined, problem: null, remembered: new Map(), unsaved: new Map() }
  desks.set(kernel, desk)
  kernel.onChange(({ tables }) => {
    if (tables.has('photo_link') || tables.has('policy_version')) desk.backlog = null
    if (tables.has('photo') && desk.remembered.size > 0) keepRemembered(kernel, desk)
  })
  return desk
}

/** Whether reading is on for this PC (A7). */
export const isReadingOn = (kernel: Kernel): boolean => masters.readMeta(kernel.read, ON_KEY) === 'on'

/** Turns reading on or off for this PC; off keeps what has been read. */
export function turnReading(kernel: Kernel, actor: Actor, on: boolean): ReadingState {
  if (on !== isReadingOn(kernel)) kernel.write(actor, { name: 'photo.reading', detail: { on } }, (tx) => masters.putMeta(tx, ON_KEY, on ? 'on' : 'off'))
  const desk = deskOf(kernel)
  desk.problem = null
  if (!on) desk.hurry = false
  return readingState(kernel)
}

/** Reads the backlog now, beside people's work, or only in their pauses again (A7). */
export function hurryReading(kernel: Kernel, hurry: boolean): ReadingState {
  const desk = deskOf(kernel)
  desk.hurry = hurry && isReadingOn(kernel)
  if (desk.hurry) desk.wake()
  return readingState(kernel)
}

/** Whether the backlog is to be read at this moment. */
export const mayReadNow = (kernel: Kernel): boolean => deskOf(kernel).hurry || kernel.pace.quietMs() > kernel.resources.policy.reading.quiet

/** Who is to be woken when somebody wants the backlog read now. */
export function onHurry(kernel: Kernel, wake: () => void): void {
  deskOf(kernel).wake = wake
}

/** Takes up again what had been given up after its attempts. */
export function retryReading(kernel: Kernel, actor: Actor): ReadingState {
  clearFailures(kernel, actor)
  const desk = deskOf(kernel)
  desk.backlog = null
  desk.problem = null
  return readingState(kernel)
}

/** What the person is shown; counting goes on beside it and `waiting` is null until then. */
export function readingState(kernel: Kernel): ReadingState {
  const desk = deskOf(kernel)
  if (desk.backlog === null) void backlogOf(kernel, desk).catch((error: unknown) => logError('count unread photos', error))
  const { attempts } = kernel.resources.policy.reading
  return {
    on: isReadingOn(kernel),
    busy: desk.busy > 0,
    hurry: desk.hurry,
    waiting: desk.backlog?.waiting ?? null,
    read: desk.backlog?.read ?? 0,
    failed: [...failuresOf(kernel).values()].filter((failure) => failure.attempts >= attempts).length,
    problem: desk.problem,
  }
}

/** Screenshots that nobody has read, newest first; walked in pages that give way to people, since there may be 100,000 photos. */
async function backlogOf(kernel: Kernel, desk: Desk): Promise<Backlog> {
  if (desk.backlog !== null) return desk.backlog
  desk.counting ??= countBacklog(kernel, desk)
    .then((backlog) => (desk.backlog = backlog))
    .finally(() => (desk.counting = null))
  return desk.counting
}

async function countBacklog(kernel: Kernel, desk: Desk): Promise<Backlog> {
  const { screenshots, attempts } = kernel.resources.policy.reading
  const failed = failuresOf(kernel)
  const waiting = new Set<string>()
  const read = new Set<string>()
  for (let after: repo.UnreadLink | null = null; ; ) {
    const page: repo.UnreadLink[] = repo.listForReading(kernel.read, after, PAGE)
    for (const link of page) {
      if (link.isRead || desk.unsaved.has(link.sha256)) read.add(link.sha256)
      else if (isScreenshotLike(link, screenshots) && (failed.get(link.sha256)?.attempts ?? 0) < attempts) waiting.add(link.sha256)
    }
    after = page.at(-1) ?? null
    if (after === null || page.length < PAGE) break
    await kernel.pace.giveWay()
  }
  return { next: [...waiting].slice(0, NAMED), waiting: waiting.size, read: read.size }
}

/** Runs one reading in its own process under the limits of the policy. @throws AppError READING_UNAVAILABLE, FILE_PROCESS_*, CANCELLED */
async function run(kernel: Kernel, desk: Desk, job: Omit<ReadWordsJob, 'limits'>, signal?: AbortSignal): Promise<ReadWordsResult> {
  const { megapixels, megabytes, time, stall, memoryMegabytes } = kernel.resources.policy.reading.limits
  desk.busy += 1
  try {
    const result = await kernel.reading.run(
      { kind: 'read-words', input: { ...job, limits: { maxPixels: megapixels, maxBytes: megabytes } } },
      { signal, limits: { jobMs: time, stallMs: stall, memoryBytes: memoryMegabytes } },
    )
    desk.problem = null
    return result
  } catch (error) {
    if (error instanceof AppError && error.code === 'READING_UNAVAILABLE') desk.problem = error.code
    throw error
  } finally {
    desk.busy -= 1
  }
}

/** Writes what was read of the backlog. */
export function saveReadings(kernel: Kernel): void {
  const { unsaved } = deskOf(kernel)
  if (unsaved.size === 0) return
  kernel.write(SYSTEM, { name: 'photo.words', derived: true, bulk: true }, (tx) => {
    for (const [sha256, words] of unsaved) repo.setWords(tx, sha256, words)
  })
  unsaved.clear()
}

function saveWords(kernel: Kernel, actor: Actor, sha256: string, words: string): void {
  kernel.write(actor, { name: 'photo.words', derived: true }, (tx) => repo.setWords(tx, sha256, words))
  const backlog = desks.get(kernel)?.backlog
  if (backlog == null) return
  backlog.read += 1
  const at = backlog.next.indexOf(sha256)
  if (at === -1) return
  backlog.next.splice(at, 1)
  backlog.waiting -= 1
}

/**
 * Reads the newest screenshot that is waiting (A7); `saveReadings` writes what was read last. Answers false when there is nothing to do: off, all read, or the reader is missing. A
 * picture that fails is counted and left alone after the attempts of the policy; everything else about it stays as it is.
 */
export async function readNext(kernel: Kernel): Promise<boolean> {
  const desk = deskOf(kernel)
  if (!isReadingOn(kernel) || desk.problem !== null) return false
  const backlog = await backlogOf(kernel, desk)
  const sha256 = backlog.next.shift()
  if (sha256 === undefined) {
    // more than were known by name: they are looked up now
    if (backlog.waiting > 0) desk.backlog = null
    else desk.hurry = false
    return backlog.waiting > 0
  }
  backlog.waiting -= 1
  const keep = (words: string): void => {
    desk.unsaved.set(sha256, words)
    backlog.read += 1
    if (desk.unsaved.size >= WRITTEN_TOGETHER) saveReadings(kernel)
  }
  const link = photos.findAnyLink(kernel.read, sha256)
  if (link === undefined) return true
  try {
    const result = await run(kernel, desk, { path: resolve(kernel.dataDir, link.archivedAs), skipCamera: true })
    if (result.ok) keep(wordsOf(result.lines))
    else if (result.reason === 'camera') keep('')
    else noteFailure(kernel, sha256, result.reason, FOR_GOOD.has(result.reason) ? Number.MAX_SAFE_INTEGER : 1)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    // the folder is being closed, or the program's own files are missing: not this picture's fault
    if (error.code === 'CANCELLED' || error.code === 'READING_UNAVAILABLE') return false
    noteFailure(kernel, sha256, error.code, 1)
  }
  return true
}

/**
 * Reads one photo now, whether reading is on or not, and keeps its text (A7).
 * @throws AppError NOT_FOUND, IMAGE_TOO_LARGE, IMAGE_UNREADABLE, READING_UNAVAILABLE, FILE_PROCESS_*, CANCELLED
 */
export async function readPhoto(kernel: Kernel, actor: Actor, linkId: string, signal?: AbortSignal): Promise<{ words: string }> {
  const link = photos.findLinkRow(kernel.read, linkId)
  if (link === undefined || link.deletedAt !== null || link.binnedAt !== null) throw new AppError('NOT_FOUND', { what: 'photo', id: linkId })
  const result = await run(kernel, deskOf(kernel), { path: resolve(kernel.dataDir, link.archivedAs), skipCamera: false }, signal)
  const words = wordsOf(accepted(result))
  saveWords(kernel, actor, link.photoId, words)
  return { words }
}

/**
 * Reads a picture that is not filed yet (C11); when it is filed soon after, its text is known already.
 * @throws AppError IMAGE_TOO_LARGE, IMAGE_UNREADABLE, READING_UNAVAILABLE, FILE_PROCESS_*, CANCELLED
 */
export async function readPicture(kernel: Kernel, bytes: Uint8Array, signal?: AbortSignal): Promise<{ lines: ReadLineView[] }> {
  const desk = deskOf(kernel)
  const lines = accepted(await run(kernel, desk, { bytes, skipCamera: false }, signal))
  desk.remembered.set(createHash('sha256').update(bytes).digest('hex'), wordsOf(lines))
  const [oldest] = desk.remembered.keys()
  if (desk.remembered.size > REMEMBERED && oldest !== undefined) desk.remembered.delete(oldest)
  keepRemembered(kernel, desk)
  const { unsureBelow } = kernel.resources.policy.reading
  return { lines: lines.map((line) => ({ ...line, unsure: line.confidence < unsureBelow })) }
}

function accepted(result: ReadWordsResult): Extract<ReadWordsResult, { ok: true }>['lines'] {
  if (result.ok) return result.lines
  throw new AppError(result.reason === 'too-many-pixels' || result.reason === 'too-large' ? 'IMAGE_TOO_LARGE' : 'IMAGE_UNREADABLE', { reason: result.reason })
}

/** Gives photos that were read before they were filed their text. */
function keepRemembered(kernel: Kernel, desk: Desk): void {
  for (const [sha256, words] of [...desk.remembered]) {
    const row = photos.findPhoto(kernel.read, sha256)
    if (row === undefined) continue
    desk.remembered.delete(sha256)
    if (row.words === null) saveWords(kernel, SYSTEM, sha256, words)
  }
}
