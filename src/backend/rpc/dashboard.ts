import * as dashboard from '../services/dashboard'
import { os, requireActor } from './base'

export const dashboardRouter = {
  read: os.dashboard.read.handler(({ context, input }) => dashboard.readDashboard(context.host.kernel(), input)),
  export: os.dashboard.export.handler(({ context, input }) => dashboard.exportDashboard(context.host.kernel(), requireActor(context), input)),
}
