import { Scale } from 'lucide-vue-next'
import { mayDo, type Right } from '../../../domain/identity/roles'
import { useSession } from '../../rpc'
import { registerCommand, runCommand } from '../../ui/commands'
import type { PaneDefinition } from '../../ui/pane'
import { onScreen } from './on-screen'

declare module '../../ui/commands' {
  interface CommandArgs {
    'reconcile.show': { month: string; courierId?: string | null }
  }
}

export const pane: PaneDefinition = {
  id: 'reconcile',
  titleKey: 'panes.reconcile.title',
  icon: Scale,
  load: async () => (await import('./ReconcilePane.vue')).default,
}

const may = (right: Right): boolean => {
  const { phase, me } = useSession()
  return phase === 'ready' && me !== null && mayDo(me.role, right)
}
// the desk comes with the pane's own code
const desk = async () => import('./month-desk')

registerCommand({
  id: 'reconcile.show',
  titleKey: 'reconcile.commands.show',
  group: 'month',
  hidden: true,
  when: () => may('reconcile.read'),
  run: async (arg) => {
    if (arg) await (await desk()).chooseScope({ month: arg.month, courierId: arg.courierId ?? null })
    await runCommand('go.reconcile')
  },
})
registerCommand({
  id: 'reconcile.run',
  titleKey: 'reconcile.commands.run',
  group: 'month',
  keys: ['R', 'Ctrl+Enter'],
  aliases: ['dz', 'reconcile'],
  inFields: false,
  when: () => onScreen.value && may('reconcile.run'),
  run: async () => (await desk()).runMonth(),
})
registerCommand({
  id: 'reconcile.export',
  titleKey: 'reconcile.commands.export',
  group: 'month',
  keys: ['Ctrl+E'],
  aliases: ['dcdz'],
  when: () => onScreen.value && may('export'),
  run: async () => (await desk()).exportMonth(),
})
registerCommand({ id: 'reconcile.previous', titleKey: 'reconcile.commands.previous', group: 'month', keys: ['['], when: () => onScreen.value, run: async () => (await desk()).stepMonth(-1) })
registerCommand({ id: 'reconcile.next', titleKey: 'reconcile.commands.next', group: 'month', keys: [']'], when: () => onScreen.value, run: async () => (await desk()).stepMonth(1) })
// closing, the report and the letters (M5, M7)
const state = async () => import('./month-state')
const shownMonth = async (): Promise<string> => (await desk()).desk.month
/** Runs on the month on the desk; `closed`: only while it is, or only while it is not. */
const onMonth = (closed: boolean, open: (module: Awaited<ReturnType<typeof state>>, month: string) => Promise<void>) => async (): Promise<void> => {
  const [module, month] = [await state(), await shownMonth()]
  if (module.isClosedMonth(month) === closed) await open(module, month)
}
registerCommand({
  id: 'month.close',
  titleKey: 'monthClose.commands.close',
  group: 'month',
  keys: ['Ctrl+Shift+Enter'],
  aliases: ['jz', 'yj', 'close month'],
  when: () => onScreen.value && may('month.close'),
  run: onMonth(false, ({ openClose }, month) => openClose(month)),
})
registerCommand({
  id: 'month.reopen',
  titleKey: 'monthClose.commands.reopen',
  group: 'month',
  keys: ['Ctrl+Shift+U'],
  aliases: ['ck', 'fjz'],
  when: () => onScreen.value && may('month.close'),
  run: onMonth(true, ({ openReopen }, month) => openReopen(month)),
})
registerCommand({
  id: 'month.report',
  titleKey: 'monthClose.commands.report',
  group: 'month',
  keys: ['Ctrl+Shift+E'],
  aliases: ['yjbg'],
  when: () => onScreen.value && may('reconcile.read'),
  run: async () => {
    const [module, month] = [await state(), await shownMonth()]
    // of a reopened month the former report is still there
    if (module.stateDesk.month === month && (module.stateDesk.view?.revision ?? 0) > 0) await module.openReports(month)
  },
})
registerCommand({
  id: 'month.letters',
  titleKey: 'monthClose.commands.letters',
  group: 'month',
  keys: ['Ctrl+Shift+L'],
  aliases: ['dzqrh', 'qrh'],
  when: () => onScreen.value && may('reconcile.read'),
  run: async () => (await state()).openLetters(await shownMonth()),
})
