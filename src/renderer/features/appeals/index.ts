import { Gavel } from 'lucide-vue-next'
import { mayDo, type Right } from '../../../domain/identity/roles'
import { rpc, useSession, useWorkspace } from '../../rpc'
import { registerCommand, runCommand } from '../../ui/commands'
import { openSoon } from '../../ui/dialogs'
import type { PaneDefinition } from '../../ui/pane'
import { chosenAppealId, shownAppealId } from './shown'

declare module '../../ui/commands' {
  interface CommandArgs {
    /** no case given: the active one */
    'appeal.fromCase': { caseId: string }
    'appeal.show': { appealId: string }
    /** no appeal given: the one that is chosen in the pane */
    'appeal.edit': { appealId: string }
    'appeal.status': { appealId: string }
    'appeal.pack': { appealId: string }
    'appeal.packWhole': { appealId: string }
  }
}

export const pane: PaneDefinition = {
  id: 'appeals',
  titleKey: 'panes.appeals.title',
  icon: Gavel,
  load: async () => (await import('./AppealsPane.vue')).default,
}

const may = (right: Right): boolean => {
  const { phase, me } = useSession()
  return phase === 'ready' && me !== null && mayDo(me.role, right)
}
const mayWrite = (): boolean => may('claim.write')
const atHand = (): string | null => shownAppealId.value ?? chosenAppealId.value
/** The focus is in this pane and an appeal is chosen there. */
const hasAppeal = (): boolean => atHand() !== null && document.activeElement?.closest('[data-pane="appeals"]') != null

async function register(caseId: string | null): Promise<void> {
  // the case is read while the form is a layer already: what is typed meanwhile is meant for it
  const found = caseId === null ? null : await rpc.cases.get({ id: caseId })
  await openSoon(import('./AppealDialog.vue'), { caseId, caseNo: found?.caseNo ?? null, record: null })
}

registerCommand({
  id: 'appeal.fromCase',
  titleKey: 'appeals.commands.fromCase',
  group: 'register',
  keys: ['Shift+A'],
  aliases: ['ss', 'djss', 'appeal'],
  when: mayWrite,
  run: (arg) => register(arg?.caseId ?? useWorkspace().activeCaseId),
})
registerCommand({ id: 'appeal.new', titleKey: 'appeals.commands.create', group: 'register', keys: ['Shift+Y'], aliases: ['xjss'], when: mayWrite, run: () => register(null) })
registerCommand({
  id: 'appeal.show',
  titleKey: 'appeals.commands.show',
  group: 'register',
  hidden: true,
  when: () => useSession().phase === 'ready',
  run: async (arg) => {
    shownAppealId.value = arg?.appealId ?? shownAppealId.value
    await runCommand('go.appeals')
  },
})
registerCommand({
  id: 'appeal.edit',
  titleKey: 'appeals.commands.edit',
  group: 'register',
  keys: ['Shift+E'],
  aliases: ['gzss'],
  when: () => mayWrite() && hasAppeal(),
  run: async (arg) => {
    const id = arg?.appealId ?? atHand()
    if (id !== null) await openSoon(import('./AppealDialog.vue'), { caseId: null, caseNo: null, record: await rpc.appeals.record({ id }) })
  },
})
registerCommand({
  id: 'appeal.status',
  titleKey: 'appeals.commands.status',
  group: 'register',
  keys: ['Shift+S'],
  aliases: ['sszt'],
  when: () => mayWrite() && hasAppeal(),
  run: async (arg) => {
    const id = arg?.appealId ?? atHand()
    if (id !== null) await openSoon(import('./StatusDialog.vue'), { appeal: (await rpc.appeals.record({ id })).appeal })
  },
})
registerCommand({
  id: 'appeal.pack',
  titleKey: 'appeals.commands.pack',
  group: 'register',
  keys: ['Shift+Z'],
  aliases: ['jzb', 'ssb'],
  when: () => may('export') && hasAppeal(),
  run: async (arg) => {
    const id = arg?.appealId ?? atHand()
    if (id !== null) await (await import('./pack')).savePack(id)
  },
})
registerCommand({
  id: 'appeal.packWhole',
  titleKey: 'appeals.commands.packWhole',
  group: 'register',
  when: () => may('export') && atHand() !== null,
  run: async (arg) => {
    const id = arg?.appealId ?? atHand()
    if (id !== null) await (await import('./pack')).savePack(id, true)
  },
})
