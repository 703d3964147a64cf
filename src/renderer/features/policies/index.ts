import { BookOpenCheck } from 'lucide-vue-next'
import type { PaneDefinition } from '../../ui/pane'

export const pane: PaneDefinition = {
  id: 'policies',
  titleKey: 'panes.policies.title',
  icon: BookOpenCheck,
  load: async () => (await import('./PoliciesPane.vue')).default,
}
