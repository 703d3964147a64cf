import { BarChart, LineChart } from 'echarts/charts'
import type { BarSeriesOption, LineSeriesOption } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import type { AriaComponentOption, GridComponentOption, LegendComponentOption, TooltipComponentOption } from 'echarts/components'
import { use, type ComposeOption } from 'echarts/core'
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers'
import type { ChartSpec, ChartTone } from '../../../domain/print/document'

use([BarChart, LineChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer, SVGRenderer])

export type ChartOption = ComposeOption<BarSeriesOption | LineSeriesOption | AriaComponentOption | GridComponentOption | LegendComponentOption | TooltipComponentOption>

/** Colours and letters of the page, read from its tokens. */
export interface ChartLook {
  readonly font: string
  readonly text: string
  readonly faint: string
  readonly line: string
  readonly ground: string
  readonly tones: Readonly<Record<ChartTone, string>>
}

const TOKENS: Readonly<Record<ChartTone, string>> = { accent: '--accent', ok: '--ok', soon: '--soon', late: '--late', calm: '--calm', second: '--border-strong' }

/** The tokens as they stand now: a chart is drawn anew when the theme changes. */
export function lookOf(element: Element): ChartLook {
  const style = getComputedStyle(element)
  const token = (name: string): string => style.getPropertyValue(name).trim()
  const tones = { accent: '', ok: '', soon: '', late: '', calm: '', second: '' }
  for (const tone of Object.keys(TOKENS) as ChartTone[]) tones[tone] = token(TOKENS[tone])
  // names in double quotes would end the attribute that a drawing on paper has them in
  return { font: style.fontFamily.replaceAll('"', "'"), text: token('--text'), faint: token('--text-2'), line: token('--border'), ground: token('--bg-raised'), tones }
}

export interface ChartNumbers {
  /** Short, for an axis. */
  axis(value: number): string
  /** In full, for a tip or a label. */
  full(value: number): string
}

/** Values of a chart in words of a language: cents as money, shares as per cent. */
export function numbersOf({ unit, currency }: Pick<ChartSpec, 'unit' | 'currency'>, lang: string): ChartNumbers {
  const format = (options: Intl.NumberFormatOptions): ((value: number) => string) => {
    const made = new Intl.NumberFormat(lang, options)
    return (value) => made.format(value)
  }
  if (unit === 'money') {
    const short = format({ notation: 'compact', maximumFractionDigits: 1 })
    const whole = format({ style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
    return { axis: (cents) => short(cents / 100), full: (cents) => whole(cents / 100) }
  }
  if (unit === 'share') return { axis: format({ style: 'percent', maximumFractionDigits: 0 }), full: format({ style: 'percent', maximumFractionDigits: 1 }) }
  const plain = format({ maximumFractionDigits: 1 })
  return { axis: plain, full: plain }
}

const WIDEST_BAR = 28
/** A lying bar with its name, and what stands around the bars: legend and axis of values. */
const ROW = { each: 24, around: 72 }

/** Height that a chart needs so that every lying bar has its name; CSS pixels, at least `least`. */
export function chartHeight({ kind, categories }: Pick<ChartSpec, 'kind' | 'categories'>, least: number): number {
  return kind === 'rows' || kind === 'stacked-rows' ? Math.max(least, categories.length * ROW.each + ROW.around) : least
}

const PLAIN = { symbol: 'none' }

/** Series are told apart by their pattern too: colour alone says nothing to one person in twelve (U3). */
function patternOf(tone: ChartTone, look: ChartLook): NonNullable<BarSeriesOption['itemStyle']>['decal'] {
  const lines = { color: look.ground, symbol: 'rect', dashArrayX: [1, 0], symbolSize: 1 }
  switch (tone) {
    case 'soon':
      return { ...lines, dashArrayY: [2, 5], rotation: -Math.PI / 4 }
    case 'late':
      return { ...lines, dashArrayY: [2, 3], rotation: Math.PI / 4 }
    case 'second':
      return { ...lines, dashArrayY: [2, 4], rotation: 0 }
    case 'calm':
      return { ...lines, dashArrayY: [1, 8], rotation: Math.PI / 2 }
    case 'accent':
      return { color: look.ground, symbol: 'circle', symbolSize: 0.5, dashArrayX: [[5, 5], [0, 5, 5, 0]], dashArrayY: [5, 0] }
    case 'ok':
      return PLAIN
  }
}
/** Of a lying bar's name: a part of the width, within these CSS pixels. */
const NAME = { least: 96, part: 0.28, most: 190 }
/** Right of a lying bar below zero there may be no room for its value. */
const VALUE_ROOM = 72
/** Up to so many bars each have their value above them and their name below, cut short if need be. */
const FEW = 12
/** Of the axis of values and the margins, roughly. */
const BESIDE_BARS = 72

/** Months as numbers, the year under the first and under each January: twelve of them fit where their full names do not. */
const MONTH = /^(\d{4})-(\d{2})$/
function monthName(value: string, at: number): string {
  const [, year, month] = MONTH.exec(value) ?? []
  return year === undefined || month === undefined ? value : at === 0 || month === '01' ? `${month}\n${year}` : month
}

export interface ChartPlace {
  /** CSS pixels. */
  readonly width: number
  /** Nothing moves: for paper. */
  readonly still: boolean
}

/** What ECharts is told. */
export function chartOption(spec: ChartSpec, look: ChartLook, numbers: ChartNumbers, { width, still }: ChartPlace): ChartOption {
  const lying = spec.kind === 'rows' || spec.kind === 'stacked-rows'
  const several = spec.series.length > 1
  const stacked = spec.kind === 'stacked' || spec.kind === 'stacked-rows'
  const few = spec.categories.length <= FEW
  const labelled = spec.series.length === 1 && few && spec.kind !== 'line'
  const below = labelled && lying && spec.series.some(({ values }) => values.some((value) => value !== null && value < 0))
  const letters = { fontFamily: look.font, fontSize: 12, color: look.faint }
  const months = !lying && spec.categories.every((name) => MONTH.test(name))
  const shortened = months ? { formatter: monthName, interval: few ? 0 : ('auto' as const), hideOverlap: true } : lying ? { width: Math.min(Math.max(width * NAME.part, NAME.least), NAME.most), overflow: 'truncate' as const } : few ? { width: Math.max(28, (width - BESIDE_BARS) / spec.categories.length - 8), overflow: 'truncate' as const, interval: 0 } : { hideOverlap: true }
  const names = {
    type: 'category' as const,
    data: [...spec.categories],
    inverse: lying,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: look.line } },
    axisLabel: { ...letters, ...shortened },
  }
  const values = {
    type: 'value' as const,
    axisLabel: { ...letters, formatter: (value: number) => numbers.axis(value), hideOverlap: true },
    splitLine: { lineStyle: { color: look.line } },
    minInterval: spec.unit === 'count' ? 1 : 0,
  }
  return {
    // figures stand there at once: nothing went anywhere that would have to be shown
    animation: false,
    textStyle: { fontFamily: look.font },
    aria: { enabled: several, label: { enabled: false }, decal: { show: several && spec.kind !== 'line' } },
    grid: { left: 8, right: below ? VALUE_ROOM : 16, top: labelled && !lying ? 24 : 12, bottom: spec.series.length > 1 ? 32 : 8, containLabel: true },
    ...(spec.series.length > 1 ? { legend: { bottom: 0, itemWidth: 12, itemHeight: 8, icon: 'rect', textStyle: letters, type: 'scroll' as const } } : {}),
    tooltip: {
      show: !still,
      trigger: 'axis',
      // drawn by the chart itself: the pages' policy takes no style out of a string (R5)
      renderMode: 'richText',
      axisPointer: { type: 'shadow' },
      backgroundColor: look.ground,
      borderColor: look.line,
      textStyle: { ...letters, color: look.text },
      confine: true,
      valueFormatter: (value) => (typeof value === 'number' ? numbers.full(value) : '—'),
    },
    ...(lying ? { xAxis: values, yAxis: names } : { xAxis: names, yAxis: values }),
    series: spec.series.map((one, at): BarSeriesOption | LineSeriesOption => {
      const shared = { name: one.name, data: [...one.values], itemStyle: { color: look.tones[one.tone], ...(several && spec.kind !== 'line' ? { decal: stacked || one.tone === 'calm' ? patternOf(one.tone, look) : PLAIN } : {}) } }
      if (spec.kind === 'line') return { ...shared, type: 'line', symbol: at === 0 ? 'circle' : 'rect', symbolSize: 7, lineStyle: { color: look.tones[one.tone], width: 2, type: at === 0 ? 'solid' : 'dashed' }, connectNulls: false }
      const label = { show: labelled, position: lying ? ('right' as const) : ('top' as const), ...letters, formatter: ({ value }: { value?: unknown }) => (typeof value === 'number' ? numbers.axis(value) : '') }
      return { ...shared, type: 'bar', barMaxWidth: WIDEST_BAR, label, ...(stacked ? { stack: 'all' } : {}), emphasis: { focus: spec.series.length > 1 ? 'series' : 'none' } }
    }),
  }
}
