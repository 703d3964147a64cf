import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { CASE_VIEWS, type CaseRow, type CaseView } from '../../../contract/cases'
import { bridge, rpc, toUserError, useChanges, usePreferences, useSession, useWorkspace, type UserError } from '../../rpc'

const PAGE = 100
/** most rows that one call may bring */
const CALL_LIMIT = 500
/** changes that come thick and fast (an import) are shown this often */
const REFRESH_MS = 300
/** a row that is only passed over on the way down is not opened */
const FOLLOW_MS = 90
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
  const rows = shallowRef<readonly CaseRow[]>([])
  const counts = shallowRef<Readonly<Record<string, number>>>({})
  const hasMore = shallowRef(false)
  /** what the rows on screen were asked for: null until the first page came */
  const shown = shallowRef<string | null>(null)
  const failure = shallowRef<UserError | null>(null)
  /** the row under the cursor; the case pane follows it */
  const cursorId = shallowRef<string | null>(workspace.activeCaseId)

  let cursor: string | null = null
  let round = 0
  let loadingMore = false
  let refreshing = false
  let again = false

  const question = computed(() => JSON.stringify([session.me?.id, view.value, search.value.trim(), kind.value, shopId.value]))
  const order = computed(() => (view.value === 'all' || view.value === 'resolved' ? ('opened' as const) : ('due' as const)))
  const isFiltered = computed(() => search.value.trim() !== '' || kind.value !== '' || shopId.value !== '')

  const page = (after: string | null, limit: number): ReturnType<typeof rpc.cases.list> =>
    rpc.cases.list({ view: view.value, search: search.value.trim() || null, kind: kind.value || null, shopId: shopId.value || null, cursor: after, limit })

  async function countViews(): Promise<void> {
    counts.value = await rpc.cases.counts()
  }

  /** Reads the rows again, as many as there are now; the old ones stay on screen until the new ones are here. */
  async function read(): Promise<void> {
    if (session.phase !== 'ready') return
    const mine = ++round
    const asked = question.value
    const wanted = shown.value === asked ? Math.max(PAGE, rows.value.length) : PAGE
    try {
      const found: CaseRow[] = []
      let next: string | null = null
      do {
        const part: Awaited<ReturnType<typeof page>> = await page(next, Math.min(CALL_LIMIT, wanted - found.length))
        found.push(...part.rows)
        next = part.nextCursor
      } while (next !== null && found.length < wanted && mine === round)
      if (mine !== round) return
      rows.value = found
      cursor = next
      hasMore.value = next !== null
      shown.value = asked
      failure.value = null
    } catch (error) {
      if (mine === round) failure.value = toUserError(error)
    }
  }

  /** The next page, when the end of the list comes near. */
  async function more(): Promise<void> {
    if (cursor === null || loadingMore || shown.value !== question.value) return
    loadingMore = true
    const mine = round
    try {
      const found = await page(cursor, PAGE)
      if (mine !== round) return
      const known = new Set(rows.value.map((row) => row.id))
      rows.value = [...rows.value, ...found.rows.filter((row) => !known.has(row.id))]
      cursor = found.nextCursor
      hasMore.value = found.nextCursor !== null
    } finally {
      loadingMore = false
    }
  }

  /** Rows and counts anew, at most once per REFRESH_MS. */
  async function refresh(): Promise<void> {
    again = true
    if (refreshing || session.phase !== 'ready') return
    refreshing = true
    try {
      while (again) {
        again = false
        await Promise.all([read(), countViews()])
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
  watch(search, () => {
    clearTimeout(typing)
    typing = setTimeout(() => void read(), 120)
  })
  watch([view, kind, shopId], () => void read())
  watch(
    // another person or another folder: nothing of the old list may stay
    () => (session.phase === 'ready' ? `${session.state?.dataDir}|${session.me?.id}` : null),
    (who, before) => {
      if (who === null) return
      if (before !== undefined && before !== null && before !== who) workspace.openCase(null)
      const stored = preferences.get(VIEW_PREFERENCE)
      view.value = isView(stored) ? stored : 'mine'
      rows.value = []
      shown.value = null
      void refresh()
    },
    { immediate: true },
  )
  useChanges(['cases', 'case_clock', 'orders'], () => void refresh())
  watch(
    () => counts.value['overdue'] ?? 0,
    (overdue) => void bridge.setBadge(overdue),
  )

  return { view, search, kind, shopId, filtersOpen, rows, counts, hasMore, shown, question, order, isFiltered, failure, cursorId, read, more, refresh, step, show, clearFilters, openNow }
})
