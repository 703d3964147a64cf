import type { Words } from '../types'
import type { panes as original } from '../zh/panes'

export const panes: Words<typeof original> = {
  queue: { title: 'Queue', empty: 'No cases yet', hint: 'Paste a chat line or an order number to open one, or import your orders first.' },
  grid: { title: 'Sheet', empty: 'No cases', hint: 'Choose another view, or clear the filters.' },
  case: { title: 'Case', empty: 'No case is open', hint: 'Choose one in the queue with J / K, or press Ctrl+N to open one from the clipboard.' },
  templates: { title: 'Templates', empty: 'No templates', hint: 'Templates come with the program; if none show here, check the resources folder.' },
  claims: { title: 'Claims', empty: 'No claims yet', hint: 'Press C in a case: waybill and amount are filled in for you.' },
  wrongShipments: { title: 'Wrong shipments', empty: 'No wrong shipments yet', hint: 'Press W in a case to record what was expected and what was sent.' },
  appeals: { title: 'Appeals', empty: 'No appeals yet', hint: 'Press Shift+A in a case: order, waybill and evidence are filled in for you.' },
  registers: { title: 'Registers', empty: 'No register to show', hint: 'Supervisors change registers under rules.' },
  'returns-bench': { title: 'Returns bench', empty: 'Ready to scan', hint: 'Scan a return waybill, an after-sales card, an order number or a SKU.' },
  handover: { title: 'Shift work', empty: 'Nothing handed over today', hint: 'The night shift makes the board with one key; the opening checklist and spare-time tasks are here too.' },
  photos: { title: 'Photos', empty: 'No photos yet', hint: 'Drag pictures here, paste them, or choose files.' },
  reconcile: { title: 'Month end', empty: 'No statement this month', hint: 'Import a courier statement and every line is matched with its claim.' },
  reports: { title: 'Reports', empty: 'No claims and no statements in these months', hint: 'Once claims are registered and courier statements imported, this shows figures by courier, reason and month.' },
  approvals: { title: 'Approvals', empty: 'Nothing waits', hint: 'Payouts above their limit, spoken approvals and promises to buyers come here.' },
  imports: { title: 'Import', empty: 'No file imported yet', hint: 'Choose an order export or a courier statement; you see a preview before anything is stored.' },
  masters: { title: 'Masters', empty: 'Nothing here yet', hint: 'Couriers, shops, SKUs, buyers and staff; they can be imported from spreadsheets, too.' },
  'template-library': { title: 'Template library', empty: 'Choose a template', hint: 'Choose on the left, edit both languages in the middle; effect, history and use are on the right.' },
  policies: { title: 'Playbooks and rules', empty: 'Choose a playbook or a rule', hint: 'Choose on the left, edit in the middle, and see on the right what agents will see.' },
  sync: { title: 'Sharing and sync', empty: 'Sharing is not set up', hint: 'Create or join, and the PCs exchange changes by themselves.' },
}
