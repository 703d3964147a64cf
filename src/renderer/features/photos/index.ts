import { Image } from 'lucide-vue-next'
import type { PaneDefinition } from '../../ui/pane'

export const pane: PaneDefinition = {
  id: 'photos',
  titleKey: 'panes.photos.title',
  icon: Image,
  load: async () => (await import('./PhotosPane.vue')).default,
}
