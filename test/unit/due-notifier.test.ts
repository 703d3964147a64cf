import { describe, expect, it } from 'vitest'
import { createDueNotifier, noticeText, type ShownNotification } from '../../electron/main/due-notifier'
import { DUE_WORDS } from '../../electron/main/due-words'
import type { DueSummary } from '../../src/contract/shell'

const notice = (late: number, soon: number): NonNullable<DueSummary['notice']> => ({
  late, soon, cases: [{ caseNo: 'A-7F3K-00001', kind: { zh: '破损', en: 'Damaged in transit' }, late: true }, { caseNo: 'A-7F3K-00002', kind: { zh: '丢件', en: 'Lost' }, late: false }],
})

function harness(supported = true) {
  const log: string[] = []
  const clicks: (() => void)[] = []
  const open = new Set<number>()
  let made = 0
  const notifier = createDueNotifier({
    create: ({ title, body, silent }) => {
      if (!supported) return null
      const id = (made += 1)
      const fake: ShownNotification = {
        show: () => { open.add(id); log.push(`show ${id} ${silent ? 'quietly ' : ''}${title}: ${body.replaceAll('\n', ' / ')}`) },
        close: () => { open.delete(id); log.push(`close ${id}`) },
        on: (_event, listener) => clicks.push(listener),
      }
      return fake
    },
    badge: (n) => log.push(`badge ${n}`),
    tray: ({ tooltip }) => log.push(`tray ${tooltip}`),
    open: () => log.push('open'),
    locale: () => 'zh-CN',
    words: () => DUE_WORDS['zh-CN'],
  })
  return { notifier, log, clicks, open }
}

describe('U5: the main process shows what is due', () => {
  it('U5: badge and tray follow every summary; a notification only comes with a notice', () => {
    const { notifier, log } = harness()
    notifier.receive({ overdue: 2, soon: 1, notice: null })
    expect(log).toEqual(['badge 2', 'tray 售后工作台 · 已超时 2 单，即将到期 1 单'])
    expect(notifier.current()).toMatchObject({ overdue: 2, soon: 1 })
  })

  it('U5: one notification at a time: the next replaces the one before', () => {
    const { notifier, log, open } = harness()
    notifier.receive({ overdue: 5, soon: 1, notice: notice(5, 1) })
    notifier.receive({ overdue: 6, soon: 0, notice: notice(0, 2) })
    expect(log.filter((line) => !line.startsWith('tray') && !line.startsWith('badge'))).toEqual([
      'show 1 已超时 5 单，即将到期 1 单: 超时 A-7F3K-00001 破损 / 将到期 A-7F3K-00002 丢件 / 另有 4 单',
      'close 1',
      'show 2 quietly 即将到期 2 单: 超时 A-7F3K-00001 破损 / 将到期 A-7F3K-00002 丢件',
    ])
    expect([...open]).toEqual([2])
  })

  it('U5: a click goes to the overdue cases; the end takes the notification away', () => {
    const { notifier, log, clicks, open } = harness()
    notifier.receive({ overdue: 1, soon: 0, notice: notice(1, 0) })
    clicks[0]?.()
    expect(log.at(-1)).toBe('open')
    notifier.receive({ overdue: 1, soon: 0, notice: notice(1, 0) })
    notifier.dismiss()
    expect(open.size).toBe(1)
    expect(log.at(-1)).toBe('close 2')
  })

  it('U5: a system without notifications still has badge and tray', () => {
    const { notifier, log } = harness(false)
    notifier.receive({ overdue: 3, soon: 0, notice: notice(3, 0) })
    expect(log).toEqual(['badge 3', 'tray 售后工作台 · 已超时 3 单'])
  })

  it('U5: English words, and none when nothing is due', () => {
    expect(noticeText(notice(1, 2), DUE_WORDS.en, 'en')).toEqual({ title: '1 overdue, 2 due soon', body: 'Overdue A-7F3K-00001 Damaged in transit\nDue soon A-7F3K-00002 Lost\nand 1 more case' })
    expect(DUE_WORDS.en.counts(0, 0)).toBe('No case is due')
  })
})
