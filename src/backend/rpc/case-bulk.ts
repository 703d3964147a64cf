import { matchingCases, previewBulk, queueTerms, runBulk, updateMany } from '../services/case-bulk'
import { listSheet } from '../services/case-read'
import { undoChanges, undoOne, undoStatus } from '../services/case-undo'
import * as views from '../services/saved-views'
import { os, requireActor } from './base'

export const caseBulkRouter = {
  sheet: os.cases.sheet.handler(({ context, input }) => listSheet(context.host.kernel(), requireActor(context), input)),
  queueTerms: os.cases.queueTerms.handler(({ context }) => queueTerms(context.host.kernel())),
  matching: os.cases.matching.handler(({ context, input }) => matchingCases(context.host.kernel(), requireActor(context), input)),
  bulkPreview: os.cases.bulkPreview.handler(({ context, input }) => previewBulk(context.host.kernel(), input.ids, input.action)),
  bulk: os.cases.bulk.handler(({ context, input }) => runBulk(context.host.kernel(), requireActor(context), input)),
  updateMany: os.cases.updateMany.handler(({ context, input }) => updateMany(context.host.kernel(), requireActor(context), input)),
  undo: os.cases.undo.handler(({ context, input }) => undoChanges(context.host.kernel(), requireActor(context), input.changes)),
  undoEvent: os.cases.undoEvent.handler(({ context, input }) => undoOne(context.host.kernel(), requireActor(context), input)),
  undoStatus: os.cases.undoStatus.handler(({ context, input }) => undoStatus(context.host.kernel(), requireActor(context), input)),
}

export const savedViewsRouter = {
  list: os.savedViews.list.handler(({ context }) => views.listSavedViews(context.host.kernel(), requireActor(context))),
  create: os.savedViews.create.handler(({ context, input }) => views.createSavedView(context.host.kernel(), requireActor(context), input)),
  update: os.savedViews.update.handler(({ context, input }) => views.updateSavedView(context.host.kernel(), requireActor(context), input)),
  move: os.savedViews.move.handler(({ context, input }) => views.moveSavedView(context.host.kernel(), requireActor(context), input)),
  remove: os.savedViews.remove.handler(({ context, input }) => views.removeSavedView(context.host.kernel(), requireActor(context), input.id)),
  restore: os.savedViews.restore.handler(({ context, input }) => views.restoreSavedView(context.host.kernel(), requireActor(context), input.id)),
}
