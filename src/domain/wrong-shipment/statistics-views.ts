import type { Locale } from '../money/money'
import type { FigureView, TableColumn as FigureColumn } from '../report/table-view'
import { STATISTIC_IDS, type StatisticGroup, type StatisticId, type Statistics } from './statistics'
import { isShipmentError, SHIPMENT_ERROR_LABELS } from './wrong-shipment'

/** Statistics as tables, each with the chart drawn from its own column (W5): the pane, the spreadsheet and the printed report show these. */

export const STATISTIC_MEASURES = ['cost', 'entries'] as const
export type StatisticMeasure = (typeof STATISTIC_MEASURES)[number]

export interface StatisticView extends FigureView {
  readonly id: StatisticId
  readonly rows: readonly { readonly key: string; readonly values: readonly (string | number | null)[] }[]
}

const WORDS = {
  zh: {
    packer: '打包人', sku: '商品', error: '差错', week: '周（周一）', title: '名称', entries: '笔数', pieces: '件数', cost: '损失', average: '每笔损失', share: '占比', none: '未填', total: '合计',
    by: { packer: '按打包人', sku: '按商品', error: '按差错', week: '按周' },
    notes: {
      packer: '已审核的登记，按打包人。', sku: '一笔涉及几个商品时，损失平均分到各商品，笔数各计一次。', error: '按差错类型。', week: '按登记日期所在的周。',
    },
  },
  en: {
    packer: 'Packer', sku: 'Item', error: 'Error', week: 'Week of', title: 'Title', entries: 'Entries', pieces: 'Pieces', cost: 'Cost', average: 'Cost each', share: 'Share', none: 'not given', total: 'Total',
    by: { packer: 'By packer', sku: 'By item', error: 'By error', week: 'By week' },
    notes: {
      packer: 'Verified entries by who packed.', sku: 'The cost of an entry about several items is parted among them; it counts once for each.', error: 'By kind of error.', week: 'By the week of registration.',
    },
  },
} as const

/** Names on an axis are short: so many characters of a title. */
const NAME_AT_MOST = 24

export interface StatisticTerms {
  readonly locale: Locale
  readonly currency: string
  readonly measure: StatisticMeasure
  /** A chart draws at most so many bars; the table beside it has all rows. */
  readonly bars: number
}

function nameOf(by: StatisticId, { key }: StatisticGroup, locale: Locale): string {
  if (key === '') return WORDS[locale].none
  return by === 'error' && isShipmentError(key) ? SHIPMENT_ERROR_LABELS[key][locale] : key
}

const valueOf = ({ costCents, entries }: StatisticGroup, measure: StatisticMeasure): number => (measure === 'cost' ? costCents : entries)

/** Weeks are drawn in their order to the newest; the others begin with the most. */
function drawnGroups(by: StatisticId, groups: readonly StatisticGroup[], { measure, bars }: Pick<StatisticTerms, 'measure' | 'bars'>): readonly StatisticGroup[] {
  return by === 'week' ? groups.slice(-bars) : [...groups].sort((a, b) => valueOf(b, measure) - valueOf(a, measure)).slice(0, bars)
}

function viewOf(by: StatisticId, statistics: Statistics, { locale, currency, measure, bars }: StatisticTerms): StatisticView {
  const words = WORDS[locale]
  const groups = statistics.by[by]
  const titled = by === 'sku'
  const columns: FigureColumn[] = [
    { id: by, title: words[by], unit: 'text', optional: false },
    ...(titled ? [{ id: 'title', title: words.title, unit: 'text' as const, optional: false }] : []),
    { id: 'entries', title: words.entries, unit: 'count', optional: false },
    { id: 'pieces', title: words.pieces, unit: 'count', optional: true },
    { id: 'cost', title: words.cost, unit: 'money', optional: false },
    { id: 'average', title: words.average, unit: 'money', optional: false },
    { id: 'share', title: words.share, unit: 'share', optional: false },
  ]
  const figures = ({ entries, pieces, costCents }: Pick<StatisticGroup, 'entries' | 'pieces' | 'costCents'>): (number | null)[] => [entries, pieces, costCents, entries === 0 ? null : Math.round(costCents / entries), statistics.costCents === 0 ? null : costCents / statistics.costCents]
  const rows = groups.map((group) => ({ key: group.key, values: [nameOf(by, group, locale), ...(titled ? [group.title ?? ''] : []), ...figures(group)] }))
  const drawn = drawnGroups(by, groups, { measure, bars })
  return {
    id: by,
    title: words.by[by],
    note: words.notes[by],
    columns,
    rows,
    total: groups.length === 0 ? null : [words.total, ...(titled ? [''] : []), ...figures(statistics)],
    chart:
      groups.length === 0
        ? null
        : {
            title: `${words.by[by]} · ${measure === 'cost' ? words.cost : words.entries}`,
            kind: by === 'week' ? 'bar' : 'rows',
            categories: drawn.map((group) => (by === 'sku' && group.title ? group.title : nameOf(by, group, locale)).slice(0, NAME_AT_MOST)),
            series: [{ name: measure === 'cost' ? words.cost : words.entries, values: drawn.map((group) => valueOf(group, measure)), tone: 'accent' }],
            unit: measure === 'cost' ? 'money' : 'count',
            currency,
          },
  }
}

/** The keys of the bars of a view, in the order of its chart. */
export const drawnKeys = (by: StatisticId, statistics: Statistics, terms: Pick<StatisticTerms, 'measure' | 'bars'>): string[] => drawnGroups(by, statistics.by[by], terms).map(({ key }) => key)

export const statisticsViews = (statistics: Statistics, terms: StatisticTerms): StatisticView[] => STATISTIC_IDS.map((by) => viewOf(by, statistics, terms))
