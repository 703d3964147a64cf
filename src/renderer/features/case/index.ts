import { MessageSquareText } from 'lucide-vue-next'
import type { PaneDefinition } from '../../ui/pane'
import { registerCaseCommands } from './commands'
import { registerTabCommands } from './tab-commands'

registerCaseCommands()
registerTabCommands()

export const pane: PaneDefinition = {
  id: 'case',
  titleKey: 'panes.case.title',
  icon: MessageSquareText,
  load: async () => (await import('./CasePane.vue')).default,
}
