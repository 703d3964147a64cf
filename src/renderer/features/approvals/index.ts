import { ClipboardCheck } from 'lucide-vue-next'
import { useSession } from '../../rpc'
import { registerCommand } from '../../ui/commands'
import type { PaneDefinition } from '../../ui/pane'
import { act, chosenPayout, chosenPromise, mayAct, mayRefuse, refuse, tab } from './desk'
import { useWaiting } from './waiting'

export const pane: PaneDefinition = {
  id: 'approvals',
  titleKey: 'panes.approvals.title',
  icon: ClipboardCheck,
  load: async () => (await import('./ApprovalsPane.vue')).default,
  badge: () => useWaiting().mine,
}

/** The focus is in this pane and a row is chosen there. */
const onRow = (): boolean =>
  useSession().phase === 'ready' && (tab.value === 'promises' ? chosenPromise.value : chosenPayout.value) !== null && document.activeElement?.closest('[data-pane="approvals"]') != null

registerCommand({ id: 'approval.act', titleKey: 'money.commands.approve', group: 'register', keys: ['Ctrl+Enter'], aliases: ['pz', 'approve'], when: () => onRow() && mayAct(tab.value), run: act })
registerCommand({ id: 'approval.refuse', titleKey: 'money.commands.refuse', group: 'register', keys: ['B'], aliases: ['bpz', 'refuse'], when: () => onRow() && mayRefuse(tab.value), run: refuse })
