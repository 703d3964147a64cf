/** Longest sleep between two looks: a timer beyond some weeks would fire at once. */
const LONGEST_MS = 3_600_000

/** Asked anew each time: it ends while a generator sleeps. */
const isOver = (signal: AbortSignal | undefined): boolean => signal?.aborted === true

/**
 * What `read` answers now, and again whenever it answers otherwise: told by `subscribe`, or at an instant that `wakeAt` names (something
 * expires by itself). Changes that come together are read once. Ends with the signal.
 */
export async function* watching<T>(options: {
  readonly read: () => T
  readonly subscribe: (tell: () => void) => () => void
  readonly wakeAt?: (value: T) => number | null
  readonly now: () => number
  readonly signal: AbortSignal | undefined
  /** Milliseconds in which further changes join. */
  readonly settleMs: number
}): AsyncGenerator<T, void, void> {
  const { read, subscribe, wakeAt, now, signal, settleMs } = options
  const state: { told: boolean; wake: () => void } = { told: false, wake: () => undefined }
  const tell = (): void => {
    state.told = true
    state.wake()
  }
  const stop = subscribe(tell)
  signal?.addEventListener('abort', tell)
  const sleep = (ms: number, untilTold: boolean): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      timer.unref()
      if (untilTold)
        state.wake = () => {
          clearTimeout(timer)
          resolve()
        }
    })
  try {
    let last: string | null = null
    while (!isOver(signal)) {
      state.told = false
      const value = read()
      const said = JSON.stringify(value)
      if (said !== last) {
        last = said
        yield value
      }
      const at = wakeAt?.(value) ?? null
      if (!state.told) await sleep(at === null ? LONGEST_MS : Math.max(0, Math.min(LONGEST_MS, at - now())), true)
      state.wake = () => undefined
      if (state.told && !isOver(signal)) await sleep(settleMs, false)
    }
  } finally {
    stop()
    signal?.removeEventListener('abort', tell)
  }
}
