import { ScanBarcode } from 'lucide-vue-next'
import { mayDo } from '../../../domain/identity/roles'
import { useSession, useWorkspace } from '../../rpc'
import { registerCommand } from '../../ui/commands'
import { openSoon } from '../../ui/dialogs'
import type { PaneDefinition } from '../../ui/pane'
import { addEntryTool } from '../../ui/register/tools'
import { benchHandle } from './handle'

declare module '../../ui/commands' {
  interface CommandArgs {
    /** cards of these cases; nothing given: of the active one */
    'case.card': { caseIds: readonly string[] }
    /** what an unidentified return may belong to */
    'returns.match': { entryId: string; entryNo: string }
  }
}

/** The warehouse's own pane (W6): a scanner, and what it read. */
export const pane: PaneDefinition = {
  id: 'returns-bench',
  titleKey: 'panes.returns-bench.title',
  icon: ScanBarcode,
  load: async () => (await import('./BenchPane.vue')).default,
}

const may = (): boolean => {
  const { phase, me } = useSession()
  return phase === 'ready' && me !== null && mayDo(me.role, 'return.write')
}
const atBench = (): boolean => may() && document.activeElement?.closest('[data-pane="returns-bench"]') != null

registerCommand({ id: 'returns.photo', titleKey: 'warehouse.commands.photo', group: 'register', keys: ['Alt+P'], when: () => atBench() && benchHandle.photo !== null, run: () => benchHandle.photo?.() })
registerCommand({ id: 'returns.note', titleKey: 'warehouse.commands.note', group: 'register', keys: ['Alt+N'], when: () => atBench() && benchHandle.note !== null, run: () => benchHandle.note?.() })
registerCommand({ id: 'returns.unknown', titleKey: 'warehouse.commands.unknown', group: 'register', keys: ['Alt+U'], when: () => atBench() && benchHandle.unknown !== null, run: () => benchHandle.unknown?.() })
registerCommand({
  id: 'returns.match',
  titleKey: 'warehouse.commands.match',
  group: 'register',
  hidden: true,
  when: may,
  run: async (arg) => {
    if (arg) await openSoon(import('./MatchDialog.vue'), { entryId: arg.entryId, entryNo: arg.entryNo })
  },
})
registerCommand({
  id: 'case.card',
  titleKey: 'warehouse.commands.card',
  group: 'case',
  keys: ['Alt+K'],
  aliases: ['dyshk shk', 'card'],
  when: () => may(),
  run: async (arg) => {
    const active = useWorkspace().activeCaseId
    const caseIds = arg?.caseIds ?? (active === null ? [] : [active])
    if (caseIds.length > 0) await openSoon(import('./CardsDialog.vue'), { caseIds })
  },
})
addEntryTool('returns', { id: 'returns.match', labelKey: 'warehouse.match', when: ({ state }) => may() && state === 'unidentified', run: ({ id, entryNo }) => void openSoon(import('./MatchDialog.vue'), { entryId: id, entryNo }) })
