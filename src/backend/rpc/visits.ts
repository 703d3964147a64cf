import { printVisit, visitSheet } from '../services/visit-sheet'
import { os, requireActor } from './base'

export const visitsRouter = {
  sheet: os.visits.sheet.handler(({ context, input }) => visitSheet(context.host.kernel(), requireActor(context), input.id)),
  print: os.visits.print.handler(({ context, input }) => printVisit(context.host.kernel(), requireActor(context), input)),
}
