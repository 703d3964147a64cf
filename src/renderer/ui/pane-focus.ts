import { nextTick, watch, type WatchSource } from 'vue'
import { usePane } from './pane'

/**
 * A pane that was gone to while its rows were still on their way has the focus itself; once `there` is true the list takes it, so that
 * J and K move what is looked at.
 */
export function useListFocus(there: WatchSource<boolean>, list: () => { focus: () => void } | null): void {
  const { id } = usePane()
  watch(
    there,
    async (now) => {
      if (!now) return
      await nextTick()
      if (document.activeElement instanceof HTMLElement && document.activeElement.dataset['pane'] === id) list()?.focus()
    },
    { immediate: true, flush: 'post' },
  )
}

/**
 * Leaves a field of the pane for its list. While rows are on their way, or when there are none, the pane has the focus: Esc and the arrow
 * have left the field all the same, and the list takes over with its first row (`useListFocus`).
 */
export function useToList(list: () => { focus: () => void } | null): () => void {
  const { id } = usePane()
  return () => (list() ?? document.querySelector<HTMLElement>(`[data-pane="${id}"]`))?.focus()
}
