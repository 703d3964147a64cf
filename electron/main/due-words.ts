import type { ShellLocale } from '../../src/contract/native'

/** Words of the notification and the tray (U5). */
export interface DueWords {
  readonly title: string
  counts(late: number, soon: number): string
  line(caseNo: string, kind: string, late: boolean): string
  more(n: number): string
  readonly open: string
  readonly float: string
  readonly quiet: string
  readonly quietUntil: (time: string) => string
  readonly endQuiet: string
  readonly quit: string
}

const join = (parts: readonly (string | null)[], separator: string): string => parts.filter((part) => part !== null).join(separator)

export const DUE_WORDS: Readonly<Record<ShellLocale, DueWords>> = {
  'zh-CN': {
    title: '售后工作台',
    counts: (late, soon) => (late + soon === 0 ? '没有快到期的售后单' : join([late > 0 ? `已超时 ${late} 单` : null, soon > 0 ? `即将到期 ${soon} 单` : null], '，')),
    line: (caseNo, kind, late) => `${late ? '超时' : '将到期'} ${caseNo} ${kind}`,
    more: (n) => `另有 ${n} 单`,
    open: '打开已超时的售后单',
    float: '打开话术浮窗',
    quiet: '静音一小时',
    quietUntil: (time) => `静音到 ${time}`,
    endQuiet: '结束静音',
    quit: '退出',
  },
  en: {
    title: 'After-sales Workstation',
    counts: (late, soon) => (late + soon === 0 ? 'No case is due' : join([late > 0 ? `${late} overdue` : null, soon > 0 ? `${soon} due soon` : null], ', ')),
    line: (caseNo, kind, late) => `${late ? 'Overdue' : 'Due soon'} ${caseNo} ${kind}`,
    more: (n) => (n === 1 ? 'and 1 more case' : `and ${n} more cases`),
    open: 'Open the overdue cases',
    float: 'Open the floating replies',
    quiet: 'Quiet for an hour',
    quietUntil: (time) => `Quiet until ${time}`,
    endQuiet: 'End the quiet',
    quit: 'Quit',
  },
}
