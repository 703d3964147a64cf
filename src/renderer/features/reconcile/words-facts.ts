import type { ReconcileExplanation } from '../../../contract/reconcile'
import { formatMoney } from '../../../domain/money/money'
import { t } from '../../i18n'

type Fact = ReconcileExplanation['result']['review'][number]['candidates'][number]['compared'][number]

const AMOUNTS: ReadonlySet<Fact['what']> = new Set(['balance', 'goods', 'freight', 'goods-and-freight', 'credited'])

export const factName = (fact: Fact): string => t(`monthReview.fact.${fact.what}`)

/** One side of a fact as people read it. */
export function factValue(fact: Fact, side: 'line' | 'claim'): string {
  const value = fact[side]
  if (value === null) return '—'
  return typeof value === 'number' && AMOUNTS.has(fact.what) ? formatMoney(value) : String(value)
}

/** A day agrees when the claim was filed before, so both days stay in sight; anything else that is the same is written once. */
export const sameOnBothSides = (fact: Fact): boolean => fact.equal && fact.line === fact.claim
