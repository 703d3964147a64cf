import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { systemCode, type Disk } from './disk'
import { createDiskGuard, type DiskGuard } from './disk-guard'
import { splitName } from './store-names'
import { StoreError, isStoreError } from './store'
import type { StoreContext } from './store-context'

/** Closes a file of a share that hangs, whenever its last call comes back; what that says, nobody waits for any more. */
function letGo(handle: FileHandle): void {
  void handle.close().catch(() => undefined)
}

/** What a folder store does to single files and folders of its root: every call is guarded, every error a StoreError. */
export interface FolderFiles {
  readonly guard: DiskGuard
  readonly place: (name: string) => string
  checkRoot(): Promise<void>
  /** Null when nothing is there; a root that is not there is `missing`. */
  facts(name: string): Promise<{ readonly bytes: number; readonly modifiedMs: number; readonly folder: boolean } | null>
  /** Of a file. */
  sizeOf(name: string): Promise<number | null>
  makeFolder(folder: string): Promise<'made' | 'taken'>
  /** A folder and those above it, below the root, which is never made. */
  makeFolders(folder: string): Promise<void>
  opened<T>(name: string, flags: string, work: (handle: FileHandle) => Promise<T>): Promise<T>
  writeAt(handle: FileHandle, bytes: Uint8Array, from: number): Promise<void>
  /** Fewer bytes than asked for when the file ends. */
  readAt(handle: FileHandle, from: number, bytes: number): Promise<Uint8Array>
  sync(handle: FileHandle): Promise<void>
  /** Gone is what was wanted. */
  discard(name: string): Promise<void>
}

export function folderFiles(root: string, disk: Disk, { policy, wait }: StoreContext): FolderFiles {
  const guard = createDiskGuard({ silence: policy.silence, connections: policy.connections, busy: policy.busy, wait })
  const place = (name: string): string => join(root, ...name.split('/'))

  async function checkRoot(): Promise<void> {
    const found = await guard.stubborn(() => disk.stat(root)).catch((error: unknown) => {
      throw isStoreError(error, 'missing') ? new StoreError('missing', 'the folder of the store is not there') : error
    })
    if (!found.folder) throw new StoreError('missing', 'the store is not a folder')
  }

  async function facts(name: string): Promise<{ bytes: number; modifiedMs: number; folder: boolean } | null> {
    try {
      return await guard.stubborn(() => disk.stat(place(name)))
    } catch (error) {
      if (!isStoreError(error, 'missing')) throw error
      await checkRoot()
      return null
    }
  }

  async function sizeOf(name: string): Promise<number | null> {
    const found = await facts(name)
    return found === null || found.folder ? null : found.bytes
  }

  async function makeFolder(folder: string): Promise<'made' | 'taken'> {
    try {
      await guard.call(() => disk.mkdir(place(folder)))
      return 'made'
    } catch (error) {
      if (systemCode(error) === 'EEXIST') return 'taken'
      throw error
    }
  }

  async function makeFolders(folder: string): Promise<void> {
    if (folder === '' || (await facts(folder))?.folder === true) return
    const [above] = splitName(folder)
    await makeFolders(above)
    await makeFolder(folder)
    await guard.call(() => disk.syncFolder(place(above)))
  }

  async function opened<T>(name: string, flags: string, work: (handle: FileHandle) => Promise<T>): Promise<T> {
    const handle = await guard.stubborn(() => disk.open(place(name), flags, 0o644), letGo)
    try {
      return await work(handle)
    } finally {
      await guard.call(() => handle.close()).catch((error: unknown) => {
        if (!isStoreError(error, 'timeout')) throw error
        letGo(handle)
      })
    }
  }

  async function writeAt(handle: FileHandle, bytes: Uint8Array, from: number): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const part = bytes.subarray(done, done + policy.partBytes)
      const written = await guard.call(async () => (await handle.write(part, 0, part.length, from + done)).bytesWritten)
      if (written === 0) throw new StoreError('full', 'nothing could be written')
      done += written
    }
  }

  async function readAt(handle: FileHandle, from: number, bytes: number): Promise<Uint8Array> {
    const into = new Uint8Array(bytes)
    let got = 0
    while (got < bytes) {
      const most = Math.min(bytes - got, policy.partBytes)
      const read = await guard.call(async () => (await handle.read(into, got, most, from + got)).bytesRead)
      if (read === 0) break
      got += read
    }
    return into.subarray(0, got)
  }

  const sync = (handle: FileHandle): Promise<void> => guard.call(() => handle.sync())

  async function discard(name: string): Promise<void> {
    try {
      await guard.stubborn(() => disk.unlink(place(name)))
    } catch (error) {
      if (!isStoreError(error, 'missing')) throw error
      await checkRoot()
    }
  }

  return { guard, place, checkRoot, facts, sizeOf, makeFolder, makeFolders, opened, writeAt, readAt, sync, discard }
}
