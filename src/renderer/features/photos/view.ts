import { shallowRef } from 'vue'

/** Which photos the pane shows: those of the active case's buyer, those that wait to be filed, or all of them. */
export type PhotoView = 'buyer' | 'inbox' | 'all'

export const shownView = shallowRef<PhotoView>('buyer')

/** true from the moment a key asked for the inbox until its first photo has the focus */
export const inboxAsked = shallowRef(false)

export interface GalleryChoice {
  readonly buyerNick: string
  readonly caseNo: string
  readonly month: string | null
  readonly kind: string | null
}

export const NO_FILTER: GalleryChoice = { buyerNick: '', caseNo: '', month: null, kind: null }

/** What the gallery is narrowed to; stays while other photos are looked at. */
export const galleryFilter = shallowRef<GalleryChoice>(NO_FILTER)
export const gallerySort = shallowRef<'month' | 'buyer'>('month')

/** Shows the gallery with this filter alone. */
export function showGallery(filter: Partial<GalleryChoice>): void {
  galleryFilter.value = { ...NO_FILTER, ...filter }
  shownView.value = 'all'
}
