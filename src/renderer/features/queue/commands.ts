import { CASE_VIEWS, type CaseView } from '../../../contract/queue'
import type { KindId } from '../../../domain/case/kinds'
import { rpc, useSession } from '../../rpc'
import { registerCommand, runCommand } from '../../ui/commands'
import { openSoon } from '../../ui/dialogs'
import { useQueue } from './queue-store'
import { handle } from './handle'

declare module '../../ui/commands' {
  interface CommandArgs {
    /** a view of the queue, narrowed to kinds of cases */
    'queue.show': { view: CaseView; kinds?: readonly KindId[] }
  }
}

const ready = (): boolean => useSession().phase === 'ready'

const VIEW_TITLES = {
  mine: 'queue.commands.viewMine',
  open: 'queue.commands.viewOpen',
  unassigned: 'queue.commands.viewUnassigned',
  waiting: 'queue.commands.viewWaiting',
  'waiting-buyer': 'queue.commands.viewWaitingBuyer',
  'waiting-courier': 'queue.commands.viewWaitingCourier',
  'waiting-warehouse': 'queue.commands.viewWaitingWarehouse',
  'waiting-supervisor': 'queue.commands.viewWaitingSupervisor',
  'waiting-finance': 'queue.commands.viewWaitingFinance',
  'waiting-platform': 'queue.commands.viewWaitingPlatform',
  overdue: 'queue.commands.viewOverdue',
  'carry-over': 'queue.commands.viewCarryOver',
  vip: 'queue.commands.viewVip',
  difficult: 'queue.commands.viewDifficult',
  resolved: 'queue.commands.viewResolved',
  all: 'queue.commands.viewAll',
} as const satisfies Record<CaseView, string>

const ALIASES: Readonly<Record<CaseView, string>> = {
  mine: 'wddl',
  open: 'qbwj',
  unassigned: 'dfp',
  waiting: 'ddz',
  'waiting-buyer': 'dmj',
  'waiting-courier': 'dkd',
  'waiting-warehouse': 'dck',
  'waiting-supervisor': 'dzg',
  'waiting-finance': 'dcw',
  'waiting-platform': 'dpt',
  overdue: 'ycs',
  'carry-over': 'ybyl',
  vip: 'vip',
  difficult: 'nc',
  resolved: 'yj',
  all: 'qb',
}

/** Moving through the queue from anywhere (ui.md "Keys"), its search and its views. */
export function registerQueueCommands(): void {
  const move = (places: number) => () => {
    if (!handle.move?.(places)) useQueue().step(places)
  }
  registerCommand({ id: 'queue.next', titleKey: 'queue.commands.next', group: 'case', keys: ['J'], aliases: ['xyd'], repeats: true, when: ready, run: move(1) })
  registerCommand({ id: 'queue.previous', titleKey: 'queue.commands.previous', group: 'case', keys: ['K'], aliases: ['syd'], repeats: true, when: ready, run: move(-1) })
  registerCommand({
    id: 'queue.search',
    titleKey: 'queue.commands.search',
    group: 'case',
    keys: ['Ctrl+F'],
    aliases: ['ss', 'find'],
    when: ready,
    run: async () => {
      if (!handle.focusSearch?.()) {
        await runCommand('go.queue')
        handle.focusSearch?.()
      }
    },
  })
  registerCommand({
    id: 'queue.filter',
    titleKey: 'queue.commands.filter',
    group: 'case',
    aliases: ['sx', 'filter'],
    when: ready,
    run: async () => {
      await runCommand('go.queue')
      useQueue().filtersOpen = true
    },
  })
  registerCommand({
    id: 'queue.bulk',
    titleKey: 'queue.commands.bulk',
    group: 'case',
    keys: ['B'],
    aliases: ['plcl', 'bulk'],
    when: () => ready() && useQueue().checked.size > 0,
    run: async () => openSoon(import('./BulkDialog.vue')),
  })
  registerCommand({
    id: 'queue.choose-all',
    titleKey: 'queue.commands.chooseAll',
    group: 'case',
    aliases: ['qx'],
    when: ready,
    run: async () => {
      const queue = useQueue()
      const { ids } = await rpc.cases.matching(queue.question)
      queue.checked = new Set(ids)
      await runCommand('go.queue')
    },
  })
  registerCommand({ id: 'queue.save-view', titleKey: 'queue.commands.saveView', group: 'view', aliases: ['bcst', 'save'], when: ready, run: async () => openSoon(import('./SaveViewDialog.vue')) })
  registerCommand({ id: 'queue.manage-views', titleKey: 'queue.commands.manageViews', group: 'view', aliases: ['glst'], when: ready, run: async () => openSoon(import('./ViewsDialog.vue')) })
  registerCommand({
    id: 'queue.saved-view',
    titleKey: 'queue.commands.savedView',
    group: 'go',
    aliases: ['wdst'],
    when: () => ready() && useQueue().savedViews.length > 0,
    run: async () => openSoon(import('./ChooseViewDialog.vue')),
  })
  registerCommand({
    id: 'queue.show',
    titleKey: 'queue.commands.filter',
    group: 'go',
    hidden: true,
    when: ready,
    run: async (arg) => {
      const queue = useQueue()
      queue.clearFilters()
      queue.show(arg?.view ?? 'open')
      if (arg?.kinds !== undefined && arg.kinds.length > 0) queue.setFilter({ kinds: [...arg.kinds] })
      await runCommand('go.queue')
    },
  })
  for (const view of CASE_VIEWS) {
    registerCommand({
      id: `queue.view.${view}`,
      titleKey: VIEW_TITLES[view],
      group: 'go',
      aliases: [ALIASES[view]],
      when: ready,
      run: async () => {
        useQueue().show(view)
        await runCommand('go.queue')
      },
    })
  }
}
