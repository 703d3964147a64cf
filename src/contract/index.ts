import { caseBulkContract } from './case-bulk'
import { casesContract } from './cases'
import { healthContract } from './health'
import { importsContract } from './imports'
import { ordersContract } from './orders'
import { photosContract } from './photos'
import { exportsContract, reconcileContract } from './reconcile'
import { claimsContract, wrongShipmentsContract } from './registers'
import { mastersContract } from './masters'
import { savedViewsContract } from './saved-views'
import { preferencesContract, sessionContract } from './session'
import { templatesContract } from './templates'

/** The whole API between pages and the background process. No procedure takes an actor or a role (design, decision 10). */
export const contract = {
  session: sessionContract,
  masters: mastersContract,
  preferences: preferencesContract,
  cases: { ...casesContract, ...caseBulkContract },
  savedViews: savedViewsContract,
  orders: ordersContract,
  imports: importsContract,
  templates: templatesContract,
  photos: photosContract,
  claims: claimsContract,
  wrongShipments: wrongShipmentsContract,
  reconcile: reconcileContract,
  exports: exportsContract,
  health: healthContract,
}
export type Contract = typeof contract
