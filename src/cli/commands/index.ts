import type { Command } from '../command'
import * as care from './care'
import * as cases from './cases'
import * as claims from './claims'
import { recordImports } from './import-records'
import * as imports from './imports'
import * as months from './month'
import * as setup from './setup'

/** Everything this version can do, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  setup.init, imports.orders, imports.statement, ...recordImports, imports.photos, cases.create, cases.list, cases.show, claims.create, claims.list,
  months.reconcile, months.monthClose, ...months.exports, care.verifyArchive, care.backup, care.check, setup.demo, care.bench,
]

/** Named by section 14 but not built yet: refused by name instead of "unknown". */
export const LATER: readonly string[] = ['restore', 'sync']
