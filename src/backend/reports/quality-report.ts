import type { ParetoView } from '../../contract/quality'
import type { Locale } from '../../domain/money/money'
import type { ChartSpec, PrintDocument, PrintPicture } from '../../domain/print/document'
import { PARETO_BY, type ParetoBy } from '../../domain/quality/pareto'
import { PICTURE_COLUMN_WIDTH } from './xlsx-drawing'
import type { SheetPicture, Table } from './table'

/** Quality reports as files (Q1): the weekly Pareto, and the sheet for the factory. */
const WORDS = {
  zh: { pareto: '质量问题排列图', week: '周', count: '条数', share: '占比', running: '累计', entries: '登记号', total: '合计', sheet: '质量问题反馈单', style: '款号', supplier: '供应商', no: '登记号', day: '反映日期', problem: '问题', batch: '批次', size: '尺码', colour: '颜色', detail: '具体情况', photo: '照片', reports: '问题条数', made: '制表', missing: '以下照片读不到，未附上：', answer: '工厂答复', signs: ['我方', '工厂'], date: '日期' },
  en: { pareto: 'Pareto of quality reports', week: 'Week', count: 'Reports', share: 'Share', running: 'Running share', entries: 'Entries', total: 'All', sheet: 'Quality sheet for the factory', style: 'Style', supplier: 'Supplier', no: 'Entry', day: 'Reported on', problem: 'Problem', batch: 'Batch', size: 'Size', colour: 'Colour', detail: 'Detail', photo: 'Photo', reports: 'Reports', made: 'Made by', missing: 'These photos could not be read and are not included:', answer: 'Answer of the factory', signs: ['For us', 'For the factory'], date: 'Date' },
} as const

const percent = (share: number): number => Math.round(share * 1000) / 10

/** Bars as columns and the running share of all of them. */
export function paretoChart(view: Pick<ParetoView, 'bars'>, by: ParetoBy, locale: Locale, currency: string): ChartSpec {
  return { title: PARETO_BY[by][locale], kind: 'rows', categories: view.bars.map(({ words }) => words), series: [{ name: WORDS[locale].count, values: view.bars.map(({ count }) => count), tone: 'accent' }], unit: 'count', currency }
}

export function paretoTable(view: ParetoView, by: ParetoBy, locale: Locale): Table {
  const w = WORDS[locale]
  return {
    name: `${PARETO_BY[by][locale]} ${view.from}`,
    columns: [{ header: PARETO_BY[by][locale], type: 'text', width: 24 }, { header: w.count, type: 'integer' }, { header: `${w.share} %`, type: 'number' }, { header: `${w.running} %`, type: 'number' }, { header: w.entries, type: 'text', width: 60 }],
    rows: [...view.bars.map(({ words, count, share, cumulative, entries }) => [words, count, percent(share), percent(cumulative), entries.map(({ entryNo }) => entryNo).join(' ')]), [w.total, view.total, view.total === 0 ? 0 : 100, null, null]],
  }
}

export function paretoDocument(view: ParetoView, by: ParetoBy, locale: Locale, { currency, foot }: { readonly currency: string; readonly foot: string }): PrintDocument {
  const w = WORDS[locale]
  return {
    lang: locale,
    title: w.pareto,
    subtitle: `${w.week} ${view.from} – ${view.to}`,
    number: null,
    foot,
    landscape: false,
    blocks: [
      ...(view.bars.length === 0 ? [] : [{ block: 'chart' as const, chart: paretoChart(view, by, locale, currency) }]),
      {
        block: 'table',
        columns: [{ title: PARETO_BY[by][locale], weight: 3 }, { title: w.count, align: 'right' }, { title: w.share, align: 'right' }, { title: w.running, align: 'right' }],
        rows: view.bars.map(({ words, count, share, cumulative }) => [words, String(count), `${percent(share)}%`, `${percent(cumulative)}%`]),
        total: [w.total, String(view.total), '', ''],
      },
    ],
  }
}

export interface SheetReport {
  readonly entryNo: string
  readonly sku: string
  readonly title: string
  readonly supplier: string
  readonly day: string
  readonly problem: string
  readonly batch: string
  readonly size: string
  readonly colour: string
  readonly detail: string
  readonly pictures: readonly Omit<SheetPicture, 'row' | 'column'>[]
}

/** The sheet as a table with its pictures in the last columns. No buyer and no order stands in it: it leaves the house. */
export function factoryTable(reports: readonly SheetReport[], locale: Locale): Table {
  const w = WORDS[locale]
  const fields: readonly (readonly [string, keyof Omit<SheetReport, 'pictures'>, number])[] = [[w.no, 'entryNo', 18], [w.style, 'sku', 16], [w.supplier, 'supplier', 16], [w.day, 'day', 12], [w.problem, 'problem', 16], [w.batch, 'batch', 12], [w.size, 'size', 8], [w.colour, 'colour', 10], [w.detail, 'detail', 40]]
  const most = Math.max(0, ...reports.map(({ pictures }) => pictures.length))
  return {
    name: w.sheet,
    columns: [...fields.map(([header, , width]) => ({ header, type: 'text' as const, width })), { header: w.answer, type: 'text', width: 30 }, ...Array.from({ length: most }, (_, at) => ({ header: `${w.photo} ${at + 1}`, type: 'text' as const, width: PICTURE_COLUMN_WIDTH }))],
    rows: reports.map((report) => fields.map(([, field]) => report[field])),
    pictures: reports.flatMap(({ pictures }, row) => pictures.map((picture, at) => ({ ...picture, row, column: fields.length + 1 + at }))),
  }
}

export function factoryDocument(reports: readonly SheetReport[], locale: Locale, { subtitle, foot, missing }: { readonly subtitle: string; readonly foot: string; readonly missing: readonly string[] }): PrintDocument {
  const w = WORDS[locale]
  const shown = (report: SheetReport): PrintPicture[] => report.pictures.map(({ bytes, format }, at) => ({ dataUrl: `data:image/${format};base64,${Buffer.from(bytes).toString('base64')}`, caption: `${report.entryNo} · ${at + 1}` }))
  return {
    lang: locale,
    title: w.sheet,
    subtitle,
    number: null,
    foot,
    landscape: false,
    blocks: [
      ...reports.flatMap((report) => [
        { block: 'heading' as const, text: [report.entryNo, report.problem].join(' · ') },
        {
          block: 'facts' as const,
          columns: 2 as const,
          rows: ([[w.style, [report.sku, report.title].filter(Boolean).join(' ')], [w.supplier, report.supplier], [w.batch, report.batch], [w.size, report.size], [w.colour, report.colour], [w.day, report.day], [w.detail, report.detail]] as const).flatMap(([label, value]) => (value === '' ? [] : [{ label, value }])),
        },
        ...(report.pictures.length === 0 ? [] : [{ block: 'pictures' as const, pictures: shown(report), perRow: 3 as const }]),
      ]),
      ...(missing.length === 0 ? [] : [{ block: 'text' as const, text: `${w.missing} ${missing.join(', ')}`, tone: 'warning' as const }]),
      { block: 'signatures', parties: w.signs.map((name) => ({ name, lines: [w.date] })) },
    ],
  }
}
