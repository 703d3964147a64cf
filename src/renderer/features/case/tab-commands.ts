import type { MessageKey } from '../../i18n'
import { useSession, useWorkspace } from '../../rpc'
import { registerCommand, runCommand } from '../../ui/commands'
import { useDesk, type CaseTab } from './desk'

const TABS: readonly (readonly [tab: CaseTab, keys: string, titleKey: MessageKey, alias: string])[] = [
  ['timeline', 'Alt+T', 'case.commands.tabTimeline', 'sjx'],
  ['order', 'Alt+O', 'case.commands.tabOrder', 'dd'],
  ['buyer', 'Alt+B', 'case.commands.tabBuyer', 'mj'],
  ['money', 'Alt+M', 'case.commands.tabMoney', 'q'],
  ['steps', 'Alt+S', 'case.commands.tabSteps', 'bz'],
  ['links', 'Alt+G', 'case.commands.tabLinks', 'gl'],
]

/** The tabs of a case, each on a key that also works while a reply is being written. */
export function registerTabCommands(): void {
  for (const [tab, keys, titleKey, alias] of TABS) {
    registerCommand({
      id: `case.tab.${tab}`,
      titleKey,
      group: 'case',
      keys: [keys],
      aliases: [alias],
      when: () => useSession().phase === 'ready' && useWorkspace().activeCaseId !== null,
      run: async () => {
        useDesk().tab = tab
        await runCommand('go.case')
      },
    })
  }
}
