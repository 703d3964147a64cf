import type { OrderRecord } from '../../../domain/import/records'
import type { TableRequest } from '../../imports/layout'
import type { Chunk, OrdersSummary } from '../../imports/read'
import { readOrders } from '../../imports/read'
import type { JobContext } from '../protocol'
import { streamChunks } from './stream-chunks'

/** All orders of a file, in chunks of at most 200 (spec O1). */
export function readOrdersJob(input: TableRequest, context: JobContext<Chunk<OrderRecord>>): Promise<OrdersSummary> {
  return streamChunks(context, (reading) => readOrders(input, reading))
}
