import type { Taken } from '../../../domain/import/cells'
import type { RejectedRow } from '../../../domain/import/records'
import type { TableRequest } from '../../imports/layout'
import type { ReadingContext } from '../../imports/read'
import { StageWriter } from '../../imports/stage'
import type { JobContext } from '../protocol'

/** A reading whose records go to a staging file; without one they are only counted. */
export interface StagedRequest extends TableRequest {
  stagePath?: string | undefined
}

/** So many records, or so many findings, are told of at once: telling of each piece took a sixth of the time of reading it. */
const TOLD_AT_ONCE = { records: 2_000, findings: 200 }

/** What is told of some rows: the records themselves lie in the staging file. */
export interface StagedChunk {
  /** Records staged. */
  count: number
  rejected: RejectedRow[]
  warnings: RejectedRow[]
}

/**
 * Stages what a reader yields, tells the receiver of it, and returns the reader's summary once everything is on the disk.
 * @param staged a record as it is staged
 */
export async function streamChunks<T, R>(
  { stagePath }: StagedRequest, context: JobContext<StagedChunk>, read: (reading: ReadingContext) => AsyncGenerator<Taken<T>, R>, staged: (record: T) => unknown = (record) => record,
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
  const stage = stagePath === undefined ? null : new StageWriter(stagePath)
  let untold: StagedChunk = { count: 0, rejected: [], warnings: [] }
  const tell = async (): Promise<void> => {
    const told = untold
    untold = { count: 0, rejected: [], warnings: [] }
    await context.emit(told)
  }
  try {
    for (;;) {
      const step = await reader.next()
      if (step.done === true) {
        if (untold.count + untold.rejected.length + untold.warnings.length > 0) await tell()
        stage?.finish()
        return step.value
      }
      const { records, rejected, warnings } = step.value
      stage?.append(records.map(staged))
      untold.count += records.length
      untold.rejected.push(...rejected)
      untold.warnings.push(...warnings)
      if (untold.count >= TOLD_AT_ONCE.records || untold.rejected.length + untold.warnings.length >= TOLD_AT_ONCE.findings) await tell()
    }
  } catch (error) {
    stage?.abandon()
    throw error
  }
}
