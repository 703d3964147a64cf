import { ReceiptText } from 'lucide-vue-next'
import { mayDo, type Right } from '../../../domain/identity/roles'
import { rpc, saveTable, useSession, useWorkspace } from '../../rpc'
import { registerCommand, runCommand } from '../../ui/commands'
import { openDialog, openSoon } from '../../ui/dialogs'
import type { PaneDefinition } from '../../ui/pane'
import { reportFilter, type ReportFilter } from './report-filter'
import { chosenClaimId, shownClaimId, shownTab } from './shown'

declare module '../../ui/commands' {
  interface CommandArgs {
    /** no case given: the active one */
    'claim.fromCase': { caseId: string }
    'claim.show': { claimId: string }
    /** no claim given: the one that is chosen in the pane */
    'claim.edit': { claimId: string }
    'claim.pack': { claimId: string }
    'claim.chase': { claimId: string }
    /** the log narrowed to the claims behind a figure (M6) */
    'claim.filter': ReportFilter
  }
}

export const pane: PaneDefinition = {
  id: 'claims',
  titleKey: 'panes.claims.title',
  icon: ReceiptText,
  load: async () => (await import('./ClaimsPane.vue')).default,
}

const may = (right: Right): boolean => {
  const { phase, me } = useSession()
  return phase === 'ready' && me !== null && mayDo(me.role, right)
}
const mayWrite = (): boolean => may('claim.write')
const atHand = (): string | null => shownClaimId.value ?? chosenClaimId.value
/** The focus is in this pane and a claim is chosen there. */
const hasClaim = (): boolean => shownTab.value === 'log' && atHand() !== null && document.activeElement?.closest('[data-pane="claims"]') != null

async function register(caseId: string | null): Promise<void> {
  const [dialog, found] = await Promise.all([import('./ClaimDialog.vue'), caseId === null ? null : rpc.cases.get({ id: caseId })])
  openDialog(dialog.default, { found })
}

registerCommand({
  id: 'claim.fromCase',
  titleKey: 'claims.commands.fromCase',
  group: 'register',
  keys: ['C'],
  aliases: ['lp', 'djlp', 'claim'],
  when: mayWrite,
  run: (arg) => register(arg?.caseId ?? useWorkspace().activeCaseId),
})
registerCommand({ id: 'claim.new', titleKey: 'claims.commands.create', group: 'register', keys: ['Shift+C'], aliases: ['xjlp', 'djlp'], when: mayWrite, run: () => register(null) })
registerCommand({
  id: 'claim.show',
  titleKey: 'claims.commands.show',
  group: 'register',
  hidden: true,
  when: () => useSession().phase === 'ready',
  run: async (arg) => {
    shownClaimId.value = arg?.claimId ?? shownClaimId.value
    shownTab.value = 'log'
    await runCommand('go.claims')
  },
})
registerCommand({
  id: 'claim.edit',
  titleKey: 'claims.commands.edit',
  group: 'register',
  keys: ['Shift+E'],
  aliases: ['gzlp', 'tjcg'],
  when: () => mayWrite() && hasClaim(),
  run: async (arg) => {
    const id = arg?.claimId ?? atHand()
    if (id === null) return
    const record = await rpc.claims.record({ id })
    await openSoon(import('./ClaimDialog.vue'), { found: null, record })
  },
})
registerCommand({
  id: 'claim.pack',
  titleKey: 'claims.commands.pack',
  group: 'register',
  keys: ['Shift+Z'],
  aliases: ['lpb', 'dblp', 'pack'],
  when: () => may('export') && hasClaim(),
  run: async (arg) => {
    const id = arg?.claimId ?? atHand()
    if (id !== null) await (await import('./pack')).savePack(id)
  },
})
registerCommand({
  id: 'claim.chase',
  titleKey: 'claims.commands.chase',
  group: 'register',
  keys: ['Shift+D'],
  aliases: ['ck', 'cklp', 'chase'],
  when: () => mayWrite() && may('case.write') && hasClaim(),
  run: async (arg) => {
    const id = arg?.claimId ?? atHand()
    if (id !== null) await (await import('./chase')).chaseClaim(id)
  },
})
registerCommand({
  id: 'claim.leaks',
  titleKey: 'claims.commands.leaks',
  group: 'go',
  keys: ['G K'],
  aliases: ['lp', 'loupei', 'leak'],
  when: () => may('claim.read'),
  run: async () => {
    shownTab.value = 'leaks'
    await runCommand('go.claims')
  },
})
registerCommand({
  id: 'claim.filter',
  titleKey: 'claims.commands.filter',
  group: 'register',
  hidden: true,
  when: () => useSession().phase === 'ready',
  run: async (arg) => {
    if (arg === undefined) return
    reportFilter.value = arg
    shownTab.value = 'log'
    shownClaimId.value = null
    await runCommand('go.claims')
  },
})
registerCommand({
  id: 'claim.export',
  titleKey: 'claims.commands.export',
  group: 'register',
  aliases: ['dclp'],
  when: () => may('export'),
  run: async () => {
    await saveTable('claims', 'claims.xlsx')
  },
})
