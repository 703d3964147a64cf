import * as masters from '../../repositories/masters'
import type { Kernel } from '../kernel'
import { startEpoch } from './epoch'
import { PRIVATE_KEY, putMachine, UNFINISHED } from './link'

/**
 * A folder of a vault that was copied to another machine goes on as a device of its own (docs/sync-format.md, section 7): new id and stream,
 * changes that were not sent stamped anew, and no key: the next link makes one, with which it asks to be admitted. All of it in one
 * transaction. `mark`: of this machine; `device`: the new id.
 */
export function becomeAnother(kernel: Kernel, mark: string, device: string): void {
  startEpoch(kernel, null, device, (tx) => {
    masters.putMeta(tx, 'device-id', device)
    putMachine(tx, mark)
    masters.putMeta(tx, PRIVATE_KEY, '')
    masters.putMeta(tx, UNFINISHED, 'ask')
  })
}
