import { figureText } from '../../domain/claim/dashboard-text'
import { HOUR } from '../../domain/clock/duration'
import type { Locale } from '../../domain/money/money'
import type { PrintBlock, PrintDocument } from '../../domain/print/document'
import { tellingColumns, type FigureView, type TableColumn as ViewColumn } from '../../domain/report/table-view'
import type { CellValue, ColumnType, Table, TableColumn } from './table'

/** What the report says of itself: ready words. */
export interface DashboardHead {
  readonly title: string
  readonly subtitle: string
  /** What the figures were narrowed to, and the headline figures, each with its words. */
  readonly facts: readonly { readonly label: string; readonly value: string }[]
  readonly foot: string
}

const SUMMARY = { zh: { name: '汇总', item: '项目', value: '数值' }, en: { name: 'Summary', item: 'Item', value: 'Value' } } as const
const TYPES: Readonly<Record<ViewColumn['unit'], ColumnType>> = { text: 'text', money: 'money', count: 'integer', share: 'number', days: 'number', duration: 'number', score: 'number' }

/** A share goes into a spreadsheet as the percentage that people read, with one decimal, so that it can be calculated with. */
export const percentOf = (share: number): number => Math.round(share * 1000) / 10

/** A length of time as hours with two decimals. */
export const hoursOf = (ms: number): number => Math.round((ms * 100) / HOUR) / 100

function cellOf(value: string | number | null, { unit }: ViewColumn): CellValue {
  if (typeof value !== 'number') return value
  if (unit === 'duration') return hoursOf(value)
  return unit === 'share' ? percentOf(value) : unit === 'score' ? Math.round(value * 100) / 100 : value
}

const SUFFIX: Partial<Record<ViewColumn['unit'], string>> = { share: ' %', duration: ' (h)' }
const columnOf = ({ title, unit }: ViewColumn): TableColumn => ({ header: `${title}${SUFFIX[unit] ?? ''}`, type: TYPES[unit], ...(unit === 'text' ? { width: 18 } : {}) })

/** The dashboard as sheets of a workbook (M6): what it is about, then one sheet per table with its total as the last row. */
export function buildDashboardWorkbook(views: readonly FigureView[], head: DashboardHead, locale: Locale): Table[] {
  const words = SUMMARY[locale]
  return [
    { name: words.name, columns: [{ header: words.item, type: 'text', width: 24 }, { header: words.value, type: 'text', width: 40 }], rows: head.facts.map(({ label, value }) => [label, value]) },
    ...views.map(
      ({ title, columns, rows, total }): Table => ({
        name: title,
        columns: columns.map(columnOf),
        rows: [...rows.map(({ values }) => values), ...(total === null || rows.length === 0 ? [] : [total])].map((values) => columns.map((column, at) => cellOf(values[at] ?? null, column))),
      }),
    ),
  ]
}

/** The dashboard on paper: headline figures and all pictures, two beside each other, then the table of each with what its figures mean. */
export function buildDashboardDocument(views: readonly FigureView[], head: DashboardHead, locale: Locale, currency: string): PrintDocument {
  const filled = views.filter(({ rows }) => rows.length > 0)
  const blocks: PrintBlock[] = [{ block: 'facts', rows: head.facts, columns: 3 }, ...filled.flatMap(({ chart }): PrintBlock[] => (chart === null ? [] : [{ block: 'chart', chart, half: true }]))]
  for (const view of filled) {
    const telling = tellingColumns(view)
    const texts = (values: readonly (string | number | null)[]): string[] => telling.map((at) => figureText(values[at] ?? null, view.columns[at]?.unit ?? 'text', { locale, currency }))
    blocks.push(
      { block: 'heading', text: view.title },
      { block: 'text', text: view.note, tone: 'secondary' },
      {
        block: 'table',
        columns: telling.map((at) => ({ title: view.columns[at]?.title ?? '', ...(view.columns[at]?.unit === 'text' ? { weight: 2 } : { align: 'right' as const }) })),
        rows: view.rows.map(({ values }) => texts(values)),
        ...(view.total === null ? {} : { total: texts(view.total) }),
      },
    )
  }
  return { lang: locale, title: head.title, subtitle: head.subtitle, number: null, foot: head.foot, landscape: true, blocks }
}
