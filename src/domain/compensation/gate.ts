import type { Label } from '../case/lists'
import type { EvidenceSlotId } from '../case/slots'
import { addCents } from '../money/money'
import type { PayoutType } from './payout'

/** The ladder (C7): each rung is tried before the next. */
export const LADDER = {
  advice: { zh: '建议处理（清洗、修补）', en: 'Advice (wash, repair)' },
  coupon: { zh: '优惠券', en: 'Coupon' },
  freight: { zh: '运费以内的补偿', en: 'Up to the freight' },
  supervisor: { zh: '请示主管', en: 'Supervisor' },
} as const satisfies Record<string, Label>
export type LadderStep = keyof typeof LADDER
export const LADDER_STEPS = Object.keys(LADDER) as readonly LadderStep[]

export interface CompensationPolicy {
  /** `freight`: up to what the parcel's freight was; `amount`: up to `amountCents`. */
  readonly limit: 'freight' | 'amount'
  readonly amountCents: number
  /** When the freight is not known: the amount counts, or a supervisor is asked. */
  readonly unknownFreight: 'amount' | 'supervisor'
  /** Types of payout that a supervisor approves whatever the amount. */
  readonly alwaysAsk: readonly PayoutType[]
  /** The minor-stain path asks at any amount. */
  readonly minorStainAsks: boolean
  /** A spoken approval is to be confirmed within this, and needs a photo in this slot. */
  readonly spokenConfirmMs: number
  readonly spokenSlot: EvidenceSlotId
  readonly unknownGrams: number
  readonly platforms: Readonly<Record<string, CompensationOverride>>
  readonly shops: Readonly<Record<string, CompensationOverride>>
}

export type CompensationOverride = { readonly [K in 'limit' | 'amountCents' | 'unknownFreight' | 'alwaysAsk' | 'minorStainAsks']?: CompensationPolicy[K] | undefined }

/** The policy as one shop has it: the shop's own wins over the platform's. */
export function compensationPolicyOf(policy: CompensationPolicy, platform: string, shopName: string): CompensationPolicy {
  const own = (list: CompensationPolicy['shops'], key: string): CompensationOverride => (Object.hasOwn(list, key) ? (list[key] ?? {}) : {})
  const { limit, amountCents, unknownFreight, alwaysAsk, minorStainAsks } = policy
  let merged = { limit, amountCents, unknownFreight, alwaysAsk, minorStainAsks }
  for (const override of [own(policy.platforms, platform), own(policy.shops, shopName)]) {
    merged = {
      limit: override.limit ?? merged.limit,
      amountCents: override.amountCents ?? merged.amountCents,
      unknownFreight: override.unknownFreight ?? merged.unknownFreight,
      alwaysAsk: override.alwaysAsk ?? merged.alwaysAsk,
      minorStainAsks: override.minorStainAsks ?? merged.minorStainAsks,
    }
  }
  return { ...policy, ...merged }
}

export interface GateFacts {
  readonly type: PayoutType
  readonly amountCents: number
  /** Everything asked for, approved or paid for this order before, in cents. */
  readonly usedCents: number
  /** Freight of the order's parcel by the rate card; null while it is not known. */
  readonly freightCents: number | null
  readonly minorStain: boolean
  /** It does not go through the platform (F1). */
  readonly outside?: boolean
}

export const GATE_REASONS = {
  'within-limit': { zh: '在额度以内', en: 'Within the limit' },
  'over-limit': { zh: '超过额度，要主管批准', en: 'Above the limit: a supervisor approves' },
  'freight-unknown': { zh: '不知道这一单的运费，要主管批准', en: 'The freight of this order is not known: a supervisor approves' },
  'minor-stain': { zh: '轻微瑕疵/污渍，任何金额都要请示主管', en: 'A minor flaw or stain: a supervisor is asked at any amount' },
  'outside-transfer': { zh: '不走平台的转账都要主管批准', en: 'A transfer outside the platform always needs a supervisor' },
  'always-ask': { zh: '这一类打款都要主管批准', en: 'Payouts of this type always need a supervisor' },
} as const satisfies Record<string, Label>
export type GateReason = keyof typeof GATE_REASONS

export interface Gate {
  readonly allowed: boolean
  readonly reason: GateReason
  /** Where the limit comes from; null when there is none. */
  readonly basis: 'freight' | 'amount' | null
  readonly limitCents: number | null
  readonly usedCents: number
  /** What may still be paid without a supervisor before this one, never below 0; null without a limit. */
  readonly leftCents: number | null
}

/** The limit that stands for an order, and where it comes from. */
export function limitOf(policy: CompensationPolicy, freightCents: number | null): { basis: 'freight' | 'amount' | null; limitCents: number | null } {
  if (policy.limit === 'amount') return { basis: 'amount', limitCents: policy.amountCents }
  if (freightCents !== null) return { basis: 'freight', limitCents: freightCents }
  return policy.unknownFreight === 'amount' ? { basis: 'amount', limitCents: policy.amountCents } : { basis: null, limitCents: null }
}

/** A limit as it stands for an order, and what a page needs to judge an amount while it is typed. */
export interface GateTerms extends Pick<CompensationPolicy, 'alwaysAsk' | 'minorStainAsks'> {
  readonly basis: Gate['basis']
  readonly limitCents: number | null
}

/** Judges an amount against a limit that is known already (C7). */
export function judge(facts: Omit<GateFacts, 'freightCents'>, terms: GateTerms): Gate {
  const { basis, limitCents } = terms
  const leftCents = limitCents === null ? null : Math.max(0, limitCents - facts.usedCents)
  const answer = (reason: GateReason): Gate => ({ allowed: reason === 'within-limit', reason, basis, limitCents, usedCents: facts.usedCents, leftCents })
  if (facts.outside === true) return answer('outside-transfer')
  if (facts.minorStain && terms.minorStainAsks) return answer('minor-stain')
  if (terms.alwaysAsk.includes(facts.type)) return answer('always-ask')
  if (limitCents === null) return answer('freight-unknown')
  return answer(addCents(facts.usedCents, facts.amountCents) <= limitCents ? 'within-limit' : 'over-limit')
}

/** Whether a payout may go without a supervisor (C7). The limit is cumulative over all payouts of the order. */
export function compensationGate(facts: GateFacts, policy: CompensationPolicy): Gate {
  return judge(facts, { ...limitOf(policy, facts.freightCents), alwaysAsk: policy.alwaysAsk, minorStainAsks: policy.minorStainAsks })
}

/** The rung to try next: the first that has not been logged. Past the freight only the supervisor is left. */
export function nextRung(logged: readonly LadderStep[]): LadderStep {
  return LADDER_STEPS.find((step) => !logged.includes(step)) ?? 'supervisor'
}
