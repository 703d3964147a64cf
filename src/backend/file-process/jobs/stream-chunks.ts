import type { Taken } from '../../../domain/import/cells'
import type { RejectedRow } from '../../../domain/import/records'
import type { ReadingContext } from '../../imports/read'
import type { JobContext } from '../protocol'

/**
 * Rows as they travel: the records as the JSON text that is staged, so that the process that owns the database neither unpacks nor
 * packs them while pages wait for it.
 */
export interface StagedChunk {
  /** Records in `json`. */
  count: number
  /** JSON array of the records. */
  json: string
  rejected: RejectedRow[]
  warnings: RejectedRow[]
}

/**
 * Hands what a reader yields to the receiver and returns its summary.
 * @param staged a record as it is staged
 */
export async function streamChunks<T, R>(
  context: JobContext<StagedChunk>, read: (reading: ReadingContext) => AsyncGenerator<Taken<T>, R>, staged: (record: T) => unknown = (record) => record,
): Promise<R> {
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
    const { records, rejected, warnings } = step.value
    await context.emit({ count: records.length, json: JSON.stringify(records.map(staged)), rejected, warnings })
  }
}
