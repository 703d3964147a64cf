import type { ImportedRecord } from '../../../domain/import/kinds'
import type { WriteTx } from '../../db/write'
import type { BatchRow } from '../../repositories/imports'
import * as masters from '../../repositories/masters'
import { givenOf } from '../../repositories/skus'
import { shopForOrders } from '../import-orders'
import type { Outcome } from '../import-run'
import type { Kernel } from '../kernel'
import { list, text, yes } from './values'

/** One buyer (O2); platform and nick are the identity, as everywhere. */
export function publishBuyer(kernel: Kernel, tx: WriteTx, batch: BatchRow, { values }: ImportedRecord): Outcome {
  const nick = text(values, 'nick')
  if (nick === null) return 'unchanged'
  const platform = text(values, 'platform') ?? batch.platform ?? shopForOrders(kernel, batch.shopId, '').platform
  const id = `${platform}:${nick}`
  const marks = list(values, 'marks')
  const patch = givenOf({ vipTier: text(values, 'vipTier'), difficult: yes(values, 'difficult'), marks: marks === null ? null : [...marks], note: text(values, 'note') })
  if (masters.findBuyer(tx.db, id) === undefined) {
    masters.insertBuyer(tx, { vipTier: null, difficult: false, ...patch, id, platform, nick, createdAt: tx.now })
    return 'inserted'
  }
  return masters.updateBuyer(tx, id, patch) ? 'updated' : 'unchanged'
}
