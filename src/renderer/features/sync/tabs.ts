import { shallowRef } from 'vue'

export const SYNC_TABS = ['status', 'devices', 'conflicts', 'reviews'] as const
export type SyncTab = (typeof SYNC_TABS)[number]

/** The tab of the page that is open: commands show another one. */
export const tab = shallowRef<SyncTab>('status')
