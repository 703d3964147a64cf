import { mkdirSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { errorWords } from '../../domain/error-words'
import { formatMoney } from '../../domain/money/money'
import { month, monthOf, required, UsageError } from '../args'
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

export const monthClose: FolderCommand = {
  name: 'month close',
  usage: 'YYYY-MM --out DIR',
  zh: '结账一个月，把报告存到文件夹（PDF 要在工作台窗口里生成）',
  en: 'Close a month and put its report into a folder (the PDF needs the window of the app)',
  options: ['out'],
  needs: ['out'],
  operands: [1, 1],
  check: (line) => void monthOf(line.words[2] ?? ''),
  async run(station, line, [wanted = ''], place) {
    const closing = monthOf(wanted)
    const out = resolve(required(line, 'out'))
    // A folder that cannot be written to must be found out before the month is locked.
    mkdirSync(out, { recursive: true })
    const state = await station.api.monthClose.close({ month: closing })
    const made = await station.api.monthClose.makeReport({ month: closing, locale: place.locale })
    const report: { file: string; sha256: string }[] = []
    for (const what of ['workbook', 'document'] as const) {
      const own = made.month[what]
      if (own !== null) report.push(await station.api.monthClose.saveCopy({ month: closing, what, path: join(out, basename(own.file)) }))
    }
    const problems = made.problems.map(({ what, code, detail }) => ({ what, code, message: errorWords(code, detail, place.locale).line }))
    return {
      json: { month: closing, number: state.number, locked: true, report, carried: state.carried, notMade: problems },
      lines: [
        place.say(`${closing} 已结账，报告编号 ${state.number ?? ''}；结转 ${state.carried?.claims ?? 0} 条`, `${closing} is closed, report ${state.number ?? ''}; ${state.carried?.claims ?? 0} claims carried over`),
        ...report.map(({ file, sha256 }) => `${file}  ${sha256}`),
        ...problems.map(({ what, message }) => `${what === 'document' ? 'PDF' : 'XLSX'}: ${message}`),
      ],
    }
  },
}
