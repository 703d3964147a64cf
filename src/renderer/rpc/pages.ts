/** A register read page by page (keyset): grows at its end, and is read again in place when its rows change. */
import { onScopeDispose, shallowRef, watch, type ShallowRef, type WatchSource } from 'vue'
import { toUserError, type UserError } from './errors'

interface Page<T> {
  readonly rows: readonly T[]
  readonly nextCursor: string | null
}

export interface Pages<T> {
  readonly rows: Readonly<ShallowRef<readonly T[]>>
  /** true until the first answer to the present question */
  readonly loading: Readonly<ShallowRef<boolean>>
  readonly error: Readonly<ShallowRef<UserError | null>>
  /** there are more rows than these */
  readonly more: Readonly<ShallowRef<boolean>>
  readonly loadMore: () => Promise<void>
  /** Ends with the first answer to the present question. */
  readonly firstAnswer: () => Promise<void>
  /** reads what is shown again, without a blink */
  readonly refresh: () => Promise<void>
  /** shows rows otherwise at once, until they are read again: an edit whose answer is there, or is being waited for */
  readonly amend: (change: (row: T) => T) => void
}

const PAGE = 100
const MOST = 500

/**
 * Reads `load` from its beginning whenever `question` changes; a late answer to an older question is dropped. Null is no question yet:
 * nothing is read, and the list goes on loading.
 */
export function usePages<T>(question: WatchSource<unknown>, load: (cursor: string | null, limit: number) => Promise<Page<T>>): Pages<T> {
  const rows = shallowRef<readonly T[]>([])
  const loading = shallowRef(true)
  const error = shallowRef<UserError | null>(null)
  const more = shallowRef(false)
  let cursor: string | null = null
  let round = 0
  let growing = false
  let first: Promise<void> = Promise.resolve()

  async function read(wanted: number): Promise<void> {
    const mine = ++round
    try {
      const found: T[] = []
      let at: string | null = null
      do {
        const page: Page<T> = await load(at, Math.min(MOST, Math.max(PAGE, wanted - found.length)))
        if (mine !== round) return
        found.push(...page.rows)
        at = page.nextCursor
      } while (at !== null && found.length < wanted)
      rows.value = found
      cursor = at
      more.value = at !== null
      error.value = null
    } catch (thrown) {
      if (mine === round) error.value = toUserError(thrown)
    } finally {
      if (mine === round) loading.value = false
    }
  }

  async function loadMore(): Promise<void> {
    if (cursor === null || growing || loading.value) return
    growing = true
    const mine = round
    try {
      let found = 0
      // a page of a list that is looked through in windows may be empty and yet not the last
      do {
        const page = await load(cursor, PAGE)
        if (mine !== round) return
        if (page.rows.length > 0) rows.value = [...rows.value, ...page.rows]
        found += page.rows.length
        cursor = page.nextCursor
        more.value = cursor !== null
      } while (cursor !== null && found === 0)
    } catch (thrown) {
      if (mine === round) error.value = toUserError(thrown)
    } finally {
      growing = false
    }
  }

  watch(
    question,
    (asked) => {
      loading.value = true
      if (asked === null) return
      first = read(PAGE)
      void first
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    round += 1
  })
  function amend(change: (row: T) => T): void {
    let changed = false
    const next = rows.value.map((row) => {
      const other = change(row)
      changed ||= other !== row
      return other
    })
    if (changed) rows.value = next
  }
  return { rows, loading, error, more, loadMore, amend, firstAnswer: () => first, refresh: () => read(Math.max(PAGE, rows.value.length)) }
}
