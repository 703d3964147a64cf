import { ArrowLeftRight } from 'lucide-vue-next'
import { mayDo, type Right } from '../../../domain/identity/roles'
import { rpc, saveTable, useSession, useWorkspace } from '../../rpc'
import { registerCommand, runCommand } from '../../ui/commands'
import { openDialog, openSoon } from '../../ui/dialogs'
import type { PaneDefinition } from '../../ui/pane'
import type { ShipmentRecord } from '../../../contract/wrong-shipments'
import { currentEntry, numberOf, shownEntryId, shownRecord, shownTab } from './selection'

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
const inPane = (): boolean => document.activeElement?.closest('[data-pane="wrong-shipments"]') != null && shownTab.value === 'list'
/** The focus is in this pane and the row that is chosen there may take a step now (W2). */
const canTake = (move: string) => (): boolean => inPane() && currentEntry()?.moves.includes(move) === true
/** A step of the description, with its dialog where it asks for something. */
async function take(move: string): Promise<void> {
  const entry = currentEntry()
  if (entry !== null) await runCommand('registers.step', { register: 'wrong-shipments', move, entries: [entry] })
}
const canWrite = (): boolean => may('wrong.submit')() && inPane() && currentEntry() !== null

/** The entry that is chosen, whole. */
async function currentRecord(): Promise<ShipmentRecord | null> {
  const entry = currentEntry()
  if (entry === null) return null
  return shownRecord.value?.entry.id === entry.id ? shownRecord.value : rpc.wrongShipments.record({ id: entry.id })
}

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
    shownTab.value = 'list'
    await runCommand('go.wrong-shipments')
  },
})
registerCommand({
  id: 'wrongShipment.verify',
  titleKey: 'wrongShipments.commands.verify',
  group: 'register',
  keys: ['V'],
  aliases: ['shcf'],
  when: canTake('verify'),
  run: () => take('verify'),
})
registerCommand({
  id: 'wrongShipment.sendBack',
  titleKey: 'wrongShipments.commands.sendBack',
  group: 'register',
  keys: ['B'],
  aliases: ['thcf'],
  when: canTake('send-back'),
  run: () => take('send-back'),
})
registerCommand({
  id: 'wrongShipment.correct',
  titleKey: 'wrongShipments.commands.correct',
  group: 'register',
  keys: ['Z'],
  aliases: ['gzcf'],
  when: canWrite,
  run: async () => {
    const record = await currentRecord()
    if (record !== null) await openSoon(import('./EntryDialog.vue'), { found: null, before: record.entry })
  },
})
registerCommand({
  id: 'wrongShipment.followUp',
  titleKey: 'wrongShipments.commands.followUp',
  group: 'register',
  keys: ['Q'],
  aliases: ['cldb'],
  when: () => canWrite() && ((entry) => entry !== null && numberOf(entry, 'openTodo') > 0)(currentEntry()),
  run: async () => {
    const record = await currentRecord()
    if (record !== null) await openSoon(import('./CloseFollowUpDialog.vue'), { record, first: null })
  },
})
registerCommand({
  id: 'wrongShipment.weigh',
  titleKey: 'wrongShipments.commands.weigh',
  group: 'register',
  keys: ['H'],
  aliases: ['czdb', 'weigh'],
  when: canWrite,
  run: async () => {
    const record = await currentRecord()
    if (record !== null) await openSoon(import('./WeightsDialog.vue'), { record })
  },
})
registerCommand({
  id: 'wrongShipment.picture',
  titleKey: 'wrongShipments.commands.picture',
  group: 'register',
  keys: ['Shift+H'],
  aliases: ['zjt'],
  when: () => may('wrong.read')() && inPane() && currentEntry()?.values['weighed'] === true,
  run: async () => {
    const record = await currentRecord()
    if (record !== null) await openSoon(import('./PictureDialog.vue'), { record })
  },
})
registerCommand({
  id: 'wrongShipment.statistics',
  titleKey: 'wrongShipments.commands.statistics',
  group: 'register',
  aliases: ['cftj'],
  when: may('wrong.read'),
  run: async () => {
    shownTab.value = 'statistics'
    await runCommand('go.wrong-shipments')
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
