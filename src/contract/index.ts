import { buyersContract } from './buyers'
import { adviceContract } from './advice'
import { appealsContract } from './appeals'
import { caseBulkContract } from './case-bulk'
import { casesContract } from './cases'
import { dashboardContract } from './dashboard'
import { claimLogContract } from './claim-log'
import { clocksContract, courierDeskContract, gaugeContract } from './desk'
import { coachContract } from './coach'
import { financeContract } from './finance'
import { healthContract } from './health'
import { importsContract } from './imports'
import { monthCloseContract } from './month-close'
import { kpiContract } from './kpi'
import { leaksContract } from './leaks'
import { ordersContract } from './orders'
import { payoutsContract } from './payouts'
import { drawingContract } from './photo-drawing'
import { galleryContract } from './photo-gallery'
import { photoCareContract } from './photo-care'
import { hotFoldersContract, photoScansContract } from './photo-ways'
import { photosContract } from './photos'
import { readingContract } from './reading'
import { policiesContract } from './policies'
import { promisesContract } from './promises'
import { qualityContract } from './quality'
import { monthReviewContract } from './month-review'
import { exportsContract, reconcileContract } from './reconcile'
import { claimsContract } from './registers'
import { registersContract } from './register'
import { returnsContract } from './returns'
import { mastersContract } from './masters'
import { savedViewsContract } from './saved-views'
import { checklistContract, handoverContract, routineContract } from './shift'
import { preferencesContract, sessionContract } from './session'
import { presenceContract } from './presence'
import { syncContract } from './sync'
import { syncConflictsContract } from './sync-conflicts'
import { teamContract } from './team'
import { templateLibraryContract } from './template-library'
import { templatesContract } from './templates'
import { wrongShipmentsContract } from './wrong-shipments'
import { visitsContract } from './visits'
import { warehouseTasksContract } from './warehouse-tasks'

/** The whole API between pages and the background process. No procedure takes an actor or a role (design, decision 10). */
export const contract = {
  session: sessionContract,
  masters: mastersContract,
  preferences: preferencesContract,
  buyers: buyersContract,
  clocks: clocksContract,
  courierDesk: courierDeskContract,
  gauge: gaugeContract,
  cases: { ...casesContract, ...caseBulkContract },
  savedViews: savedViewsContract,
  orders: ordersContract,
  imports: importsContract,
  templates: templatesContract,
  templateLibrary: templateLibraryContract,
  photos: photosContract,
  gallery: galleryContract,
  photoDrawing: drawingContract,
  photoCare: photoCareContract,
  reading: readingContract,
  hotFolders: hotFoldersContract,
  photoScans: photoScansContract,
  claims: { ...claimsContract, ...claimLogContract },
  leaks: leaksContract,
  wrongShipments: wrongShipmentsContract,
  appeals: appealsContract,
  registers: registersContract,
  visits: visitsContract,
  returns: returnsContract,
  warehouseTasks: warehouseTasksContract,
  quality: qualityContract,
  handover: handoverContract,
  checklist: checklistContract,
  routine: routineContract,
  reconcile: reconcileContract,
  monthReview: monthReviewContract,
  monthClose: monthCloseContract,
  dashboard: dashboardContract,
  kpi: kpiContract,
  policies: policiesContract,
  exports: exportsContract,
  payouts: payoutsContract,
  finance: financeContract,
  promises: promisesContract,
  advice: adviceContract,
  coach: coachContract,
  sync: syncContract,
  syncConflicts: syncConflictsContract,
  presence: presenceContract,
  team: teamContract,
  health: healthContract,
}
export type Contract = typeof contract
