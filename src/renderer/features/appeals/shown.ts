import { shallowRef } from 'vue'

/** The appeal that is chosen in the list, and the one whose details are open. */
export const chosenAppealId = shallowRef<string | null>(null)
export const shownAppealId = shallowRef<string | null>(null)
