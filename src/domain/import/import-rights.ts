import type { Right } from '../identity/roles'
import type { ImportKind } from './kinds'

const RIGHTS: Readonly<Record<ImportKind, Right>> = {
  orders: 'order.import',
  statement: 'statement.import',
  refunds: 'order.import',
  claims: 'claim.write',
  cases: 'case.write',
  'wrong-shipments': 'wrong.submit',
  skus: 'master.write',
  buyers: 'master.write',
  couriers: 'master.write',
  shops: 'master.write',
  staff: 'staff.write',
  // whose layer they go into is asked when they are written (T5)
  templates: 'template.use',
}

/** What a person must be allowed to import a file of a kind (R3). */
export const importRight = (kind: ImportKind): Right => RIGHTS[kind]
