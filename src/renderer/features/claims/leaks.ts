import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import type { LeakRow } from '../../../contract/leaks'
import { rpc, toUserError, useChanges, type UserError } from '../../rpc'

export interface Leaks {
  readonly rows: Readonly<ShallowRef<readonly LeakRow[]>>
  readonly count: Readonly<ShallowRef<number>>
  readonly totals: Readonly<ShallowRef<readonly { readonly currency: string; readonly atStakeCents: number }[]>>
  readonly loading: Readonly<ShallowRef<boolean>>
  readonly error: Readonly<ShallowRef<UserError | null>>
  readonly refresh: () => Promise<void>
}

/** Cases are edited all day: they are looked at again in so long, claims and money at once. */
const CASES_AFTER_MS = 3000

/** The leak report while the pane lives (M8): read again when claims, money or the policy change, so that what was dealt with is gone at once. */
export function useLeaks(): Leaks {
  const rows = shallowRef<readonly LeakRow[]>([])
  const count = shallowRef(0)
  const totals = shallowRef<readonly { readonly currency: string; readonly atStakeCents: number }[]>([])
  const loading = shallowRef(true)
  const error = shallowRef<UserError | null>(null)
  let later: ReturnType<typeof setTimeout> | undefined
  let running: Promise<void> | null = null
  let again = false

  async function read(): Promise<void> {
    do {
      again = false
      try {
        const answer = await rpc.leaks.report({})
        rows.value = answer.rows
        count.value = answer.count
        totals.value = answer.totals
        error.value = null
      } catch (thrown) {
        error.value = toUserError(thrown)
      }
    } while (again)
    loading.value = false
    running = null
  }
  /** One reading at a time; what changes meanwhile is read once more after it. */
  function refresh(): Promise<void> {
    clearTimeout(later)
    if (running === null) running = read()
    else again = true
    return running
  }
  useChanges(['claim', 'claim_event', 'payout', 'platform_refund', 'recon_match', 'policy_version'], () => void refresh())
  useChanges(['cases'], () => {
    clearTimeout(later)
    later = setTimeout(() => void refresh(), CASES_AFTER_MS)
  })
  onScopeDispose(() => clearTimeout(later))
  void refresh()
  return { rows, count, totals, loading, error, refresh }
}
