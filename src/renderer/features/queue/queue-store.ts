import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { CASE_VIEWS, type CaseView } from '../../../contract/cases'
import { rpc, useChanges, usePages, usePreferences, useSession, useWorkspace } from '../../rpc'
import { useNow } from '../../ui/ticker'

/** changes that come thick and fast (an import) are shown this often */
const REFRESH_MS = 300
/** a row that is only passed over on the way down is not opened */
const FOLLOW_MS = 90
/** a search waits for a pause in typing */
const TYPING_MS = 120
const VIEW_PREFERENCE = 'queue.view'

const isView = (value: unknown): value is CaseView => CASE_VIEWS.some((view) => view === value)
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** The queue as it is listed now (C10): one view with filters, read page by page, refreshed in place when something changes. */
export const useQueue = defineStore('queue', () => {
  const session = useSession()
  const workspace = useWorkspace()
  const preferences = usePreferences()

  const view = shallowRef<CaseView>('mine')
  const search = ref('')
  const kind = ref('')
  const shopId = ref('')
  const filtersOpen = ref(false)
  const counts = shallowRef<Readonly<Record<string, number>>>({})
  /** the row under the cursor; the case pane follows it */
  const cursorId = shallowRef<string | null>(workspace.activeCaseId)
  /** words of the search once typing has paused */
  const words = shallowRef('')
  let refreshing = false
  let again = false

  // what a search finds comes newest first, whatever the view
  const order = computed(() => (words.value !== '' || view.value === 'all' || view.value === 'resolved' ? ('opened' as const) : ('due' as const)))
  /** whose days the groups are of */
  const zone = computed(() => session.shops[0]?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone)
  const isFiltered = computed(() => search.value.trim() !== '' || kind.value !== '' || shopId.value !== '')
  const who = computed(() => (session.phase === 'ready' ? `${session.state?.dataDir}|${session.me?.id}` : null))
  const pages = usePages(
    () => JSON.stringify([who.value, view.value, words.value, kind.value, shopId.value]),
    (cursor, limit) => rpc.cases.list({ view: view.value, search: words.value || null, kind: kind.value || null, shopId: shopId.value || null, cursor, limit }),
  )
  const rows = pages.rows

  /** Rows and counts anew, at most once per REFRESH_MS. */
  async function refresh(): Promise<void> {
    again = true
    if (refreshing) return
    refreshing = true
    try {
      while (again && session.phase === 'ready') {
        again = false
        const [found] = await Promise.all([rpc.cases.counts(), pages.refresh()])
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
    view.value = next
    preferences.set(VIEW_PREFERENCE, next)
  }

  function clearFilters(): void {
    search.value = ''
    kind.value = ''
    shopId.value = ''
  }

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
      const stored = preferences.get(VIEW_PREFERENCE)
      view.value = isView(stored) ? stored : 'mine'
      void refresh()
    },
    { immediate: true },
  )
  useChanges(['cases', 'case_clock', 'orders'], () => void refresh())
  // a deadline passes without any write
  const now = useNow()
  watch(() => Math.floor(now.value / 60_000), () => void refresh())

  return {
    view,
    search,
    kind,
    shopId,
    filtersOpen,
    rows,
    /** no page of the present question has come yet */
    loading: pages.loading,
    failure: pages.error,
    hasMore: pages.more,
    more: pages.loadMore,
    counts,
    order,
    zone,
    isFiltered,
    cursorId,
    refresh,
    step,
    show,
    clearFilters,
    openNow,
  }
})
