import { Scale } from 'lucide-vue-next'
import type { MonthDecision } from '../../../contract/month-review'
import { mayDo, type Right } from '../../../domain/identity/roles'
import { useSession } from '../../rpc'
import { registerCommand, runCommand } from '../../ui/commands'
import type { PaneDefinition } from '../../ui/pane'
import './close-commands'
import { onScreen } from './on-screen'

declare module '../../ui/commands' {
  interface CommandArgs {
    'month.undo': { decision: MonthDecision }
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
const inPane = (): boolean => {
  const holder = document.activeElement?.closest<HTMLElement>('[data-pane]') ?? null
  return onScreen.value && may('reconcile.read') && (holder === null || holder.dataset['pane'] === 'reconcile')
}
const decisions = async () => import('./decide')
const DECISIONS = [
  ['accept', 'A', 'js dz'],
  ['reject', 'X', 'bs wg'],
  ['split', 'S', 'cf'],
  ['merge', 'M', 'hb'],
  ['writeOff', 'O', 'hx fq'],
  ['note', 'N', 'bz'],
] as const
for (const [name, key, aliases] of DECISIONS) {
  registerCommand({ id: `month.${name}`, titleKey: `monthReview.keys.${name}`, group: 'month', keys: [key], aliases: aliases.split(' '), when: inPane, run: async () => (await decisions())[name]() })
}
for (const place of [1, 2, 3, 4, 5]) {
  registerCommand({ id: `month.accept.${place}`, titleKey: 'monthReview.keys.acceptAt', group: 'month', keys: [String(place)], hidden: true, when: inPane, run: async () => (await decisions()).accept(place - 1) })
}
registerCommand({ id: 'month.undo', titleKey: 'monthReview.keys.undo', group: 'month', hidden: true, when: inPane, run: async (arg) => arg && (await decisions()).undoListed(arg.decision) })
registerCommand({ id: 'month.next', titleKey: 'monthReview.keys.next', group: 'month', keys: ['J'], hidden: true, repeats: true, when: inPane, run: async () => (await decisions()).step(1) })
registerCommand({ id: 'month.previous', titleKey: 'monthReview.keys.previous', group: 'month', keys: ['K'], hidden: true, repeats: true, when: inPane, run: async () => (await decisions()).step(-1) })
registerCommand({ id: 'month.decisions', titleKey: 'monthReview.keys.decisions', group: 'month', keys: ['D'], aliases: ['cljl'], when: inPane, run: async () => (await desk()).chooseTab('decisions') })
