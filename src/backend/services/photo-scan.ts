import { isAbsolute, join } from 'node:path'
import type { PhotoScan, ScanError } from '../../contract/photo-ways'
import type { FileResult } from '../../contract/photos'
import { AppError } from '../../domain/errors'
import { mayDo } from '../../domain/identity/roles'
import { REJECT_REASONS, type RejectReason } from '../../domain/photo/reject'
import { hashFile, nodeFileSystem, systemCodeOf, walkTree, type WalkStep } from '../photos'
import { tableFormat, writeTableFile } from '../reports/write-table-file'
import { lastFinding, putFinding } from '../repositories/imports'
import * as photos from '../repositories/photos'
import * as repo from '../repositories/photo-ways'
import { toPhoto } from './case-read'
import { atDeskOf, type AtDesk } from './at-desk'
import { logError, toAppError } from './failures'
import { ownFolders, usableFolder } from './hot-folders'
import type { Actor, Kernel } from './kernel'
import { createOwnerReader, ownerKey, type KnownOwner } from './photo-owner'
import { forgetScanLook, isScanned, scanPreview } from './photo-scan-look'
import { fileFound } from './photos'

/** Filings at once, as for dropped files. */
const AT_ONCE = 4
const LISTED = 20
const EXPORTED_AT_ONCE = 500
/** Older file times are those of a camera whose clock was never set. */
const EARLIEST = Date.UTC(2000, 0, 1)
const STOPPED = 'stopped:'

interface Choices {
  /** Groups whose guess is not believed. */
  readonly toInbox: readonly string[]
  readonly total: number | null
}

interface Run {
  readonly stop: AbortController
  readonly ended: Promise<void>
}
const runs = new WeakMap<Kernel, Map<string, Run>>()
const runsOf = (kernel: Kernel): Map<string, Run> => {
  const known = runs.get(kernel) ?? new Map<string, Run>()
  runs.set(kernel, known)
  return known
}

function requireScan(kernel: Kernel, id: string): repo.ScanRow {
  const scan = repo.findScan(kernel.read, id)
  if (scan === undefined) throw new AppError('NOT_FOUND', { what: 'scan', id })
  return scan
}

const choicesOf = (kernel: Kernel, id: string): Choices => JSON.parse(repo.findChoices(kernel.read, id) ?? '{"toInbox":[],"total":null}') as Choices

function view(kernel: Kernel, row: repo.ScanRow): PhotoScan {
  const stopped = row.state.startsWith(STOPPED)
  const state = stopped ? 'stopped' : row.state === 'running' && !runsOf(kernel).has(row.id) ? 'waiting' : (row.state as PhotoScan['state'])
  return {
    id: row.id,
    root: row.root,
    state,
    problem: stopped ? row.state.slice(STOPPED.length) : null,
    reached: row.reached,
    added: row.added,
    duplicates: row.duplicates,
    rejected: row.rejected,
    total: choicesOf(kernel, row.id).total,
    startedAt: row.startedAt,
    endedAt: row.endedAt,
  }
}

/** The newest scans of this PC. */
export const listScans = (kernel: Kernel): PhotoScan[] => repo.listScans(kernel.read, LISTED).map((row) => view(kernel, row))

/**
 * Begins to take an old folder in (A2). The originals are never touched; photos of a known order or buyer are linked there, others wait in
 * the inbox. Answers at once and goes on by itself, after a restart too. @throws AppError FILE_NOT_FOUND, PERMISSION_DENIED, INVALID_INPUT
 */
export async function startScan(kernel: Kernel, actor: Actor, input: { root: string; toInbox: readonly string[] }, atDesk: AtDesk = atDeskOf(kernel, actor)): Promise<PhotoScan> {
  const usable = await usableFolder(kernel, input.root)
  if ('why' in usable) throw new AppError(usable.why === 'own-folder' ? 'INVALID_INPUT' : usable.why === 'no-folder' ? 'FILE_NOT_FOUND' : 'PERMISSION_DENIED', { field: 'root', file: input.root })
  const seen = scanPreview(kernel)
  const total = seen.phase === 'done' && seen.root === usable.path ? seen.files : null
  const id = kernel.write(actor, { name: 'scan.start' }, (tx) => {
    const made = tx.newId()
    repo.putScan(tx, { id: made, root: usable.path, state: 'running', reached: null, added: 0, duplicates: 0, rejected: 0, startedAt: tx.now, endedAt: null })
    repo.putChoices(tx, made, JSON.stringify({ toInbox: input.toInbox, total } satisfies Choices))
    return made
  })
  forgetScanLook(kernel)
  runScan(kernel, id, atDesk, false)
  return view(kernel, requireScan(kernel, id))
}

/** Goes on with scans that were running when the program ended or nobody was signed in. Answers whether any is under way. */
export function resumeScans(kernel: Kernel, atDesk: AtDesk): boolean {
  const open = repo.listScans(kernel.read, LISTED).filter((row) => row.state === 'running')
  const who = atDesk()
  if (who !== null && mayDo(who.role, 'photo.write')) for (const row of open) runScan(kernel, row.id, atDesk, true)
  return open.length > 0
}

/** Ends all runs of a data folder that is being closed; they go on when it is opened again. */
export function stopScans(kernel: Kernel): void {
  for (const { stop } of runsOf(kernel).values()) stop.abort()
}

async function setState(kernel: Kernel, actor: Actor, id: string, from: readonly string[], to: 'running' | 'paused' | 'cancelled'): Promise<repo.ScanRow> {
  const run = runsOf(kernel).get(id)
  run?.stop.abort()
  await run?.ended
  const row = requireScan(kernel, id)
  if (!from.some((state) => row.state.startsWith(state))) return row
  kernel.write(actor, { name: `scan.${to}`, subject: id }, (tx) => repo.putScan(tx, { ...row, state: to, endedAt: to === 'cancelled' ? tx.now : null }))
  return requireScan(kernel, id)
}

/** Pauses after the files under way. @throws AppError NOT_FOUND */
export const pauseScan = async (kernel: Kernel, actor: Actor, id: string): Promise<PhotoScan> => view(kernel, await setState(kernel, actor, id, ['running'], 'paused'))
/** Ends a scan; what was filed stays. @throws AppError NOT_FOUND */
export const cancelScan = async (kernel: Kernel, actor: Actor, id: string): Promise<PhotoScan> => view(kernel, await setState(kernel, actor, id, ['running', 'paused', STOPPED], 'cancelled'))
/** Goes on behind the last file that was done. @throws AppError NOT_FOUND */
export async function resumeScan(kernel: Kernel, actor: Actor, id: string, atDesk: AtDesk = atDeskOf(kernel, actor)): Promise<PhotoScan> {
  const row = await setState(kernel, actor, id, ['paused', STOPPED, 'running'], 'running')
  if (row.state === 'running') runScan(kernel, id, atDesk, true)
  return view(kernel, requireScan(kernel, id))
}

/** Resolves when no scan is under way any more; for tests and for closing. */
export async function scansSettled(kernel: Kernel): Promise<void> {
  await Promise.all([...runsOf(kernel).values()].map((run) => run.ended))
}

/** `begun`: a run before this one may have filed some of the next files without noting how far it came. */
function runScan(kernel: Kernel, id: string, atDesk: AtDesk, begun: boolean): void {
  const known = runsOf(kernel)
  if (known.has(id)) return
  const stop = new AbortController()
  let done: () => void = () => undefined
  const ended = new Promise<void>((resolve) => (done = resolve))
  known.set(id, { stop, ended })
  scanOn(kernel, id, atDesk, begun, stop.signal)
    .catch((error: unknown) => {
      // Given up by a person or because the data folder is being closed: the next run takes these files up again.
      if (stop.signal.aborted) logError('photo scan, given up', error)
      else stopWith(kernel, id, atDesk, error)
    })
    .finally(() => {
      known.delete(id)
      done()
    })
}

/** Something is wrong with the disk or the folder, not with one file: the scan stands still and says why. */
function stopWith(kernel: Kernel, id: string, atDesk: AtDesk, error: unknown): void {
  logError('photo scan', error)
  const who = atDesk()
  if (who === null) return
  try {
    kernel.write(who, { name: 'scan.stop', subject: id }, (tx) => repo.putScan(tx, { ...requireScan(kernel, id), state: `${STOPPED}${toAppError(error).code}` }))
  } catch (second) {
    // With the disk full even this note may fail: the scan then counts as running and is taken up again by itself.
    logError('photo scan', second)
  }
}

/** The files of one step and the folders that could not be read on the way to them. */
interface Batch {
  readonly files: string[]
  readonly closed: string[]
  last: string
}

async function scanOn(kernel: Kernel, id: string, atDesk: AtDesk, begun: boolean, signal: AbortSignal): Promise<void> {
  const { scan, hot } = kernel.resources.policy.photoWays
  const row = requireScan(kernel, id)
  const believed = createOwnerReader(kernel)
  const refused = new Set(choicesOf(kernel, id).toInbox)
  const ownerOf = (path: string): KnownOwner | null => {
    const owner = believed(path)
    return owner === null || refused.has(ownerKey(owner)) ? null : owner
  }
  let batch: Batch = { files: [], closed: [], last: '' }
  let again = begun
  const finish = async (end: boolean): Promise<boolean> => {
    const who = atDesk()
    if (who === null || !mayDo(who.role, 'photo.write')) return false
    await takeBatch(kernel, who, id, batch, { ownerOf, again, end, startedAt: row.startedAt })
    again = false
    batch = { files: [], closed: [], last: '' }
    await kernel.pace.giveWay()
    return !signal.aborted
  }
  for await (const step of walkTree({ fs: nodeFileSystem, root: row.root, depth: scan.depth, skip: ownFolders(kernel), after: row.reached })) {
    if (signal.aborted) return
    note(batch, step, hot.unfinished)
    if (batch.files.length >= scan.batch && !(await finish(false))) return
  }
  await finish(true)
}

function note(batch: Batch, step: WalkStep, unfinished: readonly string[]): void {
  batch.last = step.path
  if ('error' in step) batch.closed.push(step.path)
  else if (isScanned(step.name, unfinished)) batch.files.push(step.path)
}

interface BatchTerms {
  readonly ownerOf: (path: string) => KnownOwner | null
  readonly again: boolean
  readonly end: boolean
  readonly startedAt: number
}

async function takeBatch(kernel: Kernel, actor: Actor, id: string, batch: Batch, terms: BatchTerms): Promise<void> {
  const { root } = requireScan(kernel, id)
  const results = new Array<FileResult | undefined>(batch.files.length)
  let next = 0
  const worker = async (): Promise<void> => {
    for (let at = next; at < batch.files.length; at = next) {
      next += 1
      results[at] = await fileOld(kernel, actor, join(root, batch.files[at] ?? ''), terms.ownerOf(batch.files[at] ?? ''))
    }
  }
  const outcomes = await Promise.allSettled(Array.from({ length: AT_ONCE }, worker))
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
  // Files that vanished one by one are told; a tree that vanished whole is not a list of missing files.
  if (results.some((result) => result?.rejected?.code === 'not-found')) await nodeFileSystem.list(root)
  kernel.write(actor, { name: 'scan.step', subject: id, detail: { files: batch.files.length }, bulk: true }, (tx) => {
    const before = requireScan(kernel, id)
    const count = { added: 0, duplicates: 0, rejected: 0 }
    let ordinal = lastFinding(tx.db, id)
    const refuse = (path: string, code: RejectReason, keptAs: string | null): void => {
      count.rejected += 1
      ordinal += 1
      putFinding(tx, { batchId: id, ordinal, kind: 'rejected', problem: JSON.stringify({ code, keptAs }), cells: JSON.stringify([path]) })
    }
    for (const path of batch.closed) refuse(path, 'not-readable', null)
    results.forEach((result, at) => {
      if (result?.rejected != null) refuse(batch.files[at] ?? '', result.rejected.code as RejectReason, result.rejected.keptAs)
      else if (result?.outcome === 'added' || (terms.again && wasAdded(kernel, result, batch.files[at] ?? '', terms.startedAt))) count.added += 1
      else count.duplicates += 1
    })
    repo.putScan(tx, {
      ...before,
      state: terms.end ? 'done' : before.state,
      reached: batch.last === '' ? before.reached : batch.last,
      added: before.added + count.added,
      duplicates: before.duplicates + count.duplicates,
      rejected: before.rejected + count.rejected,
      endedAt: terms.end ? tx.now : null,
    })
  })
}

/** Whether a file that is there already was filed by this very scan, just before it was cut off. */
function wasAdded(kernel: Kernel, result: FileResult | undefined, path: string, startedAt: number): boolean {
  const link = result?.photo == null ? undefined : photos.findLinkRow(kernel.read, result.photo.linkId)
  return link !== undefined && link.source === 'scan' && link.addedAt >= startedAt && link.originalName === path.split('/').at(-1)
}

/** The photo of these bytes, if there is one already: nobody knows whose the file is, so the inbox must not ask about it once more. */
async function knownAlready(kernel: Kernel, path: string): Promise<FileResult | null> {
  try {
    const { sha256 } = await hashFile(nodeFileSystem, path)
    const [link] = photos.listLinksOfPhoto(kernel.read, sha256)
    const row = link === undefined ? undefined : photos.findLink(kernel.read, link.id)
    return row === undefined ? null : { name: path, outcome: 'duplicate', photo: toPhoto(row), rejected: null }
  } catch (error) {
    // A file that cannot be read is told in words by the filing.
    if (systemCodeOf(error) === '') throw error
    return null
  }
}

async function fileOld(kernel: Kernel, actor: Actor, path: string, owner: KnownOwner | null): Promise<FileResult> {
  const facts = await nodeFileSystem.facts(path).catch((error: unknown) => {
    // Whatever it is, filing tells it of this file in words.
    if (systemCodeOf(error) === '') throw error
    return null
  })
  if (owner === null) {
    const known = await knownAlready(kernel, path)
    if (known !== null) return known
  }
  const now = kernel.now()
  const changed = facts?.modifiedMs ?? now
  const target = { caseId: owner?.caseId ?? null, source: 'scan' as const }
  return fileFound(kernel, actor, { path, target, owner: { buyer: owner?.buyerNick ?? null, order: owner?.orderNo ?? null }, namedBy: changed >= EARLIEST && changed <= now ? changed : now }, { bulk: true })
}

function toError({ ordinal, problem, cells }: { ordinal: number; problem: string; cells: string }): ScanError {
  const { code, keptAs } = JSON.parse(problem) as { code: RejectReason; keptAs: string | null }
  const [path = ''] = JSON.parse(cells) as string[]
  return { ordinal, path, code, messageZh: REJECT_REASONS[code].zh, messageEn: REJECT_REASONS[code].en, keptAs }
}

/** Files that a scan did not take, with the reason in words; one page. @throws AppError NOT_FOUND */
export function listScanErrors(kernel: Kernel, input: { id: string; cursor?: string | null | undefined; limit: number }): { rows: ScanError[]; nextCursor: string | null } {
  requireScan(kernel, input.id)
  const found = repo.listScanErrors(kernel.read, input.id, Number(input.cursor ?? 0) || 0, input.limit + 1)
  const rows = found.slice(0, input.limit).map(toError)
  return { rows, nextCursor: found.length > input.limit ? String(rows.at(-1)?.ordinal ?? 0) : null }
}

/** Writes them as XLSX or CSV by the ending of `path`. @throws AppError NOT_FOUND, INVALID_INPUT, DISK_FULL, PERMISSION_DENIED */
export async function exportScanErrors(kernel: Kernel, actor: Actor, input: { id: string; path: string; locale: 'zh' | 'en' }): Promise<{ path: string; rows: number }> {
  const { root } = requireScan(kernel, input.id)
  if (tableFormat(input.path) === null || !isAbsolute(input.path)) throw new AppError('INVALID_INPUT', { field: 'path', value: input.path, known: ['.xlsx', '.csv'] })
  const zh = input.locale === 'zh'
  function* cells(): Generator<(string | null)[], void, void> {
    for (let after = 0; ; ) {
      const page = repo.listScanErrors(kernel.read, input.id, after, EXPORTED_AT_ONCE).map(toError)
      for (const error of page) yield [join(root, error.path), zh ? error.messageZh : error.messageEn, error.keptAs]
      if (page.length < EXPORTED_AT_ONCE) return
      after = page.at(-1)?.ordinal ?? Number.MAX_SAFE_INTEGER
    }
  }
  const columns = (zh ? ['文件', '原因', '副本'] : ['File', 'Reason', 'Copy']).map((header, at) => ({ header, type: 'text' as const, width: at === 2 ? 40 : 60 }))
  try {
    const { rows } = await writeTableFile(input.path, [{ name: zh ? '没有收下的文件' : 'Files not taken', columns, rows: cells() }])
    kernel.write(actor, { name: 'export', subject: 'scan-errors', detail: { rows } }, () => undefined)
    return { path: input.path, rows }
  } catch (error) {
    throw toAppError(error)
  }
}
