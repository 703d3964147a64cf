import * as closing from '../services/month-closing'
import * as letters from '../services/month-letters'
import * as report from '../services/month-report'
import { os, requireActor } from './base'

export const monthCloseRouter = {
  months: os.monthClose.months.handler(({ context }) => closing.listMonths(context.host.kernel())),
  state: os.monthClose.state.handler(({ context, input }) => closing.monthView(context.host.kernel(), input)),
  check: os.monthClose.check.handler(({ context, input }) => closing.checkMonth(context.host.kernel(), input)),
  close: os.monthClose.close.handler(({ context, input }) => closing.closeMonth(context.host.kernel(), requireActor(context), input)),
  reopen: os.monthClose.reopen.handler(({ context, input }) => closing.reopenMonth(context.host.kernel(), requireActor(context), input)),
  makeReport: os.monthClose.makeReport.handler(({ context, input }) => report.makeReport(context.host.kernel(), requireActor(context), input)),
  verify: os.monthClose.verify.handler(({ context, input }) => report.verifyReport(context.host.kernel(), input)),
  saveCopy: os.monthClose.saveCopy.handler(({ context, input }) => report.saveReportCopy(context.host.kernel(), requireActor(context), input)),
  disputes: os.monthClose.disputes.handler(({ context, input }) => report.listDisputes(context.host.kernel(), input)),
  exportDispute: os.monthClose.exportDispute.handler(({ context, input }) => report.exportDispute(context.host.kernel(), requireActor(context), input)),
  letters: os.monthClose.letters.handler(({ context, input }) => letters.listLetters(context.host.kernel(), input)),
  makeLetter: os.monthClose.makeLetter.handler(({ context, input }) => letters.makeLetter(context.host.kernel(), requireActor(context), input)),
  fileScan: os.monthClose.fileScan.handler(({ context, input }) => letters.fileScan(context.host.kernel(), requireActor(context), input)),
}
