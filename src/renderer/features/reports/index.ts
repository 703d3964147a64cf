import { ChartColumn } from 'lucide-vue-next'
import { mayDo, type Right } from '../../../domain/identity/roles'
import { useSession } from '../../rpc'
import { registerCommand } from '../../ui/commands'
import type { PaneDefinition } from '../../ui/pane'
import { onScreen } from './on-screen'

// the charts' library comes with the pane's own code, never at the start (X1)
export const pane: PaneDefinition = {
  id: 'reports',
  titleKey: 'panes.reports.title',
  icon: ChartColumn,
  load: async () => (await import('./ReportsPane.vue')).default,
}

const may = (right: Right): boolean => {
  const { phase, me } = useSession()
  return phase === 'ready' && me !== null && mayDo(me.role, right)
}
const desk = async () => import('./reports-desk')

registerCommand({ id: 'report.exportTable', titleKey: 'reports.commands.exportTable', group: 'month', keys: ['Ctrl+E'], aliases: ['dcbb'], when: () => onScreen.value && may('export'), run: async () => (await desk()).exportReport('xlsx') })
registerCommand({ id: 'report.exportDocument', titleKey: 'reports.commands.exportDocument', group: 'month', keys: ['Ctrl+Shift+E'], aliases: ['dcpdf'], when: () => onScreen.value && may('export'), run: async () => (await desk()).exportReport('pdf') })
