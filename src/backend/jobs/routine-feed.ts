import { logError } from '../services/failures'
import type { Kernel } from '../services/kernel'
import { feedSlice } from '../services/routine'

/** Long after the first page is on screen (X1): these are tasks for spare time. */
const FIRST_AFTER_MS = 90_000
/** Only while nobody has asked for anything so long; a slice is short, and others have their turn between two. */
const QUIET_MS = 5_000
const LOOK_AGAIN_MS = 10_000
const REST_MS = 20

/** Feeds routine tasks from orders and cases while the PC is idle (H3). Answers how to stop. */
export function startRoutineFeed(kernel: Kernel): () => void {
  let timer: ReturnType<typeof setTimeout>
  let stopped = false
  const next = (ms: number): void => {
    if (stopped) return
    timer = setTimeout(run, ms)
    timer.unref()
  }
  const run = (): void => {
    if (kernel.pace.quietMs() < QUIET_MS) return next(LOOK_AGAIN_MS)
    try {
      next(feedSlice(kernel).more ? REST_MS : kernel.resources.policy.routine.everyMs)
    } catch (error) {
      // Tasks are a courtesy: those that are there stay, and the next round looks again.
      logError('routine feed', error)
      next(kernel.resources.policy.routine.everyMs)
    }
  }
  next(FIRST_AFTER_MS)
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}
