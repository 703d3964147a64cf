import { os } from './base'
import { caseBulkRouter, savedViewsRouter } from './case-bulk'
import { casesRouter, ordersRouter, templatesRouter } from './cases'
import { exportsRouter, importsRouter, photosRouter, reconcileRouter } from './files'
import { healthRouter } from './health'
import { claimsRouter, wrongShipmentsRouter } from './registers'
import { mastersRouter, preferencesRouter, sessionRouter } from './session'

/** The contract, implemented: one line per feature, no logic here (design, layout). */
export const router = os.router({
  session: sessionRouter,
  masters: mastersRouter,
  preferences: preferencesRouter,
  cases: { ...casesRouter, ...caseBulkRouter },
  savedViews: savedViewsRouter,
  orders: ordersRouter,
  imports: importsRouter,
  templates: templatesRouter,
  photos: photosRouter,
  claims: claimsRouter,
  wrongShipments: wrongShipmentsRouter,
  reconcile: reconcileRouter,
  exports: exportsRouter,
  health: healthRouter,
})
