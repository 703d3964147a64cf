import type { FileHandle } from 'node:fs/promises'
import { nodeDisk, type Disk } from '../../../src/backend/sync/disk'

export const systemError = (code: string): Error => Object.assign(new Error(`${code}: made by the test`), { code })

type Call = Exclude<keyof Disk, 'never'>

/** A disk whose call fails so often with a system error, then works. */
export function failing(call: Call, code: string, times = Number.POSITIVE_INFINITY): Disk & { readonly calls: () => number } {
  let calls = 0
  const wrapped = (...args: unknown[]): unknown => {
    calls++
    if (calls <= times) return Promise.reject(systemError(code))
    return (nodeDisk[call] as (...args: unknown[]) => unknown)(...args)
  }
  return { ...nodeDisk, [call]: wrapped, calls: () => calls }
}

/** A disk that takes so many bytes and then is full. */
export function full(capacity: number, code = 'ENOSPC'): Disk {
  let left = capacity
  return {
    ...nodeDisk,
    open: (async (...args: Parameters<Disk['open']>) => {
      const handle = await nodeDisk.open(...args)
      return new Proxy(handle, {
        get(target, key) {
          if (key === 'write') {
            return (buffer: Uint8Array, offset: number, length: number, position: number) => {
              if (left === 0) return Promise.reject(systemError(code))
              const fits = Math.min(length, left)
              left -= fits
              return target.write(buffer, offset, fits, position)
            }
          }
          const value: unknown = Reflect.get(target, key, target)
          return typeof value === 'function' ? value.bind(target) : value
        },
      }) satisfies FileHandle
    }) as Disk['open'],
  }
}

/** A share that answers nothing until it is freed. */
export function hanging(): { readonly disk: Disk; readonly hang: () => void; readonly free: () => void; readonly waiting: () => number } {
  let gate: Promise<void> = Promise.resolve()
  let open = (): void => undefined
  let waiting = 0
  const slow =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      waiting++
      await gate
      waiting--
      return call(...args)
    }
  return {
    disk: { ...nodeDisk, readdir: slow(nodeDisk.readdir), stat: slow(nodeDisk.stat) },
    hang() {
      gate = new Promise((done) => (open = done))
    },
    free: () => open(),
    waiting: () => waiting,
  }
}
