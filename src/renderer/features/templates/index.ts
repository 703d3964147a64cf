import { MessageSquare } from 'lucide-vue-next'
import type { PaneDefinition } from '../../ui/pane'

export const pane: PaneDefinition = {
  id: 'templates',
  titleKey: 'panes.templates.title',
  icon: MessageSquare,
  load: async () => (await import('./TemplatesPane.vue')).default,
}
