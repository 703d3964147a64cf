import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { CaseRow } from '../../../contract/cases'
import { CASE_VIEWS, type CaseFilter, type CaseSort, type CaseView } from '../../../contract/queue'
import type { SavedView } from '../../../contract/saved-views'
import { defaultSort, sortsOf } from '../../../domain/case/queue'
import { afterFirstRows, rpc, useActiveCase, useChanges, usePages, usePreferences, useSession, useWorkspace } from '../../rpc'
import { useNow } from '../../ui/ticker'

/** changes that come thick and fast (an import) are shown this often */
const REFRESH_MS = 300
/** a row that is only passed over on the way down is not opened */
const FOLLOW_MS = 90
/** a search waits for a pause in typing */
const TYPING_MS = 120
const VIEW_PREFERENCE = 'queue.view'

/** until the policy has been read */
interface Terms {
  readonly countCap: number
  readonly bulkCap: number
  readonly reasons: readonly { readonly id: string; readonly zh: string; readonly en: string }[]
}
const NO_TERMS: Terms = { countCap: Number.MAX_SAFE_INTEGER, bulkCap: 0, reasons: [] }

const isView = (value: unknown): value is CaseView => CASE_VIEWS.some((view) => view === value)
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const ROW_FIELDS = [
  'kind', 'status', 'priority', 'buyerNick', 'orderNo', 'subline', 'amountCents', 'currency', 'flag', 'assigneeId', 'nextClock', 'nextDueAt', 'nextActionAt', 'updatedAt',
] as const satisfies readonly (keyof CaseRow)[]

/** A row with what the case says of itself; the same row when it says nothing new. */
function rowOf(row: CaseRow, detail: CaseRow & { readonly agreedCents: number | null }): CaseRow {
  // a guess of the amount stands in its own field until the answer comes
  const now: CaseRow = { ...detail, amountCents: detail.agreedCents ?? detail.amountCents }
  if (ROW_FIELDS.every((field) => row[field] === now[field])) return row
  return { ...row, ...Object.fromEntries(ROW_FIELDS.map((field) => [field, now[field]])) }
}

/** The queue as it is listed now (C10): one view with filters, read page by page, refreshed in place when something changes. */
export const useQueue = defineStore('queue', () => {
  const session = useSession()
  const workspace = useWorkspace()
  const preferences = usePreferences()

  const storedView = (): CaseView => {
    const stored = preferences.get(VIEW_PREFERENCE)
    return isView(stored) ? stored : 'mine'
  }

  const view = shallowRef<CaseView>(storedView())
  const search = ref('')
  const filter = shallowRef<CaseFilter>({})
  /** null: the view's own */
  const sort = shallowRef<CaseSort | null>(null)
  const filtersOpen = ref(false)
  const savedViews = shallowRef<readonly SavedView[]>([])
  /** the saved view that is shown, until its view, filter or sort is changed */
  const savedId = shallowRef<string | null>(null)
  const terms = shallowRef<Terms>(NO_TERMS)
  /** rows chosen for one action */
  const checked = shallowRef<ReadonlySet<string>>(new Set())
  const counts = shallowRef<Readonly<Record<string, number>>>({})
  /** whether they have come: what an empty list says depends on them */
  const counted = computed(() => counts.value['open'] !== undefined)
  /** the row under the cursor; the case pane follows it */
  const cursorId = shallowRef<string | null>(workspace.activeCaseId)
  /** words of the search once typing has paused */
  const words = shallowRef('')
  let refreshing = false
  let again = false

  const sortNow = computed<CaseSort>(() => (sort.value !== null && sortsOf(view.value).includes(sort.value) ? sort.value : defaultSort(view.value)))
  /** what the rows are grouped by; null where the order is neither deadline nor opening; what a search finds comes newest first */
  const order = computed(() => (words.value !== '' ? ('opened' as const) : sortNow.value === 'due' ? ('due' as const) : sortNow.value === 'newest' || sortNow.value === 'oldest' ? ('opened' as const) : null))
  /** whose days the groups are of */
  const zone = computed(() => session.shops[0]?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone)
  const filterCount = computed(() => Object.values(filter.value).filter((one) => one !== undefined && (!Array.isArray(one) || one.length > 0)).length)
  const isFiltered = computed(() => search.value.trim() !== '' || filterCount.value > 0)
  const who = computed(() => (session.phase === 'ready' ? `${session.state?.dataDir}|${session.me?.id}` : null))
  /** what is asked of the background process: the list and the sheet ask the same */
  const question = computed(() => ({ view: view.value, search: words.value || null, filter: filter.value, sort: sort.value === null ? null : sortNow.value }))
  const pages = usePages(
    () => (who.value === null ? null : JSON.stringify([who.value, question.value])),
    (cursor, limit) => rpc.cases.list({ ...question.value, cursor, limit }),
  )
  const rows = pages.rows

  /** Rows and counts anew, at most once per REFRESH_MS. */
  async function refresh(): Promise<void> {
    again = true
    await repeat(pages.refresh)
  }

  async function repeat(first: () => Promise<void>): Promise<void> {
    let rowsAnew = first
    if (refreshing) return
    refreshing = true
    try {
      while (again && session.phase === 'ready') {
        again = false
        const [found] = await Promise.all([rpc.cases.counts(), rowsAnew()])
        rowsAnew = pages.refresh
        counts.value = found
        await pause(REFRESH_MS)
      }
    } finally {
      refreshing = false
    }
  }

  /** Goes so many rows up or down; false at the end. */
  function step(places: number): boolean {
    const at = rows.value.findIndex((row) => row.id === cursorId.value)
    const row = rows.value[at < 0 ? 0 : Math.max(0, Math.min(rows.value.length - 1, at + places))]
    if (!row || row.id === cursorId.value) return false
    cursorId.value = row.id
    return true
  }

  function show(next: CaseView): void {
    savedId.value = null
    view.value = next
    preferences.set(VIEW_PREFERENCE, next)
  }

  /** Shows a saved view: its view, sort and filter, and nothing of the filter before. */
  function showSaved(saved: SavedView): void {
    search.value = ''
    view.value = saved.filter.view
    sort.value = saved.filter.sort
    filter.value = saved.filter.filter
    savedId.value = saved.id
  }

  /** Sets or, with undefined, takes away parts of the filter. */
  function setFilter(part: { readonly [K in keyof CaseFilter]: CaseFilter[K] | undefined }): void {
    const next = Object.entries({ ...filter.value, ...part }).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0))
    filter.value = Object.fromEntries(next) as CaseFilter
    savedId.value = null
  }

  function sortBy(next: CaseSort): void {
    sort.value = next === defaultSort(view.value) ? null : next
    savedId.value = null
  }

  function clearFilters(): void {
    search.value = ''
    filter.value = {}
    savedId.value = null
  }

  /** A count as it may be said: `1000+` where the counting stopped. */
  function countWord(of: CaseView): string | null {
    const count = counts.value[of]
    if (count === undefined) return null
    return count > terms.value.countCap ? `${terms.value.countCap}+` : String(count)
  }

  // what is chosen belongs to the question it was chosen under
  watch(question, () => {
    checked.value = new Set()
  })
  // an edit of the open case stands in its row in the frame in which it is shown there: first the guess, then the answer (C10)
  const active = useActiveCase()
  watch(
    () => active.detail,
    (detail) => {
      if (detail !== null) pages.amend((row) => (row.id === detail.id ? rowOf(row, detail) : row))
    },
    { flush: 'sync' },
  )

  let following: ReturnType<typeof setTimeout> | undefined
  watch(cursorId, (id) => {
    clearTimeout(following)
    if (id !== null && id !== workspace.activeCaseId) following = setTimeout(() => workspace.openCase(id), FOLLOW_MS)
  })
  watch(
    () => workspace.activeCaseId,
    (id) => {
      clearTimeout(following)
      cursorId.value = id
    },
  )
  /** Opens the row under the cursor now, not in a moment. */
  function openNow(): void {
    clearTimeout(following)
    workspace.openCase(cursorId.value)
  }

  let typing: ReturnType<typeof setTimeout> | undefined
  watch(search, (text) => {
    clearTimeout(typing)
    typing = setTimeout(
      () => {
        words.value = text.trim()
      },
      text === '' ? 0 : TYPING_MS,
    )
  })
  watch(
    who,
    (now, before) => {
      if (now === null) return
      // another person or another folder: the case of before is not theirs
      if (before) workspace.openCase(null)
      view.value = storedView()
      filter.value = {}
      sort.value = null
      savedId.value = null
      // the rows of this person's view are being read already
      again = true
      void repeat(pages.firstAnswer)
      afterFirstRows(readSaved)
    },
    { immediate: true },
  )
  async function readSaved(): Promise<void> {
    if (session.phase !== 'ready') return
    const [views, found] = await Promise.all([rpc.savedViews.list(), rpc.cases.queueTerms()])
    savedViews.value = views
    terms.value = found
  }
  useChanges(['cases', 'case_clock', 'orders'], () => void refresh())
  useChanges(['saved_view', 'policy_version'], () => void readSaved())
  // a deadline passes without any write
  const now = useNow()
  watch(() => Math.floor(now.value / 60_000), () => void refresh())

  return {
    view,
    search,
    filter,
    filterCount,
    sort: sortNow,
    question,
    savedViews,
    savedId,
    terms,
    checked,
    filtersOpen,
    rows,
    /** no page of the present question has come yet */
    loading: pages.loading,
    failure: pages.error,
    hasMore: pages.more,
    more: pages.loadMore,
    counts,
    counted,
    order,
    zone,
    isFiltered,
    cursorId,
    refresh,
    step,
    show,
    showSaved,
    setFilter,
    sortBy,
    clearFilters,
    countWord,
    amend: pages.amend,
    openNow,
  }
})
