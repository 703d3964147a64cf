import type { ImportedRecord } from '../../../domain/import/kinds'
import type { WriteTx } from '../../db/write'
import type { BatchRow } from '../../repositories/imports'
import * as skus from '../../repositories/skus'
import { shopForOrders } from '../import-orders'
import type { Outcome } from '../import-run'
import type { Kernel } from '../kernel'
import { count, text } from './values'

/** One SKU (O2); its code is its identity, so two lists that name it fill one row. */
export function publishSku(kernel: Kernel, tx: WriteTx, batch: BatchRow, { values }: ImportedRecord): Outcome {
  const code = text(values, 'code')
  if (code === null) return 'unchanged'
  const id = `sku:${code}`
  const patch = skus.givenOf({
    title: text(values, 'title'), spec: text(values, 'spec'), barcode: text(values, 'barcode'), supplier: text(values, 'supplier'),
    weightGrams: count(values, 'weightGrams'), packagingGrams: count(values, 'packagingGrams'),
    costCents: count(values, 'costCents'), priceCents: count(values, 'priceCents'), note: text(values, 'note'),
  })
  if (skus.findSku(tx.db, id) === undefined) {
    const currency = shopForOrders(kernel, batch.shopId, batch.platform ?? '').currency
    skus.insertSku(tx, { title: code, ...patch, id, code, currency, createdAt: tx.now })
    return 'inserted'
  }
  return skus.updateSku(tx, id, patch) ? 'updated' : 'unchanged'
}
