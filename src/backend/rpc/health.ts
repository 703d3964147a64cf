import { backupDatabase, checkData } from '../services/health'
import { os } from './base'
import { first } from './first'

export const healthRouter = {
  ping: os.health.ping.handler(() => ({ now: Date.now(), pid: process.pid })),
  check: os.health.check.handler(({ context }) => checkData(context.host.kernel())),
  backup: os.health.backup.handler(({ context, input }) => backupDatabase(context.host.kernel(), input.path)),
  changes: first.health.changes,
}
