import * as finance from '../services/finance'
import { makeBatch, writeBatchAgain } from '../services/finance-batch'
import { os, requireActor } from './base'

/** What the finance list does beside the register that shows it (F1). */
export const financeRouter = {
  get: os.finance.get.handler(({ context, input }) => finance.financeRow(context.host.kernel(), requireActor(context), input.id)),
  setPayee: os.finance.setPayee.handler(({ context, input }) => finance.setPayee(context.host.kernel(), requireActor(context), input)),
  explain: os.finance.explain.handler(({ context, input }) => finance.explainDoubles(context.host.kernel(), requireActor(context), input)),
  batch: os.finance.batch.handler(({ context, input }) => makeBatch(context.host.kernel(), requireActor(context), input)),
  batchFile: os.finance.batchFile.handler(({ context, input }) => writeBatchAgain(context.host.kernel(), requireActor(context), input)),
  unmask: os.finance.unmask.handler(({ context, input }) => finance.unmaskAccount(context.host.kernel(), requireActor(context), input.id)),
}
