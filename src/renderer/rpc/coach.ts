import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { lint, wordsOfCase, type Finding } from '../../domain/coach/lint'
import type { CoachPolicy } from '../../domain/coach/policy'
import type { ReplyPolicy } from '../../domain/reply/limits'
import type { CaseDetail } from '../../contract/cases'
import { useActiveCase } from './active-case'
import { useChanges } from './changes'
import { generation, rpc } from './client'
import { toUserError } from './errors'
import { t } from '../i18n'
import { showToast } from '../ui/toasts'

/** Parties whose fault is not the shop's: an apology is then no part of the answer. */
const NOT_OURS: ReadonlySet<string> = new Set(['buyer', 'platform', 'none'])

/** What a reply is checked by before it is copied (P8, T6, E1): the policy is asked once, the check itself runs here, as one types. */
export const useCoach = defineStore('coach', () => {
  const active = useActiveCase()
  const policy = shallowRef<CoachPolicy | null>(null)
  const limits = shallowRef<ReplyPolicy | null>(null)
  const returnWords = shallowRef<Readonly<Record<string, readonly string[]>>>({})
  let asked: Promise<void> | null = null

  async function read(): Promise<void> {
    try {
      const found = await rpc.coach.policy()
      policy.value = found.policy
      limits.value = found.replies
      returnWords.value = found.returnWords
    } catch (error) {
      asked = null
      throw error
    }
  }
  /** Resolves once replies can be checked; asks again after a failure. */
  function load(): Promise<void> {
    asked ??= read()
    return asked
  }
  /** As `load`, for one who only begins to write: a failure is told, and the check is tried again when something is copied. */
  async function loadAndTell(): Promise<void> {
    try {
      await load()
    } catch (error) {
      showToast({ tone: 'warning', title: t('replies.checkFailed'), text: t('replies.checkFailedHint', { why: toUserError(error).what }) })
    }
  }
  const readAgain = (): void => {
    asked = null
  }
  watch(generation, readAgain)
  // a supervisor changed the policy or the return address of a shop: what is typed is checked by it from now on
  useChanges(['policy_version', 'shop'], () => {
    if (policy.value === null) return
    readAgain()
    void loadAndTell()
  })

  /** What is wrong with a text as a reply of this case; nothing before the policy is there. */
  function check(text: string, found: CaseDetail | null): Finding[] {
    if (policy.value === null || found === null) return []
    const { calming } = policy.value
    return lint(text, policy.value, {
      platform: found.platform,
      known: [...wordsOfCase({ caseNo: found.caseNo, orderNo: found.orderNo, waybills: found.waybills.map((one) => one.waybill) }), ...(returnWords.value[found.shopId] ?? [])],
      calm: found.difficult || calming.kinds.some((kind) => kind === found.kind),
      ours: found.liableParty === null || !NOT_OURS.has(found.liableParty),
    })
  }

  /** The first reason why a text may not be copied for the active case; null when it may. Waits for the policy. */
  async function refusal(text: string): Promise<Finding | null> {
    // one that was read before a connection broke is good enough: the background process checks again
    if (policy.value === null) await load()
    return check(text, active.current).find((one) => one.severity === 'block') ?? null
  }

  return { policy: computed(() => policy.value), limits: computed(() => limits.value), load, loadAndTell, check, refusal }
})
