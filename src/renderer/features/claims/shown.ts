import { shallowRef } from 'vue'

/** The claim whose details are open in the pane, whichever way it was asked for; null: none. */
export const shownClaimId = shallowRef<string | null>(null)
/** The row that is chosen in the list: what the pane's keys act on. */
export const chosenClaimId = shallowRef<string | null>(null)
/** What the pane shows: the log, or where money is about to be lost (M8). */
export const shownTab = shallowRef<'log' | 'leaks'>('log')
