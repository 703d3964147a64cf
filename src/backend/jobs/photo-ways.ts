import type { AtDesk } from '../services/at-desk'
import { logError } from '../services/failures'
import { lookAtHotFolders, onHotHint } from '../services/hot-folders'
import type { Kernel } from '../services/kernel'
import { resumeScans, stopScans } from '../services/photo-scan'

/** After the first page is on screen (X1). */
const FIRST_AFTER_MS = 4_000
/** A hint comes for every write of a download; they are answered together, and never faster than this. */
const HINT_MS = 500

/**
 * Looks at the hot folders again and again and goes on with scans (A2), in the name of whoever sits here. Without any of them it does
 * nothing until one is added. Answers how to stop.
 */
export function startPhotoWays(kernel: Kernel, atDesk: AtDesk): () => void {
  let stopped = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let busy = false
  let hinted = false
  const next = (ms: number): void => {
    clearTimeout(timer)
    if (stopped) return
    timer = setTimeout(() => void run(), ms)
    timer.unref()
  }
  const run = async (): Promise<void> => {
    if (busy || stopped) return
    busy = true
    hinted = false
    let goOn = true
    try {
      const scanning = resumeScans(kernel, atDesk)
      goOn = (await lookAtHotFolders(kernel, atDesk)) || scanning
    } catch (error) {
      // Nothing is lost: the files are where they were, and the next look finds them.
      logError('photo ways', error)
    } finally {
      busy = false
    }
    if (goOn) next(hinted ? HINT_MS : kernel.resources.policy.photoWays.hot.lookSeconds * 1000)
  }
  const endHints = onHotHint(kernel, () => {
    const first = !hinted
    hinted = true
    if (first && !busy) next(HINT_MS)
  })
  next(FIRST_AFTER_MS)
  return () => {
    stopped = true
    clearTimeout(timer)
    endHints()
    stopScans(kernel)
  }
}
