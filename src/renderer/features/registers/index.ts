import { ClipboardList } from 'lucide-vue-next'
import type { Entry } from '../../../contract/register'
import { mayDo } from '../../../domain/identity/roles'
import { moveOf } from '../../../domain/register/register'
import { loadRegisters, registers as described, rpc, useSession, useWorkspace } from '../../rpc'
import { registerCommand, runCommand } from '../../ui/commands'
import { openSoon } from '../../ui/dialogs'
import type { PaneDefinition } from '../../ui/pane'
import { choose, register, registers } from './descriptions'
import { beginStep, inPane } from './step'

declare module '../../ui/commands' {
  interface CommandArgs {
    /** a register, and in it an entry */
    'registers.show': { register: string; entryId?: string | null }
    /** no case given: the active one */
    'registers.fromCase': { caseId: string }
    'quality.fromCase': { caseId: string }
    /** no register given: the one that is on screen */
    'registers.new': { register?: string; caseId?: string | null }
    /** a step of entries that another pane shows: at once, or with the dialog that it needs */
    'registers.step': { register: string; move: string; entries: readonly Entry[] }
  }
}

/** Registers that are described by data (spec section 8). */
export const pane: PaneDefinition = {
  id: 'registers',
  titleKey: 'panes.registers.title',
  icon: ClipboardList,
  load: async () => (await import('./RegistersPane.vue')).default,
}

const ready = (): boolean => useSession().phase === 'ready'
const mayWrite = (): boolean => {
  const { me } = useSession()
  return register.value !== null && me !== null && mayDo(me.role, register.value.rights.write)
}

registerCommand({
  id: 'registers.show',
  titleKey: 'described.commands.show',
  group: 'register',
  hidden: true,
  when: ready,
  run: async (arg) => {
    if (arg !== undefined) choose(arg.register, arg.entryId ?? null)
    await runCommand('go.registers')
  },
})
registerCommand({
  id: 'registers.step',
  titleKey: 'described.commands.step',
  group: 'register',
  hidden: true,
  when: ready,
  run: async (arg) => {
    const all = described.value.length > 0 ? described.value : await loadRegisters()
    const found = all.find(({ id }) => id === arg?.register)
    const move = found === undefined || arg === undefined ? undefined : moveOf(found, arg.move)
    if (found !== undefined && move !== undefined && arg !== undefined) await beginStep(found, move, arg.entries)
  },
})
registerCommand({
  id: 'registers.new',
  titleKey: 'described.commands.create',
  group: 'register',
  keys: ['Shift+N'],
  aliases: ['xjdj', 'djxj'],
  when: () => ready() && (inPane() ? mayWrite() : true),
  run: async (arg) => {
    if (registers.value.length === 0) await loadRegisters()
    const all = registers.value
    const found = arg?.register === undefined ? (register.value ?? all[0]) : all.find(({ id }) => id === arg.register)
    if (found === undefined) return
    const caseId = arg?.caseId ?? (inPane() || !found.fromCase ? null : useWorkspace().activeCaseId)
    const begun = await rpc.registers.propose({ register: found.id, caseId })
    await openSoon(import('./EntryDialog.vue'), { register: found, caseId, begun, currency: useSession().shops[0]?.currency ?? 'CNY' })
  },
})
registerCommand({
  id: 'registers.fromCase',
  titleKey: 'described.commands.fromCase',
  group: 'register',
  keys: ['Shift+T'],
  aliases: ['djd', 'dj'],
  when: () => ready() && useWorkspace().activeCaseId !== null,
  run: async (arg) => {
    const caseId = arg?.caseId ?? useWorkspace().activeCaseId
    if (caseId === null) return
    await loadRegisters()
    await openSoon(import('./ChooseDialog.vue'), { caseId })
  },
})

/** Quality reports (Q1): from a case in two keys; a case that has one already leads to it, so that none is silently made twice. */
const mayReport = (): boolean => ready() && ((me) => me !== null && mayDo(me.role, 'quality.write'))(useSession().me)
const onQuality = (): boolean => ready() && inPane() && register.value?.id === 'quality'
registerCommand({
  id: 'quality.fromCase',
  titleKey: 'quality.commands.fromCase',
  group: 'register',
  keys: ['Shift+Q'],
  aliases: ['zlwt', 'djzl', 'quality'],
  when: mayReport,
  run: async (arg) => {
    const caseId = arg?.caseId ?? useWorkspace().activeCaseId
    if (caseId === null) {
      await runCommand('registers.new', { register: 'quality' })
      return
    }
    const waiting = (await rpc.quality.ofCase({ caseId })).find(({ state }) => state === 'new')
    if (waiting === undefined) await runCommand('registers.new', { register: 'quality', caseId })
    else await runCommand('registers.show', { register: 'quality', entryId: waiting.id })
  },
})
registerCommand({ id: 'quality.alerts', titleKey: 'quality.commands.alerts', group: 'register', keys: ['Shift+F'], aliases: ['zlyj', 'alerts'], when: ready, run: async () => (await import('./quality/quality-desk')).openAlerts() })
registerCommand({ id: 'quality.pareto', titleKey: 'quality.commands.pareto', group: 'register', aliases: ['plt', 'pareto'], when: ready, run: async () => (await import('./quality/quality-desk')).openPareto() })
registerCommand({ id: 'quality.sheet', titleKey: 'quality.commands.sheet', group: 'register', aliases: ['gcfk', 'factory'], when: onQuality, run: async () => (await import('./quality/quality-desk')).saveSheet() })
