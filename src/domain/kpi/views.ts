import type { Locale } from '../money/money'
import type { ChartSpec, ChartTone } from '../print/document'
import type { TableColumn, TableRow, TableView, Unit } from '../report/table-view'
import { COST_PARTS, DIMENSIONS, SEVERAL, type CostPart, type Dimension, type KpiFigures, type KpiRow, type Measure } from './figures'
import { COST_WORDS, KPI_WORDS, type KpiWord } from './words'

/** Figures by shop, courier, style, reason, agent and kind of cost as tables with their pictures (K1). */
export interface KpiTables {
  readonly currency: string
  readonly figures: KpiFigures
  readonly by: Readonly<Record<Dimension, readonly KpiRow[]>>
}

export interface KpiViewOptions {
  readonly locale: Locale
  /** Names as people write them; an unknown id stands for itself. */
  readonly nameOf: (dimension: Dimension, key: string) => string
  /** Rows of the longest lists on screen and paper; null: all. */
  readonly most: number | null
}

interface Figure {
  readonly id: KpiWord
  readonly unit: Exclude<Unit, 'text'>
  readonly measure: Measure
  readonly value: (row: KpiFigures & { readonly costs?: number }, total: KpiFigures) => number | null
  readonly optional?: true
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)
const OPENED: Figure = { id: 'opened', unit: 'count', measure: 'opened', value: (row) => row.opened }
const ANSWER: readonly Figure[] = [
  { id: 'answerMs', unit: 'duration', measure: 'opened', value: (row) => row.answerMs },
  { id: 'answerShare', unit: 'share', measure: 'opened', value: (row) => row.answerShare },
]
const SOLVE: readonly Figure[] = [
  { id: 'solved', unit: 'count', measure: 'solve', value: (row) => row.solved },
  { id: 'solveMs', unit: 'duration', measure: 'solve', value: (row) => row.solveMs },
  { id: 'solveShare', unit: 'share', measure: 'solve', value: (row) => row.solveShare },
]
const PROMISE: readonly Figure[] = [
  { id: 'promises', unit: 'count', measure: 'promise', value: (row) => row.promises, optional: true },
  { id: 'promiseShare', unit: 'share', measure: 'promise', value: (row) => row.promiseShare, optional: true },
]
const REFUND: readonly Figure[] = [
  { id: 'refunds', unit: 'count', measure: 'refund', value: (row) => row.refunds },
  { id: 'orders', unit: 'count', measure: 'refund', value: (row) => row.orders },
  { id: 'refundRate', unit: 'share', measure: 'refund', value: (row) => row.refundRate },
]
const COST: readonly Figure[] = [
  { id: 'costCents', unit: 'money', measure: 'cost', value: (row) => row.costCents },
  { id: 'recoveredCents', unit: 'money', measure: 'cost', value: (row) => row.recoveredCents },
  { id: 'netCents', unit: 'money', measure: 'cost', value: (row) => row.netCents },
]
const RETURNS: Figure = { id: 'returns', unit: 'count', measure: 'return', value: (row) => row.returns }
const QUALITY: readonly Figure[] = [
  { id: 'score', unit: 'score', measure: 'score', value: (row) => row.score, optional: true },
  { id: 'scores', unit: 'count', measure: 'score', value: (row) => row.scores, optional: true },
  { id: 'sample', unit: 'score', measure: 'sample', value: (row) => row.sample, optional: true },
  { id: 'samples', unit: 'count', measure: 'sample', value: (row) => row.samples, optional: true },
]

/** Money that moved: where much was paid and got back stands on top, too. */
const moved = (row: KpiRow): number => row.costCents + Math.abs(row.recoveredCents)
const MONEY = { series: [['costCents', 'accent'], ['recoveredCents', 'ok']], unit: 'money' } as const

interface Shape {
  readonly figures: readonly Figure[]
  /** Greatest first by this. */
  readonly order: (row: KpiRow) => number
  readonly chart: { readonly series: readonly (readonly [KpiWord, ChartTone])[]; readonly unit: ChartSpec['unit'] }
}

const SHAPES: Readonly<Record<Dimension, Shape>> = {
  shop: { figures: [OPENED, ...ANSWER, ...SOLVE, ...PROMISE, ...REFUND, RETURNS, ...COST], order: moved, chart: MONEY },
  courier: { figures: [OPENED, ...SOLVE, RETURNS, ...COST], order: moved, chart: MONEY },
  sku: { figures: [OPENED, RETURNS, ...COST], order: moved, chart: MONEY },
  reason: { figures: [RETURNS, { id: 'returnShare', unit: 'share', measure: 'return', value: (row, total) => share(row.returns, total.returns) }], order: (row) => row.returns, chart: { series: [['returns', 'accent']], unit: 'count' } },
  agent: { figures: [OPENED, ...ANSWER, ...SOLVE, ...PROMISE, ...QUALITY], order: (row) => row.opened, chart: { series: [['answerShare', 'accent'], ['solveShare', 'ok'], ['promiseShare', 'calm']], unit: 'share' } },
  cost: {
    figures: [
      { id: 'costs', unit: 'count', measure: 'cost', value: (row) => row.costs ?? null },
      { id: 'amount', unit: 'money', measure: 'cost', value: (row) => row.netCents },
    ],
    order: (row) => COST_PARTS.length - COST_PARTS.indexOf(row.key as CostPart),
    chart: { series: [['amount', 'accent']], unit: 'money' },
  },
}

/** Which list stands behind a column of a dimension's table; null: the first that the table speaks of. */
export function measureOf(dimension: Dimension, column: string | null): Measure {
  const { figures } = SHAPES[dimension]
  return (figures.find(({ id }) => id === column) ?? figures[0] ?? OPENED).measure
}

/** The lists that a dimension's table speaks of, in the order of its columns. */
export const measuresOf = (dimension: Dimension): Measure[] => [...new Set(SHAPES[dimension].figures.map(({ measure }) => measure))]

const NOTHING: Readonly<Record<Dimension, KpiWord>> = { shop: 'noShop', courier: 'noCourier', sku: 'noSku', reason: 'noReason', agent: 'noAgent', cost: 'cost' }

/** Name of a row in a language. */
export function rowName(dimension: Dimension, key: string | null, { locale, nameOf }: Pick<KpiViewOptions, 'locale' | 'nameOf'>): string {
  const words = KPI_WORDS[locale]
  if (key === null) return words[NOTHING[dimension]]
  if (dimension === 'sku' && key === SEVERAL) return words.several
  return dimension === 'cost' ? (COST_WORDS[locale][key as CostPart] ?? key) : nameOf(dimension, key)
}

/** A row that has nothing of what its table speaks of says nothing. */
const speaks = (row: KpiRow, total: KpiFigures, { figures }: Shape): boolean => figures.some(({ value }) => (value(row, total) ?? 0) !== 0)

/** All tables in one language. */
export const kpiViews = (tables: KpiTables, options: KpiViewOptions): TableView[] => DIMENSIONS.map((dimension) => viewOf(dimension, tables, options))

function viewOf(dimension: Dimension, { currency, figures: total, by }: KpiTables, options: KpiViewOptions): TableView {
  const words = KPI_WORDS[options.locale]
  const shape = SHAPES[dimension]
  const columns: TableColumn[] = [
    { id: dimension, title: words[dimension], unit: 'text', optional: false },
    ...shape.figures.map(({ id, unit, optional }) => ({ id, title: words[id], unit, optional: optional === true })),
  ]
  const said = by[dimension].filter((row) => row.costs > 0 || speaks(row, total, shape))
  const ordered = said.map((row, at) => ({ row, at })).sort((a, b) => shape.order(b.row) - shape.order(a.row) || b.row.opened - a.row.opened || a.at - b.at).map(({ row }) => row)
  const rows = ordered.slice(0, options.most ?? ordered.length).map((row): TableRow => ({
    key: row.key ?? '',
    values: [rowName(dimension, row.key, options), ...shape.figures.map(({ value }) => value(row, total))],
  }))
  const totals = shape.figures.map(({ id, value }) => (id === 'costs' ? said.reduce((sum, row) => sum + row.costs, 0) : value(total, total)))
  const title = words[`title.${dimension}`]
  // a series of nothing would only stand in the legend
  const drawn = seriesOf(shape, columns, rows).filter(({ values }, place) => place === 0 || values.some((value) => value !== null))
  return {
    id: dimension,
    title,
    note: words[`note.${dimension}`],
    columns,
    rows,
    total: [words.total, ...totals],
    chart: { title, kind: 'rows', unit: shape.chart.unit, currency, categories: rows.map(({ values }) => String(values[0])), series: drawn.map(({ name, tone, values }) => ({ name, tone, values })) },
    drawn: drawn.map(({ id }) => id),
  }
}

type Drawn = ChartSpec['series'][number] & { readonly id: KpiWord }

function seriesOf({ chart }: Shape, columns: readonly TableColumn[], rows: readonly TableRow[]): Drawn[] {
  return chart.series.map(([id, tone]) => {
    const at = columns.findIndex((column) => column.id === id)
    return { id, name: columns[at]?.title ?? id, tone, values: rows.map(({ values }) => (typeof values[at] === 'number' ? values[at] : null)) }
  })
}
