import type { KindId } from '../case/kinds'
import { DAY } from '../clock/duration'
import type { KindSuggestion } from './intake'

/** What an order itself says for a kind (C11). `days` are whole ones. */
export interface KindFact {
  readonly fact: 'unshipped' | 'travelling' | 'completed' | 'refunding' | 'just-shipped'
  readonly days: number
}

export interface IntakePolicy {
  /** A paid order that has not left after this speaks for a shipment chase. */
  readonly unshippedMs: number
  /** A parcel under way for this long speaks for a stalled trace. */
  readonly travellingMs: number
  /** How much such a fact weighs beside words; a Chinese phrase of four characters weighs 4. */
  readonly factWeight: number
}

/** The order as far as it speaks for a kind; times are epoch ms. */
export interface OrderSays {
  readonly status: string
  readonly paidAt: number | null
  readonly shippedAt: number | null
}

export interface RankedKind extends KindSuggestion {
  readonly facts: readonly KindFact[]
}

/** Before it has shipped there is nothing to return; words that say so anyway mean the refund. */
const BEFORE_SHIPMENT: Readonly<Partial<Record<KindId, KindId>>> = { 'return-refund': 'refund-before-shipment', 'changed-mind': 'refund-before-shipment', 'refund-only': 'refund-before-shipment' }

/**
 * Kinds ranked by words and by the one order that is known (C11): each with its reasons. With several orders their facts speak for nothing,
 * since it is not known which is meant. At most five.
 */
export function rankKinds(byWords: readonly KindSuggestion[], orders: readonly OrderSays[], now: number, policy: IntakePolicy): RankedKind[] {
  const ranked = new Map<KindId, RankedKind>(byWords.map((one) => [one.kind, { ...one, facts: [] }]))
  const [order] = orders
  if (order !== undefined && orders.length === 1) {
    for (const { kind, fact, instead } of factsOf(order, now, policy, ranked)) {
      const known = ranked.get(kind)
      const words = instead === undefined ? [] : (ranked.get(instead)?.words ?? [])
      const score = (known?.score ?? 0) + (instead === undefined ? 0 : (ranked.get(instead)?.score ?? 0)) + policy.factWeight
      ranked.set(kind, { kind, score, words: [...new Set([...(known?.words ?? []), ...words])], facts: [...(known?.facts ?? []), fact] })
    }
  }
  return [...ranked.values()].sort((a, b) => b.score - a.score).slice(0, 5)
}

function factsOf(order: OrderSays, now: number, policy: IntakePolicy, said: ReadonlyMap<KindId, unknown>): { kind: KindId; fact: KindFact; instead?: KindId }[] {
  const days = (since: number): number => Math.max(0, Math.floor((now - since) / DAY))
  if (order.status === 'completed') {
    return ['return-refund', 'refund-only', 'quality'].some((kind) => said.has(kind as KindId)) ? [{ kind: 'refund-after-completion', fact: { fact: 'completed', days: 0 } }] : []
  }
  if (order.shippedAt !== null) {
    const travelling = now - order.shippedAt >= policy.travellingMs
    return travelling ? [{ kind: 'stalled', fact: { fact: 'travelling', days: days(order.shippedAt) } }] : said.has('tracking-inquiry') ? [{ kind: 'tracking-inquiry', fact: { fact: 'just-shipped', days: days(order.shippedAt) } }] : []
  }
  if (order.paidAt === null || !['paid', 'refunding'].includes(order.status)) return []
  const facts: { kind: KindId; fact: KindFact; instead?: KindId }[] = []
  const unshipped: KindFact = { fact: 'unshipped', days: days(order.paidAt) }
  for (const [instead, kind] of Object.entries(BEFORE_SHIPMENT) as [KindId, KindId][]) if (said.has(instead)) facts.push({ kind, fact: unshipped, instead })
  if (order.status === 'refunding') facts.push({ kind: 'refund-before-shipment', fact: { fact: 'refunding', days: days(order.paidAt) } })
  if (now - order.paidAt >= policy.unshippedMs) facts.push({ kind: 'shipment-chase', fact: unshipped })
  return facts
}
