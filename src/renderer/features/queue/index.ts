import { List } from 'lucide-vue-next'
import type { PaneDefinition } from '../../ui/pane'
import { registerQueueCommands } from './commands'
import { useQueue } from './queue-store'

registerQueueCommands()

export const pane: PaneDefinition = {
  id: 'queue',
  titleKey: 'panes.queue.title',
  icon: List,
  load: async () => (await import('./QueuePane.vue')).default,
  badge: () => useQueue().counts['overdue'] ?? 0,
}
