import { computed, shallowRef, type ComputedRef, type Ref } from 'vue'

export interface RowFocusOptions<T, K extends string | number> {
  readonly items: Readonly<Ref<readonly T[]>>
  readonly keyOf: (item: T) => K
  /** headings between rows are passed over */
  readonly selectable: (item: T) => boolean
  readonly selected: Ref<K | null>
  readonly scrollTo: (index: number) => void
  /** rows of a page, for PageUp and PageDown */
  readonly pageSize: () => number
}

export interface RowFocus {
  readonly index: ComputedRef<number>
  /** selects the row so many places further; false at the end of the list */
  readonly move: (step: number) => boolean
  /** handles a key of the list; true when it did */
  readonly key: (event: KeyboardEvent) => boolean
}

const STEPS: Readonly<Record<string, number>> = { j: 1, J: 1, ArrowDown: 1, k: -1, K: -1, ArrowUp: -1 }

/** Moving through rows by keyboard: J/K and arrows, Home, End, pages. The selection is a key, so it survives refetched rows. */
export function useRowFocus<T, K extends string | number>(options: RowFocusOptions<T, K>): RowFocus {
  const lastIndex = shallowRef(-1)
  const index = computed(() => {
    if (options.selected.value === null) return -1
    return options.items.value.findIndex((item) => options.selectable(item) && options.keyOf(item) === options.selected.value)
  })

  function select(at: number): boolean {
    const item = options.items.value[at]
    if (!item) return false
    options.selected.value = options.keyOf(item)
    lastIndex.value = at
    options.scrollTo(at)
    return true
  }

  function nearest(from: number, direction: 1 | -1): number {
    const items = options.items.value
    for (let at = from; at >= 0 && at < items.length; at += direction) {
      const item = items[at]
      if (item && options.selectable(item)) return at
    }
    return -1
  }

  function move(step: number): boolean {
    const items = options.items.value
    const direction = step < 0 ? -1 : 1
    // a row that has left the list keeps its place: "next" goes on from there
    const from = index.value >= 0 ? index.value : step > 0 ? Math.min(lastIndex.value, items.length) - 1 : Math.max(lastIndex.value, 0)
    const aim = Math.max(0, Math.min(items.length - 1, from + step))
    let at = nearest(aim, direction)
    if (at < 0) at = nearest(aim, direction === 1 ? -1 : 1)
    return at >= 0 && at !== index.value && select(at)
  }

  function key(event: KeyboardEvent): boolean {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return false
    const step = STEPS[event.key]
    if (step !== undefined) move(step)
    else if (event.key === 'PageDown') move(options.pageSize())
    else if (event.key === 'PageUp') move(-options.pageSize())
    // from wherever it is: also where nothing is selected yet, and where the selected row has left a list that is shorter now
    else if (event.key === 'Home') move(Number.NEGATIVE_INFINITY)
    else if (event.key === 'End') move(Number.POSITIVE_INFINITY)
    else return false
    event.preventDefault()
    return true
  }

  return { index, move, key }
}
