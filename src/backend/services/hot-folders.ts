import { realpathSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { resolve, sep } from 'node:path'
import type { HotFolder, HotRefused, HOT_REFUSALS } from '../../contract/photo-ways'
import { AppError } from '../../domain/errors'
import { mayDo } from '../../domain/identity/roles'
import { extensionOf } from '../../domain/photo/formats'
import { isUnfinishedName } from '../../domain/photo/hot-files'
import { REJECT_REASONS, type RejectReason } from '../../domain/photo/reject'
import { collisionKey } from '../../domain/photo/safe-name'
import { slotsFor } from '../../domain/photo/slots'
import { createHotRun, filesOf, hintOfChanges, markOf, nodeFileSystem, problemOf, systemCodeOf, type HotOutcome, type HotPlace, type HotReady, type HotRun } from '../photos'
import * as cases from '../repositories/cases'
import * as photos from '../repositories/photos'
import * as repo from '../repositories/photo-ways'
import type { AtDesk } from './at-desk'
import { getCase } from './case-read'
import { logError, toAppError } from './failures'
import type { Actor, Kernel } from './kernel'
import { fileFound } from './photos'
import { SYSTEM } from './setup'

type Refusal = (typeof HOT_REFUSALS)[number]

interface Follower {
  readonly run: HotRun
  readonly stop: AbortController
  readonly unhint: () => void
  refused: number
  failure: 'disk-full' | 'failed' | null
}

interface Desk {
  readonly followers: Map<string, Follower>
  /** Folders that are being changed: no look begins at them. */
  readonly held: Set<string>
  attended: string | null
  /** Nobody who may file photos is signed in. */
  waiting: boolean
  busy: Promise<void> | null
  onHint: () => void
}

const desks = new WeakMap<Kernel, Desk>()

function deskOf(kernel: Kernel): Desk {
  let desk = desks.get(kernel)
  if (desk === undefined) {
    desk = { followers: new Map(), held: new Set(), attended: null, waiting: false, busy: null, onHint: () => undefined }
    desks.set(kernel, desk)
  }
  return desk
}

const PAGE = 2000
const LISTED = 500
/** Rows of one transaction when a full folder is left alone. */
const NOTED_AT_ONCE = 500
/** From so many files on changes are told together. */
const MANY = 5

const caseBlind = process.platform === 'win32' || process.platform === 'darwin'
const pathKey = (path: string): string => (caseBlind ? collisionKey(path) : path)
/** Whether `path` is `folder` or lies below it. */
const isWithin = (folder: string, path: string): boolean => pathKey(`${path}${sep}`).startsWith(pathKey(folder.endsWith(sep) ? folder : `${folder}${sep}`))
const prefixOf = (folder: string): string => (folder.endsWith(sep) ? folder : `${folder}${sep}`)

/** The program's own folders are entered by no look and no scan: the archive would take itself in. */
export function ownFolders(kernel: Kernel): (folder: string) => boolean {
  const own = realpathSync(kernel.dataDir)
  return (folder) => isWithin(own, folder)
}

const rulesOf = (kernel: Kernel): Kernel['resources']['policy']['photoWays']['hot'] => kernel.resources.policy.photoWays.hot

function extensionsOf(kernel: Kernel, id: string): readonly string[] {
  const json = repo.findChoices(kernel.read, id)
  return json === undefined ? rulesOf(kernel).extensions : (JSON.parse(json) as { extensions: string[] }).extensions
}

/** All that is known of the files below a folder: size and time by path, and of those that were taken by themselves. */
function loadJudged(kernel: Kernel, folder: string): { judged: Map<string, string>; takenMarks: Set<string> } {
  const judged = new Map<string, string>()
  const takenMarks = new Set<string>()
  for (let after = ''; ; ) {
    const page = repo.listHotFiles(kernel.read, prefixOf(folder), after, PAGE)
    for (const row of page) {
      judged.set(row.path, markOf(row))
      if (row.outcome === 'taken') takenMarks.add(markOf(row))
    }
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return { judged, takenMarks }
    after = last.path
  }
}

const outcomeText = (outcome: HotOutcome): string => (outcome.kind === 'refused' ? `${repo.REFUSED}${outcome.reason}` : outcome.kind)
const rowOf = (file: HotReady, outcome: HotOutcome, at: number): repo.HotFileRow => ({ path: file.path, bytes: file.bytes, changedAt: file.changedAt, outcome: outcomeText(outcome), at })

/** Signed out while files were being taken: the rest waits. */
class NobodyHere extends Error {}

function follow(kernel: Kernel, folder: repo.HotFolderRow, atDesk: AtDesk): Follower {
  const desk = deskOf(kernel)
  let slots: readonly string[] = []
  const actor = (): Actor => {
    const who = atDesk()
    if (who === null || !mayDo(who.role, 'photo.write')) throw new NobodyHere()
    return who
  }
  const file = async (ready: HotReady, place: HotPlace): Promise<{ rejected: RejectReason | null }> => {
    const known = place.caseId !== null && cases.findCase(kernel.read, place.caseId) !== undefined ? place.caseId : null
    if (place.at === 0) slots = known === null ? [] : slotsFor(place.of, getCase(kernel, known).evidenceSlots)
    const target = { caseId: known, slot: known === null ? null : (slots[place.at] ?? null), source: 'hot-folder' as const }
    const result = await fileFound(kernel, actor(), { path: ready.path, target }, { bulk: place.of > MANY, alongside: (tx) => repo.putHotFile(tx, rowOf(ready, { kind: 'taken' }, tx.now)) })
    return { rejected: (result.rejected?.code as RejectReason | undefined) ?? null }
  }
  const isKnown = (sha256: string, { caseId, moved }: { caseId: string | null; moved: boolean }): boolean => {
    const links = photos.listLinksOfPhoto(kernel.read, sha256)
    // Another buyer may send the same picture: on their case it counts anew (A4). In the inbox it would only be filed twice.
    return links.length > 0 && (caseId === null || moved || links.some((link) => link.caseId === caseId))
  }
  const follower: Follower = {
    run: createHotRun({
      fs: nodeFileSystem,
      folder: folder.path,
      rules: () => rulesOf(kernel),
      extensions: new Set(extensionsOf(kernel, folder.id)),
      skip: ownFolders(kernel),
      ...loadJudged(kernel, folder.path),
      attended: () => (folder.target === 'case' ? desk.attended : null),
      isKnown,
      file,
      note: (ready, outcome) => {
        if (outcome.kind === 'refused') follower.refused += 1
        kernel.write(actor(), { name: 'hot.note', detail: { outcome: outcomeText(outcome) }, bulk: true }, (tx) => repo.putHotFile(tx, rowOf(ready, outcome, tx.now)))
      },
      giveWay: () => kernel.pace.giveWay(),
    }),
    stop: new AbortController(),
    unhint: hintOfChanges(folder.path, () => desk.onHint()),
    refused: repo.countRefused(kernel.read, prefixOf(folder.path)),
    failure: null,
  }
  return follower
}

/** Does `work` while nobody follows the folder; what was begun is finished first, so that nothing is taken twice. */
async function withoutFollowing<T>(kernel: Kernel, id: string, work: () => Promise<T> | T): Promise<T> {
  const desk = deskOf(kernel)
  const follower = desk.followers.get(id)
  desk.held.add(id)
  try {
    follower?.stop.abort()
    follower?.unhint()
    desk.followers.delete(id)
    await desk.busy
    return await work()
  } finally {
    desk.held.delete(id)
    desk.onHint()
  }
}

async function lookAt(kernel: Kernel, folder: repo.HotFolderRow, atDesk: AtDesk): Promise<void> {
  const desk = deskOf(kernel)
  let follower = desk.followers.get(folder.id)
  if (follower === undefined) {
    follower = follow(kernel, folder, atDesk)
    desk.followers.set(folder.id, follower)
  }
  const before = `${follower.run.state.problem ?? ''} ${follower.failure ?? ''} ${follower.run.state.looks === 0}`
  try {
    await follower.run.look(follower.stop.signal)
    follower.failure = null
  } catch (error) {
    if (error instanceof NobodyHere) desk.waiting = true
    else {
      // Nothing of what failed was noted: the next look tries it again.
      follower.failure = toAppError(error).code === 'DISK_FULL' ? 'disk-full' : 'failed'
      logError('hot folder', error)
    }
  }
  if (before !== `${follower.run.state.problem ?? ''} ${follower.failure ?? ''} ${false}`) tellState(kernel)
}

/** Pages read a folder's state anew: it is held in memory, so no row changes with it. */
function tellState(kernel: Kernel): void {
  const [first] = repo.listHotFolders(kernel.read)
  if (first !== undefined) kernel.write(SYSTEM, { name: 'hot.state', derived: true }, (tx) => repo.putHotFolder(tx, repo.findHotFolder(tx.db, first.id) ?? first))
}

/** Looks once at every hot folder that is on, and takes what is whole (A2). Looks never overlap. Answers whether any is on. */
export async function lookAtHotFolders(kernel: Kernel, atDesk: AtDesk): Promise<boolean> {
  const desk = deskOf(kernel)
  const folders = repo.listHotFolders(kernel.read).filter((folder) => folder.enabled)
  if (folders.length === 0) return false
  const who = atDesk()
  const waiting = who === null || !mayDo(who.role, 'photo.write')
  if (desk.waiting !== waiting) {
    desk.waiting = waiting
    tellState(kernel)
  }
  if (waiting || desk.busy !== null) return true
  desk.busy = (async () => {
    for (const folder of folders) if (!desk.held.has(folder.id)) await lookAt(kernel, folder, atDesk)
  })().finally(() => {
    desk.busy = null
  })
  await desk.busy
  return true
}

/** Calls back when the system tells of a change in a hot folder, and stops following all of them at the end. */
export function onHotHint(kernel: Kernel, hint: () => void): () => void {
  const desk = deskOf(kernel)
  desk.onHint = hint
  return () => {
    desk.onHint = () => undefined
    for (const { stop, unhint } of desk.followers.values()) {
      stop.abort()
      unhint()
    }
    desk.followers.clear()
  }
}

function view(kernel: Kernel, folder: repo.HotFolderRow): HotFolder {
  const desk = deskOf(kernel)
  const follower = desk.followers.get(folder.id)
  const run = follower?.run.state
  const lastCase = run?.lastCaseId == null ? undefined : cases.findCase(kernel.read, run.lastCaseId)
  const stateNow = (): HotFolder['state'] => {
    if (!folder.enabled) return 'off'
    if (desk.waiting) return 'waiting'
    if (follower === undefined || run === undefined || run.looks === 0) return 'starting'
    return run.problem ?? follower.failure ?? 'watching'
  }
  return {
    id: folder.id,
    path: folder.path,
    target: folder.target === 'case' ? 'case' : 'inbox',
    enabled: folder.enabled,
    extensions: [...extensionsOf(kernel, folder.id)],
    addedAt: folder.addedAt,
    state: stateNow(),
    left: run?.left ?? 0,
    taken: run?.taken ?? 0,
    lastCaseNo: lastCase?.caseNo ?? null,
    refused: follower?.refused ?? repo.countRefused(kernel.read, prefixOf(folder.path)),
  }
}

/** The hot folders of this PC with their state, and what a new one would take. */
export function listHotFolders(kernel: Kernel): { folders: HotFolder[]; extensions: string[] } {
  return { folders: repo.listHotFolders(kernel.read).map((folder) => view(kernel, folder)), extensions: [...rulesOf(kernel).extensions] }
}

function requireFolder(kernel: Kernel, id: string): repo.HotFolderRow {
  const folder = repo.findHotFolder(kernel.read, id)
  if (folder === undefined) throw new AppError('NOT_FOUND', { what: 'hot-folder', id })
  return folder
}

/** Where a folder really lies, or why it cannot be used; the archive must not take itself in. */
export async function usableFolder(kernel: Kernel, path: string): Promise<{ path: string } | { why: 'own-folder' | 'no-folder' | 'no-permission' }> {
  try {
    const real = await realpath(resolve(path))
    if ((await nodeFileSystem.facts(real))?.kind !== 'folder') return { why: 'no-folder' }
    if (ownFolders(kernel)(real)) return { why: 'own-folder' }
    await nodeFileSystem.list(real)
    return { path: real }
  } catch (error) {
    if (systemCodeOf(error) === '') throw error
    return { why: problemOf(error) === 'no-permission' ? 'no-permission' : 'no-folder' }
  }
}

/** Notes what lies in a folder now as left alone: only what comes later is taken. `only`: these extensions. */
async function leaveAlone(kernel: Kernel, actor: Actor, folder: string, only: ReadonlySet<string>): Promise<void> {
  const rules = rulesOf(kernel)
  const { judged } = loadJudged(kernel, folder)
  let batch: HotReady[] = []
  const save = (): void => {
    const rows = batch
    batch = []
    if (rows.length > 0) kernel.write(actor, { name: 'hot.leave', detail: { files: rows.length }, bulk: true }, (tx) => rows.forEach((file) => repo.putHotFile(tx, rowOf(file, { kind: 'left' }, tx.now))))
  }
  for await (const { path, name } of filesOf(nodeFileSystem, folder, rules.depth, ownFolders(kernel))) {
    if (!only.has(extensionOf(name)) || isUnfinishedName(name, rules.unfinished) || judged.has(path)) continue
    const facts = await nodeFileSystem.facts(path)
    if (facts?.kind !== 'file') continue
    batch.push({ path, name, bytes: facts.bytes, changedAt: facts.modifiedMs })
    if (batch.length < NOTED_AT_ONCE) continue
    save()
    await kernel.pace.giveWay()
  }
  save()
}

/**
 * Adds a hot folder (A2). What lies there already is left alone unless `takeExisting`; either way nothing in the folder is changed.
 * @throws AppError PERMISSION_DENIED, DISK_FULL
 */
export async function addHotFolder(
  kernel: Kernel,
  actor: Actor,
  input: { path: string; target: 'case' | 'inbox'; extensions: readonly string[]; takeExisting: boolean },
): Promise<{ outcome: 'added'; folder: HotFolder } | { outcome: 'refused'; why: Refusal }> {
  const usable = await usableFolder(kernel, input.path)
  if ('why' in usable) return { outcome: 'refused', why: usable.why }
  const { path } = usable
  if (repo.listHotFolders(kernel.read).some((other) => isWithin(other.path, path) || isWithin(path, other.path))) return { outcome: 'refused', why: 'watched-already' }
  try {
    if (!input.takeExisting) await leaveAlone(kernel, actor, path, new Set(input.extensions))
    const id = kernel.write(actor, { name: 'hot.add', detail: { target: input.target } }, (tx) => {
      const made = tx.newId()
      // Left alone when it was a hot folder before: now the person wants it.
      if (input.takeExisting) repo.removeWithOutcome(tx, prefixOf(path), 'left')
      repo.putHotFolder(tx, { id: made, path, target: input.target, enabled: true, addedAt: tx.now })
      repo.putChoices(tx, made, JSON.stringify({ extensions: [...new Set(input.extensions)] }))
      return made
    })
    deskOf(kernel).onHint()
    return { outcome: 'added', folder: view(kernel, requireFolder(kernel, id)) }
  } catch (error) {
    throw toAppError(error)
  }
}

/**
 * Changes a hot folder. What came while it was off, and files of kinds that it did not take, are left alone: a person who switched it off
 * did not want them. @throws AppError NOT_FOUND, PERMISSION_DENIED, DISK_FULL
 */
export async function changeHotFolder(
  kernel: Kernel,
  actor: Actor,
  input: { id: string; target?: 'case' | 'inbox' | undefined; enabled?: boolean | undefined; extensions?: readonly string[] | undefined },
): Promise<HotFolder> {
  const before = requireFolder(kernel, input.id)
  const had = extensionsOf(kernel, input.id)
  const extensions = input.extensions ?? had
  const enabled = input.enabled ?? before.enabled
  await withoutFollowing(kernel, input.id, async () => {
    try {
      const fresh = before.enabled ? extensions.filter((one) => !had.includes(one)) : extensions
      if (enabled && fresh.length > 0) await leaveAlone(kernel, actor, before.path, new Set(fresh))
    } catch (error) {
      // A folder that is gone just now holds nothing that could be left alone; its state says that it is gone.
      if (problemOf(error) !== 'gone') throw toAppError(error)
    }
    kernel.write(actor, { name: 'hot.change', subject: input.id, detail: { enabled, target: input.target ?? before.target } }, (tx) => {
      repo.putHotFolder(tx, { ...before, target: input.target ?? before.target, enabled })
      repo.putChoices(tx, input.id, JSON.stringify({ extensions: [...new Set(extensions)] }))
    })
  })
  return view(kernel, requireFolder(kernel, input.id))
}

/** Forgets a hot folder; what was taken stays, and is known when it is added again. @throws AppError NOT_FOUND */
export async function removeHotFolder(kernel: Kernel, actor: Actor, id: string): Promise<{ id: string }> {
  requireFolder(kernel, id)
  await withoutFollowing(kernel, id, () =>
    kernel.write(actor, { name: 'hot.remove', subject: id }, (tx) => {
      repo.removeHotFolder(tx, id)
      repo.removeChoices(tx, id)
    }),
  )
  return { id }
}

/** Files of a hot folder that were not taken, with the reason in words; newest first, at most 500. @throws AppError NOT_FOUND */
export function listRefused(kernel: Kernel, id: string): HotRefused[] {
  return repo.listRefused(kernel.read, prefixOf(requireFolder(kernel, id).path), LISTED).map(({ path, bytes, at, outcome }) => {
    const code = outcome.slice(repo.REFUSED.length) as RejectReason
    return { path, bytes, at, code, messageZh: REJECT_REASONS[code].zh, messageEn: REJECT_REASONS[code].en }
  })
}

/** Tries the refused files once more. @throws AppError NOT_FOUND */
export async function retryRefused(kernel: Kernel, actor: Actor, id: string): Promise<{ count: number }> {
  const prefix = prefixOf(requireFolder(kernel, id).path)
  return withoutFollowing(kernel, id, () => {
    const paths = repo.listRefused(kernel.read, prefix, LISTED).map((row) => row.path)
    if (paths.length > 0) kernel.write(actor, { name: 'hot.retry', subject: id, detail: { files: paths.length } }, (tx) => repo.removeHotFiles(tx, paths))
    return { count: paths.length }
  })
}

/** The case that is open in the window: what appears in a hot folder from now on belongs to it. */
export function attendCase(kernel: Kernel, caseId: string | null): { caseId: string | null } {
  deskOf(kernel).attended = caseId
  return { caseId }
}
