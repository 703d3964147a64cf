import { exportTable } from '../services/exports'
import * as imports from '../services/imports'
import * as photos from '../services/photos'
import * as whereabouts from '../services/photo-whereabouts'
import * as reconcile from '../services/reconcile'
import { os, requireActor, translated } from './base'

export const importsRouter = {
  preview: os.imports.preview.handler(({ context, input }) => imports.previewImport(context.host.kernel(), input)),
  orders: os.imports.orders.handler(({ context, input, signal }) =>
    translated('imports.orders', imports.importOrders(context.host.kernel(), requireActor(context), input, signal)),
  ),
  statement: os.imports.statement.handler(({ context, input, signal }) =>
    translated('imports.statement', imports.importStatement(context.host.kernel(), requireActor(context), input, signal)),
  ),
  records: os.imports.records.handler(({ context, input, signal }) =>
    translated('imports.records', imports.importRecords(context.host.kernel(), requireActor(context), input, signal)),
  ),
  findings: os.imports.findings.handler(({ context, input }) => imports.listFindings(context.host.kernel(), input.batchId)),
  exportRejected: os.imports.exportRejected.handler(({ context, input }) => imports.exportRejected(context.host.kernel(), requireActor(context), input)),
  batches: os.imports.batches.handler(({ context, input }) => imports.listBatches(context.host.kernel(), input)),
}

export const photosRouter = {
  addFiles: os.photos.addFiles.handler(({ context, input }) => photos.addFiles(context.host.kernel(), requireActor(context), input)),
  addBytes: os.photos.addBytes.handler(async ({ context, input }) => {
    const bytes = input.bytes instanceof Uint8Array ? input.bytes : new Uint8Array(await input.bytes.arrayBuffer())
    return photos.addBytes(context.host.kernel(), requireActor(context), { ...input, bytes })
  }),
  list: os.photos.list.handler(({ context, input }) => photos.listPhotos(context.host.kernel(), input)),
  assign: os.photos.assign.handler(({ context, input }) => photos.assignPhoto(context.host.kernel(), requireActor(context), input)),
  inboxCount: os.photos.inboxCount.handler(({ context }) => photos.inboxCount(context.host.kernel())),
  verify: os.photos.verify.handler(({ context }) => photos.verifyPhotos(context.host.kernel(), requireActor(context))),
  locate: os.photos.locate.handler(({ context, input }) => whereabouts.locatePhoto(context.host.kernel(), input.linkId)),
}

export const reconcileRouter = {
  run: os.reconcile.run.handler(({ context, input }) => reconcile.runReconcile(context.host.kernel(), requireActor(context), input)),
  explain: os.reconcile.explain.handler(({ context, input }) => reconcile.explainMonth(context.host.kernel(), input)),
  overview: os.reconcile.overview.handler(({ context, input }) => reconcile.reconcileOverview(context.host.kernel(), input)),
  lines: os.reconcile.lines.handler(({ context, input }) => reconcile.listStatementLines(context.host.kernel(), input)),
}

export const exportsRouter = {
  run: os.exports.run.handler(({ context, input }) => exportTable(context.host.kernel(), requireActor(context), input)),
}
