import { appealsRouter } from './appeals'
import { os } from './base'
import { buyersRouter } from './buyers'
import { caseBulkRouter, savedViewsRouter } from './case-bulk'
import { casesRouter, ordersRouter, templatesRouter } from './cases'
import { clocksRouter, courierDeskRouter, gaugeRouter } from './desk'
import { claimLogRouter, leaksRouter } from './claim-log'
import { coachRouter } from './coach'
import { dashboardRouter } from './dashboard'
import { exportsRouter, importsRouter, photosRouter, reconcileRouter } from './files'
import { financeRouter } from './finance'
import { healthRouter } from './health'
import { kpiRouter } from './kpi'
import { monthReviewRouter } from './month-review'
import { drawingRouter, galleryRouter } from './photo-gallery'
import { photoCareRouter } from './photo-care'
import { readingRouter } from './reading'
import { hotFoldersRouter, photoScansRouter } from './photo-ways'
import { qualityRouter } from './quality'
import { policiesRouter } from './policies'
import { templateLibraryRouter } from './template-library'
import { monthCloseRouter } from './month-close'
import { adviceRouter, payoutsRouter, promisesRouter } from './money'
import { claimsRouter } from './registers'
import { describedRouter } from './registers-described'
import { visitsRouter } from './visits'
import { checklistRouter, handoverRouter, routineRouter } from './shift'
import { presenceRouter, syncConflictsRouter, syncRouter } from './sync'
import { teamRouter } from './team'
import { mastersRouter, preferencesRouter, sessionRouter } from './session'
import { returnsRouter, warehouseTasksRouter } from './warehouse'
import { wrongShipmentsRouter } from './wrong-shipments'

/** The contract, implemented: one line per feature, no logic here (design, layout). */
export const router = os.router({
  session: sessionRouter,
  masters: mastersRouter,
  preferences: preferencesRouter,
  buyers: buyersRouter,
  clocks: clocksRouter,
  courierDesk: courierDeskRouter,
  gauge: gaugeRouter,
  cases: { ...casesRouter, ...caseBulkRouter },
  savedViews: savedViewsRouter,
  orders: ordersRouter,
  imports: importsRouter,
  templates: templatesRouter,
  templateLibrary: templateLibraryRouter,
  photos: photosRouter,
  gallery: galleryRouter,
  photoDrawing: drawingRouter,
  photoCare: photoCareRouter,
  reading: readingRouter,
  hotFolders: hotFoldersRouter,
  photoScans: photoScansRouter,
  claims: { ...claimsRouter, ...claimLogRouter },
  leaks: leaksRouter,
  wrongShipments: wrongShipmentsRouter,
  appeals: appealsRouter,
  registers: describedRouter,
  visits: visitsRouter,
  returns: returnsRouter,
  warehouseTasks: warehouseTasksRouter,
  quality: qualityRouter,
  handover: handoverRouter,
  checklist: checklistRouter,
  routine: routineRouter,
  reconcile: reconcileRouter,
  monthReview: monthReviewRouter,
  monthClose: monthCloseRouter,
  dashboard: dashboardRouter,
  kpi: kpiRouter,
  policies: policiesRouter,
  exports: exportsRouter,
  payouts: payoutsRouter,
  finance: financeRouter,
  promises: promisesRouter,
  advice: adviceRouter,
  coach: coachRouter,
  sync: syncRouter,
  syncConflicts: syncConflictsRouter,
  presence: presenceRouter,
  team: teamRouter,
  health: healthRouter,
})
