import { ClipboardCheck } from 'lucide-vue-next'
import { useSession } from '../../rpc'
import { registerCommand, runCommand } from '../../ui/commands'
import type { PaneDefinition } from '../../ui/pane'
import * as finance from './finance/finance-desk'
import { act, chosenPayout, chosenPromise, mayAct, mayRefuse, refuse, tab } from './desk'
import { useWaiting } from './waiting'

export const pane: PaneDefinition = {
  id: 'approvals',
  titleKey: 'panes.approvals.title',
  icon: ClipboardCheck,
  load: async () => (await import('./ApprovalsPane.vue')).default,
  badge: () => useWaiting().mine,
}

const inPane = (): boolean => useSession().phase === 'ready' && document.activeElement?.closest('[data-pane="approvals"]') != null
/** The focus is in this pane and a row is chosen there. */
const onRow = (): boolean => inPane() && (tab.value === 'pay' ? finance.meant.value.length > 0 : (tab.value === 'promises' ? chosenPromise.value : chosenPayout.value) !== null)
/** As `onRow`, on the finance list (F1). */
const onFinance = (): boolean => tab.value === 'pay' && onRow()

registerCommand({ id: 'approval.act', titleKey: 'money.commands.approve', group: 'register', keys: ['Ctrl+Enter'], aliases: ['pz', 'approve'], when: () => onRow() && mayAct(tab.value), run: () => (tab.value === 'pay' ? finance.pay() : act()) })
registerCommand({ id: 'approval.refuse', titleKey: 'money.commands.refuse', group: 'register', keys: ['B'], aliases: ['bpz', 'refuse'], when: () => onRow() && mayRefuse(tab.value), run: refuse })

registerCommand({ id: 'finance.show', titleKey: 'finance.commands.show', group: 'register', aliases: ['dkqd', 'cw', 'finance'], when: () => useSession().phase === 'ready', run: async () => {
  tab.value = 'pay'
  await runCommand('go.approvals')
} })
registerCommand({ id: 'finance.batch', titleKey: 'finance.commands.batch', group: 'register', keys: ['Ctrl+E'], aliases: ['dcpc', 'batch'], when: () => onFinance() && finance.mayPay(), run: finance.batch })
registerCommand({ id: 'finance.explain', titleKey: 'finance.commands.explain', group: 'register', keys: ['Shift+X'], aliases: ['smbcf'], when: () => onFinance() && finance.mayPay() && finance.chosen.value !== null && finance.isSuspect(finance.chosen.value), run: finance.explain })
registerCommand({ id: 'finance.bounce', titleKey: 'finance.commands.bounce', group: 'register', keys: ['Shift+T'], aliases: ['dkth'], when: () => onFinance() && finance.mayPay() && finance.meant.value.some(finance.canBounce), run: finance.bounce })
registerCommand({ id: 'finance.reroute', titleKey: 'finance.commands.reroute', group: 'register', keys: ['Shift+H'], aliases: ['gskfs'], when: () => onFinance() && finance.mayReroute() && finance.chosen.value !== null && finance.canReroute(finance.chosen.value), run: finance.reroute })
