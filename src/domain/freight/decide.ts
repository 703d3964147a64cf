import type { Label } from '../case/lists'
import { LEGS_OF, type FreightFacts, type FreightPolicy, type Leg, type PayTime, type PayWay } from './facts'
import { conditionsOf, rowFits, TABLE, type Payer, type Row } from './table'

export interface LegAnswer {
  readonly leg: Leg
  /** Freight of the leg in cents; null while nobody knows it. */
  readonly cents: number | null
  /** What insurance pays of it: at most the cheapest first weight. */
  readonly insuranceCents: number
  /** Who bears what insurance does not pay, never both. */
  readonly payer: Payer
  /** What that is in cents; null while the freight is not known. */
  readonly payerCents: number | null
  /** Who lays the freight out: the one who hands the parcel in, the receiver of a collect parcel, or who has paid already. */
  readonly advances: Payer
  /** Who gives it back to the one who laid it out; null when nothing is owed. Never as cash in a parcel. */
  readonly repays: { readonly by: Payer; readonly way: PayWay; readonly when: PayTime } | null
  /** Id of the row of the table that decided. */
  readonly rule: string
  readonly why: Label
  /** Template with the words for the buyer; null where the policy names none. */
  readonly templateId: string | null
}

function advancerOf(leg: Leg, facts: FreightFacts): Payer {
  if (leg === 'reship') return 'seller'
  if (leg === 'outbound') return facts.freeShipping ? 'seller' : 'buyer'
  // the courier bills us for a parcel that comes back refused, and for one that is sent freight collect
  return facts.remedy === 'refused' || facts.service === 'collect' ? 'seller' : 'buyer'
}

function repayment(leg: Leg, row: Row, payer: Payer, advances: Payer, policy: FreightPolicy): LegAnswer['repays'] {
  if (payer === advances) return null
  if (payer === 'seller') return { by: 'seller', way: policy.sellerRepays.way, when: leg === 'outbound' ? 'with-refund' : policy.sellerRepays.when }
  if (row.id === 'postage-deducted') return { by: 'buyer', way: 'from-refund', when: 'with-refund' }
  return { by: 'buyer', way: policy.buyerRepays.way, when: leg === 'reship' ? 'before-reship' : 'after-agreement' }
}

const centsOf = (leg: Leg, facts: FreightFacts): number | null => (leg === 'outbound' ? facts.outboundCents : leg === 'return' ? facts.returnCents : facts.reshipCents)

/** Who pays each leg of a remedy's freight, why, and what to say (C8). Total: every combination of facts has an answer for each of its legs. */
export function decideFreight(facts: FreightFacts, policy: FreightPolicy): LegAnswer[] {
  return LEGS_OF[facts.remedy].map((leg) => {
    const conditions = conditionsOf(facts, policy, leg)
    const row = TABLE.find((one) => rowFits(one, conditions))
    // the table ends with every cause of the buyer's and begins with every other: a test walks all combinations
    if (row === undefined) throw new Error(`no row of the freight table fits ${JSON.stringify(conditions)}`)
    const cents = centsOf(leg, facts)
    const insured = leg === 'return' && conditions.insurance === 'covers'
    const insuranceCents = insured ? Math.min(cents ?? facts.cheapestFirstCents ?? 0, facts.cheapestFirstCents ?? 0) : 0
    const payerCents = cents === null ? null : cents - insuranceCents
    const advances = advancerOf(leg, facts)
    return {
      leg,
      cents,
      insuranceCents,
      payer: row.payer,
      payerCents,
      advances,
      repays: payerCents === 0 ? null : repayment(leg, row, row.payer, advances, policy),
      rule: row.id,
      why: row.why,
      templateId: (Object.hasOwn(policy.say, row.id) ? policy.say[row.id] : policy.say[row.payer]) ?? null,
    }
  })
}
