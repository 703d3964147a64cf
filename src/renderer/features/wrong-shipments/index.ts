import { ArrowLeftRight } from 'lucide-vue-next'
import type { PaneDefinition } from '../../ui/pane'

export const pane: PaneDefinition = {
  id: 'wrong-shipments',
  titleKey: 'panes.wrongShipments.title',
  icon: ArrowLeftRight,
  load: async () => (await import('./WrongShipmentsPane.vue')).default,
}
