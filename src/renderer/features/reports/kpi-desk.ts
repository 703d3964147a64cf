/** What the figures of after-sales show (K1): a period, what it is narrowed to, the figures. Kept outside the pane, as a look at rows leaves it. */
import { computed, shallowReactive } from 'vue'
import type { KpiAnswer, KpiMine, KpiScope } from '../../../contract/kpi'
import { mayDo } from '../../../domain/identity/roles'
import { DIMENSIONS, type Dimension, type Measure } from '../../../domain/kpi/figures'
import { stepPeriod, periodOf, type PeriodUnit } from '../../../domain/kpi/period'
import { kpiViews, measureOf, measuresOf, rowName } from '../../../domain/kpi/views'
import type { TableView } from '../../../domain/report/table-view'
import { locale, t } from '../../i18n'
import { bridge, rpc, tellSaved, toUserError, useCouriers, useSession, type UserError } from '../../rpc'
import { openSoon } from '../../ui/dialogs'

interface KpiDesk {
  unit: PeriodUnit
  /** null: the period of today */
  day: string | null
  shopId: string | null
  currency: string | null
  answer: KpiAnswer | null
  /** for whoever may not see the figures of all */
  mine: KpiMine | null
  loading: boolean
  exporting: boolean
  failure: UserError | null
}

export const kpiDesk = shallowReactive<KpiDesk>({ unit: 'week', day: null, shopId: null, currency: null, answer: null, mine: null, loading: true, exporting: false, failure: null })
let round = 0

export const seesAll = computed(() => {
  const { me } = useSession()
  return me !== null && mayDo(me.role, 'kpi.read')
})
const scopeOf = ({ unit, day, shopId, currency }: KpiDesk): KpiScope => ({ unit, day, shopId, currency })

/** Reads the figures again; old ones stay until the new ones are there. */
export async function readKpi(): Promise<void> {
  const own = ++round
  kpiDesk.loading = true
  try {
    const [answer, mine] = seesAll.value ? [await rpc.kpi.read(scopeOf(kpiDesk)), null] : [null, await rpc.kpi.mine({ unit: kpiDesk.unit, day: kpiDesk.day })]
    if (own === round) Object.assign(kpiDesk, { answer, mine, failure: null, loading: false })
  } catch (error) {
    if (own === round) Object.assign(kpiDesk, { failure: toUserError(error), loading: false })
  }
}

export async function chooseKpi(next: Partial<Pick<KpiDesk, 'unit' | 'day' | 'shopId' | 'currency'>>): Promise<void> {
  Object.assign(kpiDesk, next)
  await readKpi()
}

/** The period shown. */
export const shownPeriod = computed(() => kpiDesk.answer?.period ?? kpiDesk.mine?.period ?? null)

/** The period before or after the one that is shown; days are civil ones, so no zone comes into it. */
export async function stepKpi(steps: number): Promise<void> {
  const shown = shownPeriod.value
  if (shown === null) return
  const day = kpiDesk.day ?? shown.firstDay
  await chooseKpi({ day: stepPeriod(periodOf(kpiDesk.unit, day, 'UTC'), steps, 'UTC').firstDay })
}

const lang = computed<'zh' | 'en'>(() => (locale.value === 'en' ? 'en' : 'zh'))
/** How figures are written. */
export const kpiWriting = computed(() => ({ locale: lang.value, currency: kpiDesk.answer?.currency ?? kpiDesk.mine?.currency ?? 'CNY' }))

const naming = computed(() => {
  const { answer } = kpiDesk
  const couriers = useCouriers()
  const reasons = new Map(answer?.reasons.map((reason) => [reason.id, reason[lang.value]]))
  return { locale: lang.value, nameOf: (dimension: Dimension, key: string) => (dimension === 'courier' ? couriers.name(key) : dimension === 'reason' ? reasons.get(key) : answer?.names[key]) ?? key }
})
/** The tables and charts of the answer in the language shown now. */
export const kpiTables = computed<TableView[]>(() => (kpiDesk.answer === null ? [] : kpiViews(kpiDesk.answer, { ...naming.value, most: kpiDesk.answer.mostRows })))

export const isDimension = (id: string): id is Dimension => (DIMENSIONS as readonly string[]).includes(id)

/** Shows the rows behind a figure of the strip. */
export async function showBehind(measure: Measure, title: string): Promise<void> {
  await openSoon(import('./KpiBehind.vue'), { measures: [measure], measure, dimension: null, rowKey: null, name: title, mine: !seesAll.value })
}

/** Shows the rows behind a line of a table, of the list that `column` speaks of; no line: behind its total. */
export async function showRow(dimension: Dimension, key: string | null, total: boolean, column: string | null): Promise<void> {
  const measure = measureOf(dimension, column)
  const name = total ? t('kpi.everything') : rowName(dimension, key, naming.value)
  await openSoon(import('./KpiBehind.vue'), { measures: measuresOf(dimension), measure, dimension: total ? null : dimension, rowKey: key, name, mine: false })
}

/** Asks where to, writes the same figures there and says so with a way to the file. */
export async function exportKpi(form: 'xlsx' | 'pdf'): Promise<void> {
  const { answer } = kpiDesk
  if (answer === null || kpiDesk.exporting) return
  const path = await bridge.saveAs(`${t('kpi.exportName', { range: `${answer.period.firstDay}-${answer.period.lastDay}` })}.${form}`)
  if (path === null) return
  kpiDesk.exporting = true
  try {
    const done = await rpc.kpi.export({ ...scopeOf(kpiDesk), day: answer.period.firstDay, path, locale: lang.value })
    tellSaved(path, form === 'xlsx' ? done : { file: done.file })
  } finally {
    kpiDesk.exporting = false
  }
}
