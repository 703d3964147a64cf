import type { ImportedRecord, RecordKind, Vocabularies } from '../../../domain/import/kinds'
import { recordKindSpec } from '../../../domain/import/record-kinds'
import type { WriteTx } from '../../db/write'
import type { BatchRow } from '../../repositories/imports'
import type { Outcome, Published } from '../import-run'
import type { Kernel } from '../kernel'
import { publishBuyer } from './buyers'
import { publishCase } from './cases'
import { publishClaims } from './claims'
import { publishCourier } from './couriers'
import { publishRefund } from './refunds'
import { publishShop } from './shops'
import { publishSku } from './skus'
import { publishStaff } from './staff'
import { publishTemplate } from './templates'
import { VOCABULARIES } from './vocabularies'
import { publishWrongShipment } from './wrong-shipments'

/** Writes one record of a kind. */
type PublishRecord = (kernel: Kernel, tx: WriteTx, batch: BatchRow, record: ImportedRecord) => Outcome | Published

/**
 * Begins writing records of a kind in one transaction and answers what writes each of them: new, changed, or the same as before. Same
 * records again change nothing, in any split and order.
 */
export type PublishRecords = (kernel: Kernel, tx: WriteTx, batch: BatchRow, records: readonly ImportedRecord[]) => (record: ImportedRecord) => Outcome | Published

const eachAlone = (publish: PublishRecord): PublishRecords => (kernel, tx, batch) => (record) => publish(kernel, tx, batch, record)

const PUBLISHERS: Readonly<Record<RecordKind, PublishRecords>> = {
  skus: eachAlone(publishSku),
  claims: publishClaims,
  cases: eachAlone(publishCase),
  'wrong-shipments': eachAlone(publishWrongShipment),
  refunds: eachAlone(publishRefund),
  buyers: eachAlone(publishBuyer),
  couriers: eachAlone(publishCourier),
  shops: eachAlone(publishShop),
  staff: eachAlone(publishStaff),
  templates: eachAlone(publishTemplate),
}

export const recordPublisher = (kind: RecordKind): PublishRecords => PUBLISHERS[kind]

/** The words that the fields of a kind understand, with those of this shop's masters. */
export function vocabulariesOf(kernel: Kernel, kind: RecordKind): Vocabularies {
  const names = new Set(recordKindSpec(kind).fields.flatMap((field) => field.vocabulary ?? []))
  return Object.fromEntries([...names].map((name) => {
    const make = VOCABULARIES[name]
    if (!make) throw new Error(`no vocabulary ${name}`)
    return [name, make(kernel)]
  }))
}
