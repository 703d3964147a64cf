import type { ImportKind, RecordKind, RecordKindSpec } from '../kinds'
import { IMPORT_KINDS, isRecordKind } from '../kinds'
import { ORDER_FIELDS, STATEMENT_FIELDS } from '../mapping'
import { casesSpec } from './cases'
import { claimsSpec } from './claims'
import { refundsSpec } from './refunds'
import { skusSpec } from './skus'
import { wrongShipmentsSpec } from './wrong-shipments'

/** Every record kind by its id: what its rows hold and how its columns are recognised. */
const SPECS: Partial<Record<RecordKind, RecordKindSpec>> = {
  skus: skusSpec,
  claims: claimsSpec,
  cases: casesSpec,
  'wrong-shipments': wrongShipmentsSpec,
  refunds: refundsSpec,
}

/** @throws Error for a kind without a description: a mistake in the code */
export function recordKindSpec(kind: RecordKind): RecordKindSpec {
  const spec = SPECS[kind]
  if (!spec) throw new Error(`no description of import kind ${kind}`)
  return spec
}

/** Kinds that can be imported. */
export const KNOWN_IMPORT_KINDS: readonly ImportKind[] = IMPORT_KINDS.filter((kind) => !isRecordKind(kind) || SPECS[kind] !== undefined)

/** Ids of the fields of a kind, in the order in which forms show them. */
export function fieldsOfKind(kind: ImportKind): readonly string[] {
  if (kind === 'orders') return ORDER_FIELDS
  if (kind === 'statement') return STATEMENT_FIELDS
  return recordKindSpec(kind).fields.map((field) => field.id)
}

/** Groups of fields of which the kind needs one column each. A statement may lack waybills, an amount never. */
export function neededFields(kind: ImportKind): readonly (readonly string[])[] {
  if (kind === 'orders') return [['number']]
  if (kind === 'statement') return [['amount']]
  return recordKindSpec(kind).needed
}
