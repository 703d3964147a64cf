import type { ImportKind } from '../../../domain/import/kinds'
import type { KindFit, TableInspection, TableRequest } from '../../imports/layout'
import { inspectTable } from '../../imports/layout'
import type { JobContext } from '../protocol'

/** First rows of a table, its encoding, sheets, which kind it seems to be and what its columns seem to mean (spec M1: preview). */
export function inspectTableJob(input: TableRequest & { as: readonly ImportKind[] }, _: JobContext<never>): Promise<{ inspection: TableInspection; kind: ImportKind; fits: KindFit[] }> {
  return inspectTable(input, input.as)
}
