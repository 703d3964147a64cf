import type { OrderRecord } from '../../../domain/import/records'
import type { OrdersSummary } from '../../imports/read'
import { readOrders } from '../../imports/read'
import type { JobContext } from '../protocol'
import type { StagedChunk, StagedRequest } from './stream-chunks'
import { streamChunks } from './stream-chunks'

const NONE: Record<string, string> = {}

/** The platform's further cells have no place among the orders: staging them would only cost. */
function asStaged(record: OrderRecord): OrderRecord {
  record.extra = NONE
  return record
}

/** All orders of a file, in chunks of at most 200 (spec O1). */
export function readOrdersJob(input: StagedRequest, context: JobContext<StagedChunk>): Promise<OrdersSummary> {
  return streamChunks(input, context, (reading) => readOrders(input, reading), asStaged)
}
