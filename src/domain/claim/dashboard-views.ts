import type { Locale } from '../money/money'
import type { ChartSpec, ChartTone } from '../print/document'
import type { TableColumn, TableRow, TableView, Unit } from '../report/table-view'
import { OUTCOMES, type ClaimFigures, type CostFigures, type Dashboard, type DaysFigures, type Outcome } from './dashboard'
import { DASHBOARD_WORDS as WORDS, type DashboardWord } from './dashboard-words'
import { CLAIM_REASON_LABELS, isClaimReason } from './status'

/**
 * The dashboard as tables, each with the chart drawn from its own columns, so that a figure of a chart is the figure of the table (M6).
 * The pane, the spreadsheet and the printed report all show these.
 */

export const VIEW_IDS = ['courier', 'reason', 'month', 'rate', 'days', 'cost', 'courier-cost'] as const
export type ViewId = (typeof VIEW_IDS)[number]

export interface ViewColumn extends TableColumn {
  readonly id: DashboardWord
}

/** Which claims a row speaks of; what is absent is not narrowed. */
export interface RowClaims {
  readonly courierId?: string | null
  readonly reason?: string
  /** Month of filing. */
  readonly month?: string
  /** Month of the statement that credited them or took credit back, whenever they were filed. */
  readonly bookedIn?: string
  /** Only claims that have had a credit. */
  readonly credited?: true
}

export interface ViewRow extends TableRow {
  readonly claims: RowClaims
}

export interface View extends TableView {
  readonly id: ViewId
  readonly columns: readonly ViewColumn[]
  readonly rows: readonly ViewRow[]
  readonly drawn: readonly DashboardWord[]
}

/** What the dashboard was asked for. */
export interface ViewScope {
  /** First and last month, `YYYY-MM`. */
  readonly from: string
  readonly to: string
  readonly currency: string
  readonly courierId: string | null
  readonly reason: string | null
}

/** A question to the claim log: its courier filter and what else a figure narrows it to. */
export interface ClaimsBehind {
  readonly courierId: string | null
  readonly report: {
    readonly currency: string
    readonly from: string | null
    readonly to: string | null
    readonly bookedIn: string | null
    readonly noCourier: boolean
    readonly reason: string | null
    readonly part: Outcome | null
    readonly credited: boolean
  }
}

const isOutcome = (id: string): id is Outcome => (OUTCOMES as readonly string[]).includes(id)

/**
 * The claims behind a row, or behind one bar of it: `drawn` is the column that the bar is of. Money booked by a month's statement is not
 * a matter of filing and reason: its claims are those that the statement names.
 */
export function claimsBehind({ courierId, reason, month, bookedIn, credited }: RowClaims, scope: ViewScope, drawn?: string): ClaimsBehind {
  const filed = bookedIn === undefined
  return {
    courierId: courierId === undefined ? scope.courierId : courierId,
    report: {
      currency: scope.currency,
      from: filed ? (month ?? scope.from) : null,
      to: filed ? (month ?? scope.to) : null,
      bookedIn: bookedIn ?? null,
      noCourier: courierId === null,
      reason: reason ?? (filed ? scope.reason : null),
      part: drawn !== undefined && isOutcome(drawn) ? drawn : null,
      credited: credited === true,
    },
  }
}

export interface ViewOptions {
  readonly locale: Locale
  readonly currency: string
  /** Name of a courier as people write it. */
  readonly courierName: (courierId: string) => string
}

interface Figure<T> {
  readonly id: DashboardWord
  readonly unit: Exclude<Unit, 'text'>
  readonly value: (figures: T) => number | null
  readonly optional?: true
}

const money = <T>(id: DashboardWord, value: Figure<T>['value']): Figure<T> => ({ id, unit: 'money', value })
const count = <T>(id: DashboardWord, value: Figure<T>['value']): Figure<T> => ({ id, unit: 'count', value })
const maybe = <T>(figure: Figure<T>): Figure<T> => ({ ...figure, optional: true })

const CLAIM_FIGURES: readonly Figure<ClaimFigures>[] = [
  count('claims', (one) => one.claims),
  money('claimed', (one) => one.claimedCents),
  money('recovered', (one) => one.recoveredCents),
  { id: 'rate', unit: 'share', value: (one) => one.recoveredShare },
  money('short', (one) => one.shortPaidCents),
  money('open', (one) => one.openCents),
  maybe(money('rejected', (one) => one.rejectedCents)),
  maybe(money('ended', (one) => one.endedCents)),
  maybe(money('settled', (one) => one.settledCents)),
  maybe(money('over', (one) => one.overPaidCents)),
  count('paid', (one) => one.counts.recovered),
  { id: 'paidRate', unit: 'share', value: (one) => one.paidShare },
]

const COST_FIGURES: readonly Figure<CostFigures>[] = [
  money('freight', (one) => one.freightCents),
  money('surcharges', (one) => one.surchargeCents),
  money('credits', (one) => one.creditedCents),
  money('net', (one) => one.netCents),
  count('parcels', (one) => one.parcels),
  money('perParcel', (one) => one.perParcelCents),
]

/** Amounts of a claim by what became of them, in the order in which they stack. */
const STACK: readonly (readonly [DashboardWord, ChartTone])[] = [
  ['recovered', 'ok'],
  ['short', 'soon'],
  ['open', 'accent'],
  ['rejected', 'late'],
  ['ended', 'second'],
  ['settled', 'calm'],
]

interface Group<T> {
  readonly key: string
  readonly names: readonly string[]
  readonly claims: RowClaims
  readonly figures: T
}

interface Shape<T> {
  readonly id: ViewId
  readonly names: readonly DashboardWord[]
  readonly figures: readonly Figure<T>[]
  readonly groups: readonly Group<T>[]
  readonly total: T | null
  readonly chart: { readonly kind: ChartSpec['kind']; readonly series: readonly (readonly [DashboardWord, ChartTone])[]; readonly unit: ChartSpec['unit'] } | null
}

/** All views of a dashboard in one language. */
export function viewsOf(dashboard: Dashboard, options: ViewOptions): View[] {
  const words = WORDS[options.locale]
  const courier = (id: string | null): string => (id === null ? words.noCourier : options.courierName(id))
  const reason = (id: string): string => (isClaimReason(id) ? CLAIM_REASON_LABELS[id][options.locale] : id)
  const stack = (rows: readonly ClaimFigures[]): typeof STACK => STACK.filter(([id]) => id === 'recovered' || rows.some((row) => (CLAIM_FIGURES.find((figure) => figure.id === id)?.value(row) ?? 0) !== 0))
  const { byCourier, byReason, byMonth, daysByCourier } = dashboard

  const months = byMonth.map((one): Group<(typeof byMonth)[number]> => ({ key: one.key, names: [one.key], claims: { month: one.key }, figures: one }))
  return [
    view(options, {
      id: 'courier',
      names: ['courier'],
      figures: CLAIM_FIGURES,
      groups: byCourier.map((one) => ({ key: one.key ?? '', names: [courier(one.key)], claims: { courierId: one.key }, figures: one })),
      total: dashboard.total,
      chart: { kind: 'stacked-rows', series: stack(byCourier), unit: 'money' },
    }),
    view(options, {
      id: 'reason',
      names: ['reason'],
      figures: CLAIM_FIGURES,
      groups: byReason.map((one) => ({ key: one.key, names: [reason(one.key)], claims: { reason: one.key }, figures: one })),
      total: dashboard.total,
      chart: { kind: 'rows', series: [['claimed', 'calm'], ['recovered', 'ok']], unit: 'money' },
    }),
    view(options, {
      id: 'month',
      names: ['month'],
      figures: [...CLAIM_FIGURES, money('booked', (one: (typeof byMonth)[number]) => one.bookedCents)],
      groups: months,
      total: { ...dashboard.total, key: '' },
      chart: { kind: 'stacked', series: stack(byMonth), unit: 'money' },
    }),
    view(options, {
      id: 'rate',
      names: ['month'],
      figures: CLAIM_FIGURES.filter(({ id }) => ['claims', 'paid', 'rate', 'paidRate'].includes(id)),
      groups: months,
      total: dashboard.total,
      chart: { kind: 'line', series: [['rate', 'ok'], ['paidRate', 'accent']], unit: 'share' },
    }),
    view(options, {
      id: 'days',
      names: ['courier'],
      figures: [
        { id: 'median', unit: 'days', value: (one: DaysFigures) => one.medianDays },
        { id: 'slow', unit: 'days', value: (one) => one.slowDays },
        count('credited', (one: DaysFigures) => one.claims),
        maybe(count('undated', (one: DaysFigures) => one.undated)),
      ],
      groups: daysByCourier.map((one) => ({ key: one.key ?? '', names: [courier(one.key)], claims: { courierId: one.key, credited: true }, figures: one })),
      total: dashboard.days,
      chart: { kind: 'rows', series: [['median', 'accent'], ['slow', 'calm']], unit: 'days' },
    }),
    view(options, {
      id: 'cost',
      names: ['month'],
      figures: COST_FIGURES,
      groups: dashboard.costByMonth.map((one) => ({ key: one.key, names: [one.key], claims: { bookedIn: one.key }, figures: one })),
      total: dashboard.cost,
      chart: { kind: 'bar', series: [['perParcel', 'accent']], unit: 'money' },
    }),
    view(options, {
      id: 'courier-cost',
      names: ['month', 'courier'],
      figures: COST_FIGURES,
      groups: dashboard.costByCourierMonth.map((one) => ({ key: `${one.month}:${one.courierId ?? ''}`, names: [one.month, courier(one.courierId)], claims: { bookedIn: one.month, courierId: one.courierId }, figures: one })),
      total: dashboard.cost,
      chart: null,
    }),
  ]
}

function view<T>({ locale, currency }: ViewOptions, shape: Shape<T>): View {
  const words = WORDS[locale]
  const names = shape.names.map((id): ViewColumn => ({ id, title: words[id], unit: 'text', optional: false }))
  const columns = [...names, ...shape.figures.map(({ id, unit, optional }): ViewColumn => ({ id, title: words[id], unit, optional: optional === true }))]
  const rows = shape.groups.map(({ key, names: named, claims, figures }): ViewRow => ({ key, claims, values: [...named, ...shape.figures.map(({ value }) => value(figures))] }))
  const { total } = shape
  const title = words[`title.${shape.id}`]
  return {
    id: shape.id,
    title,
    note: words[`note.${shape.id}`],
    columns,
    rows,
    total: total === null ? null : [words.total, ...names.slice(1).map(() => null), ...shape.figures.map(({ value }) => value(total))],
    chart: shape.chart === null ? null : chartOf({ title, columns, rows, currency, ...shape.chart }),
    drawn: shape.chart?.series.map(([id]) => id) ?? [],
  }
}

interface ChartSource {
  readonly title: string
  readonly columns: readonly ViewColumn[]
  readonly rows: readonly ViewRow[]
  readonly currency: string
  readonly kind: ChartSpec['kind']
  readonly unit: ChartSpec['unit']
  readonly series: readonly (readonly [DashboardWord, ChartTone])[]
}

/** Draws columns of a table: its first column are the categories. */
function chartOf({ title, columns, rows, currency, kind, unit, series }: ChartSource): ChartSpec {
  return {
    title,
    kind,
    unit,
    currency,
    categories: rows.map(({ values }) => String(values[0])),
    series: series.flatMap(([id, tone]) => {
      const at = columns.findIndex((column) => column.id === id)
      const column = columns[at]
      if (column === undefined) return []
      return [{ name: column.title, tone, values: rows.map(({ values }) => (typeof values[at] === 'number' ? values[at] : null)) }]
    }),
  }
}
