import type { Label } from '../case/lists'

/** VIP return visits (V1): who is to be visited in a month, and on which day. */
export interface VisitTier extends Label {
  readonly id: string
  /** What buyers' records call it, in lower case. */
  readonly names: readonly string[]
  readonly everyMonths: number
}

export interface VisitPolicy {
  /** The first is the highest: its buyers are planned first. */
  readonly tiers: readonly VisitTier[]
  /** Days of the month that visits are spread over. */
  readonly fromDay: number
  readonly toDay: number
  readonly mostPerMonth: number
  /** Purchases on a call sheet, the newest. */
  readonly purchases: number
}

export interface VipBuyer {
  readonly id: string
  /** As the buyer's record says it. */
  readonly tier: string
  /** The month of the last visit that was planned, `YYYY-MM`; null for none. */
  readonly lastMonth: string | null
}

export interface PlannedVisit {
  readonly buyerId: string
  readonly tierId: string
  /** `YYYY-MM-DD`. */
  readonly day: string
}

/** The tier that a buyer's record names, in any case and width; null for one that the policy does not know. */
export function tierOf(policy: VisitPolicy, name: string | null): VisitTier | null {
  if (name === null) return null
  const folded = name.normalize('NFKC').trim().toLowerCase()
  return policy.tiers.find(({ id, names }) => id === folded || names.includes(folded)) ?? null
}

/** Months from one to the other: 1 from `2026-10` to `2026-11`. */
export function monthsBetween(from: string, to: string): number {
  const count = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7))
  return count(to) - count(from)
}

/**
 * The visits of a month (V1): higher tiers first, within a tier those who wait longest, no more than the policy allows, spread evenly over
 * those of its days that are still to come: a list that is made late plans nothing for yesterday. A buyer is due when as many months have
 * passed as the tier says. The same input gives the same plan. @param today `YYYY-MM-DD`
 */
export function planVisits(buyers: readonly VipBuyer[], today: string, policy: VisitPolicy): PlannedVisit[] {
  const month = today.slice(0, 7)
  const from = Math.max(policy.fromDay, Number(today.slice(8)))
  const rank = new Map(policy.tiers.map(({ id }, index) => [id, index]))
  const due = buyers
    .flatMap((buyer) => {
      const tier = tierOf(policy, buyer.tier)
      if (tier === null || (buyer.lastMonth !== null && monthsBetween(buyer.lastMonth, month) < tier.everyMonths)) return []
      return [{ buyer, tier }]
    })
    .sort((a, b) => (rank.get(a.tier.id) ?? 0) - (rank.get(b.tier.id) ?? 0) || (a.buyer.lastMonth ?? '').localeCompare(b.buyer.lastMonth ?? '') || (a.buyer.id < b.buyer.id ? -1 : 1))
    .slice(0, policy.mostPerMonth)
  const days = Math.max(policy.toDay, from) - from + 1
  return due.map(({ buyer, tier }, index) => ({ buyerId: buyer.id, tierId: tier.id, day: `${month}-${String(from + Math.floor((index * days) / due.length)).padStart(2, '0')}` }))
}
