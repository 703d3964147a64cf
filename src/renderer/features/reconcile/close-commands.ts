/** Commands to close the month, its report and the letters (M5, M7). Their code comes when they are used. */
import { mayDo, type Right } from '../../../domain/identity/roles'
import { useSession } from '../../rpc'
import { registerCommand } from '../../ui/commands'
import { onScreen } from './on-screen'

const may = (right: Right): boolean => {
  const { phase, me } = useSession()
  return phase === 'ready' && me !== null && mayDo(me.role, right)
}
const state = async () => import('./month-state')
const shownMonth = async (): Promise<string> => (await import('./month-desk')).desk.month
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
