import * as log from '../services/claim-log'
import { packClaim } from '../services/claim-pack'
import { leakReport } from '../services/leaks'
import { exportClaims } from '../services/log-exports'
import { os, requireActor } from './base'

export const claimLogRouter = {
  record: os.claims.record.handler(({ context, input }) => log.claimRecord(context.host.kernel(), input.id)),
  update: os.claims.update.handler(({ context, input }) => log.updateClaim(context.host.kernel(), requireActor(context), input)),
  file: os.claims.file.handler(({ context, input }) => log.fileClaim(context.host.kernel(), requireActor(context), input)),
  merge: os.claims.merge.handler(({ context, input }) => log.mergeClaim(context.host.kernel(), requireActor(context), input)),
  sums: os.claims.sums.handler(({ context, input }) => log.claimSums(context.host.kernel(), input)),
  terms: os.claims.terms.handler(({ context }) => log.claimTerms(context.host.kernel())),
  export: os.claims.export.handler(({ context, input }) => exportClaims(context.host.kernel(), requireActor(context), input)),
  pack: os.claims.pack.handler(({ context, input }) => packClaim(context.host.kernel(), requireActor(context), input)),
}

export const leaksRouter = {
  report: os.leaks.report.handler(({ context, input }) => leakReport(context.host.kernel(), input)),
}
