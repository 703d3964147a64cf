import type { ImportMapping } from '../../../domain/import/mapping'
import type { TableInspection, TableRequest } from '../../imports/layout'
import { inspectTable } from '../../imports/layout'
import type { JobContext } from '../protocol'

/** First rows of a table, its encoding, sheets, and what its columns seem to mean (spec M1: preview). */
export function inspectTableJob(input: TableRequest & { as: ImportMapping['kind'] }, _: JobContext<never>): Promise<TableInspection> {
  return inspectTable(input, input.as)
}
