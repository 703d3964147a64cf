import { printCards } from '../services/return-cards'
import * as bench from '../services/returns-bench'
import * as tasks from '../services/warehouse-tasks'
import { os, requireActor } from './base'

/** Returns bench and warehouse tasks (W6). */
export const returnsRouter = {
  terms: os.returns.terms.handler(({ context }) => {
    const { againMs, digitMs, prefixes, suffixes, longest } = context.host.kernel().resources.policy.warehouse.scan
    return { againMs, digitMs, prefixes: [...prefixes], suffixes: [...suffixes], longest }
  }),
  lookup: os.returns.lookup.handler(({ context, input }) => bench.lookupReturn(context.host.kernel(), requireActor(context), input.code)),
  file: os.returns.file.handler(({ context, input }) => bench.fileReturn(context.host.kernel(), requireActor(context), input)),
  fileUnknown: os.returns.fileUnknown.handler(({ context, input }) => bench.fileUnknown(context.host.kernel(), requireActor(context), input)),
  undo: os.returns.undo.handler(({ context, input }) => bench.undoFiled(context.host.kernel(), requireActor(context), input)),
  candidates: os.returns.candidates.handler(({ context, input }) => bench.returnCandidates(context.host.kernel(), requireActor(context), input)),
  match: os.returns.match.handler(({ context, input }) => bench.matchReturn(context.host.kernel(), requireActor(context), input)),
  cards: os.returns.cards.handler(({ context, input }) => printCards(context.host.kernel(), requireActor(context), input)),
}

export const warehouseTasksRouter = {
  begin: os.warehouseTasks.begin.handler(({ context, input }) => tasks.beginTask(context.host.kernel(), requireActor(context), input.caseId)),
  ask: os.warehouseTasks.ask.handler(({ context, input }) => tasks.askTask(context.host.kernel(), requireActor(context), input)),
  templates: os.warehouseTasks.templates.handler(({ context }) => tasks.listTemplates(context.host.kernel(), requireActor(context))),
  pending: os.warehouseTasks.pending.handler(({ context, input }) => tasks.pendingTasks(context.host.kernel(), requireActor(context), input.ids ?? null)),
  export: os.warehouseTasks.export.handler(({ context, input }) => tasks.exportTasks(context.host.kernel(), requireActor(context), input)),
  readAnswer: os.warehouseTasks.readAnswer.handler(({ context, input }) => tasks.readErpAnswer(context.host.kernel(), requireActor(context), input.text)),
  takeAnswer: os.warehouseTasks.takeAnswer.handler(({ context, input }) => tasks.takeErpAnswer(context.host.kernel(), requireActor(context), input)),
}
