import { existsSync, linkSync, mkdirSync, rmSync, truncateSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { nodeFileSystem, type FileSystem } from '../../../src/backend/photos/file-system'
import { PowerCut, type Weather } from '../photo-disk'

/**
 * The real disk below the whole program, which can lose power at any call of the archive and then forgets what was not synced: names of
 * folders that were not synced are as they were, and bytes that were not synced are gone.
 */
export interface ForgetfulDisk {
  /** Calls so far, by name, in order; rows are among them (`row`). */
  readonly calls: string[]
  /** At this call, counted from 1, the power goes: it and every later one fail. 0: never. */
  cutAt(call: number): void
  /** Counts a step that is no call of the file system; throws once the power is gone. */
  step(name: string): void
  /** What the disk makes of it; the archive must not be in use any more. */
  comesBack(weather: Weather): void
  /** The file system is the system's own again. */
  end(): void
}

/** @param keepsake a folder on the same disk: what is removed is held there, so that it can be there again */
export function forgetfulDisk(keepsake: string): ForgetfulDisk {
  const real: FileSystem = { ...nodeFileSystem }
  const calls: string[] = []
  let journal: { readonly folder: string; readonly undo: () => void }[] = []
  const unsynced = new Set<string>()
  let cut = 0
  let kept = 0
  mkdirSync(keepsake, { recursive: true })

  const step = (name: string): void => {
    if (cut > 0 && calls.length >= cut) throw new PowerCut()
    calls.push(name)
    if (calls.length === cut) throw new PowerCut()
  }
  const keep = (path: string): string => {
    const held = join(keepsake, String((kept += 1)))
    linkSync(path, held)
    return held
  }
  const made = (path: string): void => void journal.push({ folder: dirname(path), undo: () => rmSync(path, { recursive: true, force: true }) })
  const gone = (path: string, held: string): void =>
    void journal.push({
      folder: dirname(path),
      undo: () => {
        if (existsSync(dirname(path)) && !existsSync(path)) linkSync(held, path)
      },
    })

  const wrapped: FileSystem = {
    async open(path, mode) {
      step(`open ${mode}`)
      const handle = await real.open(path, mode)
      let held: string | null = null
      if (mode === 'create') {
        held = keep(path)
        unsynced.add(held)
        made(path)
      }
      return {
        async read(buffer) {
          step('read')
          return handle.read(buffer)
        },
        async write(bytes) {
          // half of it lands before the cut
          const half = bytes.length >> 1
          await handle.write(bytes.subarray(0, half))
          step('write')
          await handle.write(bytes.subarray(half))
        },
        async sync() {
          step('sync')
          await handle.sync()
          if (held !== null) unsynced.delete(held)
        },
        close: () => handle.close(),
      }
    },
    async facts(path) {
      step('facts')
      return real.facts(path)
    },
    async makeFolder(path) {
      step('makeFolder')
      const isNew = await real.makeFolder(path)
      if (isNew) made(path)
      return isNew
    },
    async list(path) {
      step('list')
      return real.list(path)
    },
    async link(from, to) {
      step('link')
      await real.link(from, to)
      made(to)
    },
    async rename(from, to) {
      step('rename')
      const held = keep(from)
      await real.rename(from, to)
      gone(from, held)
      made(to)
    },
    async remove(path) {
      step('remove')
      const held = existsSync(path) ? keep(path) : null
      await real.remove(path)
      if (held !== null) gone(path, held)
    },
    async syncFolder(path) {
      step('syncFolder')
      await real.syncFolder(path)
      journal = journal.filter((entry) => entry.folder !== path)
    },
  }
  Object.assign(nodeFileSystem, wrapped)

  return {
    calls,
    step,
    cutAt(call) {
      cut = call
    },
    comesBack(weather) {
      if (weather === 'forgets') for (const { undo } of journal.splice(0).reverse()) undo()
      if (weather !== 'remembers') for (const held of unsynced) truncateSync(held, 0)
      unsynced.clear()
      journal = []
      cut = 0
    },
    end() {
      Object.assign(nodeFileSystem, real)
      rmSync(keepsake, { recursive: true, force: true })
    },
  }
}
