import { alarmOfLapses, remindOfClocks, sweepDue } from '../services/clock-sweep'
import { resumeRebase } from '../services/clock-rebase'
import { logError } from '../services/failures'
import type { Kernel } from '../services/kernel'

/** After the first page of the queue is on screen (X1). */
const FIRST_AFTER_MS = 4_000
const LOOK_EVERY_MS = 30_000
/** Reminders and alarms are about hours and days: every this many looks are enough. */
const SLOW_EVERY = 10

/** Watches the clocks while the app runs (C4, P6, P7). Answers how to stop. */
export function startClockWatch(kernel: Kernel): () => void {
  let looks = 0
  let busy = false
  let stopped = false
  const run = async (): Promise<void> => {
    if (busy || stopped) return
    busy = true
    try {
      await sweepDue(kernel, () => stopped)
      if (!stopped && looks % SLOW_EVERY === 0) {
        remindOfClocks(kernel)
        alarmOfLapses(kernel)
      }
      looks += 1
    } catch (error) {
      // Deadlines are drawn from their due times and stay right; the marks follow with the next look.
      logError('clock watch', error)
    } finally {
      busy = false
    }
  }
  const first = setTimeout(() => void run(), FIRST_AFTER_MS)
  const every = setInterval(() => void run(), LOOK_EVERY_MS)
  first.unref()
  every.unref()
  resumeRebase(kernel).catch((error: unknown) => logError('clock rebase', error))
  return () => {
    stopped = true
    clearTimeout(first)
    clearInterval(every)
  }
}
