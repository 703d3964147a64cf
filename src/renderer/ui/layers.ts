import { onScopeDispose, ref, watch, type Ref } from 'vue'

/** How many dialogs are open: keys of the panes below must not fire then. */
export const openLayers = ref(0)

/** Counts as an open layer while `open` is true. */
export function useLayer(open: Readonly<Ref<boolean>>): void {
  let counted = false
  const count = (on: boolean): void => {
    if (on === counted) return
    counted = on
    openLayers.value += on ? 1 : -1
  }
  watch(open, count, { immediate: true })
  onScopeDispose(() => count(false))
}
