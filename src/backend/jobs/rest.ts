import type { Kernel } from '../services/kernel'

/** So long nobody has asked for anything: the start or a burst of work is over. */
const QUIET_MS = 5_000
const LOOK_EVERY_MS = 2_500
/** What a job that nobody asked for (a backup, a round of sync) may leave behind before it is given back within the same pause. */
const GROWN_BYTES = 6_000_000

/**
 * Gives memory back when people pause (X8): Node collects garbage only while it works, so what the start or an import left behind would stay
 * for hours on a PC that has 8 GB for everything. Once per pause, and again when jobs have left more. Answers how to stop.
 * @param tidy collects what is left behind; takes some tens of milliseconds, which nobody waits for
 * @param resident bytes of this process in memory
 */
export function startRest(kernel: Kernel, tidy: () => void, resident: () => number = () => process.memoryUsage.rss()): () => void {
  /** After the last time; null while somebody works. */
  let left: number | null = null
  const every = setInterval(() => {
    if (kernel.pace.quietMs() <= QUIET_MS) {
      left = null
    } else if (left === null || resident() > left + GROWN_BYTES) {
      kernel.db.shrink()
      tidy()
      left = resident()
    }
  }, LOOK_EVERY_MS)
  every.unref()
  return () => clearInterval(every)
}
