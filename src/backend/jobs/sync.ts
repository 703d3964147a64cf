import type { Kernel } from '../services/kernel'
import { startRunning, stopRunning } from '../services/sync/running'

/** The first rows are shown before (X1). */
const FIRST_AFTER_MS = 2_500

/** Rounds of sync while the data folder is open, when it belongs to a vault (section 10). Answers how to stop; the promise ends with the round under way. */
export function startSync(kernel: Kernel): () => Promise<void> {
  const timer = setTimeout(() => startRunning(kernel), FIRST_AFTER_MS).unref()
  return () => {
    clearTimeout(timer)
    return stopRunning(kernel)
  }
}
