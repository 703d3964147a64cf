import { shallowRef } from 'vue'

/** Which photos the pane shows: those of the active case's buyer, those that wait to be filed, or all of them. */
export type PhotoView = 'buyer' | 'inbox' | 'all'

export const shownView = shallowRef<PhotoView>('buyer')

/** true from the moment a key asked for the inbox until its first photo has the focus */
export const inboxAsked = shallowRef(false)
