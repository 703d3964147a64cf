import * as hot from '../services/hot-folders'
import * as look from '../services/photo-scan-look'
import * as scan from '../services/photo-scan'
import { os, requireActor } from './base'

/** Hot folders (A2). */
export const hotFoldersRouter = {
  list: os.hotFolders.list.handler(({ context }) => hot.listHotFolders(context.host.kernel())),
  add: os.hotFolders.add.handler(({ context, input }) => hot.addHotFolder(context.host.kernel(), requireActor(context), input)),
  change: os.hotFolders.change.handler(({ context, input }) => hot.changeHotFolder(context.host.kernel(), requireActor(context), input)),
  remove: os.hotFolders.remove.handler(({ context, input }) => hot.removeHotFolder(context.host.kernel(), requireActor(context), input.id)),
  refused: os.hotFolders.refused.handler(({ context, input }) => hot.listRefused(context.host.kernel(), input.id)),
  retry: os.hotFolders.retry.handler(({ context, input }) => hot.retryRefused(context.host.kernel(), requireActor(context), input.id)),
  attend: os.hotFolders.attend.handler(({ context, input }) => hot.attendCase(context.host.kernel(), input.caseId)),
}

/** Scans of old folders (A2). */
export const photoScansRouter = {
  look: os.photoScans.look.handler(({ context, input }) => look.lookForScan(context.host.kernel(), input.root)),
  preview: os.photoScans.preview.handler(({ context }) => look.scanPreview(context.host.kernel())),
  lookCancel: os.photoScans.lookCancel.handler(({ context }) => look.cancelScanLook(context.host.kernel())),
  start: os.photoScans.start.handler(({ context, input }) => scan.startScan(context.host.kernel(), requireActor(context), input)),
  list: os.photoScans.list.handler(({ context }) => scan.listScans(context.host.kernel())),
  pause: os.photoScans.pause.handler(({ context, input }) => scan.pauseScan(context.host.kernel(), requireActor(context), input.id)),
  resume: os.photoScans.resume.handler(({ context, input }) => scan.resumeScan(context.host.kernel(), requireActor(context), input.id)),
  cancel: os.photoScans.cancel.handler(({ context, input }) => scan.cancelScan(context.host.kernel(), requireActor(context), input.id)),
  errors: os.photoScans.errors.handler(({ context, input }) => scan.listScanErrors(context.host.kernel(), input)),
  exportErrors: os.photoScans.exportErrors.handler(({ context, input }) => scan.exportScanErrors(context.host.kernel(), requireActor(context), input)),
}
