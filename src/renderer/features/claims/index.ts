import { ReceiptText } from 'lucide-vue-next'
import type { PaneDefinition } from '../../ui/pane'

export const pane: PaneDefinition = {
  id: 'claims',
  titleKey: 'panes.claims.title',
  icon: ReceiptText,
  load: async () => (await import('./ClaimsPane.vue')).default,
}
