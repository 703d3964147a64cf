import { List, Table2 } from 'lucide-vue-next'
import type { PaneDefinition } from '../../ui/pane'
import { registerQueueCommands } from './commands'
import { useQueue } from './queue-store'

registerQueueCommands()

export const pane: PaneDefinition = {
  id: 'queue',
  titleKey: 'panes.queue.title',
  icon: List,
  load: async () => (await import('./QueuePane.vue')).default,
  badge: () => Math.min(useQueue().counts['overdue'] ?? 0, useQueue().terms.countCap),
}

/** The same queue as a spreadsheet (C10). */
export const sheetPane: PaneDefinition = {
  id: 'grid',
  titleKey: 'panes.grid.title',
  icon: Table2,
  load: async () => (await import('./SheetPane.vue')).default,
}
