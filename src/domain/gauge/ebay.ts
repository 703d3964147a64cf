import type { KindId } from '../case/kinds'

/**
 * The two ratios by which eBay judges a seller (P7): transactions with a defect, and cases that eBay had to decide. What counts as a defect
 * has changed over the years, so rules are dated: a case is judged by those of the day it was opened.
 */
export interface EbayRules {
  /** First day, epoch ms UTC. */
  readonly from: number
  /** Kinds that are a defect, with the reasons that make them one; null: whatever the reason. */
  readonly defects: Readonly<Partial<Record<KindId, readonly string[] | null>>>
  /** Kinds that count as unresolved once eBay steps in. */
  readonly unresolved: readonly KindId[]
  /** Limits in ten-thousandths: 30 is 0.3 %. */
  readonly defectLimit: number
  readonly unresolvedLimit: number
}

export interface EbayPolicy {
  /** Days that are looked back over, with many and with few transactions. */
  readonly shortDays: number
  readonly longDays: number
  /** From so many orders in the short time on, that one counts. */
  readonly manyOrders: number
  /** A ratio above this share of its limit (in hundredths) asks for attention. */
  readonly warnAt: number
  /** Oldest first. */
  readonly rules: readonly EbayRules[]
}

export interface EbayCase {
  readonly kind: string
  readonly reason: string | null
  readonly openedAt: number
  /** eBay was asked to decide: the case waits for the platform or its after-sales order says so. */
  readonly escalated: boolean
}

export type GaugeTone = 'ok' | 'near' | 'over'

export interface Ratio {
  readonly count: number
  /** Ten-thousandths of the orders, rounded up: a ratio is never shown below what it is. Null without orders. */
  readonly share: number | null
  readonly limit: number
  readonly tone: GaugeTone
  /** How many more fit under the limit. */
  readonly left: number
}

export interface EbayGauge {
  readonly days: number
  readonly orders: number
  readonly defects: Ratio
  readonly unresolved: Ratio
}

/** The days to look back over for a number of orders in the short time. */
export function gaugeDays(policy: EbayPolicy, ordersInShort: number): number {
  return ordersInShort >= policy.manyOrders ? policy.shortDays : policy.longDays
}

/** The rules of a day; before the first ones, those. */
export function rulesAt(policy: EbayPolicy, at: number): EbayRules | null {
  return policy.rules.findLast((rules) => rules.from <= at) ?? policy.rules[0] ?? null
}

/** Whether a case is a defect, or counts as unresolved, by the rules of the day it was opened. */
export function judge(policy: EbayPolicy, found: EbayCase): { readonly defect: boolean; readonly unresolved: boolean } {
  const rules = rulesAt(policy, found.openedAt)
  if (rules === null) return { defect: false, unresolved: false }
  const unresolved = found.escalated && (rules.unresolved as readonly string[]).includes(found.kind)
  const reasons = Object.hasOwn(rules.defects, found.kind) ? rules.defects[found.kind as KindId] : undefined
  const named = reasons === null || (reasons !== undefined && found.reason !== null && reasons.includes(found.reason))
  // What eBay decided against the seller is a defect as well.
  return { defect: named || unresolved, unresolved }
}

/** Both ratios of the cases opened in the last `days` (P7). Times are epoch ms; `orders` are those of the same time. */
export function ebayGauge(policy: EbayPolicy, facts: { readonly cases: readonly EbayCase[]; readonly orders: number; readonly days: number; readonly now: number }): EbayGauge {
  const { orders, days, now } = facts
  const judged = facts.cases.map((found) => judge(policy, found))
  const rules = rulesAt(policy, now)
  const ratio = (count: number, limit: number): Ratio => {
    const share = orders === 0 ? null : Math.ceil((count * 10_000) / orders)
    const over = count * 10_000 > limit * orders
    const near = count * 10_000 * 100 > limit * orders * policy.warnAt
    return { count, share, limit, tone: orders === 0 ? (count > 0 ? 'over' : 'ok') : over ? 'over' : near ? 'near' : 'ok', left: Math.max(0, Math.floor((limit * orders) / 10_000) - count) }
  }
  return {
    days, orders,
    defects: ratio(judged.filter(({ defect }) => defect).length, rules?.defectLimit ?? 0),
    unresolved: ratio(judged.filter(({ unresolved }) => unresolved).length, rules?.unresolvedLimit ?? 0),
  }
}
