import { onScopeDispose, ref, type Ref } from 'vue'

/**
 * One clock for the whole window: every countdown reads the same `now`, so a thousand of them cost one timer, and all
 * turn over in the same frame. Ticks on the full second and stops when nobody looks.
 */
const now = ref(Date.now())
let readers = 0
let timer: ReturnType<typeof setTimeout> | undefined

function schedule(): void {
  timer = setTimeout(() => {
    now.value = Date.now()
    schedule()
  }, 1000 - (Date.now() % 1000))
}

/** The time in epoch milliseconds, once a second, while the calling component lives. */
export function useNow(): Readonly<Ref<number>> {
  readers += 1
  if (readers === 1) {
    now.value = Date.now()
    schedule()
  }
  onScopeDispose(() => {
    readers -= 1
    if (readers === 0 && timer !== undefined) clearTimeout(timer)
  })
  return now
}
