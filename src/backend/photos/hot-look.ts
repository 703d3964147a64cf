import { watch } from 'node:fs'
import { join } from 'node:path'
import { judgeHotFile, type HotPending, type HotSight } from '../../domain/photo/hot-files'
import type { HotRules } from '../../domain/photo/ways'
import { systemCode, type FileSystem } from './file-system'

/** A file that is whole and was not judged before. */
export interface HotReady extends HotSight {
  readonly path: string
}

/** Why a hot folder cannot be looked at now; it is looked at again by itself. */
export type HotProblem = 'gone' | 'no-permission' | 'unreadable' | 'too-many-files'

export interface HotLook {
  readonly ready: readonly HotReady[]
  /** Null: the folder was read whole. */
  readonly problem: HotProblem | null
  readonly files: number
}

export interface LookRequest {
  readonly fs: FileSystem
  readonly folder: string
  readonly extensions: ReadonlySet<string>
  readonly rules: HotRules
  /** Files under observation, by path; changed by the look. Whoever vanished from a folder that could be read is forgotten. */
  readonly pending: Map<string, HotPending>
  /** Size and time (`markOf`) of files that were judged already, by path. */
  readonly judged: ReadonlyMap<string, string>
  /** Also looks whether a judged file has changed under its name. */
  readonly recheck: boolean
  /** Folders that are never entered: the data folder. */
  readonly skip: (folder: string) => boolean
}

export const markOf = (seen: { readonly bytes: number; readonly changedAt: number }): string => `${seen.bytes}:${seen.changedAt}`

export function problemOf(error: unknown): HotProblem {
  const code = systemCode(error)
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'gone'
  return code === 'EACCES' || code === 'EPERM' ? 'no-permission' : 'unreadable'
}

/** Files below a folder, links not followed, without those that `skip` names. Throws what the disk says of the folder itself. */
export async function* filesOf(
  fs: FileSystem,
  folder: string,
  depth: number,
  skip: (folder: string) => boolean,
): AsyncGenerator<{ readonly path: string; readonly name: string; readonly siblings: ReadonlySet<string> }> {
  const entries = await fs.list(folder)
  const siblings = new Set(entries.map((entry) => entry.name.toLowerCase()))
  for (const { name, kind } of entries) if (kind === 'file') yield { path: join(folder, name), name, siblings }
  if (depth === 0) return
  for (const { name, kind } of entries) {
    const below = join(folder, name)
    if (kind !== 'folder' || name.startsWith('.') || skip(below)) continue
    try {
      yield* filesOf(fs, below, depth - 1, skip)
    } catch (error) {
      // One folder below that is locked or just removed must not hide the others; it is looked at again with the next look.
      if (systemCode(error) === '') throw error
    }
  }
}

/**
 * One look at a hot folder (A2), by listing alone, so that network folders without events work as well. Takes nothing and writes
 * nothing; a folder that is gone or closed to us is told, and nothing is forgotten because of it.
 */
export async function lookAtFolder(request: LookRequest): Promise<HotLook> {
  const { fs, folder, rules, pending, judged } = request
  const ready: HotReady[] = []
  const met = new Set<string>()
  let files = 0
  try {
    for await (const { path, name, siblings } of filesOf(fs, folder, rules.depth, request.skip)) {
      files += 1
      if (files > rules.mostFiles) return { ready, problem: 'too-many-files', files: rules.mostFiles }
      const known = judged.get(path)
      if (known !== undefined && !request.recheck && !pending.has(path)) continue
      const judgedByName = judgeHotFile({ name, bytes: 0, changedAt: 0 }, undefined, siblings, request.extensions, rules)
      if (judgedByName.pending === null) continue
      const facts = await fs.facts(path)
      if (facts?.kind !== 'file') continue
      const seen = { name, bytes: facts.bytes, changedAt: facts.modifiedMs }
      if (known === markOf(seen)) continue
      met.add(path)
      const { verdict, pending: next } = judgeHotFile(seen, pending.get(path), siblings, request.extensions, rules)
      if (next !== null) pending.set(path, next)
      if (verdict === 'ready') ready.push({ path, ...seen })
    }
  } catch (error) {
    if (systemCode(error) === '') throw error
    return { ready, problem: problemOf(error), files }
  }
  for (const path of pending.keys()) if (!met.has(path) && !judged.has(path)) pending.delete(path)
  return { ready, problem: null, files }
}

/**
 * Asks the system to tell of changes in a folder, as a hint to look sooner; where it cannot (network folders) the looks alone do. Answers
 * how to stop.
 */
export function hintOfChanges(folder: string, hint: () => void): () => void {
  try {
    const watcher = watch(folder, { persistent: false }, hint)
    // The folder went away or the share has no events: the next look says so in words.
    watcher.on('error', () => watcher.close())
    return () => watcher.close()
  } catch (error) {
    if (systemCode(error) === '') throw error
    return () => undefined
  }
}
