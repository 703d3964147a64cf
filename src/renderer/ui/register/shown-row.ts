import { nextTick, watch, type Ref } from 'vue'

interface Focusable {
  readonly focus: () => unknown
}

/**
 * The chosen row of a register and the one whose details are open: with open details a row that is moved to is shown too, and one that is
 * shown from elsewhere is chosen. The focus goes into the details, and back to the list when they close.
 */
export function useShownRow(selected: Ref<string | null>, shown: Ref<string | null>, list: () => Focusable | null, details: () => Focusable | null): { readonly show: (id: string) => void; readonly close: () => void } {
  watch(
    shown,
    (id) => {
      if (id !== null) selected.value = id
    },
    { immediate: true },
  )
  watch(selected, (id) => {
    if (shown.value !== null && id !== null) shown.value = id
  })
  return {
    show: (id) => {
      selected.value = id
      shown.value = id
      void nextTick(() => void details()?.focus())
    },
    close: () => {
      shown.value = null
      void nextTick(() => void list()?.focus())
    },
  }
}
