import * as finance from '../services/finance'
import { makeBatch, writeBatchAgain } from '../services/finance-batch'
import { os, requireActor } from './base'

/** The finance list (F1). */
export const financeRouter = {
  list: os.finance.list.handler(({ context, input }) => finance.listFinance(context.host.kernel(), requireActor(context), input)),
  counts: os.finance.counts.handler(({ context, input }) => finance.financeCounts(context.host.kernel(), input)),
  get: os.finance.get.handler(({ context, input }) => finance.financeRow(context.host.kernel(), requireActor(context), input.id)),
  setPayee: os.finance.setPayee.handler(({ context, input }) => finance.setPayee(context.host.kernel(), requireActor(context), input)),
  explain: os.finance.explain.handler(({ context, input }) => finance.explainDoubles(context.host.kernel(), requireActor(context), input)),
  batch: os.finance.batch.handler(({ context, input }) => makeBatch(context.host.kernel(), requireActor(context), input)),
  batchFile: os.finance.batchFile.handler(({ context, input }) => writeBatchAgain(context.host.kernel(), requireActor(context), input)),
  pay: os.finance.pay.handler(({ context, input }) => finance.payMany(context.host.kernel(), requireActor(context), input)),
  cameBack: os.finance.cameBack.handler(({ context, input }) => finance.cameBack(context.host.kernel(), requireActor(context), input)),
  unmask: os.finance.unmask.handler(({ context, input }) => finance.unmaskAccount(context.host.kernel(), requireActor(context), input.id)),
}
