import { ReceiptText } from 'lucide-vue-next'
import { mayDo } from '../../../domain/identity/roles'
import { rpc, saveTable, useSession, useWorkspace } from '../../rpc'
import { registerCommand, runCommand } from '../../ui/commands'
import { openDialog } from '../../ui/dialogs'
import type { PaneDefinition } from '../../ui/pane'
import { reportFilter, type ReportFilter } from './report-filter'
import { shownClaimId } from './shown'

declare module '../../ui/commands' {
  interface CommandArgs {
    /** no case given: the active one */
    'claim.fromCase': { caseId: string }
    'claim.show': { claimId: string }
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

const mayWrite = (): boolean => {
  const session = useSession()
  return session.phase === 'ready' && session.me !== null && mayDo(session.me.role, 'claim.write')
}

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
    shownClaimId.value = null
    await runCommand('go.claims')
  },
})
registerCommand({
  id: 'claim.export',
  titleKey: 'claims.commands.export',
  group: 'register',
  aliases: ['dclp'],
  when: () => {
    const { phase, me } = useSession()
    return phase === 'ready' && me !== null && mayDo(me.role, 'export')
  },
  run: async () => {
    await saveTable('claims', 'claims.xlsx')
  },
})
