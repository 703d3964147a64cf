import { packAppeal } from '../services/appeal-pack'
import * as appeals from '../services/appeals'
import { exportAppeals } from '../services/log-exports'
import { os, requireActor } from './base'

export const appealsRouter = {
  list: os.appeals.list.handler(({ context, input }) => appeals.listAppeals(context.host.kernel(), input)),
  sums: os.appeals.sums.handler(({ context, input }) => appeals.sumAppeals(context.host.kernel(), input)),
  export: os.appeals.export.handler(({ context, input }) => exportAppeals(context.host.kernel(), requireActor(context), input)),
  record: os.appeals.record.handler(({ context, input }) => appeals.appealRecord(context.host.kernel(), input.id)),
  terms: os.appeals.terms.handler(({ context }) => appeals.appealTerms(context.host.kernel())),
  propose: os.appeals.propose.handler(({ context, input }) => appeals.proposeAppeal(context.host.kernel(), input)),
  create: os.appeals.create.handler(({ context, input }) => appeals.createAppeal(context.host.kernel(), requireActor(context), input)),
  update: os.appeals.update.handler(({ context, input }) => appeals.updateAppeal(context.host.kernel(), requireActor(context), input)),
  setStatus: os.appeals.setStatus.handler(({ context, input }) => appeals.setAppealStatus(context.host.kernel(), requireActor(context), input)),
  remove: os.appeals.remove.handler(({ context, input }) => appeals.removeAppeal(context.host.kernel(), requireActor(context), input)),
  pack: os.appeals.pack.handler(({ context, input }) => packAppeal(context.host.kernel(), requireActor(context), input)),
}
