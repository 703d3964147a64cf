import type { Label } from '../case/lists'
import type { RefundStatus, RefundType } from './refund'

/** What the platform does by itself when a deadline passes (C13). */
export const LAPSES = {
  refund: { zh: '超时自动退款', en: 'refunded automatically after it' },
  agree: { zh: '超时视为同意', en: 'counts as agreed after it' },
  close: { zh: '超时自动关闭', en: 'closed automatically after it' },
} as const satisfies Record<string, Label>
export type Lapse = keyof typeof LAPSES

/** The statuses that a platform gives a time for. */
export const TIMED_STATUSES = ['pending', 'waiting-return', 'waiting-receipt', 'refused'] as const satisfies readonly RefundStatus[]
export type TimedStatus = (typeof TIMED_STATUSES)[number]

export interface RefundTerm {
  readonly durationMs: number
  readonly lapse: Lapse
  readonly lapseByType: Readonly<Partial<Record<RefundType, Lapse>>>
  /** Who has to act until then. */
  readonly owner: 'us' | 'buyer'
}

/** resources/policies/refunds.yaml: the terms of every platform, and where one of them differs. */
export interface RefundPolicy {
  readonly terms: Readonly<Record<TimedStatus, RefundTerm>>
  readonly platforms: Readonly<Record<string, Readonly<Partial<Record<TimedStatus, RefundTerm>>>>>
}

export interface TermFacts {
  readonly platform: string
  readonly status: RefundStatus
  readonly type: RefundType
}

const isTimed = (status: RefundStatus): status is TimedStatus => (TIMED_STATUSES as readonly string[]).includes(status)

/** What holds for an after-sales order as it stands; null where the platform sets no time. */
export function refundTerm(policy: RefundPolicy, facts: TermFacts): { durationMs: number; lapse: Lapse; owner: RefundTerm['owner'] } | null {
  const { status, platform, type } = facts
  if (!isTimed(status)) return null
  const term = (Object.hasOwn(policy.platforms, platform) ? policy.platforms[platform]?.[status] : undefined) ?? policy.terms[status]
  return { durationMs: term.durationMs, lapse: term.lapseByType[type] ?? term.lapse, owner: term.owner }
}

/** Times that a platform's list gives, epoch ms. */
export interface RefundTimes {
  readonly appliedAt: number | null
  readonly agreedAt: number | null
  readonly returnedAt: number | null
}

/**
 * The deadline by the platform's terms, epoch ms; null without a term or any time to count from. Where the list does not say when the
 * present step began, it counts from the step before: then it warns too early rather than too late. The list's own deadline wins over it.
 */
export function refundDeadline(policy: RefundPolicy, facts: TermFacts, times: RefundTimes): number | null {
  const term = refundTerm(policy, facts)
  if (term === null) return null
  const since = {
    pending: times.appliedAt,
    'waiting-return': times.agreedAt ?? times.appliedAt,
    'waiting-receipt': times.returnedAt ?? times.agreedAt ?? times.appliedAt,
    refused: times.agreedAt ?? times.appliedAt,
  }[facts.status as TimedStatus]
  return since === null ? null : since + term.durationMs
}

/** The nearest deadline among several after-sales orders of one case; null when none has one. */
export function nearestDeadline(refunds: readonly { readonly status: string; readonly deadlineAt: number | null }[], isPending: (status: string) => boolean): number | null {
  const due = refunds.flatMap(({ status, deadlineAt }) => (deadlineAt !== null && isPending(status) ? [deadlineAt] : []))
  return due.length === 0 ? null : Math.min(...due)
}
