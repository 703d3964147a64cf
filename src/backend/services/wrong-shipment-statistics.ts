import { extname, isAbsolute } from 'node:path'
import type { ShipmentStatistics } from '../../contract/wrong-shipments'
import { monthsFrom } from '../../domain/claim/dashboard'
import { figureText } from '../../domain/claim/dashboard-text'
import { toLocal } from '../../domain/clock/zone'
import { AppError } from '../../domain/errors'
import type { Locale } from '../../domain/money/money'
import { statisticsOf } from '../../domain/wrong-shipment/statistics'
import { statisticsViews, type StatisticMeasure } from '../../domain/wrong-shipment/statistics-views'
import { writeFileAtomically } from '../reports/atomic-file'
import { buildDashboardDocument, buildDashboardWorkbook, type DashboardHead } from '../reports/dashboard-report'
import { localTimeText } from '../reports/table'
import { writeXlsx } from '../reports/xlsx'
import * as masters from '../repositories/masters'
import * as repo from '../repositories/wrong-shipments'
import type { Actor, Kernel } from './kernel'
import { shopTerms } from './reconcile-month'
import { rangeOfMonths } from './wrong-shipment-core'

/** Statistics of wrong shipments (W5) and their files. */

export interface StatisticsInput {
  readonly from?: string | null | undefined
  readonly to?: string | null | undefined
  readonly currency?: string | null | undefined
}

/** A longer range is a mistake. */
const MONTHS_AT_MOST = 60
const PAGE = 1000

const monthOf = (timeZone: string, at: number): string => localTimeText(toLocal(timeZone, at), 'date').slice(0, 7)

/** A month so many months before another. */
function monthBefore(month: string, months: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number - 1 - months, 1)).toISOString().slice(0, 7)
}

/** The months asked for; a missing end is that of the newest that holds a verified entry. @throws AppError INVALID_INPUT */
function rangeOf(kernel: Kernel, { from, to }: StatisticsInput, timeZone: string): { from: string; to: string } {
  const last = to ?? monthOf(timeZone, repo.newestVerified(kernel.read) ?? kernel.now())
  const first = from ?? monthBefore(last, kernel.resources.policy.wrongShipments.statistics.months - 1)
  const range = { from: from == null && first > last ? last : first, to: to == null && first > last ? first : last }
  if (range.from > range.to || monthsFrom(range.from, range.to).length > MONTHS_AT_MOST) throw new AppError('INVALID_INPUT', { field: 'from', value: range.from, limit: MONTHS_AT_MOST })
  return range
}

/**
 * W5: statistics over months in one currency, of verified entries alone (W2). Read a page at a time: between two pages others are
 * answered (X6). Errors: AppError INVALID_INPUT; MoneyOverflowError.
 */
export async function readStatistics(kernel: Kernel, input: StatisticsInput): Promise<ShipmentStatistics> {
  const { currency: own, timeZone } = shopTerms(kernel)
  const range = rangeOf(kernel, input, timeZone)
  const bounds = rangeOfMonths(timeZone, range.from, range.to)
  const currency = input.currency ?? own
  const currencies = new Set<string>()
  const counted: repo.WrongShipmentRow[] = []
  let after: repo.ShipmentPage['after'] = null
  for (;;) {
    const page: repo.WrongShipmentView[] = repo.listVerified(kernel.read, { ...bounds, after, limit: PAGE })
    for (const { entry, caseCurrency } of page) {
      currencies.add(caseCurrency ?? own)
      if ((caseCurrency ?? own) === currency) counted.push(entry)
    }
    const last = page.at(-1)?.entry
    if (last === undefined || page.length < PAGE) break
    after = { createdAt: last.createdAt, id: last.id }
    await kernel.pace.giveWay()
  }
  currencies.delete(own)
  const { by, ...whole } = statisticsOf(counted, timeZone)
  return {
    ...range,
    currency,
    currencies: [own, ...[...currencies].sort()],
    notVerified: repo.countNotVerified(kernel.read, bounds),
    bars: kernel.resources.policy.wrongShipments.statistics.bars,
    ...whole,
    by: { packer: [...by.packer], sku: [...by.sku], error: [...by.error], week: [...by.week] },
  }
}

const WORDS = {
  zh: { title: '错发统计', months: '月份', currency: '币种', entries: '已审核', pieces: '件数', cost: '损失', open: '未审核（不计入）' },
  en: { title: 'Wrong shipments', months: 'Months', currency: 'Currency', entries: 'Verified entries', pieces: 'Pieces', cost: 'Cost', open: 'Not verified (not counted)' },
} as const

function headOf(kernel: Kernel, actor: Actor, answer: ShipmentStatistics, locale: Locale): DashboardHead {
  const words = WORDS[locale]
  const { currency, from, to, entries, pieces, costCents, notVerified } = answer
  const months = from === to ? from : `${from} – ${to}`
  const at = localTimeText({ ...toLocal(shopTerms(kernel).timeZone, kernel.now()), second: 0 }, 'datetime')
  return {
    title: words.title,
    subtitle: [masters.listShops(kernel.read)[0]?.name ?? '', months].filter((part) => part !== '').join(' · '),
    facts: [
      { label: words.months, value: months },
      { label: words.currency, value: currency },
      { label: words.entries, value: String(entries) },
      { label: words.pieces, value: String(pieces) },
      { label: words.cost, value: figureText(costCents, 'money', { locale, currency }) },
      { label: words.open, value: String(notVerified) },
    ],
    foot: `${actor.name} · ${at}`,
  }
}

/**
 * Writes the statistics as a workbook (.xlsx) or as a printed report with charts (.pdf), by the ending of `path`, which must be absolute.
 * @throws AppError INVALID_INPUT for another ending, PRINT_UNAVAILABLE, PRINT_FAILED; file errors with their system code at the edge
 */
export async function exportStatistics(kernel: Kernel, actor: Actor, input: StatisticsInput & { readonly measure: StatisticMeasure; readonly path: string; readonly locale: Locale }): Promise<{ file: string; rows: number }> {
  const { path, locale, measure } = input
  const form = extname(path).toLowerCase()
  if (!isAbsolute(path) || (form !== '.xlsx' && form !== '.pdf')) throw new AppError('INVALID_INPUT', { field: 'path', value: path, known: ['.xlsx', '.pdf'] })
  const answer = await readStatistics(kernel, input)
  const views = statisticsViews(answer, { locale, currency: answer.currency, measure, bars: answer.bars })
  const head = headOf(kernel, actor, answer, locale)
  if (form === '.xlsx') await writeXlsx(path, buildDashboardWorkbook(views, head, locale))
  else {
    const bytes = await kernel.printer(buildDashboardDocument(views, head, locale, answer.currency))
    await writeFileAtomically(path, (write) => write(bytes))
  }
  const rows = views.reduce((sum, view) => sum + view.rows.length, 0)
  kernel.write(actor, { name: 'export', subject: 'wrong-shipment-statistics', detail: { from: answer.from, to: answer.to, currency: answer.currency, form: form.slice(1), rows } }, () => undefined)
  return { file: path, rows }
}
