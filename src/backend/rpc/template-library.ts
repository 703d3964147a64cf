import { checkDraft } from '../services/template-check'
import { exportTemplates } from '../services/template-export'
import * as library from '../services/template-library'
import * as write from '../services/template-write'
import { os, requireActor } from './base'

const procedures = os.templateLibrary

export const templateLibraryRouter = {
  list: procedures.list.handler(({ context, input }) => library.listLibrary(context.host.kernel(), requireActor(context), input)),
  get: procedures.get.handler(({ context, input }) => library.getTemplate(context.host.kernel(), requireActor(context), input.id)),
  check: procedures.check.handler(({ context, input }) => checkDraft(context.host.kernel(), input.draft)),
  save: procedures.save.handler(({ context, input }) => write.saveTemplate(context.host.kernel(), requireActor(context), input)),
  hide: procedures.hide.handler(({ context, input }) => write.hideTemplate(context.host.kernel(), requireActor(context), input)),
  remove: procedures.remove.handler(({ context, input }) => write.removeTemplate(context.host.kernel(), requireActor(context), input)),
  restore: procedures.restore.handler(({ context, input }) => write.restoreVersion(context.host.kernel(), requireActor(context), input)),
  adopt: procedures.adopt.handler(({ context, input }) => write.adoptTemplate(context.host.kernel(), requireActor(context), input)),
  usage: procedures.usage.handler(({ context, input }) => library.templateUsage(context.host.kernel(), requireActor(context), input)),
  export: procedures.export.handler(({ context, input }) => exportTemplates(context.host.kernel(), requireActor(context), input)),
}
