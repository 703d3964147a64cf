import type { RecordKind } from '../../../domain/import/kinds'
import type { TableRequest } from '../../imports/layout'
import type { ReadSummary } from '../../imports/read'
import { readRecords } from '../../imports/read'
import type { JobContext } from '../protocol'
import type { StagedChunk } from './stream-chunks'
import { streamChunks } from './stream-chunks'

/** All records of a table of one kind, in chunks of at most 200 (O2, C13). */
export function readRecordsJob(input: TableRequest & { kind: RecordKind }, context: JobContext<StagedChunk>): Promise<ReadSummary> {
  return streamChunks(context, (reading) => readRecords(input, reading))
}
