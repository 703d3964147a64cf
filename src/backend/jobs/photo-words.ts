import { logError } from '../services/failures'
import type { Kernel } from '../services/kernel'
import { mayReadNow, onHurry, readNext, saveReadings } from '../services/photo-words'

/** Long after the first page is on screen (X1). */
const FIRST_AFTER_MS = 60_000
const LOOK_AGAIN_MS = 10_000

/** Reads waiting screenshots while nobody asks for anything, one after the other (A7). Nothing is done while reading is off. Answers how to stop. */
export function startPhotoWords(kernel: Kernel): () => void {
  let stopped = false
  let running = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const next = (ms: number): void => {
    timer = setTimeout(() => void run(), ms)
    timer.unref()
  }
  const run = async (): Promise<void> => {
    running = true
    try {
      while (!stopped && mayReadNow(kernel) && (await readNext(kernel))) continue
      if (!stopped) saveReadings(kernel)
    } catch (error) {
      // Nothing is lost: what was not read is read another time.
      logError('photo words', error)
    }
    running = false
    if (!stopped) next(LOOK_AGAIN_MS)
  }
  onHurry(kernel, () => {
    if (running || stopped) return
    clearTimeout(timer)
    next(0)
  })
  next(FIRST_AFTER_MS)
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}
