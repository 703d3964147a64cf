import type { StoreFault } from '../../domain/sync/store-fault'
import { systemCode } from './disk'
import { StoreError } from './store'

/** What a system error of a share means; any other is `unsupported`. */
const FAULTS: Readonly<Record<string, StoreFault>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EFBIG: 'full',
  EROFS: 'read-only',
  EACCES: 'denied',
  ENOENT: 'missing',
  ENOTDIR: 'missing',
  // a folder of that name
  EISDIR: 'missing',
  EMFILE: 'locked',
  ENFILE: 'locked',
  EBUSY: 'locked',
  EPERM: 'denied',
  ETXTBSY: 'locked',
  ETIMEDOUT: 'timeout',
  EHOSTDOWN: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  ENOTCONN: 'unreachable',
  ECONNRESET: 'unreachable',
  ESTALE: 'unreachable',
  EIO: 'unreachable',
  ENODEV: 'unreachable',
  ENXIO: 'unreachable',
  UNKNOWN: 'unreachable',
  ENAMETOOLONG: 'unsupported',
  EINVAL: 'unsupported',
  EILSEQ: 'unsupported',
}

const WINDOWS = process.platform === 'win32'
/** Held up for a moment by a virus scanner, sync software or an open preview (R2); Windows says EACCES to that too. */
const PASSING = new Set(['EBUSY', 'ETXTBSY', 'EPERM', ...(WINDOWS ? ['EACCES'] : [])])

/** Answers that are no failure to those who ask for them. */
const EXPECTED = new Set(['EEXIST', 'ENOTEMPTY'])

/** What a system error of the share means. It is not kept as the cause: its words hold the path, and with it a photo's name (R6). */
export function diskFault(error: unknown): unknown {
  const code = systemCode(error)
  if (error instanceof StoreError || code === '' || EXPECTED.has(code)) return error
  const call = error instanceof Error && 'syscall' in error ? ` (${String(error.syscall)})` : ''
  return new StoreError(FAULTS[code] ?? 'unsupported', `${code}${call}`)
}

export interface DiskGuard {
  /** One call to the share: translated, and given up after the time of silence. */
  call<T>(action: () => Promise<T>): Promise<T>
  /**
   * The same, repeated while another program holds the file. Only for calls that may be made twice. `late` takes what a call gives that
   * was given up and came back after all.
   */
  stubborn<T>(action: () => Promise<T>, late?: (value: T) => void): Promise<T>
}

/**
 * Keeps a share that hangs from taking the program with it (R2). A call to a dead SMB or NFS mount cannot be ended; it occupies one of
 * the few threads that Node has for all files, those of the local disk too. So only `connections` calls (at most two) run at a time, and
 * while one of them is overdue, all others fail at once; as soon as it comes back the store works again.
 */
export function createDiskGuard(options: { readonly silence: number; readonly connections: number; readonly busy: readonly number[]; readonly wait: (ms: number) => Promise<void> }): DiskGuard {
  const most = Math.min(options.connections, 2)
  let running = 0
  let overdue = 0
  const queue: { readonly go: () => void; readonly fail: (error: StoreError) => void }[] = []
  const behind = (): StoreError => new StoreError('timeout', 'an earlier call to the folder has not come back')

  const enter = (): Promise<void> =>
    new Promise((go, fail) => {
      if (overdue > 0) return fail(behind())
      if (running >= most) return void queue.push({ go, fail })
      running++
      go()
    })
  /** The place of a call that came back goes to the next in line. */
  const leave = (): void => {
    const next = queue.shift()
    if (next === undefined) running--
    else next.go()
  }

  async function timed<T>(action: () => Promise<T>, tooLate?: (value: T) => void): Promise<T> {
    await enter()
    return new Promise<T>((done, fail) => {
      let late = false
      const timer = setTimeout(() => {
        late = true
        overdue++
        // Those in line would wait for as long as this one.
        for (const waiting of queue.splice(0)) waiting.fail(behind())
        fail(new StoreError('timeout', 'the folder does not answer'))
      }, options.silence)
      const settle = (): void => {
        clearTimeout(timer)
        if (late) overdue--
        leave()
      }
      action().then(
        (value) => {
          settle()
          if (late) tooLate?.(value)
          done(value)
        },
        (error: unknown) => {
          settle()
          fail(error instanceof Error ? error : new Error(String(error)))
        },
      )
    })
  }

  async function call<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await timed(action)
    } catch (error) {
      throw diskFault(error)
    }
  }

  return {
    call,
    async stubborn(action, late) {
      for (const delay of options.busy) {
        try {
          return await timed(action, late)
        } catch (error) {
          if (!PASSING.has(systemCode(error))) throw diskFault(error)
          await options.wait(delay)
        }
      }
      try {
        return await timed(action, late)
      } catch (error) {
        // Windows says EPERM and EACCES for a file that is open elsewhere: after so many tries that is the likeliest.
        throw WINDOWS && PASSING.has(systemCode(error)) ? new StoreError('locked', systemCode(error)) : diskFault(error)
      }
    },
  }
}
