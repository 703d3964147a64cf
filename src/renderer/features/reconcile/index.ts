import { Scale } from 'lucide-vue-next'
import type { PaneDefinition } from '../../ui/pane'

export const pane: PaneDefinition = {
  id: 'reconcile',
  titleKey: 'panes.reconcile.title',
  icon: Scale,
  load: async () => (await import('./ReconcilePane.vue')).default,
}
