import { CASE_VIEWS, type CaseView } from '../../../contract/cases'
import { useSession } from '../../rpc'
import { registerCommand, runCommand } from '../../ui/commands'
import { useQueue } from './queue-store'
import { handle } from './handle'

const ready = (): boolean => useSession().phase === 'ready'

const VIEW_TITLES = {
  mine: 'queue.commands.viewMine',
  open: 'queue.commands.viewOpen',
  unassigned: 'queue.commands.viewUnassigned',
  waiting: 'queue.commands.viewWaiting',
  overdue: 'queue.commands.viewOverdue',
  resolved: 'queue.commands.viewResolved',
  all: 'queue.commands.viewAll',
} as const satisfies Record<CaseView, string>

const ALIASES: Readonly<Record<CaseView, string>> = { mine: 'wddl', open: 'qbwj', unassigned: 'dfp', waiting: 'ddz', overdue: 'ycs', resolved: 'yj', all: 'qb' }

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
