import { logError } from '../services/failures'
import { backupDaily } from '../services/health'
import type { Kernel } from '../services/kernel'

const FIRST_AFTER_MS = 60_000
const LOOK_EVERY_MS = 3_600_000

/** Makes the day's verified backup when the app is idle after its start, and looks again every hour (R1). Answers how to stop. */
export function startDailyBackup(kernel: Kernel): () => void {
  const run = (): void => {
    try {
      backupDaily(kernel)
    } catch (error) {
      // The person is told by the age of the last backup in the status bar; the next hour tries again.
      logError('daily backup', error)
    }
  }
  const first = setTimeout(run, FIRST_AFTER_MS)
  const every = setInterval(run, LOOK_EVERY_MS)
  first.unref()
  every.unref()
  return () => {
    clearTimeout(first)
    clearInterval(every)
  }
}
