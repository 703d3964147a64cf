import { logError } from '../services/failures'
import type { Kernel } from '../services/kernel'
import { tidyBin } from '../services/photo-bin'
import { fillLooks } from '../services/photo-looks'
import { mendThumbnails } from '../services/photo-thumbs'

/** Long after the first page is on screen (X1); the bin counts in days. */
const FIRST_AFTER_MS = 60_000
const EVERY_MS = 3_600_000
/** Looks of old photos are worked out only while nobody has asked for anything so long, a few at a time. */
const QUIET_MS = 5_000
const LOOK_AGAIN_MS = 10_000
const AT_ONCE = 5
/** Once in each run all thumbnails are looked at: a page of them is some milliseconds, unless one must be made anew. */
const THUMBS_AT_ONCE = 100

/**
 * Empties the bin of what has lain there for its days (A6), works out the looks of photos from before there were any (A4), and makes
 * thumbnails anew that are lost (A7).
 */
export function startPhotoCare(kernel: Kernel): () => void {
  let stopped = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let tidiedAt = Number.NEGATIVE_INFINITY
  let looksLeft = true
  let thumbsAfter: string | null = ''
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
      const quiet = (): boolean => !stopped && kernel.imaging.length > 0 && kernel.pace.quietMs() > QUIET_MS
      while (looksLeft && quiet()) looksLeft = (await fillLooks(kernel, AT_ONCE)) > 0
      while (thumbsAfter !== null && quiet()) thumbsAfter = (await mendThumbnails(kernel, thumbsAfter, THUMBS_AT_ONCE)).last
    } catch (error) {
      // Nothing is lost: what should have gone stays in the bin until the next look.
      logError('photo care', error)
    }
    if (!stopped) next(looksLeft || thumbsAfter !== null ? LOOK_AGAIN_MS : EVERY_MS)
  }
  next(FIRST_AFTER_MS)
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}
