import { Share2 } from 'lucide-vue-next'
import type { Component } from 'vue'
import { rpc, useSession, useSync } from '../../rpc'
import { registerCommand, runCommand } from '../../ui/commands'
import type { PaneDefinition } from '../../ui/pane'
import { act, conflictShown, openShown } from './conflict-desk'
import { tab, type SyncTab } from './tabs'

declare module '../../ui/commands' {
  interface CommandArgs {
    /** a tab of the page; none given: the one that was open */
    'sync.show': { tab: SyncTab }
  }
}

export const pane: PaneDefinition = {
  id: 'sync',
  titleKey: 'panes.sync.title',
  icon: Share2,
  load: async () => (await import('./SyncPane.vue')).default,
  badge: () => useSync().toDecide,
}

/** The first run of a PC that joins a team (U4). */
export const loadJoinTeam = async (): Promise<Component> => (await import('./JoinTeam.vue')).default

const ready = (): boolean => useSession().phase === 'ready'
const isShared = (): boolean => ready() && (useSync().overview?.status.state ?? 'off') !== 'off'
/** The focus is in this page and a conflict is chosen there. */
const onConflict = (): boolean => ready() && tab.value === 'conflicts' && conflictShown.value !== null && document.activeElement?.closest('[data-pane="sync"]') != null

registerCommand({ id: 'sync.show', titleKey: 'sync.commands.show', group: 'app', aliases: ['gxytb', 'tb', 'sync', 'share'], when: ready, run: async (arg) => {
  if (arg) tab.value = arg.tab
  await runCommand('go.sync')
} })
registerCommand({ id: 'sync.conflicts', titleKey: 'sync.commands.conflicts', group: 'app', aliases: ['ct', 'conflicts'], when: ready, run: async () => {
  tab.value = 'conflicts'
  await runCommand('go.sync')
} })
registerCommand({ id: 'sync.now', titleKey: 'sync.commands.now', group: 'app', aliases: ['ljtb', 'sync now'], when: isShared, run: async () => useSync().take(await rpc.sync.now()) })
registerCommand({ id: 'sync.first', titleKey: 'sync.commands.first', group: 'app', keys: ['1'], hidden: true, when: () => onConflict() && conflictShown.value?.mayDecide === true, run: () => act(0) })
registerCommand({ id: 'sync.second', titleKey: 'sync.commands.second', group: 'app', keys: ['2'], hidden: true, when: () => onConflict() && conflictShown.value?.mayDecide === true, run: () => act(1) })
registerCommand({ id: 'sync.open', titleKey: 'sync.commands.open', group: 'app', keys: ['Enter'], hidden: true, when: () => onConflict() && conflictShown.value?.record.target != null, run: openShown })
