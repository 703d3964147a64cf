import { open as openLocal, stat as statLocal } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { ClaimLost, createClaims } from './claim'
import { systemCode, type Disk } from './disk'
import { folderFiles } from './folder-files'
import { createNameLock } from './name-lock'
import { checkName, checkPrefix, isListed, joinName, nameMark, splitName, tempName } from './store-names'
import { StoreError, isStoreError, type StoreEntry, type TransferOptions } from './store'
import type { OpenStore, StoreContext } from './store-context'
import { isForeignFolder } from '../../domain/sync/foreign-file'

/** Answers of shares without hard links (FAT, many SMB servers). */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV', 'EISDIR', 'EINVAL', 'UNKNOWN'])

const NOT_EMPTY = new Set(['ENOTEMPTY', 'EEXIST'])

/**
 * A store in a folder: a NAS or SMB share that is mounted, or a folder that other software synchronises (S1).
 *
 * New files appear by a hard link that refuses an existing name, or on shares without links by a claim (claim.ts); files and folders are
 * synced to disk before a put returns. The root folder itself is never made here: a share that is not mounted must not turn into a folder
 * on the local disk. A root that listed empty after it held files is taken for an unmounted share, not for a store that was emptied.
 */
export function openFolderStore(root: string, disk: Disk, context: StoreContext): OpenStore {
  const { policy, wait, now, owner } = context
  const { guard, place, checkRoot, facts, sizeOf, makeFolder, makeFolders, opened, writeAt, readAt, sync, discard } = folderFiles(root, disk, context)
  const lock = createNameLock()
  const temp = (folder: string, file: string): string => joinName(folder, tempName(nameMark(owner).slice(0, 8), nameMark(file)))
  let links = true
  let heldFiles = false

  const claimed = createClaims(
    {
      make: makeFolder,
      taken: async (name) => (await sizeOf(name)) !== null,
      async look(folder) {
        const found = await facts(folder)
        if (found === null) return null
        const files = await guard.call(() => disk.readdir(place(folder))).catch((error: unknown) => {
          if (isStoreError(error, 'missing')) return []
          throw error
        })
        return { files: files.map((file) => file.name), ageMs: now() - found.modifiedMs }
      },
      clear,
    },
    { owner, claim: policy.claim, wait, now, attempts: 1 },
  )

  async function clear(folder: string): Promise<void> {
    try {
      for (const { name } of await guard.call(() => disk.readdir(place(folder)))) await discard(joinName(folder, name))
      await guard.stubborn(() => disk.rmdir(place(folder)))
    } catch (error) {
      // Somebody else put a file into it meanwhile, or removed it first.
      if (!isStoreError(error, 'missing') && !NOT_EMPTY.has(systemCode(error))) throw error
    }
  }

  /** Gives a finished temp file its name without ever replacing one; the temp file is gone afterwards. */
  async function publish(from: string, folder: string, file: string): Promise<'stored' | 'exists'> {
    const name = joinName(folder, file)
    if (links) {
      const outcome = await linkTo(from, name)
      if (outcome !== 'no-links') {
        await discard(from)
        if (outcome === 'stored') await guard.call(() => disk.syncFolder(place(folder)))
        return outcome
      }
      links = false
    }
    const outcome = await claimed(folder, file, async (part) => {
      try {
        await guard.stubborn(() => disk.rename(place(from), place(part)))
        if ((await sizeOf(name)) !== null) return 'exists'
        await guard.stubborn(() => disk.rename(place(part), place(name)))
      } catch (error) {
        throw isStoreError(error, 'missing') ? new ClaimLost() : error
      }
      await guard.call(() => disk.syncFolder(place(folder)))
      return 'stored'
    })
    if (outcome === 'exists') await discard(from)
    return outcome
  }

  async function linkTo(from: string, name: string): Promise<'stored' | 'exists' | 'no-links'> {
    try {
      // Once only: a repetition after an answer that was lost would find its own file.
      await guard.call(async () => {
        try {
          await disk.link(place(from), place(name))
        } catch (error) {
          throw NO_LINKS.has(systemCode(error)) ? new NoLinks() : error
        }
      })
      return 'stored'
    } catch (error) {
      if (error instanceof NoLinks) return 'no-links'
      if (systemCode(error) === 'EEXIST') return 'exists'
      throw error
    }
  }

  async function writeTemp(name: string, bytes: Uint8Array): Promise<string> {
    const [folder, file] = splitName(name)
    await makeFolders(folder)
    const part = temp(folder, file)
    await opened(part, 'w', async (handle) => {
      await writeAt(handle, bytes, 0)
      await sync(handle)
    })
    return part
  }

  async function walk(folder: string, found: StoreEntry[]): Promise<number> {
    const entries = await guard.stubborn(() => disk.readdir(folder === '' ? root : place(folder)))
    for (const { name, kind } of entries) {
      const path = joinName(folder, name.normalize('NFC'))
      if (kind === 'folder' && !isForeignFolder(name)) {
        await walk(path, found).catch((error: unknown) => {
          // Removed since its folder was read.
          if (!isStoreError(error, 'missing')) throw error
        })
      } else if (kind === 'file' && isListed(path)) {
        const bytes = await sizeOf(path)
        if (bytes !== null) found.push({ name: path, bytes })
      }
    }
    return entries.length
  }

  async function upload(handle: FileHandle, local: FileHandle, total: number, options: TransferOptions): Promise<void> {
    const part = policy.partBytes
    let at = await soundStart(handle, local, total, part)
    await guard.call(() => handle.truncate(at))
    const buffer = new Uint8Array(Math.min(part, Math.max(total, 1)))
    options.onBytes?.(at)
    while (at < total) {
      options.signal?.throwIfAborted()
      const { bytesRead } = await local.read(buffer, 0, Math.min(buffer.length, total - at), at)
      if (bytesRead === 0) throw new StoreError('damaged', 'the local file became shorter')
      await writeAt(handle, buffer.subarray(0, bytesRead), at)
      // Part by part, so that after a power cut only the last one is in doubt.
      await sync(handle)
      at += bytesRead
      options.onBytes?.(at)
    }
    await sync(handle)
  }

  /** Up to where an unfinished temp file can be trusted: whole parts were synced, what comes after is compared. */
  async function soundStart(handle: FileHandle, local: FileHandle, total: number, part: number): Promise<number> {
    const there = (await guard.call(() => handle.stat())).size
    if (there === 0 || there > total) return 0
    const from = Math.floor((there - 1) / part) * part
    const remote = await readAt(handle, from, there - from)
    const ours = new Uint8Array(there - from)
    await local.read(ours, 0, ours.length, from)
    return Buffer.compare(remote, ours) === 0 ? there : from
  }

  return {
    kind: 'folder',
    async list(prefix) {
      const folder = checkPrefix(prefix).slice(0, -1)
      await checkRoot()
      const found: StoreEntry[] = []
      const entries = await walk(folder, found).catch((error: unknown) => {
        if (!isStoreError(error, 'missing')) throw error
        return 0
      })
      if (found.length > 0) heldFiles = true
      else if (heldFiles && (folder === '' ? entries : (await guard.call(() => disk.readdir(root))).length) === 0) {
        throw new StoreError('missing', 'the folder held files before and is empty now')
      }
      return found
    },
    async read(name) {
      return opened(checkName(name), 'r', async (handle) => {
        const { size } = await guard.call(() => handle.stat())
        const bytes = await readAt(handle, 0, size)
        if (bytes.length !== size) throw new StoreError('damaged', 'the file ends early')
        return bytes
      })
    },
    async readRange(name, from, to) {
      return opened(checkName(name), 'r', async (handle) => {
        const { size } = await guard.call(() => handle.stat())
        if (from > size) throw new StoreError('damaged', 'the range lies beyond the end of the file')
        return readAt(handle, from, Math.max(0, Math.min(to, size) - from))
      })
    },
    size: (name) => sizeOf(checkName(name)),
    putNew: (name, bytes) =>
      lock(checkName(name), async () => {
        if ((await sizeOf(name)) !== null) return 'exists'
        return publish(await writeTemp(name, bytes), ...splitName(name))
      }),
    replace: (name, bytes) =>
      lock(checkName(name), async () => {
        const part = await writeTemp(name, bytes)
        await guard.stubborn(() => disk.rename(place(part), place(name)))
        await guard.call(() => disk.syncFolder(place(splitName(name)[0])))
      }),
    putFileNew: (name, path, options) =>
      lock(checkName(name), async () => {
        if ((await sizeOf(name)) !== null) return 'exists'
        const [folder, file] = splitName(name)
        await makeFolders(folder)
        const part = temp(folder, file)
        const local = await openLocal(path, 'r')
        try {
          const { size } = await local.stat()
          await opened(part, (await sizeOf(part)) === null ? 'w+' : 'r+', (handle) => upload(handle, local, size, options))
        } finally {
          await local.close()
        }
        return publish(part, folder, file)
      }),
    readToFile: (name, path, options) =>
      opened(checkName(name), 'r', async (handle) => {
        const { size } = await guard.call(() => handle.stat())
        const local = await openLocal(path, 'a')
        try {
          let at = (await statLocal(path)).size
          if (at > size) throw new StoreError('damaged', 'the partial file is longer than the whole')
          options.onBytes?.(at)
          while (at < size) {
            options.signal?.throwIfAborted()
            const bytes = await readAt(handle, at, Math.min(policy.partBytes, size - at))
            if (bytes.length === 0) throw new StoreError('damaged', 'the file ends early')
            await local.appendFile(bytes)
            at += bytes.length
            options.onBytes?.(at)
          }
          await local.sync()
        } finally {
          await local.close()
        }
      }),
    remove: (name) => discard(checkName(name)),
    async close() {
      // Nothing is kept open between calls.
    },
    async clock(name) {
      return (await facts(name))?.modifiedMs ?? null
    },
    // On a share it is certain; in a folder that other software synchronises each PC has one of its own, and nothing here tells which.
    exclusive: () => Promise.resolve(null),
    async dropFolder(folder) {
      try {
        await guard.call(() => disk.rmdir(place(folder)))
      } catch (error) {
        // Somebody else's test is in it, or took it away.
        if (!isStoreError(error, 'missing') && !NOT_EMPTY.has(systemCode(error))) throw error
      }
    },
  }
}

class NoLinks extends Error {}
