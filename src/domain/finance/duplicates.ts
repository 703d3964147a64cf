import type { Label } from '../case/lists'

/**
 * Money that may have gone out twice (F1): a payout beside others of the same case, order or account, and beside refunds that the platform
 * has already made. Pure; what is suspected and why, never a verdict: a person says why it is right all the same.
 */
export interface MoneyOut {
  readonly id: string
  readonly source: 'payout' | 'platform-refund'
  readonly caseId: string | null
  readonly orderNo: string | null
  /** As it was typed; compared in the form of `accountKey`. */
  readonly account: string | null
  readonly amountCents: number
  readonly currency: string
  /** It gives back what was paid, in whole or in part: a refund or a price difference. */
  readonly givesBack: boolean
  /** Epoch ms: when it was asked for. */
  readonly at: number
  /** It came to nothing: refused or cancelled. */
  readonly ended: boolean
}

export const DUPLICATE_REASONS = {
  'same-case': { zh: '同一售后单、同样金额', en: 'Same case, same amount' },
  'same-order': { zh: '同一订单、同样金额', en: 'Same order, same amount' },
  'same-account': { zh: '近期同一账号、同样金额', en: 'Same account and amount lately' },
  'platform-refunded': { zh: '平台已给这一单退过款', en: 'The platform refunded this order already' },
} as const satisfies Record<string, Label>
export type DuplicateReason = keyof typeof DUPLICATE_REASONS

export interface DuplicatePolicy {
  /** The same account counts within this time, in ms; both ends included. */
  readonly accountWithinMs: number
  /** Amounts that differ by no more than this are the same, in cents. */
  readonly toleranceCents: number
}

export interface Suspicion {
  readonly id: string
  readonly source: MoneyOut['source']
  readonly reasons: readonly DuplicateReason[]
}

/** An account as it is compared: half width, without blanks and hyphens, in small letters. Null for nothing or what is masked. */
export function accountKey(account: string | null): string | null {
  const key = (account ?? '').normalize('NFKC').replace(/[\s-]/g, '').toLowerCase()
  return key === '' || key.includes('*') ? null : key
}

const same = (a: string | null, b: string | null): boolean => a !== null && a === b

function reasonsOf(one: MoneyOut, other: MoneyOut, policy: DuplicatePolicy): DuplicateReason[] {
  if (one.currency !== other.currency) return []
  const amount = Math.abs(one.amountCents - other.amountCents) <= policy.toleranceCents
  if (one.source !== other.source) {
    const payout = one.source === 'payout' ? one : other
    // what gives money back is the same deed whatever the amount; goodwill beside a refund is not, unless the amounts agree
    const concerned = same(one.caseId, other.caseId) || same(one.orderNo, other.orderNo)
    return concerned && (amount || payout.givesBack) ? ['platform-refunded'] : []
  }
  if (!amount) return []
  const near = Math.abs(one.at - other.at) <= policy.accountWithinMs
  return [
    ...(same(one.caseId, other.caseId) ? (['same-case'] as const) : []),
    ...(same(one.orderNo, other.orderNo) ? (['same-order'] as const) : []),
    ...(near && same(accountKey(one.account), accountKey(other.account)) ? (['same-account'] as const) : []),
  ]
}

/**
 * What a payout may be a double of, in the order of `others`. Itself, what has ended, and pairs of two platform refunds are none. Between
 * payouts it goes both ways: where one is suspected because of another, so is the other because of it (S3: both wait for a person).
 */
export function suspicions(one: MoneyOut, others: readonly MoneyOut[], policy: DuplicatePolicy): Suspicion[] {
  if (one.ended || one.source !== 'payout') return []
  return others.flatMap((other) => {
    if (other.ended || (other.id === one.id && other.source === one.source)) return []
    const reasons = reasonsOf(one, other, policy)
    return reasons.length === 0 ? [] : [{ id: other.id, source: other.source, reasons }]
  })
}

/** Those that nobody has explained yet: an explanation names what it was about, so that a later double asks again. */
export function unexplained(found: readonly Suspicion[], explained: ReadonlySet<string>): Suspicion[] {
  return found.filter(({ id }) => !explained.has(id))
}
