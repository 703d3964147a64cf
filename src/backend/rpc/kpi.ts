import * as kpi from '../services/kpi'
import { exportKpi } from '../services/kpi-export'
import { os, requireActor } from './base'

export const kpiRouter = {
  read: os.kpi.read.handler(({ context, input }) => kpi.readKpi(context.host.kernel(), input)),
  behind: os.kpi.behind.handler(({ context, input }) => kpi.behindKpi(context.host.kernel(), input)),
  mine: os.kpi.mine.handler(({ context, input }) => kpi.readMine(context.host.kernel(), requireActor(context), input)),
  mineBehind: os.kpi.mineBehind.handler(({ context, input }) => kpi.behindMine(context.host.kernel(), requireActor(context), input)),
  export: os.kpi.export.handler(({ context, input }) => exportKpi(context.host.kernel(), requireActor(context), input)),
}
