import * as masters from '../../repositories/masters'
import * as repo from '../../repositories/sync'
import { randomMark } from '../../sync/store-names'
import type { Kernel } from '../kernel'
import { SYSTEM } from '../setup'
import { startEpoch } from './epoch'
import { UNFINISHED } from './link'

/**
 * A folder that comes back to a team as a stranger (it left, or is a backup from before it joined) has no longer the key with which its name
 * is known there: it gets a new name, and what the team has not got of it is stamped anew, since the old name may have said other things at the same time.
 */
export function takeNewName(kernel: Kernel): void {
  const device = randomMark()
  startEpoch(kernel, null, device, (tx) => masters.putMeta(tx, 'device-id', device))
}

/**
 * Another folder asks, or is known, under this device's name with a key of its own (a copy that was copied before it first asked): this one goes
 * on under a new name and asks again. What it sent under the old one nobody can read: it is sent anew.
 */
export function leaveNameToOther(kernel: Kernel): void {
  const stream = kernel.stream()
  kernel.write(SYSTEM, { name: 'sync.unsent', subject: stream, derived: true }, (tx) => {
    for (const row of repo.listOutbox(tx.db, stream)) repo.putOutbox(tx, { ...row, sentAt: null })
    masters.putMeta(tx, UNFINISHED, 'ask')
  })
  takeNewName(kernel)
}
