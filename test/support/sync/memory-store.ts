import { open, readFile, stat } from 'node:fs/promises'
import { checkName, checkPrefix, isListed } from '../../../src/backend/sync/store-names'
import { StoreError, type FileStore, type TransferOptions } from '../../../src/backend/sync/store'

/** One shared store in memory, with a handle for each device. */
export interface MemoryShare {
  /** What lies in the store; tests may look and meddle. */
  readonly files: Map<string, Uint8Array>
  /** Unfinished uploads by `owner name`. */
  readonly unfinished: Map<string, Uint8Array>
  open(owner: string): FileStore
}

/** A store without faults for tests and the simulator; every call still gives others their turn first, as a real one does. */
export function createMemoryShare(options: { readonly partBytes?: number } = {}): MemoryShare {
  const files = new Map<string, Uint8Array>()
  const unfinished = new Map<string, Uint8Array>()
  const partBytes = options.partBytes ?? 64 * 1024
  const turn = (): Promise<void> => Promise.resolve()

  function found(name: string): Uint8Array {
    const bytes = files.get(checkName(name))
    if (bytes === undefined) throw new StoreError('missing', 'no such file')
    return bytes
  }

  function openFor(owner: string): FileStore {
    const storeNew = (name: string, bytes: Uint8Array): 'stored' | 'exists' => {
      if (files.has(checkName(name))) return 'exists'
      files.set(name, Uint8Array.from(bytes))
      return 'stored'
    }
    return {
      kind: 'memory',
      async list(prefix) {
        await turn()
        checkPrefix(prefix)
        return [...files].filter(([name]) => name.startsWith(prefix) && isListed(name)).map(([name, bytes]) => ({ name, bytes: bytes.length }))
      },
      async read(name) {
        await turn()
        return Uint8Array.from(found(name))
      },
      async readRange(name, from, to) {
        await turn()
        const bytes = found(name)
        if (from > bytes.length) throw new StoreError('damaged', 'the range lies beyond the end of the file')
        return bytes.slice(from, Math.max(from, to))
      },
      async size(name) {
        await turn()
        return files.get(checkName(name))?.length ?? null
      },
      async putNew(name, bytes) {
        await turn()
        return storeNew(name, bytes)
      },
      async replace(name, bytes) {
        await turn()
        files.set(checkName(name), Uint8Array.from(bytes))
      },
      async putFileNew(name, path, { signal, onBytes }: TransferOptions) {
        const whole = await readFile(path)
        if (files.has(checkName(name))) return 'exists'
        const key = `${owner} ${name}`
        let at = unfinished.get(key)?.length ?? 0
        onBytes?.(at)
        while (at < whole.length) {
          signal?.throwIfAborted()
          at = Math.min(at + partBytes, whole.length)
          unfinished.set(key, whole.subarray(0, at))
          onBytes?.(at)
          await turn()
        }
        unfinished.delete(key)
        return storeNew(name, whole)
      },
      async readToFile(name, path, { signal, onBytes }: TransferOptions) {
        const bytes = found(name)
        const local = await open(path, 'a')
        try {
          let at = (await stat(path)).size
          if (at > bytes.length) throw new StoreError('damaged', 'the partial file is longer than the whole')
          onBytes?.(at)
          while (at < bytes.length) {
            signal?.throwIfAborted()
            const part = bytes.subarray(at, at + partBytes)
            await local.appendFile(part)
            at += part.length
            onBytes?.(at)
          }
        } finally {
          await local.close()
        }
      },
      async remove(name) {
        await turn()
        files.delete(checkName(name))
      },
      close: turn,
    }
  }

  return { files, unfinished, open: openFor }
}
