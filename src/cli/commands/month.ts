import { resolve } from 'node:path'
import { formatMoney } from '../../domain/money/money'
import { month, required, UsageError } from '../args'
import type { FolderCommand } from '../command'
import { findCourierId } from '../lookup'

export const reconcile: FolderCommand = {
  name: 'reconcile',
  usage: '--month YYYY-MM [--courier C]',
  zh: '核对一个月的理赔和对账单，保存匹配结果',
  en: "Reconcile a month's claims with the statements and store the matches",
  options: ['month', 'courier'],
  needs: ['month'],
  operands: [0, 0],
  async run(station, line, _operands, place) {
    const courier = line.text('courier')
    const result = await station.api.reconcile.run({ month: required(line, 'month'), courierId: courier === null ? null : findCourierId(station, courier) })
    const money = (cents: number): string => formatMoney(cents, 'CNY')
    return {
      json: { ...result },
      lines: [
        place.say(`${result.month}：理赔 ${result.claims} 条 ${money(result.claimedCents)}，账单 ${result.lines} 笔`, `${result.month}: ${result.claims} claims ${money(result.claimedCents)}, ${result.lines} statement lines`),
        place.say(`到账 ${money(result.creditedCents)}  短赔 ${money(result.shortPaidCents)}  多赔 ${money(result.overPaidCents)}  认赔未到 ${money(result.grantedNotCreditedCents)}  待回复 ${money(result.awaitingCents)}`, `credited ${money(result.creditedCents)}  short ${money(result.shortPaidCents)}  over ${money(result.overPaidCents)}  granted, not credited ${money(result.grantedNotCreditedCents)}  awaiting answer ${money(result.awaitingCents)}`),
        place.say(`匹配 ${result.matched.length} 组，待人工确认 ${result.review.length} 组，待认领 ${money(result.unexplainedCents)}`, `${result.matched.length} matches, ${result.review.length} to review, unexplained ${money(result.unexplainedCents)}`),
        result.invariantsHold ? place.say('恒等式成立 ✓', 'invariants hold ✓') : place.say('恒等式不成立 ✗', 'invariants do NOT hold ✗'),
      ],
    }
  },
}

const exportOf = (what: 'cases' | 'claims' | 'wrong-shipments', zh: string, en: string): FolderCommand => ({
  name: `export ${what}`,
  usage: '--out FILE.xlsx|.csv [--month YYYY-MM]',
  zh,
  en,
  options: ['out', 'month'],
  needs: ['out'],
  check: (line) => {
    if (!/\.(xlsx|csv)$/i.test(required(line, 'out'))) throw new UsageError('--out 要以 .xlsx 或 .csv 结尾', '--out must end in .xlsx or .csv')
  },
  operands: [0, 0],
  async run(station, line, _operands, place) {
    const out = required(line, 'out')
    const done = await station.api.exports.run({ what, path: resolve(out), month: month(line), locale: place.locale })
    return { json: { ...done }, lines: [place.say(`已导出 ${done.rows} 行：${done.file}`, `${done.rows} rows written to ${done.file}`)] }
  },
})

export const exports: readonly FolderCommand[] = [
  exportOf('cases', '导出售后单', 'Export cases'),
  exportOf('claims', '导出理赔', 'Export claims'),
  exportOf('wrong-shipments', '导出错发登记', 'Export wrong shipments'),
]
