import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { mayDo } from '../../../domain/identity/roles'
import { rpc, toUserError, useChanges, useSession, type UserError } from '../../rpc'

type Waiting = Awaited<ReturnType<typeof rpc.payouts.waiting>>

/** The first screen comes first (X1): nothing here is needed to begin the day. */
const AFTER_START_MS = 1500

/** Payouts that wait for somebody (C7): for the pane, and for the number that stands beside its icon. */
export const useWaiting = defineStore('approvals-waiting', () => {
  const session = useSession()
  const held = shallowRef<Waiting | null>(null)
  const failure = shallowRef<UserError | null>(null)

  async function load(): Promise<void> {
    if (session.phase !== 'ready') return
    try {
      held.value = await rpc.payouts.waiting()
      failure.value = null
    } catch (error) {
      failure.value = toUserError(error)
    }
  }
  useChanges(['payout'], () => void load())
  watch(
    () => [session.phase, session.me?.id, session.state?.dataDir] as const,
    () => {
      held.value = null
      if (session.phase === 'ready') setTimeout(() => void load(), AFTER_START_MS)
    },
    { immediate: true },
  )
  /** How many wait for the person who is signed in: a supervisor's approvals; what finance, who approves nothing, is to pay (F1). */
  const mine = computed(() => {
    if (session.me == null || held.value === null) return 0
    if (mayDo(session.me.role, 'payout.approve')) return held.value.waiting.length + held.value.toConfirm.length
    return mayDo(session.me.role, 'payout.pay') ? held.value.toPay.length : 0
  })
  return { held, failure, mine, load }
})
