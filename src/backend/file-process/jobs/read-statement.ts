import type { StatementRecord } from '../../../domain/import/records'
import type { StagedLine } from '../../../domain/import/statements'
import { createOrdinals, statementLineContent } from '../../../domain/import/statements'
import type { StatementSummary } from '../../imports/read'
import { readStatement } from '../../imports/read'
import type { JobContext } from '../protocol'
import type { StagedChunk, StagedRequest } from './stream-chunks'
import { streamChunks } from './stream-chunks'

/** All lines of a courier's statement, in chunks of at most 200, with their identity and how many fall in each month (spec M1). */
export async function readStatementJob(input: StagedRequest, context: JobContext<StagedChunk>): Promise<StatementSummary & { months: [month: string, lines: number][] }> {
  const ordinalOf = createOrdinals()
  const months = new Map<string, number>()
  const asStaged = (record: StatementRecord): StagedLine => {
    const month = record.occurredOn?.slice(0, 7)
    if (month !== undefined) months.set(month, (months.get(month) ?? 0) + 1)
    const content = statementLineContent(input.source ?? '', record)
    return { content, ordinal: ordinalOf(content), record }
  }
  const summary = await streamChunks(input, context, (reading) => readStatement(input, reading), asStaged)
  return { ...summary, months: [...months] }
}
