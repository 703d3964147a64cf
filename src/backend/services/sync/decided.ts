import { isStatus } from '../../../domain/case/status'
import type { Fields } from '../../../domain/sync/record-words'
import type { WriteTx } from '../../db/write'
import * as cases from '../../repositories/cases'
import * as entries from '../../repositories/register-entries'
import type { ConflictKey } from '../../repositories/sync-conflicts'
import * as shipments from '../../repositories/wrong-shipments'
import { derived, readClocks, waybillKeys } from '../case-core'
import { clockPolicyOf } from '../clock-policy'
import type { Kernel } from '../kernel'

/**
 * What follows when a person has decided a conflict (S3), in the same transaction: values of this device that are worked out from the row,
 * and the verified state of an entry, which an edit voids. `before`: the row as it was stored.
 */
export function afterDecision(kernel: Kernel, tx: WriteTx, { table, row, group }: ConflictKey, before: Fields): void {
  if (table === 'cases') {
    const now = cases.findCase(tx.db, row)
    if (now === undefined) return
    if (group === 'what') cases.setCaseWaybills(tx, row, waybillKeys(now.waybills))
    if (isStatus(now.status)) cases.updateCase(tx, row, derived(readClocks(tx.db, row), now.status, now.nextActionAt, tx.now, clockPolicyOf(kernel, tx.db, now)))
  } else if (table === 'wrong_shipment' && group === 'entry' && before['state'] === 'verified') {
    shipments.updateWrongShipment(tx, row, { state: 'submitted', verifiedBy: null, verifiedAt: null })
  } else if (table === 'register_entry' && group === 'values') {
    const register = kernel.resources.registers.find(({ id }) => id === before['register'])
    const editedTo = register?.states.find(({ id }) => id === before['state'])?.editedTo ?? null
    if (register !== undefined && editedTo !== null && editedTo !== before['state']) entries.updateEntry(tx, register.id, row, { state: editedTo, stateAt: tx.now, stateBy: tx.actorId, stateReason: null })
  }
}
