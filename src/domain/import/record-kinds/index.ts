import type { ImportKind, RecordKind, RecordKindSpec } from '../kinds'
import { IMPORT_KINDS } from '../kinds'
import { ORDER_FIELDS, STATEMENT_FIELDS } from '../mapping'
import { buyersSpec } from './buyers'
import { casesSpec } from './cases'
import { claimsSpec } from './claims'
import { couriersSpec } from './couriers'
import { refundsSpec } from './refunds'
import { shopsSpec } from './shops'
import { skusSpec } from './skus'
import { staffSpec } from './staff'
import { templatesSpec } from './templates'
import { wrongShipmentsSpec } from './wrong-shipments'

/** Every record kind by its id: what its rows hold and how its columns are recognised. */
const SPECS: Readonly<Record<RecordKind, RecordKindSpec>> = {
  skus: skusSpec,
  claims: claimsSpec,
  cases: casesSpec,
  'wrong-shipments': wrongShipmentsSpec,
  refunds: refundsSpec,
  buyers: buyersSpec,
  couriers: couriersSpec,
  shops: shopsSpec,
  staff: staffSpec,
  templates: templatesSpec,
}

export const recordKindSpec = (kind: RecordKind): RecordKindSpec => SPECS[kind]

/** Kinds that can be imported: all. */
export const KNOWN_IMPORT_KINDS: readonly ImportKind[] = IMPORT_KINDS

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
