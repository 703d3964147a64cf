import type { DockviewApi } from 'dockview-vue'
import type { PaneId } from '../ui/pane'

export const LAYOUT_NAMES = ['agent', 'month-end', 'archive', 'sheet', 'registers'] as const
export type LayoutName = (typeof LAYOUT_NAMES)[number]

/** The layout in which a pane is at home: going to a pane that the present layout lacks goes there. */
export const HOME: Readonly<Record<PaneId, LayoutName>> = {
  queue: 'agent',
  grid: 'sheet',
  case: 'agent',
  templates: 'agent',
  claims: 'agent',
  'wrong-shipments': 'agent',
  appeals: 'agent',
  registers: 'registers',
  'returns-bench': 'registers',
  handover: 'registers',
  imports: 'agent',
  masters: 'agent',
  approvals: 'agent',
  photos: 'archive',
  reconcile: 'month-end',
  reports: 'month-end',
  policies: 'month-end',
  'template-library': 'month-end',
  sync: 'month-end',
}

export function isLayoutName(value: unknown): value is LayoutName {
  return LAYOUT_NAMES.some((name) => name === value)
}

/** The pane that a layout is for: work begins there. */
export const MAIN: Readonly<Record<LayoutName, PaneId>> = { agent: 'queue', 'month-end': 'reconcile', archive: 'photos', sheet: 'grid', registers: 'registers' }

/** Widths at 1366 × 768 (ui.md); what a wider window has more goes to the pane in the middle. */
const SIDE_WIDTH: Readonly<Partial<Record<PaneId, number>>> = { queue: 316, templates: 285, case: 440 }
/** Beside the sheet there is no queue: the case may be wide enough for English. */
const CASE_BESIDE_SHEET = 480
const PHOTOS_HEIGHT = 232
const BOTTOM_HEIGHT = 264
export const COLLAPSED_HEIGHT = 32

type Titles = (id: PaneId) => string

/** Builds a default layout in an emptied dock. Widths must be set after all panels stand, since each split halves. */
export function applyLayout(api: DockviewApi, name: LayoutName, titleOf: Titles): void {
  api.clear()
  if (api.getEdgeGroup('bottom')) api.removeEdgeGroup('bottom')
  const add = (id: PaneId, position?: { referencePanel: PaneId; direction: 'left' | 'right' | 'below' | 'within' }): void => {
    api.addPanel({ id, component: 'pane', title: titleOf(id), params: { pane: id }, inactive: position?.direction === 'within', ...(position ? { position } : {}) })
  }
  if (name === 'agent') {
    add('case')
    add('queue', { referencePanel: 'case', direction: 'left' })
    add('templates', { referencePanel: 'case', direction: 'right' })
    add('photos', { referencePanel: 'templates', direction: 'below' })
    addBottom(api, ['claims', 'wrong-shipments', 'appeals', 'approvals', 'imports', 'masters'], titleOf)
  } else if (name === 'month-end') {
    add('reconcile')
    add('reports', { referencePanel: 'reconcile', direction: 'within' })
    add('policies', { referencePanel: 'reconcile', direction: 'within' })
    add('template-library', { referencePanel: 'reconcile', direction: 'within' })
    add('sync', { referencePanel: 'reconcile', direction: 'within' })
    addBottom(api, ['claims', 'wrong-shipments', 'appeals', 'approvals', 'imports', 'masters'], titleOf)
  } else if (name === 'registers') {
    add('registers')
    add('returns-bench', { referencePanel: 'registers', direction: 'within' })
    add('handover', { referencePanel: 'registers', direction: 'within' })
    add('case', { referencePanel: 'registers', direction: 'right' })
    add('templates', { referencePanel: 'case', direction: 'within' })
    addBottom(api, ['claims', 'wrong-shipments', 'appeals', 'approvals', 'imports', 'masters'], titleOf)
  } else if (name === 'sheet') {
    add('grid')
    add('case', { referencePanel: 'grid', direction: 'right' })
    add('templates', { referencePanel: 'case', direction: 'within' })
    addBottom(api, ['claims', 'wrong-shipments', 'appeals', 'approvals', 'imports', 'masters'], titleOf)
  } else {
    add('photos')
    add('case', { referencePanel: 'photos', direction: 'right' })
    add('templates', { referencePanel: 'case', direction: 'within' })
    addBottom(api, ['claims', 'wrong-shipments', 'appeals', 'approvals', 'imports', 'masters'], titleOf)
  }
  fitDefault(api, name)
  api.getPanel(MAIN[name])?.api.setActive()
}

/** The registers at the foot, folded to their tabs. */
function addBottom(api: DockviewApi, panes: readonly PaneId[], titleOf: Titles): void {
  const bottom = api.addEdgeGroup('bottom', { id: 'bottom', initialSize: BOTTOM_HEIGHT, minimumSize: 120, collapsedSize: COLLAPSED_HEIGHT, collapsed: true })
  panes.forEach((id, index) => {
    api.addPanel({ id, component: 'pane', title: titleOf(id), params: { pane: id }, inactive: index > 0, position: { referenceGroup: 'bottom', index } })
  })
  // a bottom edge would put its tabs under the content: the eye looks for them where they are when folded
  bottom.setHeaderPosition('top')
  bottom.collapse()
}

/** Gives the side panes of a default layout their measures. */
export function fitDefault(api: DockviewApi, name: LayoutName): void {
  const setWidth = (id: PaneId): void => {
    const width = SIDE_WIDTH[id]
    if (width !== undefined) api.getPanel(id)?.group.api.setSize({ width })
  }
  if (name === 'agent') {
    setWidth('queue')
    setWidth('templates')
    api.getPanel('photos')?.group.api.setSize({ height: PHOTOS_HEIGHT })
  } else if (name === 'archive' || name === 'registers') setWidth('case')
  else if (name === 'sheet') api.getPanel('case')?.group.api.setSize({ width: CASE_BESIDE_SHEET })
}
