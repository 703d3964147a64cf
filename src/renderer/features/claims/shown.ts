import { shallowRef } from 'vue'

/** The claim whose details are open in the pane, whichever way it was asked for; null: none. */
export const shownClaimId = shallowRef<string | null>(null)
