import type { Fields } from '../../../domain/sync/record-words'
import { syncedTable } from '../../db/merge'
import type { WriteTx } from '../../db/write'
import * as entries from '../../repositories/register-entries'
import type { ConflictKey } from '../../repositories/sync-conflicts'
import * as shipments from '../../repositories/wrong-shipments'
import type { Kernel } from '../kernel'
import { workOutDerived } from './derived'

/**
 * What follows when a person has decided a conflict (S3), in the same transaction: values of this device that are worked out from the row,
 * and the verified state of an entry, which an edit voids. `before`: the row as it was stored.
 */
export function afterDecision(kernel: Kernel, tx: WriteTx, { table, row, group }: ConflictKey, before: Fields): void {
  const merged = syncedTable(table)
  // as after a merge: what follows from the row is worked out from it, whichever columns the decision changed
  if (merged !== undefined) workOutDerived(kernel, tx, [{ table: merged, row, isNew: false, written: group === 'what' ? { waybills: null } : {}, isContested: false }])
  if (table === 'wrong_shipment' && group === 'entry' && before['state'] === 'verified') {
    shipments.updateWrongShipment(tx, row, { state: 'submitted', verifiedBy: null, verifiedAt: null })
  } else if (table === 'register_entry' && group === 'values') {
    const register = kernel.resources.registers.find(({ id }) => id === before['register'])
    const editedTo = register?.states.find(({ id }) => id === before['state'])?.editedTo ?? null
    if (register !== undefined && editedTo !== null && editedTo !== before['state']) entries.updateEntry(tx, register.id, row, { state: editedTo, stateAt: tx.now, stateBy: tx.actorId, stateReason: null })
  }
}
