import type { ImportedRecord, RecordKind, Vocabularies } from '../../../domain/import/kinds'
import { recordKindSpec } from '../../../domain/import/record-kinds'
import type { WriteTx } from '../../db/write'
import type { BatchRow } from '../../repositories/imports'
import type { Outcome, Published } from '../import-run'
import type { Kernel } from '../kernel'
import { publishBuyer } from './buyers'
import { publishCase } from './cases'
import { publishClaim } from './claims'
import { publishCourier } from './couriers'
import { publishRefund } from './refunds'
import { publishShop } from './shops'
import { publishSku } from './skus'
import { publishStaff } from './staff'
import { publishTemplate } from './templates'
import { VOCABULARIES } from './vocabularies'
import { publishWrongShipment } from './wrong-shipments'

/** Writes one record of a kind: new, changed, or the same as before. Same records again change nothing, in any split and order. */
export type PublishRecord = (kernel: Kernel, tx: WriteTx, batch: BatchRow, record: ImportedRecord) => Outcome | Published

const PUBLISHERS: Readonly<Record<RecordKind, PublishRecord>> = {
  skus: publishSku,
  claims: publishClaim,
  cases: publishCase,
  'wrong-shipments': publishWrongShipment,
  refunds: publishRefund,
  buyers: publishBuyer,
  couriers: publishCourier,
  shops: publishShop,
  staff: publishStaff,
  templates: publishTemplate,
}

export const recordPublisher = (kind: RecordKind): PublishRecord => PUBLISHERS[kind]

/** The words that the fields of a kind understand, with those of this shop's masters. */
export function vocabulariesOf(kernel: Kernel, kind: RecordKind): Vocabularies {
  const names = new Set(recordKindSpec(kind).fields.flatMap((field) => field.vocabulary ?? []))
  return Object.fromEntries([...names].map((name) => {
    const make = VOCABULARIES[name]
    if (!make) throw new Error(`no vocabulary ${name}`)
    return [name, make(kernel)]
  }))
}
