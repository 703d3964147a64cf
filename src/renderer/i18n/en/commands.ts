import type { Words } from '../types'
import type { commands as original } from '../zh/commands'

export const commands: Words<typeof original> = {
  palette: 'Command palette',
  keySheet: 'Keyboard shortcuts',
  undo: 'Undo',
  goQueue: 'Go to queue',
  goCase: 'Go to case',
  goTemplates: 'Go to templates',
  goClaims: 'Go to claims',
  goWrongShipments: 'Go to wrong shipments',
  goPhotos: 'Go to photos',
  goReconcile: 'Go to month end',
  goApprovals: 'Go to approvals',
  goImports: 'Go to import',
  goMasters: 'Go to masters',
  layoutAgent: 'Agent layout',
  layoutMonthEnd: 'Month-end layout',
  layoutArchive: 'Photo archive layout',
  layoutReset: 'Restore the default layout',
  toggleBottom: 'Expand or collapse the registers below',
  nextPane: 'Next pane',
  previousPane: 'Previous pane',
  language: 'Switch 中文 / English',
  theme: 'Switch light, dark, as the system',
  lock: 'Lock / change person',
  openDataFolder: 'Show the data folder in the file explorer',
}
