import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { CaseDetail } from '../../contract/cases'
import { useChanges } from './changes'
import { rpc } from './client'
import { toUserError, type UserError } from './errors'
import { useWorkspace } from './workspace'

const SETTLE_MS = 100

/**
 * The case that the panes beside it follow (templates, photos), read once for all of them. `detail` may lag a moment behind the
 * choice, so that lists do not blink between two cases; `current` is null until the chosen case is there.
 */
export const useActiveCase = defineStore('active-case', () => {
  const workspace = useWorkspace()
  const detail = shallowRef<CaseDetail | null>(null)
  const error = shallowRef<UserError | null>(null)
  let reading: Promise<void> | null = null
  let again = false

  async function readLatest(): Promise<void> {
    do {
      again = false
      const id = workspace.activeCaseId
      if (id === null) {
        detail.value = null
        continue
      }
      try {
        const found = await rpc.cases.get({ id })
        if (workspace.activeCaseId === id) detail.value = found
        error.value = null
      } catch (thrown) {
        if (workspace.activeCaseId === id) {
          detail.value = null
          error.value = toUserError(thrown)
        }
      }
    } while (again)
  }

  /** Reads the chosen case; calls made meanwhile are answered by one more reading, however many rows were passed by key. */
  function refresh(): Promise<void> {
    if (reading) again = true
    reading ??= readLatest().finally(() => {
      reading = null
    })
    return reading
  }

  watch(
    () => workspace.activeCaseId,
    (id) => {
      error.value = null
      if (id === null) detail.value = null
      void refresh()
    },
    { immediate: true },
  )
  let timer: ReturnType<typeof setTimeout> | undefined
  useChanges(null, (change) => {
    const id = workspace.activeCaseId
    if (id === null || (change.ids.size > 0 && !change.caseIds.has(id) && !change.ids.has(id))) return
    // an import tells of changes many times a second
    timer ??= setTimeout(() => {
      timer = undefined
      void refresh()
    }, SETTLE_MS)
  })

  const id = computed(() => workspace.activeCaseId)
  const current = computed(() => (detail.value !== null && detail.value.id === workspace.activeCaseId ? detail.value : null))
  return { id, detail, current, error, refresh }
})
