import type { RecordKind } from '../../../domain/import/kinds'
import type { ReadSummary } from '../../imports/read'
import { readRecords } from '../../imports/read'
import type { JobContext } from '../protocol'
import type { StagedChunk, StagedRequest } from './stream-chunks'
import { streamChunks } from './stream-chunks'

/** All records of a table of one kind, in chunks of at most 200 (O2, C13). */
export function readRecordsJob(input: StagedRequest & { kind: RecordKind }, context: JobContext<StagedChunk>): Promise<ReadSummary> {
  return streamChunks(input, context, (reading) => readRecords(input, reading))
}
