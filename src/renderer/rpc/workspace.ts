import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

/**
 * What the panes look at together: the queue chooses a case, and case, templates and photos show it. This store and the
 * commands (ui/commands.ts) are the only ways in which features reach each other.
 */
export const useWorkspace = defineStore('workspace', () => {
  const activeCaseId = shallowRef<string | null>(null)

  /** Shows a case in every pane that follows the active one; null shows none. */
  function openCase(id: string | null): void {
    activeCaseId.value = id
  }

  return { activeCaseId, openCase }
})
