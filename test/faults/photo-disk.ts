import { dirname, posix } from 'node:path'
import type { FileFacts, FileHandle, FileSystem } from '../../src/backend/photos/file-system'

/**
 * A disk in memory that forgets like a real one. What was written but not synced, and names in folders that were not synced, may or may
 * not be there after a power cut; each `Weather` is one way that it can turn out.
 */
export type Weather =
  /** Only what was synced is there. */
  | 'forgets'
  /** All names are there, but bytes that were not synced are gone: the classic file of zero length. */
  | 'empty-files'
  /** Everything is there, as after kill -9. */
  | 'remembers'

interface Node {
  kind: 'file' | 'folder'
  live: Uint8Array
  synced: Uint8Array
  names: Map<string, Node>
  syncedNames: Map<string, Node>
  modifiedMs: number
}

export interface Fault {
  /** Counted from 1 over all calls that touch the disk. */
  at: number
  /**
   * A power cut stops every later call too; a system error passes; `gone`: somebody takes a folder away by hand before this call; `away`: a
   * folder cannot be reached for some calls, as a share whose network fails, and is there again as it was.
   */
  what: 'power-cut' | 'gone' | 'away' | 'ENOSPC' | 'EACCES' | 'EIO' | 'EBUSY' | 'EPERM'
  /** For `gone` and `away`: the folder. */
  folder?: string
  /** How many calls in a row fail with a system error, or find the folder away. */
  times?: number
}

export class PowerCut extends Error {}

const newNode = (kind: Node['kind']): Node => ({ kind, live: new Uint8Array(), synced: new Uint8Array(), names: new Map(), syncedNames: new Map(), modifiedMs: 1 })

function systemError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code })
}

export interface MemoryDisk {
  fs: FileSystem
  /** Calls made so far, by name, in order. */
  calls: string[]
  setFault(fault: Fault | null): void
  /** Without hard links, as on FAT. */
  setLinks(available: boolean): void
  /** The same disk after the power came back. */
  afterPowerCut(weather: Weather): MemoryDisk
  /** Everything below a folder, by path. */
  files(folder: string): Map<string, Uint8Array>
  writeNow(path: string, bytes: Uint8Array): void
}

export function memoryDisk(root: Node = newNode('folder')): MemoryDisk {
  const calls: string[] = []
  let fault: Fault | null = null
  let dead = false
  let links = true
  let clock = 1

  const isAway = (path: string): boolean => fault?.what === 'away' && calls.length >= fault.at && calls.length < fault.at + (fault.times ?? 1) && `${path}/`.startsWith(`${fault.folder ?? ''}/`)
  const touch = async (name: string, path: string, from = path): Promise<void> => {
    await null
    if (dead) throw new PowerCut()
    calls.push(name)
    if (!fault || calls.length < fault.at) return
    if (fault.what === 'power-cut') {
      dead = true
      throw new PowerCut()
    }
    if (fault.what === 'gone') {
      if (calls.length === fault.at) takeAway(fault.folder ?? '')
      return
    }
    if (fault.what === 'away') {
      // what is open breaks off; what is asked for by its name is not there
      if (isAway(path) || isAway(from)) throw systemError(['read', 'write', 'sync'].includes(name) ? 'EIO' : 'ENOENT', path)
      return
    }
    if (calls.length < fault.at + (fault.times ?? 1)) throw systemError(fault.what, path)
  }
  const takeAway = (folder: string): void => {
    for (const names of [find(dirname(folder))?.names, find(dirname(folder))?.syncedNames]) names?.delete(posix.basename(folder))
  }
  const find = (path: string): Node | undefined => {
    let node: Node | undefined = root
    for (const part of path.split('/').filter(Boolean)) node = node?.names.get(part)
    return node
  }
  const parentOf = (path: string): Node => {
    const parent = find(dirname(path))
    if (parent?.kind !== 'folder') throw systemError('ENOENT', path)
    return parent
  }
  const need = (path: string): Node => {
    const node = find(path)
    if (!node) throw systemError('ENOENT', path)
    return node
  }
  const handleOn = (node: Node, path: string): FileHandle => {
    let at = 0
    return {
      async read(buffer) {
        await touch('read', path)
        const part = node.live.subarray(at, at + buffer.length)
        buffer.set(part)
        at += part.length
        return part.length
      },
      async write(bytes) {
        // Half of it lands before the fault, as when a disk fills up.
        const half = bytes.subarray(0, bytes.length >> 1)
        node.live = new Uint8Array([...node.live, ...half])
        await touch('write', path)
        node.live = new Uint8Array([...node.live, ...bytes.subarray(half.length)])
      },
      async sync() {
        await touch('sync', path)
        node.synced = node.live.slice()
      },
      async close() {
        // Closing loses nothing and cannot be refused; it is no step of its own.
      },
    }
  }

  const fs: FileSystem = {
    async open(path, mode) {
      await touch(`open ${mode}`, path)
      if (mode === 'read') return handleOn(need(path), path)
      const parent = parentOf(path)
      const name = posix.basename(path)
      if (parent.names.has(name)) throw systemError('EEXIST', path)
      const node = newNode('file')
      node.modifiedMs = ++clock
      parent.names.set(name, node)
      return handleOn(node, path)
    },
    async facts(path): Promise<FileFacts | null> {
      await touch('facts', path).catch((error: unknown) => {
        if (!isAway(path)) throw error
      })
      const node = isAway(path) ? undefined : find(path)
      return node ? { kind: node.kind, bytes: node.live.length, modifiedMs: node.modifiedMs } : null
    },
    async makeFolder(path) {
      await touch('makeFolder', path)
      const parent = parentOf(path)
      const name = posix.basename(path)
      if (parent.names.has(name)) return false
      parent.names.set(name, newNode('folder'))
      return true
    },
    async list(path) {
      await touch('list', path)
      return [...need(path).names].map(([name, node]) => ({ name, kind: node.kind }))
    },
    async link(from, to) {
      await touch('link', to, from)
      if (!links) throw systemError('ENOTSUP', to)
      const node = need(from)
      const parent = parentOf(to)
      if (parent.names.has(posix.basename(to))) throw systemError('EEXIST', to)
      parent.names.set(posix.basename(to), node)
    },
    async rename(from, to) {
      await touch('rename', to, from)
      const node = need(from)
      parentOf(to).names.set(posix.basename(to), node)
      parentOf(from).names.delete(posix.basename(from))
    },
    async remove(path) {
      await touch('remove', path)
      need(path)
      parentOf(path).names.delete(posix.basename(path))
    },
    async syncFolder(path) {
      await touch('syncFolder', path)
      const node = need(path)
      node.syncedNames = new Map(node.names)
    },
  }

  const files = (folder: string): Map<string, Uint8Array> => {
    const found = new Map<string, Uint8Array>()
    const visit = (node: Node, path: string): void => {
      for (const [name, child] of node.names) {
        if (child.kind === 'folder') visit(child, `${path}/${name}`)
        else found.set(`${path}/${name}`, child.live)
      }
    }
    const start = find(folder)
    if (start) visit(start, folder)
    return found
  }

  return {
    fs,
    calls,
    files,
    setFault: (next) => (fault = next),
    setLinks: (available) => (links = available),
    afterPowerCut: (weather) => memoryDisk(survivor(root, weather, new Map())),
    writeNow(path, bytes) {
      let node = root
      const parts = path.split('/').filter(Boolean)
      for (const [index, part] of parts.entries()) {
        const next = node.names.get(part) ?? newNode(index === parts.length - 1 ? 'file' : 'folder')
        node.names.set(part, next)
        node.syncedNames.set(part, next)
        node = next
      }
      node.live = bytes
      node.synced = bytes
      node.modifiedMs = ++clock
    },
  }
}

function survivor(node: Node, weather: Weather, seen: Map<Node, Node>): Node {
  const known = seen.get(node)
  if (known) return known
  const after = newNode(node.kind)
  seen.set(node, after)
  after.modifiedMs = node.modifiedMs
  after.live = weather === 'remembers' ? node.live : node.synced
  after.synced = after.live
  for (const [name, child] of weather === 'forgets' ? node.syncedNames : node.names) after.names.set(name, survivor(child, weather, seen))
  after.syncedNames = new Map(after.names)
  return after
}
