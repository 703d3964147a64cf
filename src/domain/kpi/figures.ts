import { addCents, sumCents } from '../money/money'

/**
 * The figures of after-sales work (spec K1), worked out from facts: one fact is one row that counts for something, so that the list behind a
 * figure is the facts that it was made of. What counts, and for which period:
 *
 * opened   a case, in the period in which it was opened. `value`: ms until it was first answered; `good`: within the target of the clock policy,
 *          null while there is still time or no target
 * solve    a case that is over, in the period in which its clock of solving stopped. `value`: ms since it was opened; `good`: within the target
 * promise  a promise that was not withdrawn, in the period in which it fell due. `good`: kept in time; null while it is not yet due
 * refund   a platform's refund order that was not closed, in the period in which the buyer applied
 * return   a case of the kinds of goods coming back, in the period in which it was opened; `part`: its reason of the managed list
 * cost     money out (positive) in the period in which it was paid or entered; `part`: what for. A courier's claim credit is `recovery`, negative
 * score    a buyer's answer after the case closed, in the period of the answer; `value`: 1 to 5
 * sample   a reply that was scored, in the period in which that was done; `value`: points
 */
export const MEASURES = ['opened', 'solve', 'promise', 'refund', 'return', 'cost', 'score', 'sample'] as const
export type Measure = (typeof MEASURES)[number]

export const COST_PARTS = ['compensation', 'freight', 'difference', 'refund', 'reissue', 'wrong', 'recovery'] as const
export type CostPart = (typeof COST_PARTS)[number]

/** Stands for goods of several styles in one order: the cost is not divided by guess. */
export const SEVERAL = '*'

/** What a fact is a row of, and so what opens it. */
export const FACT_KINDS = ['case', 'promise', 'refund', 'payout', 'wrong', 'claim', 'scores', 'samples', 'warehouse-tasks'] as const
export type FactKind = (typeof FACT_KINDS)[number]

export interface Fact {
  readonly measure: Measure
  readonly kind: FactKind
  readonly id: string
  readonly caseId: string | null
  /** Number that people know it by. */
  readonly no: string
  /** The instant that puts it into its period. */
  readonly at: number
  readonly shopId: string | null
  readonly courierId: string | null
  /** {@link SEVERAL} for several. */
  readonly sku: string | null
  readonly agentId: string | null
  readonly value: number | null
  readonly good: boolean | null
  readonly part: string | null
  /** Of money; null for what is none. */
  readonly currency: string | null
}

/** Orders paid in the period; only shops have them. */
export interface OrderCount {
  readonly shopId: string
  readonly orders: number
}

export interface KpiFigures {
  readonly opened: number
  /** Cases with an answer: what the median is of. */
  readonly answered: number
  readonly answerMs: number | null
  /** Answered within the target ÷ those whose target is met or missed. */
  readonly answerShare: number | null
  readonly solved: number
  readonly solveMs: number | null
  readonly solveShare: number | null
  /** Promises that are kept or broken by now, and the share of those kept in time. */
  readonly promises: number
  readonly promiseShare: number | null
  readonly refunds: number
  /** Null where orders cannot be told apart: by courier, style, agent, reason. */
  readonly orders: number | null
  /** Refund orders ÷ orders paid in the same period; may pass 1, since a refund may be of an older order. */
  readonly refundRate: number | null
  readonly returns: number
  readonly costCents: number
  /** Positive. */
  readonly recoveredCents: number
  /** cost − recovered. */
  readonly netCents: number
  readonly scores: number
  readonly score: number | null
  readonly samples: number
  readonly sample: number | null
}

/** The middle of all, rounded to whole numbers between two middles; null of none. */
export function medianOf(values: readonly number[]): number | null {
  const sorted = Float64Array.from(values).sort()
  const high = sorted[Math.floor(sorted.length / 2)]
  if (high === undefined) return null
  const low = sorted.length % 2 === 0 ? (sorted[sorted.length / 2 - 1] ?? high) : high
  return Math.round((low + high) / 2)
}

const shareOf = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)
const meanOf = (values: readonly number[]): number | null => (values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length)

interface Bag {
  readonly values: number[]
  count: number
  judged: number
  good: number
}

/**
 * All figures of some facts, in any order. Money of another currency than `currency` is left out: amounts of different ones are never added.
 * Errors: MoneyOverflowError.
 */
export function figuresOf(facts: Iterable<Fact>, currency: string, orders: number | null): KpiFigures {
  const bags = new Map<Measure, Bag>(MEASURES.map((measure) => [measure, { values: [], count: 0, judged: 0, good: 0 }]))
  let [costCents, recoveredCents] = [0, 0]
  for (const { measure, value, good, part, currency: own } of facts) {
    const bag = bags.get(measure)
    if (bag === undefined) continue
    if (measure === 'cost') {
      if (own !== currency) continue
      if (part === 'recovery') recoveredCents = addCents(recoveredCents, -(value ?? 0))
      else costCents = addCents(costCents, value ?? 0)
      continue
    }
    bag.count += 1
    if (value !== null) bag.values.push(value)
    if (good !== null) bag.judged += 1
    if (good === true) bag.good += 1
  }
  const of = (measure: Measure): Bag => bags.get(measure) ?? { values: [], count: 0, judged: 0, good: 0 }
  const [opened, solve, promise, refund, score, sample] = [of('opened'), of('solve'), of('promise'), of('refund'), of('score'), of('sample')]
  return {
    opened: opened.count,
    answered: opened.values.length,
    answerMs: medianOf(opened.values),
    answerShare: shareOf(opened.good, opened.judged),
    solved: solve.count,
    solveMs: medianOf(solve.values),
    solveShare: shareOf(solve.good, solve.judged),
    promises: promise.judged,
    promiseShare: shareOf(promise.good, promise.judged),
    refunds: refund.count,
    orders,
    refundRate: orders === null ? null : shareOf(refund.count, orders),
    returns: of('return').count,
    costCents,
    recoveredCents,
    netCents: sumCents([costCents, -recoveredCents]),
    scores: score.count,
    score: meanOf(score.values),
    samples: sample.count,
    sample: meanOf(sample.values),
  }
}

export const DIMENSIONS = ['shop', 'courier', 'sku', 'reason', 'agent', 'cost'] as const
export type Dimension = (typeof DIMENSIONS)[number]

/** What a fact counts for in a dimension; undefined: it does not belong there at all. */
export function keyIn(dimension: Dimension, fact: Fact): string | null | undefined {
  switch (dimension) {
    case 'shop':
      return fact.shopId
    case 'courier':
      return fact.courierId
    case 'sku':
      return fact.sku
    case 'agent':
      return fact.agentId
    case 'reason':
      return fact.measure === 'return' ? fact.part : undefined
    case 'cost':
      return fact.measure === 'cost' ? fact.part : undefined
  }
}

export interface KpiRow extends KpiFigures {
  readonly key: string | null
  /** Facts of cost of this row. */
  readonly costs: number
}

/** Facts by the key that they count for in a dimension. */
export type Groups = Map<string | null, Fact[]>

/** Puts facts into the groups of a dimension, so that a caller may give way between some of them. */
export function groupFacts(dimension: Dimension, facts: Iterable<Fact>, currency: string, groups: Groups): void {
  for (const fact of facts) {
    const key = keyIn(dimension, fact)
    if (key === undefined || (fact.measure === 'cost' && fact.currency !== currency)) continue
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [fact])
    else group.push(fact)
  }
}

/** Figures of groups, ordered by key, nothing last: the order of the facts never shows. */
export function rowsOf(dimension: Dimension, groups: Groups, currency: string, orders: readonly OrderCount[]): KpiRow[] {
  const ordersOf = new Map(orders.map((one) => [one.shopId, one.orders]))
  const all = new Map(groups)
  if (dimension === 'shop') for (const { shopId } of orders) if (!all.has(shopId)) all.set(shopId, [])
  return [...all]
    .map(([key, own]): KpiRow => ({ key, costs: own.filter(({ measure }) => measure === 'cost').length, ...figuresOf(own, currency, dimension === 'shop' && key !== null ? (ordersOf.get(key) ?? 0) : null) }))
    .sort((a, b) => Number(a.key === null) - Number(b.key === null) || ((a.key ?? '') < (b.key ?? '') ? -1 : 1))
}

/** Figures by a dimension in one go. */
export function rowsBy(dimension: Dimension, facts: Iterable<Fact>, currency: string, orders: readonly OrderCount[]): KpiRow[] {
  const groups: Groups = new Map()
  groupFacts(dimension, facts, currency, groups)
  return rowsOf(dimension, groups, currency, orders)
}

/** Which facts stand behind a figure. */
export interface Behind {
  readonly measure: Measure
  readonly dimension: Dimension | null
  /** Of the dimension; null: what belongs to nothing of it. */
  readonly key: string | null
}

/** The facts behind a figure, newest first; equal instants by id. */
export function factsBehind(facts: readonly Fact[], { measure, dimension, key }: Behind, currency: string): Fact[] {
  return facts
    .filter((fact) => fact.measure === measure && (measure !== 'cost' || fact.currency === currency) && (dimension === null || keyIn(dimension, fact) === key))
    .sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1))
}
