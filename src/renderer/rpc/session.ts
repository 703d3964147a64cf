import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { SessionState, Shop, Staff } from '../../contract/session'
import { fromLocal, zoneOffset } from '../../domain/clock/zone'
import { clearUndo } from '../ui/toasts'
import { MACHINE_ZONE, pageZone } from '../ui/zone'
import { followChanges, stopChanges } from './changes'
import { generation, rpc } from './client'
import { usePreferences } from './preferences'

/** Times are shown and taken in the shop's zone, not in the PC's; of several shops in that of the first (design, decision 7). */
function showZone(name: string | undefined): void {
  if (name === pageZone.value.name) return
  pageZone.value = name === undefined ? MACHINE_ZONE : { name, offsetAt: (at) => zoneOffset(name, at), instantOf: (wall) => fromLocal(name, wall) }
}

/** Who works here, in which data folder. The truth lives in the background process, per port (design, decision 10). */
export const useSession = defineStore('session', () => {
  const state = shallowRef<SessionState | null>(null)
  const busy = ref(false)
  let knownGeneration = 0

  const me = computed<Staff | null>(() => state.value?.me ?? null)
  const shops = computed<readonly Shop[]>(() => state.value?.shops ?? [])
  const phase = computed(() => state.value?.phase ?? null)

  async function take(next: SessionState): Promise<void> {
    const wasReady = state.value?.phase === 'ready' && knownGeneration === generation.value
    const samePerson = state.value?.me?.id === next.me?.id
    knownGeneration = generation.value
    if (!samePerson) clearUndo()
    if (next.phase === 'ready') {
      if (!wasReady) followChanges()
      if (!samePerson || !wasReady) await usePreferences().load()
    } else {
      stopChanges()
      usePreferences().forget()
    }
    state.value = next
    showZone(next.shops[0]?.timeZone)
  }

  async function run(call: () => Promise<SessionState>): Promise<void> {
    busy.value = true
    try {
      await take(await call())
    } finally {
      busy.value = false
    }
  }

  /** Asks where we stand, and signs in by itself when there is one person without a PIN. */
  async function refresh(): Promise<void> {
    await run(async () => {
      const found = await rpc.session.state()
      const only = found.staff.filter((staff) => staff.active)
      const single = only.length === 1 ? only[0] : undefined
      return found.phase === 'sign-in' && single && !single.hasPin ? rpc.session.signIn({ staffId: single.id }) : found
    })
  }

  return {
    state,
    busy,
    me,
    shops,
    phase,
    refresh,
    /** Asks where we stand and signs nobody in: for a window without a session of its own (T3). */
    look: () => run(() => rpc.session.state()),
    setUp: (input: Parameters<typeof rpc.session.setUp>[0]) => run(() => rpc.session.setUp(input)),
    setUpDemo: (dataDir: string) => run(() => rpc.session.setUpDemo({ dataDir })),
    open: (dataDir: string) => run(() => rpc.session.open({ dataDir })),
    signIn: (staffId: string, pin: string | null) => run(() => rpc.session.signIn({ staffId, pin })),
    signOut: () => run(() => rpc.session.signOut()),
  }
})
