import type { ImportedRecord, RecordKind, Vocabularies } from '../../../domain/import/kinds'
import { recordKindSpec } from '../../../domain/import/record-kinds'
import type { WriteTx } from '../../db/write'
import type { BatchRow } from '../../repositories/imports'
import type { Outcome, Published } from '../import-run'
import type { Kernel } from '../kernel'
import { publishCase } from './cases'
import { publishClaim } from './claims'
import { publishRefund } from './refunds'
import { publishSku } from './skus'
import { VOCABULARIES } from './vocabularies'
import { publishWrongShipment } from './wrong-shipments'

/** Writes one record of a kind: new, changed, or the same as before. Same records again change nothing, in any split and order. */
export type PublishRecord = (kernel: Kernel, tx: WriteTx, batch: BatchRow, record: ImportedRecord) => Outcome | Published

const PUBLISHERS: Partial<Record<RecordKind, PublishRecord>> = {
  skus: publishSku,
  claims: publishClaim,
  cases: publishCase,
  'wrong-shipments': publishWrongShipment,
  refunds: publishRefund,
}

/** @throws Error for a kind without a publisher: a mistake in the code */
export function recordPublisher(kind: RecordKind): PublishRecord {
  const publisher = PUBLISHERS[kind]
  if (!publisher) throw new Error(`nothing publishes import kind ${kind}`)
  return publisher
}

/** The words that the fields of a kind understand, with those of this shop's masters. */
export function vocabulariesOf(kernel: Kernel, kind: RecordKind): Vocabularies {
  const names = new Set(recordKindSpec(kind).fields.flatMap((field) => field.vocabulary ?? []))
  return Object.fromEntries([...names].map((name) => {
    const make = VOCABULARIES[name]
    if (!make) throw new Error(`no vocabulary ${name}`)
    return [name, make(kernel)]
  }))
}
