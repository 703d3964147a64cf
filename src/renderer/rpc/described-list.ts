import { computed, reactive, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import type { Entry } from '../../contract/register'
import { mayDo } from '../../domain/identity/roles'
import { formatMoney } from '../../domain/money/money'
import { fieldOf, listColumns, narrowColumns, type Register, type RegisterField } from '../../domain/register/register'
import { locale, pick, t } from '../i18n'
import { formatMoment } from '../ui/format'
import type { GridColumn } from '../ui/grid'
import type { Option } from '../ui/options'
import type { DescribedList } from '../ui/register/described'
import { stateTrack, trackOf } from '../ui/register/tracks'
import { useNow } from '../ui/ticker'
import { useAnswer } from './answer'
import { useChanges } from './changes'
import { rpc } from './client'
import { useCouriers } from './couriers'
import { stateWords, toneOf, useWordTerms, fieldWords } from './described-words'
import { usePages } from './pages'
import { saveFile } from './save-file'
import { useSession } from './session'

/** No option of a filter; none begins with a blank. */
const ALL = ' all'

/** What a list is narrowed to. Kept outside a pane where a look elsewhere is not to lose the place. */
export interface DescribedState {
  search: string
  /** Null: the first view of the description. */
  view: string | null
  equals: Record<string, string>
  month: string | null
  /** What only the register's own rules understand. */
  own: Readonly<Record<string, string>> | null
}
export const describedList = (): DescribedState => reactive({ search: '', view: null, equals: {}, month: null, own: null })

export interface DescribedPlace {
  readonly register: () => Register
  readonly state: DescribedState
  /** The one-column layout; details are open beside the list. */
  readonly compact: Readonly<Ref<boolean>>
  readonly open: () => boolean
  /** Tables whose changes change the list. */
  readonly changes: readonly string[]
}

/** The list of one described register: rows, columns, views with how much they hold, filters, sums, file. All of it from the description. */
export function useDescribedList({ register, state, compact, open, changes }: DescribedPlace): DescribedList<Entry> & { readonly question: ComputedRef<{ register: string }>; readonly refresh: () => Promise<void> } {
  const session = useSession()
  const couriers = useCouriers()
  const now = useNow()
  const termsNow = useWordTerms()
  const terms = computed(() => termsNow())
  const firstView = (): string => register().views[0]?.id ?? ''
  const view = computed<string | null>({ get: () => state.view ?? firstView(), set: (value) => (state.view = value) })
  const equals = computed(() => Object.fromEntries(Object.entries(state.equals).filter(([, value]) => value !== ALL).map(([id, value]) => [id, fieldOf(register(), id)?.kind === 'flag' ? value === 'true' : value])))
  const question = computed(() => ({ register: register().id, view: view.value, equals: equals.value, search: state.search.trim() || null, month: state.month, own: state.own === null ? null : { ...state.own } }))
  const { rows, loading, error, loadMore, refresh } = usePages<Entry>(question, (cursor, limit) => rpc.registers.list({ ...question.value, cursor, limit }))
  // the list tells what is wrong; numbers that are not there are left out
  const { value: counts, refresh: count } = useAnswer(() => question.value, (asked) => rpc.registers.counts(asked), { keep: true })

  const filterFields = computed(() => register().fields.filter((field) => field.filter && (field.kind !== 'shop' || session.shops.length > 1)))
  /** What stands there, of fields that are written freely. */
  const written = shallowRef<Readonly<Record<string, readonly string[]>>>({})
  const freely = computed(() => filterFields.value.filter(({ kind }) => kind === 'text').map(({ id }) => id))
  async function readWritten(): Promise<void> {
    const of = register().id
    const found = await Promise.all(freely.value.map(async (field) => [field, (await rpc.registers.breakdown({ register: of, field })).flatMap(({ option }) => option ?? [])] as const))
    written.value = Object.fromEntries(found)
  }
  // a list without these options is still a list, and it says itself what is wrong
  const tryWritten = (): void => void (freely.value.length === 0 ? null : readWritten().catch(() => (written.value = {})))
  watch(() => [register().id, freely.value.join()], tryWritten, { immediate: true })
  useChanges([...changes], () => {
    void count()
    void refresh()
    tryWritten()
  })

  function optionsOf(field: RegisterField): Option[] {
    // inside a phrase English writes it small, unless it is an abbreviation
    const name = pick(field).replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())
    const all = { value: ALL, label: t('described.any', { field: name }) }
    switch (field.kind) {
      case 'flag':
        return [all, { value: 'true', label: t('described.yes') }, { value: 'false', label: t('described.no') }]
      case 'choice':
        return [all, ...field.options.map((option) => ({ value: option.id, label: pick(option) }))]
      case 'courier':
        return [all, ...couriers.options]
      case 'shop':
        return [all, ...session.shops.map(({ id, name }) => ({ value: id, label: name }))]
      case 'text':
        return [all, ...(written.value[field.id] ?? []).map((value) => ({ value, label: value }))]
      default:
        return [all, ...(session.state?.staff ?? []).map(({ id, name }) => ({ value: id, label: name }))]
    }
  }
  /** As many as a header holds. */
  const shownFilters = computed(() => (compact.value ? filterFields.value.filter(({ id }) => register().narrow?.includes(id) === true) : filterFields.value.slice(0, 4)))
  const moment = (at: number): string => formatMoment(at, now.value, terms.value.timeZone)

  /** What stands beside the fields. */
  function ownColumn(id: string): GridColumn<Entry> {
    switch (id) {
      case 'state':
        return { key: id, title: t('registers.status'), ...stateTrack(register().states.map((one) => pick(one))), text: (entry) => stateWords(register(), entry.state) }
      case 'created':
        return { key: id, title: t('described.created'), width: '104px', text: (entry) => moment(entry.createdAt) }
      case 'by':
        return { key: id, title: t('described.by'), width: '88px', text: (entry) => entry.createdBy.name ?? '' }
      case 'because':
        return { key: id, title: t('described.reason'), width: 'minmax(112px, 1fr)', minWidth: 112, text: (entry) => entry.stateReason ?? '' }
      case 'case':
        return { key: id, title: t('registers.case'), width: '120px' }
      default:
        return { key: id, title: t('described.entryNo'), width: '124px', minWidth: 124, text: (entry) => entry.entryNo }
    }
  }
  const fieldColumn = (field: RegisterField): GridColumn<Entry> => ({
    key: field.id,
    title: pick(field),
    ...trackOf(field),
    numeric: field.kind === 'money' || field.kind === 'number',
    text: (entry) => {
      const value = entry.values[field.id]
      return field.kind === 'moment' && typeof value === 'number' ? moment(value) : fieldWords(field, entry, terms.value)
    },
  })
  const columns = computed(() =>
    (compact.value || open() ? narrowColumns(register()) : listColumns(register())).flatMap((id) => {
      const field = fieldOf(register(), id)
      if (field === undefined) return [ownColumn(id)]
      // who has one shop need not be told which; a filter that is named for the narrow list is no column
      return field.list && (field.kind !== 'shop' || session.shops.length > 1) ? [fieldColumn(field)] : []
    }),
  )
  const toned = computed(() => register().fields.filter(({ options }) => options.some(({ tone }) => tone !== null)))
  function chipOf(key: string, entry: Entry): { words: string; tone: 'calm' | 'soon' | 'late' | 'ok'; round: boolean } | null {
    if (key === 'state') return { words: stateWords(register(), entry.state), tone: toneOf(register(), entry.state), round: true }
    const field = toned.value.find(({ id }) => id === key)
    return field === undefined || !entry.values[key] ? null : { words: fieldWords(field, entry, terms.value), tone: field.options.find(({ id }) => id === entry.values[key])?.tone ?? 'calm', round: false }
  }
  const overdue = (entry: Entry): boolean => typeof entry.values['due'] === 'number' && entry.values['due'] < now.value && entry.moves.length > 0 && !(register().states.find(({ id }) => id === entry.state)?.final ?? false)
  const nameOf = (id: string): string => ((field) => (field === undefined ? id : pick(field)))(fieldOf(register(), id))
  const partOf = (by: string | null): string => (by === null ? '' : register().sumBy === 'shop' ? (session.shops.find(({ id }) => id === by)?.name ?? by) : by)
  return {
    rows,
    loading,
    error,
    loadMore,
    refresh,
    retry: refresh,
    question,
    columns,
    chipOf,
    overdue,
    keyOf: (entry) => entry.id,
    search: computed({ get: () => state.search, set: (value) => (state.search = value) }),
    view,
    views: computed(() => register().views.map((one) => ({ value: one.id, label: pick(one), hint: counts.value?.views[one.id]?.toString() ?? '' }))),
    filters: computed(() => shownFilters.value.map((field) => ({ id: field.id, name: pick(field), options: optionsOf(field), value: state.equals[field.id] ?? ALL }))),
    narrow: (field, value) => void (state.equals[field] = value ?? ALL),
    month: computed({ get: () => state.month, set: (value) => (state.month = value) }),
    hasMonths: computed(() => register().months && !compact.value),
    filtered: computed(() => question.value.search !== null || Object.keys(equals.value).length > 0 || state.month !== null || state.own !== null || view.value !== firstView()),
    clear: () => void Object.assign(state, { search: '', view: null, equals: {}, month: null, own: null }),
    count: computed(() => counts.value?.views[view.value ?? ''] ?? rows.value.length),
    /** This range is empty, the register is not. */
    elsewhere: computed(() => Object.values(counts.value?.views ?? {}).some((n) => n > 0)),
    sums: computed(() => (counts.value?.sums ?? []).filter(({ cents }) => cents !== 0).map(({ field, by, currency, cents, entries }) => ({ key: `${field} ${by} ${currency}`, name: by === null ? nameOf(field) : t('described.sumOf', { part: partOf(by), n: entries }), words: formatMoney(cents, currency, locale.value === 'en' ? 'en' : 'zh') }))),
    totals: computed(() => Object.entries(counts.value?.totals ?? {}).filter(([, n]) => n !== 0).map(([field, n]) => ({ key: field, name: nameOf(field), words: String(n) }))),
    mayWrite: computed(() => session.me !== null && mayDo(session.me.role, register().rights.write)),
    mayExport: computed(() => session.me !== null && mayDo(session.me.role, 'export')),
    save: () => saveFile(`${register().id}.xlsx`, (path) => rpc.registers.export({ ...question.value, path, locale: locale.value === 'en' ? 'en' : 'zh' })),
  }
}
