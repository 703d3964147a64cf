import type { ShellLocale } from '../../src/contract/native'
import type { DueNotice, DueSummary } from '../../src/contract/shell'
import type { DueWords } from './due-words'

/** What the notifier needs of Electron's `Notification`; a fake stands in for it in tests. */
export interface ShownNotification {
  show(): void
  close(): void
  on(event: 'click', listener: () => void): unknown
}

export interface DueNotifierOptions {
  /** null where the system shows none */
  create(options: { title: string; body: string; silent: boolean }): ShownNotification | null
  /** number on the task bar or dock icon */
  badge(overdue: number): void
  /** the tray's words */
  tray(words: { tooltip: string; summary: string }): void
  /** the person clicked: bring the window to the overdue cases */
  open(): void
  locale(): ShellLocale
  words(): DueWords
}

export interface DueNotifier {
  receive(summary: DueSummary): void
  /** Takes the notification away: the person has come to the window, or the app ends. */
  dismiss(): void
  current(): DueSummary
}

const NOTHING: DueSummary = { overdue: 0, soon: 0, notice: null }

/** Shows what is due: badge and tray always, and one system notification that replaces the one before (C4, U5: never a burst). */
export function createDueNotifier(options: DueNotifierOptions): DueNotifier {
  let shown: ShownNotification | null = null
  let current = NOTHING

  function dismiss(): void {
    shown?.close()
    shown = null
  }

  function notify(notice: DueNotice): void {
    // closed first: where the system keeps a list of them, two would stand there
    dismiss()
    const notification = options.create({ ...noticeText(notice, options.words(), options.locale()), silent: notice.late === 0 })
    if (notification === null) return
    notification.on('click', () => {
      shown = null
      options.open()
    })
    notification.show()
    shown = notification
  }

  return {
    receive(summary) {
      current = summary
      options.badge(summary.overdue)
      const words = options.words()
      options.tray({ tooltip: `${words.title} · ${words.counts(summary.overdue, summary.soon)}`, summary: words.counts(summary.overdue, summary.soon) })
      if (summary.notice !== null) notify(summary.notice)
    },
    dismiss,
    current: () => current,
  }
}

/** Title and text of a notice: numbers first, then the most urgent cases by number and kind. */
export function noticeText(notice: DueNotice, words: DueWords, locale: ShellLocale): { title: string; body: string } {
  const lines = notice.cases.map(({ caseNo, kind, late }) => words.line(caseNo, locale === 'en' ? kind.en : kind.zh, late))
  const rest = notice.late + notice.soon - notice.cases.length
  return { title: words.counts(notice.late, notice.soon), body: [...lines, ...(rest > 0 ? [words.more(rest)] : [])].join('\n') }
}
