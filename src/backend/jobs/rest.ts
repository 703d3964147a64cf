import type { Kernel } from '../services/kernel'

/** So long nobody has asked for anything: the start or a burst of work is over. */
const QUIET_MS = 5_000
const LOOK_EVERY_MS = 2_500

/**
 * Gives memory back when people pause (X8): Node collects garbage only while it works, so what the start or an import left behind would stay
 * for hours on a PC that has 8 GB for everything. Once per pause. Answers how to stop.
 * @param tidy collects what is left behind; takes some tens of milliseconds, which nobody waits for
 */
export function startRest(kernel: Kernel, tidy: () => void): () => void {
  let isTidy = false
  const every = setInterval(() => {
    const quiet = kernel.pace.quietMs() > QUIET_MS
    if (quiet && !isTidy) {
      kernel.db.shrink()
      tidy()
    }
    isTidy = quiet
  }, LOOK_EVERY_MS)
  every.unref()
  return () => clearInterval(every)
}
