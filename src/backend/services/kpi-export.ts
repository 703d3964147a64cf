import { extname, isAbsolute } from 'node:path'
import type { KpiAnswer, KpiScope } from '../../contract/kpi'
import { figureText } from '../../domain/claim/dashboard-text'
import { toLocal } from '../../domain/clock/zone'
import { AppError } from '../../domain/errors'
import type { Dimension } from '../../domain/kpi/figures'
import { stripOf } from '../../domain/kpi/strip'
import { kpiViews } from '../../domain/kpi/views'
import { KPI_DEFINITIONS, KPI_WORDS } from '../../domain/kpi/words'
import type { Locale } from '../../domain/money/money'
import { writeFileAtomically } from '../reports/atomic-file'
import { buildDashboardDocument, buildDashboardWorkbook, type DashboardHead } from '../reports/dashboard-report'
import { localTimeText, type Table } from '../reports/table'
import { writeXlsx } from '../reports/xlsx'
import * as masters from '../repositories/masters'
import type { Actor, Kernel } from './kernel'
import { readKpi } from './kpi'
import { shopTerms } from './reconcile-month'

export interface KpiExport extends KpiScope {
  readonly path: string
  readonly locale: Locale
}

const WORDS = {
  zh: { title: '售后指标', week: '周报', month: '月报', period: '时期', before: '上一期', shop: '店铺', all: '全部', currency: '币种', was: '上期', definitions: '口径', item: '项目', meaning: '怎么算' },
  en: { title: 'After-sales figures', week: 'Weekly report', month: 'Monthly report', period: 'Period', before: 'Period before', shop: 'Shop', all: 'All', currency: 'Currency', was: 'before', definitions: 'Definitions', item: 'Figure', meaning: 'How it is worked out' },
} as const

function definitionsOf(locale: Locale): Table {
  const words = WORDS[locale]
  return { name: words.definitions, columns: [{ header: words.item, type: 'text', width: 24 }, { header: words.meaning, type: 'text', width: 90 }], rows: KPI_DEFINITIONS[locale].map(([name, meaning]) => [name, meaning]) }
}

/** Name of a key of a table's rows: couriers and reasons in the language, shops and people as they are. */
function namesOf(kernel: Kernel, answer: KpiAnswer, locale: Locale): (dimension: Dimension, key: string) => string {
  const couriers = new Map(masters.listCouriers(kernel.read).map((courier) => [courier.id, locale === 'zh' ? courier.nameZh : courier.nameEn]))
  const reasons = new Map(answer.reasons.map((reason) => [reason.id, reason[locale]]))
  return (dimension, key) => (dimension === 'courier' ? couriers.get(key) : dimension === 'reason' ? reasons.get(key) : answer.names[key]) ?? key
}

function headOf(kernel: Kernel, actor: Actor, input: KpiExport, answer: KpiAnswer): DashboardHead {
  const { locale, unit, shopId } = input
  const [words, names] = [WORDS[locale], KPI_WORDS[locale]]
  const { period, before, currency } = answer
  const span = (one: KpiAnswer['period']): string => `${one.firstDay} – ${one.lastDay}`
  const shop = shopId == null ? null : (answer.names[shopId] ?? shopId)
  const shown = shop ?? masters.listShops(kernel.read)[0]?.name ?? ''
  const at = localTimeText({ ...toLocal(shopTerms(kernel).timeZone, kernel.now()), second: 0 }, 'datetime')
  const writing = { locale, currency }
  return {
    title: `${words.title} · ${words[unit]}`,
    subtitle: [shown, span(period)].filter((part) => part !== '').join(' · '),
    facts: [
      { label: words.period, value: span(period) },
      { label: words.before, value: span(before) },
      { label: words.shop, value: shop ?? words.all },
      { label: words.currency, value: currency },
      ...stripOf(answer.figures, answer.was).map((one) => ({ label: names[one.id], value: `${figureText(one.value, one.unit, writing)} (${words.was} ${figureText(one.before, one.unit, writing)})` })),
    ],
    foot: `${actor.name} · ${at}`,
  }
}

/**
 * Writes the figures as a workbook (.xlsx, a sheet per table and one of definitions) or as a printed report with pictures (.pdf), by the ending
 * of `path`, which must be absolute (K1). Period, shop, who and when stand in both. The audit says what was exported, not where to.
 *
 * @throws AppError INVALID_INPUT for another ending, PRINT_UNAVAILABLE, PRINT_FAILED; file errors with their system code at the edge
 */
export async function exportKpi(kernel: Kernel, actor: Actor, input: KpiExport): Promise<{ file: string; rows: number }> {
  const { path, locale } = input
  const form = extname(path).toLowerCase()
  if (!isAbsolute(path) || (form !== '.xlsx' && form !== '.pdf')) throw new AppError('INVALID_INPUT', { field: 'path', value: path, known: ['.xlsx', '.pdf'] })
  const answer = await readKpi(kernel, input)
  const views = kpiViews(answer, { locale, nameOf: namesOf(kernel, answer, locale), most: form === '.xlsx' ? null : answer.mostRows })
  const head = headOf(kernel, actor, input, answer)
  if (form === '.xlsx') {
    const [summary, ...tables] = buildDashboardWorkbook(views, { ...head, facts: [{ label: head.title, value: head.foot }, ...head.facts] }, locale)
    await writeXlsx(path, [...(summary === undefined ? [] : [summary]), ...tables, definitionsOf(locale)])
  } else {
    const bytes = await kernel.printer(buildDashboardDocument(views, head, locale, answer.currency))
    await writeFileAtomically(path, (write) => write(bytes))
  }
  const rows = views.reduce((sum, view) => sum + view.rows.length, 0)
  const { period, currency } = answer
  kernel.write(actor, { name: 'export', subject: 'kpi', detail: { unit: period.unit, from: period.firstDay, to: period.lastDay, currency, shop: input.shopId ?? null, form: form.slice(1), rows } }, () => undefined)
  return { file: path, rows }
}
