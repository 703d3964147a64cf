/** Every pane of the app. A feature is docked by adding its definition here; nothing else of the shell knows it. */
// first of all: of two live commands with one key the earlier one gets it, and the month's R is live only while the month is on screen
import { pane as reconcile } from '../features/reconcile'
// its Ctrl+Enter is live only while the focus is there
import { pane as approvals } from '../features/approvals'
// its keys are live only while the focus is in it
import { pane as handover } from '../features/handover'
import { pane as appeals } from '../features/appeals'
import { pane as caseDesk } from '../features/case'
import { pane as claims } from '../features/claims'
import { pane as imports } from '../features/imports'
import { pane as masters } from '../features/masters'
import { pane as policies } from '../features/policies'
import { pane as registers } from '../features/registers'
import { pane as returnsBench } from '../features/returns-bench'
import '../features/warehouse-tasks'
import { pane as reports } from '../features/reports'
import { pane as templateLibrary } from '../features/template-library'
import '../features/courier-desk'
import { pane as photos } from '../features/photos'
import { pane as queue, sheetPane } from '../features/queue'
import { pane as sync } from '../features/sync'
import { pane as templates } from '../features/templates'
import { pane as wrongShipments } from '../features/wrong-shipments'
import { t } from '../i18n'
import type { PaneDefinition, PaneId } from '../ui/pane'
import { shallowReactive } from 'vue'

/** In the order of the activity bar. */
export const PANES: readonly PaneDefinition[] = [queue, sheetPane, caseDesk, templates, claims, wrongShipments, appeals, registers, returnsBench, handover, photos, reconcile, reports, approvals, imports, masters, policies, templateLibrary, sync]

const byId = new Map(PANES.map((pane) => [pane.id, pane]))

/** Throws for an id that no feature defines: that is a mistake in the code. */
export function paneOf(id: PaneId): PaneDefinition {
  const pane = byId.get(id)
  if (!pane) throw new Error(`no pane ${id}`)
  return pane
}

export function isPaneId(id: unknown): id is PaneId {
  return typeof id === 'string' && byId.has(id as PaneId)
}

const ownTitles = shallowReactive(new Map<PaneId, string>())

/** What a pane's tab says: the words the pane chose, else its name. */
export function paneTitle(id: PaneId): string {
  return ownTitles.get(id) ?? t(paneOf(id).titleKey)
}

export function setPaneTitle(id: PaneId, title: string | null): void {
  if (title === null) ownTitles.delete(id)
  else ownTitles.set(id, title)
}

/** The pane whose rows end the start (X1): it comes with the page. What stands beside it is fetched and built when its rows are on screen. */
export const FIRST_PANE: PaneId = 'queue'
/** Fetched then even if they stand behind a tab, so that they are there before somebody looks. */
export const PANES_BESIDE: readonly PaneId[] = ['case', 'templates', 'photos']
