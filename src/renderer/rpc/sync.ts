import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { SyncOverview } from '../../contract/sync'
import { rpc } from './client'
import { followWhileReady } from './following'

/** How sharing stands (S7), followed for the page of sharing and for the edge of the window. Null until the first answer. */
export const useSync = defineStore('sync', () => {
  const overview = shallowRef<SyncOverview | null>(null)
  const take = (value: SyncOverview | null): void => {
    overview.value = value
  }
  followWhileReady((signal) => rpc.sync.watch(undefined, { signal }), take)
  /** What waits for a person. */
  const toDecide = computed(() => (overview.value === null ? 0 : overview.value.conflicts + overview.value.reviews + overview.value.requests))
  return { overview: computed(() => overview.value), toDecide, take }
})
