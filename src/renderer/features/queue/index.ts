import { List } from 'lucide-vue-next'
import type { PaneDefinition } from '../../ui/pane'

export const pane: PaneDefinition = {
  id: 'queue',
  titleKey: 'panes.queue.title',
  icon: List,
  load: async () => (await import('./QueuePane.vue')).default,
}
