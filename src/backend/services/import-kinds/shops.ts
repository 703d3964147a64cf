import { createHash } from 'node:crypto'
import type { ImportedRecord } from '../../../domain/import/kinds'
import { normaliseWord } from '../../../domain/import/record-reader'
import type { WriteTx } from '../../db/write'
import type { BatchRow } from '../../repositories/imports'
import * as masters from '../../repositories/masters'
import { givenOf } from '../../repositories/skus'
import type { Outcome } from '../import-run'
import type { Kernel } from '../kernel'
import { currencyOfPlatform } from '../masters'
import { text } from './values'

/** One shop (O2), found by its name; orders hang on its platform, so that of a known shop is not changed by a list. */
export function publishShop(_kernel: Kernel, tx: WriteTx, batch: BatchRow, { values }: ImportedRecord): Outcome {
  const name = text(values, 'name')
  if (name === null) return 'unchanged'
  const known = masters.listShops(tx.db).find((shop) => normaliseWord(shop.name) === normaliseWord(name))
  const patch = givenOf({
    timeZone: text(values, 'timeZone'), currency: text(values, 'currency')?.toUpperCase() ?? null, returnName: text(values, 'returnName'),
    returnPhone: text(values, 'returnPhone'), returnAddress: text(values, 'returnAddress'), note: text(values, 'note'),
  })
  if (known === undefined) {
    const platform = text(values, 'platform') ?? batch.platform ?? 'other'
    const id = `shop-${createHash('sha256').update(`${platform}:${normaliseWord(name)}`).digest('hex').slice(0, 12)}`
    masters.insertShop(tx, { timeZone: 'Asia/Shanghai', currency: currencyOfPlatform(platform), ...patch, id, name, platform, createdAt: tx.now })
    return 'inserted'
  }
  return masters.updateShop(tx, known.id, patch) ? 'updated' : 'unchanged'
}
