import { ArrowLeftRight } from 'lucide-vue-next'
import { mayDo, type Right } from '../../../domain/identity/roles'
import { rpc, saveTable, useSession, useWorkspace } from '../../rpc'
import { registerCommand, runCommand } from '../../ui/commands'
import { openDialog, openSoon } from '../../ui/dialogs'
import type { PaneDefinition } from '../../ui/pane'
import { selectedEntry, shownEntryId, verifyEntry } from './selection'

declare module '../../ui/commands' {
  interface CommandArgs {
    /** no case given: the active one */
    'wrongShipment.fromCase': { caseId: string }
    'wrongShipment.show': { entryId: string }
  }
}

export const pane: PaneDefinition = {
  id: 'wrong-shipments',
  titleKey: 'panes.wrongShipments.title',
  icon: ArrowLeftRight,
  load: async () => (await import('./WrongShipmentsPane.vue')).default,
}

const may = (right: Right) => (): boolean => {
  const { phase, me } = useSession()
  return phase === 'ready' && me !== null && mayDo(me.role, right)
}
/** The focus is in this pane and a row waits there for a second pair of hands. */
const canJudge = (): boolean =>
  may('wrong.verify')() && selectedEntry.value?.state === 'submitted' && document.activeElement?.closest('[data-pane="wrong-shipments"]') != null

async function register(caseId: string | null): Promise<void> {
  const [dialog, found] = await Promise.all([import('./EntryDialog.vue'), caseId === null ? null : rpc.cases.get({ id: caseId })])
  openDialog(dialog.default, { found })
}

registerCommand({
  id: 'wrongShipment.fromCase',
  titleKey: 'wrongShipments.commands.fromCase',
  group: 'register',
  keys: ['W'],
  aliases: ['cf', 'djcf', 'wrong'],
  when: may('wrong.submit'),
  run: (arg) => register(arg?.caseId ?? useWorkspace().activeCaseId),
})
registerCommand({
  id: 'wrongShipment.new',
  titleKey: 'wrongShipments.commands.create',
  group: 'register',
  keys: ['Shift+W'],
  aliases: ['xjcf', 'djcf'],
  when: may('wrong.submit'),
  run: () => register(null),
})
registerCommand({
  id: 'wrongShipment.show',
  titleKey: 'wrongShipments.commands.show',
  group: 'register',
  hidden: true,
  when: may('wrong.read'),
  run: async (arg) => {
    shownEntryId.value = arg?.entryId ?? shownEntryId.value
    await runCommand('go.wrong-shipments')
  },
})
registerCommand({
  id: 'wrongShipment.verify',
  titleKey: 'wrongShipments.commands.verify',
  group: 'register',
  keys: ['V'],
  aliases: ['shcf'],
  when: canJudge,
  run: async () => {
    if (selectedEntry.value) await verifyEntry(selectedEntry.value)
  },
})
registerCommand({
  id: 'wrongShipment.sendBack',
  titleKey: 'wrongShipments.commands.sendBack',
  group: 'register',
  keys: ['B'],
  aliases: ['thcf'],
  when: canJudge,
  run: async () => {
    if (selectedEntry.value) await openSoon(import('./SendBackDialog.vue'), { entry: selectedEntry.value })
  },
})
registerCommand({
  id: 'wrongShipment.export',
  titleKey: 'wrongShipments.commands.export',
  group: 'register',
  aliases: ['dccf'],
  when: may('export'),
  run: async () => {
    await saveTable('wrong-shipments', 'wrong-shipments.xlsx')
  },
})
