import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import type { CasePayouts, EarlierPayout } from '../../../../contract/payouts'
import type { CasePromise } from '../../../../contract/promises'
import { rpc, toUserError, useActiveCase, useChanges, type UserError } from '../../../rpc'

/** A case that is only passed by key is not asked about. */
const SETTLE_MS = 120
/** Tables whose rows decide what is shown here. */
const TABLES = ['payout', 'promise', 'case_event', 'photo_link', 'courier_rate', 'sku', 'orders', 'cases', 'policy_version']

/** Money and promises of the active case (C7, C11, P2), read once for header, tab and dialogs. */
export const useCaseMoney = defineStore('case-money', () => {
  const active = useActiveCase()
  const payouts = shallowRef<CasePayouts | null>(null)
  const promises = shallowRef<readonly CasePromise[]>([])
  const earlier = shallowRef<readonly EarlierPayout[]>([])
  const earlierMore = shallowRef(false)
  const error = shallowRef<UserError | null>(null)
  let round = 0
  let newest: Promise<void> = Promise.resolve()
  let timer: ReturnType<typeof setTimeout> | undefined

  function clear(): void {
    payouts.value = null
    promises.value = []
    earlier.value = []
    earlierMore.value = false
    error.value = null
  }
  async function read(): Promise<void> {
    const caseId = active.id
    const mine = ++round
    if (caseId === null) return clear()
    try {
      const [money, made, before] = await Promise.all([rpc.payouts.ofCase({ caseId }), rpc.promises.ofCase({ caseId }), rpc.payouts.earlier({ caseId })])
      // overtaken: whoever waits for this reading waits for the newer one
      if (mine !== round) return await newest
      payouts.value = money
      promises.value = made
      earlier.value = before.payouts
      earlierMore.value = before.more
      error.value = null
    } catch (thrown) {
      if (mine === round) error.value = toUserError(thrown)
    }
  }
  /** Reads what the active case has; resolves once the newest reading is there. */
  function load(): Promise<void> {
    newest = read()
    return newest
  }
  function soon(): void {
    clearTimeout(timer)
    timer = setTimeout(() => void load(), SETTLE_MS)
  }
  watch(
    () => active.id,
    () => {
      clear()
      soon()
    },
    { immediate: true },
  )
  useChanges(TABLES, soon)

  return { payouts, promises, earlier, earlierMore, error, load }
})
