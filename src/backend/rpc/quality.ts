import { exportPareto, qualityOfCase, readAlerts, readPareto } from '../services/quality'
import { writeFactorySheet } from '../services/quality-sheet'
import { os, requireActor } from './base'

/** What stands beside the register of quality reports (Q1). */
export const qualityRouter = {
  alerts: os.quality.alerts.handler(({ context }) => readAlerts(context.host.kernel())),
  pareto: os.quality.pareto.handler(({ context, input }) => readPareto(context.host.kernel(), input)),
  exportPareto: os.quality.exportPareto.handler(({ context, input }) => exportPareto(context.host.kernel(), requireActor(context), input)),
  sheet: os.quality.sheet.handler(({ context, input }) => writeFactorySheet(context.host.kernel(), requireActor(context), input)),
  ofCase: os.quality.ofCase.handler(({ context, input }) => qualityOfCase(context.host.kernel(), input.caseId)),
}
