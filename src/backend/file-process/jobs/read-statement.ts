import type { StatementRecord } from '../../../domain/import/records'
import type { TableRequest } from '../../imports/layout'
import type { Chunk, StatementSummary } from '../../imports/read'
import { readStatement } from '../../imports/read'
import type { JobContext } from '../protocol'
import { streamChunks } from './stream-chunks'

/** All lines of a courier's statement, in chunks of at most 200 (spec M1). */
export function readStatementJob(input: TableRequest, context: JobContext<Chunk<StatementRecord>>): Promise<StatementSummary> {
  return streamChunks(context, (reading) => readStatement(input, reading))
}
