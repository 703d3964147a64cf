import { ArrowRightLeft } from 'lucide-vue-next'
import { mayDo } from '../../../domain/identity/roles'
import { useSession, useWorkspace } from '../../rpc'
import { registerCommand, runCommand } from '../../ui/commands'
import { openSoon } from '../../ui/dialogs'
import type { PaneDefinition } from '../../ui/pane'
import { chosenCheck, chosenLine, chosenTask, tab, type ShiftTab } from './state'

/** Shift work: night handover board (H1), opening checklist (H2), spare-time tasks (H3). */
export const pane: PaneDefinition = {
  id: 'handover',
  titleKey: 'panes.handover.title',
  icon: ArrowRightLeft,
  load: async () => (await import('./HandoverPane.vue')).default,
}

const ready = (): boolean => useSession().phase === 'ready'
const mayWrite = (): boolean => {
  const { me } = useSession()
  return ready() && me !== null && mayDo(me.role, 'task.write')
}
const inPane = (): boolean => ready() && document.activeElement?.closest('[data-pane="handover"]') != null
const has = (): boolean => (tab.value === 'board' ? chosenLine.value : tab.value === 'checklist' ? chosenCheck.value : chosenTask.value) !== null
const deeds = async () => import('./deeds')
const open = (to: ShiftTab) => async (): Promise<void> => {
  tab.value = to
  await runCommand('go.handover')
}

registerCommand({ id: 'handover.board', titleKey: 'shift.commands.board', group: 'register', keys: ['G U'], aliases: ['jjb', 'ybjj'], when: ready, run: open('board') })
registerCommand({ id: 'handover.checklist', titleKey: 'shift.commands.checklist', group: 'register', keys: ['G O'], aliases: ['kbqd'], when: ready, run: open('checklist') })
registerCommand({ id: 'handover.routine', titleKey: 'shift.commands.routine', group: 'register', keys: ['G N'], aliases: ['kxrw'], when: ready, run: open('routine') })
registerCommand({ id: 'handover.make', titleKey: 'shift.commands.make', group: 'register', keys: ['Shift+H'], aliases: ['scjjb'], when: () => inPane() && mayWrite(), run: async () => (await deeds()).make() })
registerCommand({ id: 'handover.acknowledgeAll', titleKey: 'shift.commands.acknowledgeAll', group: 'register', keys: ['Ctrl+Shift+A'], when: () => inPane() && mayWrite() && tab.value === 'board', run: async () => (await deeds()).acknowledgeAll() })
registerCommand({ id: 'handover.sign', titleKey: 'shift.commands.sign', group: 'register', keys: ['Ctrl+Shift+S'], when: () => inPane() && mayWrite() && tab.value === 'board', run: async () => (await deeds()).sign() })
registerCommand({ id: 'handover.remark', titleKey: 'shift.commands.remark', group: 'register', keys: ['F2'], when: () => inPane() && mayWrite() && tab.value === 'board' && has(), run: async () => (await deeds()).remark() })
registerCommand({ id: 'handover.go', titleKey: 'shift.commands.go', group: 'register', keys: ['Shift+Enter'], when: () => inPane() && has(), run: async () => (await deeds()).goToRows() })
registerCommand({ id: 'handover.drop', titleKey: 'shift.commands.drop', group: 'register', keys: ['Delete'], when: () => inPane() && mayWrite() && has(), run: async () => (await deeds()).drop() })
registerCommand({ id: 'handover.copy', titleKey: 'shift.commands.copy', group: 'register', keys: ['Ctrl+Shift+C'], when: () => inPane() && tab.value === 'routine' && has(), run: async () => (await deeds()).copyReply() })
registerCommand({ id: 'handover.take', titleKey: 'shift.commands.take', group: 'register', keys: ['Alt+E'], aliases: ['lqrw'], when: mayWrite, run: async () => (await deeds()).takeNext() })
registerCommand({ id: 'handover.leave', titleKey: 'shift.commands.leave', group: 'register', keys: ['Alt+Y'], aliases: ['ly'], when: mayWrite, run: async () => openSoon(import('./NoteDialog.vue'), { caseId: useWorkspace().activeCaseId }) })
registerCommand({ id: 'handover.history', titleKey: 'shift.commands.history', group: 'register', aliases: ['jjjl'], when: ready, run: async () => void (await runCommand('registers.show', { register: 'handover-boards' })) })
