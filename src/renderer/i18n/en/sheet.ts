import type { Words } from '../types'
import type { sheet as original } from '../zh/sheet'

export const sheet: Words<typeof original> = {
  name: 'Cases as a sheet',
  cell: '{column}, row {row}: {text}',
  cellReadOnly: '{column}, row {row}: {text} (read only)',
  emptyCell: 'empty',
  chooseColumns: 'Choose columns',
  frozen: 'Columns that stand still',
  widthOf: 'Width of “{column}”',
  left: 'Move “{column}” left',
  right: 'Move “{column}” right',
  reset: 'Default columns',
  loaded: '{n} row | {n} rows',
  loadedMore: '{n} rows read, scroll on for more',
  hint: 'F2 or typing edits · Ctrl+C / Ctrl+V with Excel · Ctrl+D fills down · Ctrl+Enter opens the case',
  saved: '{n} cell changed | {n} cells changed',
  yes: 'Yes',
  no: 'No',
  notSortable: 'This view cannot be sorted like that',
  notSortableText: 'Resolved and All are too long: they sort by their opening only. Go to a view of open cases first.',
  refusedTitle: '{n} cell not changed | {n} cells not changed',
  refused: {
    choice: 'There is no choice “{text}”',
    required: 'This cell cannot be empty',
    long: '{n} characters at most',
    waybills: '20 waybills at most, of 100 characters each',
    readOnly: 'This column is not changed in the sheet',
  },
  paste: { title: 'Paste', sum: '{n} will change, {refused} will not', cut: '{n} lie beyond the sheet and are left out', refused: 'Cells that will not change, and why', go: 'Paste {n} cell | Paste {n} cells' },
  columns: {
    caseNo: 'Case', due: 'Deadline', status: 'Status', kind: 'Kind', buyer: 'Buyer', orderNo: 'Order', waybills: 'Waybills', amount: 'Agreed', currency: 'Currency', summary: 'What happened', reason: 'Reason', remedy: 'Remedy',
    liable: 'Liable', freight: 'Freight', assignee: 'Assignee', priority: 'Priority', flag: 'Flag', memo: 'Memo', difficult: 'Difficult', vip: 'VIP', channel: 'Channel', nextAction: 'Next action', nextActionAt: 'Next action at', shop: 'Shop',
    platform: 'Platform', opened: 'Opened', updated: 'Changed',
  },
}
