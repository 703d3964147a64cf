import type { Label } from '../case/lists'
import { sumCents } from '../money/money'

/** What a remedy costs the shop, from known figures only (P4): no guess at how buyers behave. */
export const COMPARED = {
  'refund-only': { zh: '仅退款（货留给买家）', en: 'Refund only (the goods stay)' },
  'return-refund': { zh: '退货退款', en: 'Return and refund' },
  reissue: { zh: '补发（货留给买家）', en: 'Reissue (the goods stay)' },
  exchange: { zh: '换货', en: 'Exchange' },
  difference: { zh: '退差价', en: 'Price difference' },
} as const satisfies Record<string, Label>
export type ComparedRemedy = keyof typeof COMPARED

export const COST_PARTS = {
  refund: { zh: '退给买家', en: 'refunded' },
  goods: { zh: '再发一件的成本', en: 'cost of the goods sent again' },
  'goods-back': { zh: '退回的货还能卖', en: 'the goods that come back can be sold' },
  'return-freight': { zh: '寄回运费', en: 'return freight' },
  'reship-freight': { zh: '再次发出运费', en: 'freight of the second parcel' },
  difference: { zh: '差价', en: 'price difference' },
} as const satisfies Record<string, Label>
export type CostPart = keyof typeof COST_PARTS

export interface RemedyFacts {
  /** What the buyer paid for the goods concerned, in cents. */
  readonly priceCents: number | null
  /** What they cost the shop. */
  readonly costCents: number | null
  readonly returnCents: number | null
  readonly reshipCents: number | null
  /** Null: nothing was named. */
  readonly differenceCents: number | null
  readonly sellerPaysReturn: boolean
  /** Whether what comes back can be sold again. */
  readonly resaleable: boolean
}

export interface RemedyCost {
  readonly remedy: ComparedRemedy
  /** Null while a figure is missing: then `missing` names it. */
  readonly totalCents: number | null
  /** Parts with their sign as they add up to the total; what comes back counts negative. */
  readonly parts: readonly { readonly part: CostPart; readonly cents: number }[]
  readonly missing: readonly CostPart[]
}

type Entry = readonly [part: CostPart, cents: number | null, sign?: 1 | -1]

function entriesOf(facts: RemedyFacts): Readonly<Record<ComparedRemedy, readonly Entry[]>> {
  const back: Entry[] = facts.sellerPaysReturn ? [['return-freight', facts.returnCents]] : []
  return {
    'refund-only': [['refund', facts.priceCents]],
    'return-refund': [['refund', facts.priceCents], ...back, ...(facts.resaleable ? [['goods-back', facts.costCents, -1] as Entry] : [])],
    reissue: [['goods', facts.costCents], ['reship-freight', facts.reshipCents]],
    exchange: [['goods', facts.costCents], ['reship-freight', facts.reshipCents], ...back, ...(facts.resaleable ? [['goods-back', facts.costCents, -1] as Entry] : [])],
    difference: [['difference', facts.differenceCents]],
  }
}

/** Every remedy with what it costs, the cheapest first, those with a missing figure last (P4). */
export function compareRemedies(facts: RemedyFacts): RemedyCost[] {
  const entries = entriesOf(facts)
  const all = (Object.keys(COMPARED) as ComparedRemedy[]).map((remedy): RemedyCost => {
    const missing = entries[remedy].flatMap(([part, cents]) => (cents === null ? [part] : []))
    const parts = entries[remedy].flatMap(([part, cents, sign = 1]) => (cents === null ? [] : [{ part, cents: sign * cents }]))
    return { remedy, parts, missing, totalCents: missing.length > 0 ? null : sumCents(parts.map(({ cents }) => cents)) }
  })
  return all.sort((a, b) => (a.totalCents ?? Number.MAX_SAFE_INTEGER) - (b.totalCents ?? Number.MAX_SAFE_INTEGER))
}
