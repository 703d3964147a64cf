import { extname, isAbsolute } from 'node:path'
import type { DashboardAnswer } from '../../contract/dashboard'
import { dashboardOf, monthsFrom, type BookedCell, type ChargeCell, type ClaimCell, type DashboardCells, type DaysCell } from '../../domain/claim/dashboard'
import { figureText } from '../../domain/claim/dashboard-text'
import { viewsOf, type View } from '../../domain/claim/dashboard-views'
import { CLAIM_REASON_LABELS, isClaimReason } from '../../domain/claim/status'
import { toLocal } from '../../domain/clock/zone'
import { AppError } from '../../domain/errors'
import type { Locale } from '../../domain/money/money'
import { writeFileAtomically } from '../reports/atomic-file'
import { buildDashboardDocument, buildDashboardWorkbook, type DashboardHead } from '../reports/dashboard-report'
import { localTimeText } from '../reports/table'
import { writeXlsx } from '../reports/xlsx'
import * as repo from '../repositories/dashboard'
import * as masters from '../repositories/masters'
import type { Actor, Kernel } from './kernel'
import { shopTerms } from './reconcile-month'

export interface DashboardInput {
  readonly from?: string | null | undefined
  readonly to?: string | null | undefined
  readonly courierId?: string | null | undefined
  readonly reason?: string | null | undefined
  readonly currency?: string | null | undefined
}

/** A longer range is a mistake: ten years of months would be drawn. */
const MONTHS_AT_MOST = 120

interface Range {
  readonly from: string
  readonly to: string
}

/** The months asked for; a missing end is that of the last months that hold anything. @throws AppError INVALID_INPUT */
function rangeOf(kernel: Kernel, { from, to }: DashboardInput, timeZone: string): Range {
  if (from != null && to != null) return checked({ from, to })
  const known = repo.monthsWithAnything(kernel.read, kernel.resources.policy.reconcile.dashboardMonths)
  const today = localTimeText(toLocal(timeZone, kernel.now()), 'date').slice(0, 7)
  const last = to ?? known[0] ?? today
  const first = from ?? known.at(-1) ?? last
  return checked({ from: first > last ? last : first, to: last })
}

function checked(range: Range): Range {
  if (range.from > range.to || monthsFrom(range.from, range.to).length > MONTHS_AT_MOST) throw new AppError('INVALID_INPUT', { field: 'from', value: range.from, limit: MONTHS_AT_MOST })
  return range
}

/** Sums of the whole range, read a month at a time: between two months others are answered (X6). */
async function cellsOf(kernel: Kernel, scope: repo.DashboardScope, months: readonly string[], currency: string, statements: boolean): Promise<{ cells: DashboardCells; currencies: Set<string> }> {
  const { read } = kernel
  const currencies = new Set<string>()
  const [claims, days, booked, charges, allBooked]: [ClaimCell[], DaysCell[], BookedCell[], ChargeCell[], BookedCell[]] = [[], [], [], [], []]
  for (const month of months) {
    const own = { ...scope, from: month, to: month }
    for (const cell of repo.claimCells(read, own)) {
      currencies.add(cell.currency)
      if (cell.currency === currency) claims.push(cell)
    }
    days.push(...repo.daysCells(read, own, currency))
    if (statements) {
      booked.push(...repo.bookedCells(read, own, currency))
      charges.push(...repo.chargeCells(read, own))
      if (scope.reason !== null) allBooked.push(...repo.bookedCells(read, { ...own, reason: null }, currency))
    }
    await kernel.pace.giveWay()
  }
  const costs = statements ? { charges, booked: scope.reason === null ? booked : allBooked } : null
  return { cells: { months, claims, days, booked: statements ? booked : null, costs }, currencies }
}

/**
 * The figures of M6: sums made by the database, one statement each and month, then the domain. Statements carry no currency: they are in
 * the shop's, and for claims in another one nothing is said of credit by month and of cost. What is written meanwhile shows at the next
 * reading. Errors: AppError INVALID_INPUT; MoneyOverflowError.
 */
export async function readDashboard(kernel: Kernel, input: DashboardInput): Promise<DashboardAnswer> {
  const { currency: own, timeZone } = shopTerms(kernel)
  const range = rangeOf(kernel, input, timeZone)
  const currency = input.currency ?? own
  const statements = currency === own
  const scope = { ...range, courierId: input.courierId ?? null, reason: input.reason ?? null }
  const { cells, currencies } = await cellsOf(kernel, scope, monthsFrom(range.from, range.to), currency, statements)
  currencies.delete(own)
  return { ...range, currency, currencies: [own, ...[...currencies].sort()], statements, ...mutable(dashboardOf(cells)) }
}

/** The contract's types have no `readonly`: nothing changes the lists. */
function mutable(dashboard: ReturnType<typeof dashboardOf>): Omit<DashboardAnswer, 'from' | 'to' | 'currency' | 'currencies' | 'statements'> {
  const { months, byCourier, byReason, byMonth, daysByCourier, costByMonth, costByCourierMonth } = dashboard
  return { ...dashboard, months: [...months], byCourier: [...byCourier], byReason: [...byReason], byMonth: [...byMonth], daysByCourier: [...daysByCourier], costByMonth: [...costByMonth], costByCourierMonth: [...costByCourierMonth] }
}

const WORDS = {
  zh: {
    title: '理赔看板', months: '月份', courier: '快递', reason: '理赔原因', currency: '币种', all: '全部',
    claims: '理赔数', claimed: '申报', recovered: '已到账', rate: '到账率', open: '未到账', median: '到账天数（中位）', cost: '每件成本',
  },
  en: {
    title: 'Claims dashboard', months: 'Months', courier: 'Courier', reason: 'Reason', currency: 'Currency', all: 'All',
    claims: 'Claims', claimed: 'Claimed', recovered: 'Recovered', rate: 'Recovered rate', open: 'Open', median: 'Days to credit (median)', cost: 'Cost per parcel',
  },
} as const

export interface DashboardExport extends DashboardInput {
  readonly path: string
  readonly locale: Locale
}

/**
 * Writes the figures as a workbook (.xlsx) or as a printed report with pictures (.pdf), by the ending of `path`, which must be absolute.
 * The audit says what was exported, not where to.
 *
 * @throws AppError INVALID_INPUT for another ending, PRINT_UNAVAILABLE, PRINT_FAILED; file errors with their system code at the edge
 */
export async function exportDashboard(kernel: Kernel, actor: Actor, input: DashboardExport): Promise<{ file: string; rows: number }> {
  const { path, locale } = input
  const form = extname(path).toLowerCase()
  if (!isAbsolute(path) || (form !== '.xlsx' && form !== '.pdf')) throw new AppError('INVALID_INPUT', { field: 'path', value: path, known: ['.xlsx', '.pdf'] })
  const answer = await readDashboard(kernel, input)
  const names = new Map(masters.listCouriers(kernel.read).map((courier) => [courier.id, locale === 'zh' ? courier.nameZh : courier.nameEn]))
  const courierName = (id: string): string => names.get(id) ?? id
  const views = viewsOf(answer, { locale, currency: answer.currency, courierName })
  const head = headOf(kernel, actor, input, answer, courierName)
  if (form === '.xlsx') await writeXlsx(path, buildDashboardWorkbook(views, head, locale))
  else {
    const bytes = await kernel.printer(buildDashboardDocument(views, head, locale, answer.currency))
    await writeFileAtomically(path, (write) => write(bytes))
  }
  const rows = views.reduce((sum, view: View) => sum + view.rows.length, 0)
  const { from, to, currency } = answer
  kernel.write(actor, { name: 'export', subject: 'dashboard', detail: { from, to, currency, courier: input.courierId ?? null, reason: input.reason ?? null, form: form.slice(1), rows } }, () => undefined)
  return { file: path, rows }
}

function headOf(kernel: Kernel, actor: Actor, input: DashboardExport, answer: DashboardAnswer, courierName: (id: string) => string): DashboardHead {
  const { locale, courierId, reason } = input
  const words = WORDS[locale]
  const { total, days, cost, currency, from, to } = answer
  const text = (value: number | null, unit: 'money' | 'share' | 'days' | 'count'): string => figureText(value, unit, { locale, currency })
  const reasonName = reason == null ? words.all : isClaimReason(reason) ? CLAIM_REASON_LABELS[reason][locale] : reason
  const months = from === to ? from : `${from} – ${to}`
  const at = localTimeText({ ...toLocal(shopTerms(kernel).timeZone, kernel.now()), second: 0 }, 'datetime')
  return {
    title: words.title,
    subtitle: [masters.listShops(kernel.read)[0]?.name ?? '', months, courierId == null ? '' : courierName(courierId), reason == null ? '' : reasonName].filter((part) => part !== '').join(' · '),
    facts: [
      { label: words.months, value: months },
      { label: words.courier, value: courierId == null ? words.all : courierName(courierId) },
      { label: words.reason, value: reasonName },
      { label: words.currency, value: currency },
      { label: words.claims, value: text(total.claims, 'count') },
      { label: words.claimed, value: text(total.claimedCents, 'money') },
      { label: words.recovered, value: text(total.recoveredCents, 'money') },
      { label: words.rate, value: text(total.recoveredShare, 'share') },
      { label: words.open, value: text(total.openCents, 'money') },
      { label: words.median, value: text(days.medianDays, 'days') },
      { label: words.cost, value: text(cost?.perParcelCents ?? null, 'money') },
    ],
    foot: `${actor.name} · ${at}`,
  }
}
