import { logError } from '../services/failures'
import type { Kernel } from '../services/kernel'
import { tidyBin } from '../services/photo-bin'
import { fillLooks } from '../services/photo-looks'

/** Long after the first page is on screen (X1); the bin counts in days. */
const FIRST_AFTER_MS = 60_000
const EVERY_MS = 3_600_000
/** Looks of old photos are worked out only while nobody has asked for anything so long, a few at a time. */
const QUIET_MS = 5_000
const LOOK_AGAIN_MS = 10_000
const AT_ONCE = 5

/** Empties the bin of what has lain there for its days (A6), and works out the looks of photos from before there were any (A4). */
export function startPhotoCare(kernel: Kernel): () => void {
  let stopped = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let tidiedAt = Number.NEGATIVE_INFINITY
  let looksLeft = true
  const next = (ms: number): void => {
    timer = setTimeout(() => void run(), ms)
    timer.unref()
  }
  const run = async (): Promise<void> => {
    try {
      const now = performance.now()
      if (now - tidiedAt >= EVERY_MS) {
        tidiedAt = now
        await tidyBin(kernel)
      }
      while (looksLeft && !stopped && kernel.imaging.length > 0 && kernel.pace.quietMs() > QUIET_MS) looksLeft = (await fillLooks(kernel, AT_ONCE)) > 0
    } catch (error) {
      // Nothing is lost: what should have gone stays in the bin until the next look.
      logError('photo care', error)
    }
    if (!stopped) next(looksLeft ? LOOK_AGAIN_MS : EVERY_MS)
  }
  next(FIRST_AFTER_MS)
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}
