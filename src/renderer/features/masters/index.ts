import { Library } from 'lucide-vue-next'
import type { PaneDefinition } from '../../ui/pane'

export const pane: PaneDefinition = {
  id: 'masters',
  titleKey: 'panes.masters.title',
  icon: Library,
  load: async () => (await import('./MastersPane.vue')).default,
}
