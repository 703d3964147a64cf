import { join } from 'node:path'
import type { ScanGroup, ScanPreview } from '../../contract/photo-ways'
import { claimsToBePhoto, extensionOf } from '../../domain/photo/formats'
import { isUnfinishedName } from '../../domain/photo/hot-files'
import { nodeFileSystem, problemOf, systemCodeOf, walkTree } from '../photos'
import { logError } from './failures'
import { ownFolders, usableFolder } from './hot-folders'
import type { Kernel } from './kernel'
import { createOwnerReader, ownerKey, type KnownOwner } from './photo-owner'

const IDLE: ScanPreview = { phase: 'idle', root: null, files: 0, bytes: 0, kinds: [], others: 0, unreadable: [], groups: [], moreGroups: 0, toInbox: 0, problem: null }
/** Between two turns of others. */
const FILES_AT_ONCE = 50
const UNREADABLE_LISTED = 100

interface Look {
  answer: () => ScanPreview
  readonly stop: AbortController
}
const looks = new WeakMap<Kernel, Look>()

/** What is known of the folder that was looked at last. */
export const scanPreview = (kernel: Kernel): ScanPreview => looks.get(kernel)?.answer() ?? IDLE

/** Whether a scan takes a file, by its name alone; what it really is, is told by its content when it is filed. */
export function isScanned(name: string, unfinished: readonly string[]): boolean {
  return !isUnfinishedName(name, unfinished) && claimsToBePhoto(name)
}

interface Group extends KnownOwner {
  files: number
  readonly example: string
}

class Counts {
  readonly kinds = new Map<string, number>()
  readonly groups = new Map<string, Group>()
  readonly more = new Set<string>()
  readonly unreadable: string[] = []
  files = 0
  bytes = 0
  others = 0
  toInbox = 0

  take(path: string, name: string, bytes: number, owner: KnownOwner | null, mostGroups: number): void {
    this.files += 1
    this.bytes += bytes
    const extension = extensionOf(name)
    this.kinds.set(extension, (this.kinds.get(extension) ?? 0) + 1)
    if (owner === null) {
      this.toInbox += 1
      return
    }
    const key = ownerKey(owner)
    const group = this.groups.get(key)
    if (group !== undefined) group.files += 1
    else if (this.groups.size < mostGroups) this.groups.set(key, { ...owner, files: 1, example: path })
    else if (this.more.size < 100_000) this.more.add(key)
  }

  answer(phase: ScanPreview['phase'], root: string, problem: ScanPreview['problem']): ScanPreview {
    const groups = [...this.groups].map(([key, { buyerNick, orderNo, caseNo, why, word, files, example }]): ScanGroup => ({ key, buyerNick, orderNo, caseNo, why, word, files, example }))
    const kinds = [...this.kinds].map(([extension, files]) => ({ extension, files })).sort((a, b) => b.files - a.files)
    return {
      phase,
      root,
      files: this.files,
      bytes: this.bytes,
      kinds,
      others: this.others,
      unreadable: this.unreadable.slice(0, UNREADABLE_LISTED),
      groups: groups.sort((a, b) => b.files - a.files),
      moreGroups: this.more.size,
      toInbox: this.toInbox,
      problem,
    }
  }
}

/**
 * Looks through an old folder without taking anything (A2): how many photos of which kinds, and whose they seem to be. Answers at once;
 * how far it is, is asked with `scanPreview`. A look under way is given up for the new one.
 */
export async function lookForScan(kernel: Kernel, root: string): Promise<ScanPreview> {
  looks.get(kernel)?.stop.abort()
  const usable = await usableFolder(kernel, root)
  const counts = new Counts()
  const stop = new AbortController()
  if ('why' in usable) {
    const refused = counts.answer('failed', root, usable.why)
    looks.set(kernel, { answer: () => refused, stop })
    return refused
  }
  const look: Look = { answer: () => counts.answer('running', usable.path, null), stop }
  looks.set(kernel, look)
  const finish = (phase: ScanPreview['phase'], problem: ScanPreview['problem']): void => {
    const last = counts.answer(phase, usable.path, problem)
    look.answer = () => last
  }
  count(kernel, usable.path, counts, stop.signal).then(
    () => finish(stop.signal.aborted ? 'cancelled' : 'done', null),
    (error: unknown) => {
      const problem = problemOf(error)
      finish('failed', problem === 'gone' ? 'no-folder' : problem === 'no-permission' ? 'no-permission' : 'unreadable')
      logError('look for scan', error)
    },
  )
  return look.answer()
}

async function count(kernel: Kernel, root: string, counts: Counts, signal: AbortSignal): Promise<void> {
  const { scan, hot } = kernel.resources.policy.photoWays
  const ownerOf = createOwnerReader(kernel)
  let met = 0
  for await (const step of walkTree({ fs: nodeFileSystem, root, depth: scan.depth, skip: ownFolders(kernel), after: null })) {
    if (signal.aborted) return
    met += 1
    if ('error' in step) counts.unreadable.push(step.path)
    else if (!isScanned(step.name, hot.unfinished)) counts.others += 1
    else {
      const facts = await nodeFileSystem.facts(join(root, step.path)).catch((error: unknown) => {
        // Gone or closed since it was listed: the scan itself will say so.
        if (systemCodeOf(error) === '') throw error
        return null
      })
      if (facts?.kind === 'file') counts.take(step.path, step.name, facts.bytes, ownerOf(step.path), scan.mostGroups)
    }
    if (met % FILES_AT_ONCE === 0) await kernel.pace.giveWay()
  }
}

/** Gives a look up; what was counted so far stays on screen. */
export function cancelScanLook(kernel: Kernel): ScanPreview {
  looks.get(kernel)?.stop.abort()
  return scanPreview(kernel)
}

/** A folder that is being taken in was looked at: its numbers would only invite to take it in once more. */
export function forgetScanLook(kernel: Kernel): void {
  looks.get(kernel)?.stop.abort()
  looks.delete(kernel)
}
