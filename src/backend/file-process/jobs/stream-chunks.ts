import type { ReadingContext } from '../../imports/read'
import type { JobContext } from '../protocol'

/** Hands what a reader yields to the receiver and returns its summary. */
export async function streamChunks<C, R>(context: JobContext<C>, read: (reading: ReadingContext) => AsyncGenerator<C, R>): Promise<R> {
  let rows = 0
  const reader = read({
    signal: context.signal,
    progress: (done) => {
      // A negative count says "still at work" without news of rows.
      if (done >= 0) rows = done
      context.progress(rows)
    },
  })
  for (;;) {
    const step = await reader.next()
    if (step.done === true) return step.value
    await context.emit(step.value)
  }
}
