import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { SyncOverview } from '../../contract/sync'
import { t } from '../i18n'
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
  /** Why staff, rules and templates of the team cannot be changed on this PC, and where they can (S6); null: they can. */
  const mayNotHere = computed(() => {
    const names = overview.value?.device.elsewhere ?? []
    return names.length === 0 ? null : t('sync.mayNotHere', { names: names.join(t('sync.nameJoin')) })
  })
  return { overview: computed(() => overview.value), toDecide, mayNotHere, take }
})
