import { EventPublisher } from '@orpc/server'
import type { ChangeEvent } from '../../contract/health'
import { backupDatabase, checkData } from '../services/health'
import type { Kernel } from '../services/kernel'
import { os, translated } from './base'

/** Above this many rows a change names none: pages refetch what they show. */
const NAMED_AT_MOST = 200

const publishers = new WeakMap<Kernel, EventPublisher<{ change: ChangeEvent }>>()

function publisherOf(kernel: Kernel): EventPublisher<{ change: ChangeEvent }> {
  let publisher = publishers.get(kernel)
  if (publisher === undefined) {
    const made = new EventPublisher<{ change: ChangeEvent }>()
    kernel.onChange(({ tables, ids, caseIds }) => {
      const many = ids.size > NAMED_AT_MOST || caseIds.size > NAMED_AT_MOST
      made.publish('change', { tables: [...tables], ids: many ? [] : [...ids], caseIds: many ? [] : [...caseIds] })
    })
    publishers.set(kernel, made)
    publisher = made
  }
  return publisher
}

export const healthRouter = {
  ping: os.health.ping.handler(() => ({ now: Date.now(), pid: process.pid })),
  check: os.health.check.handler(({ context }) => checkData(context.host.kernel())),
  backup: os.health.backup.handler(({ context, input }) => backupDatabase(context.host.kernel(), input.path)),
  changes: os.health.changes.handler(({ context, signal }) =>
    translated('health.changes', publisherOf(context.host.kernel()).subscribe('change', signal === undefined ? {} : { signal })),
  ),
}
