import { ChartColumn } from 'lucide-vue-next'
import { mayDo, type Right } from '../../../domain/identity/roles'
import { useSession } from '../../rpc'
import { registerCommand, runCommand } from '../../ui/commands'
import type { PaneDefinition } from '../../ui/pane'
import { onScreen, shownReport } from './on-screen'

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
const ready = (): boolean => useSession().phase === 'ready'
const kpiShown = (): boolean => onScreen.value && shownReport.value === 'kpi'
const mayExport = (): boolean => onScreen.value && may('export') && (shownReport.value === 'claims' || may('kpi.read'))
const kpi = async () => import('./kpi-desk')
const write = async (form: 'xlsx' | 'pdf'): Promise<void> => (shownReport.value === 'kpi' ? (await kpi()).exportKpi(form) : (await import('./reports-desk')).exportReport(form))

registerCommand({ id: 'report.exportTable', titleKey: 'reports.commands.exportTable', group: 'month', keys: ['Ctrl+E'], aliases: ['dcbb'], when: mayExport, run: () => write('xlsx') })
registerCommand({ id: 'report.exportDocument', titleKey: 'reports.commands.exportDocument', group: 'month', keys: ['Ctrl+Shift+E'], aliases: ['dcpdf'], when: mayExport, run: () => write('pdf') })
registerCommand({
  id: 'kpi.show',
  titleKey: 'kpi.commands.show',
  group: 'go',
  keys: ['G F'],
  aliases: ['zb', 'shzb', 'kpi'],
  when: ready,
  run: async () => {
    shownReport.value = 'kpi'
    await runCommand('go.reports')
  },
})
registerCommand({ id: 'kpi.previous', titleKey: 'kpi.commands.previous', group: 'month', keys: [','], when: kpiShown, run: async () => (await kpi()).stepKpi(-1) })
registerCommand({ id: 'kpi.next', titleKey: 'kpi.commands.next', group: 'month', keys: ['.'], when: kpiShown, run: async () => (await kpi()).stepKpi(1) })
