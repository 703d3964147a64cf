import { Upload } from 'lucide-vue-next'
import type { PaneDefinition } from '../../ui/pane'

export const pane: PaneDefinition = {
  id: 'imports',
  titleKey: 'panes.imports.title',
  icon: Upload,
  load: async () => (await import('./ImportsPane.vue')).default,
}
