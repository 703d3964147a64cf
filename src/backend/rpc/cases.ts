import { addOutOfArea } from '../services/area-warnings'
import { answerCase } from '../services/case-playbook'
import { areaWarningsOfOrders } from '../services/area-warnings'
import * as read from '../services/case-read'
import * as write from '../services/case-write'
import { analyse } from '../services/intake'
import { findOrders } from '../services/orders'
import { templateFacts } from '../services/replies'
import { logPicture, logReply } from '../services/reply-log'
import { templateIndex } from '../services/template-index'
import { os, requireActor } from './base'
import { first } from './first'

export const casesRouter = {
  ...first.cases,
  get: os.cases.get.handler(({ context, input }) => read.getCase(context.host.kernel(), input.id)),
  create: os.cases.create.handler(({ context, input }) => write.createCase(context.host.kernel(), requireActor(context), input)),
  update: os.cases.update.handler(({ context, input }) => write.updateCase(context.host.kernel(), requireActor(context), input.id, input.patch, input.key)),
  setStatus: os.cases.setStatus.handler(({ context, input }) => write.setStatus(context.host.kernel(), requireActor(context), input.id, input)),
  assign: os.cases.assign.handler(({ context, input }) => write.assignCase(context.host.kernel(), requireActor(context), input.id, input.staffId, input.key)),
  addNote: os.cases.addNote.handler(({ context, input }) => write.addNote(context.host.kernel(), requireActor(context), input.id, input.text, input.key)),
  logReply: os.cases.logReply.handler(({ context, input }) => logReply(context.host.kernel(), requireActor(context), input.id, input)),
  logPicture: os.cases.logPicture.handler(({ context, input }) => logPicture(context.host.kernel(), requireActor(context), input)),
  tickStep: os.cases.tickStep.handler(({ context, input }) => write.tickStep(context.host.kernel(), requireActor(context), input.id, input.stepId, input.key)),
  answer: os.cases.answer.handler(({ context, input }) => answerCase(context.host.kernel(), requireActor(context), input, (id) => read.getCase(context.host.kernel(), id))),
  addOutOfArea: os.cases.addOutOfArea.handler(({ context, input }) => addOutOfArea(context.host.kernel(), requireActor(context), input, (id) => read.getCase(context.host.kernel(), id))),
  templateFacts: os.cases.templateFacts.handler(({ context, input }) => templateFacts(context.host.kernel(), requireActor(context), input.id, input.language)),
  intake: os.cases.intake.handler(({ context, input }) => analyse(context.host.kernel(), input.text, input.fromPicture === true)),
}

export const ordersRouter = {
  areaWarnings: os.orders.areaWarnings.handler(({ context, input }) => areaWarningsOfOrders(context.host.kernel(), input.orderIds)),
  find: os.orders.find.handler(({ context, input }) => findOrders(context.host.kernel(), input.text)),
}

export const templatesRouter = {
  index: os.templates.index.handler(({ context }) => templateIndex(context.host.kernel(), requireActor(context).staffId)),
}
