import type { MatchPolicy, MatchReason } from './policy'

/** What is known of a parcel that came back: from its label, a card in it, or what a person typed. Numbers in their comparing form. */
export interface ReturnClue {
  readonly caseNo: string | null
  readonly codes: readonly string[]
  readonly skus: readonly string[]
  readonly buyer: string | null
}

/** What a parcel may belong to, with its numbers in their comparing form. */
export interface ReturnTarget {
  readonly id: string
  readonly caseNo: string | null
  readonly entryNo: string | null
  readonly orderNo: string | null
  /** Waybills under which goods are to come back. */
  readonly returnWaybills: readonly string[]
  /** All other waybills of the order and the case. */
  readonly waybills: readonly string[]
  readonly skus: readonly string[]
  readonly buyer: string | null
  /** A return is expected: an open case or request of the kind. */
  readonly awaited: boolean
}

export interface ScoredTarget<T extends ReturnTarget> {
  readonly target: T
  readonly score: number
  readonly reasons: readonly MatchReason[]
}

/** Reasons that name one thing; all others only make it likelier. */
const NAMING: ReadonlySet<MatchReason> = new Set(['card', 'entry', 'waybill', 'case-waybill', 'order'])
/** Reasons that are none by themselves. */
const SUPPORTING: ReadonlySet<MatchReason> = new Set(['awaited'])

const tailOf = (text: string, length: number): string | null => (text.length >= length ? text.slice(-length) : null)

function sharesTail(code: string, others: readonly string[], length: number): boolean {
  const tail = tailOf(code, length)
  return tail !== null && others.some((other) => other !== code && tailOf(other, length) === tail)
}

function reasonsOf(clue: ReturnClue, target: ReturnTarget, tail: number): MatchReason[] {
  const has = (values: readonly string[]): boolean => clue.codes.some((code) => values.includes(code))
  const near = (values: readonly string[]): boolean => clue.codes.some((code) => sharesTail(code, values, tail))
  const order = target.orderNo === null ? [] : [target.orderNo]
  const all = [...target.returnWaybills, ...target.waybills]
  const reasons: MatchReason[] = []
  if (clue.caseNo !== null && clue.caseNo === target.caseNo) reasons.push('card')
  if (target.entryNo !== null && has([target.entryNo])) reasons.push('entry')
  if (target.caseNo !== null && has([target.caseNo]) && !reasons.includes('card')) reasons.push('card')
  if (has(target.returnWaybills)) reasons.push('waybill')
  else if (has(target.waybills)) reasons.push('case-waybill')
  else if (near(all)) reasons.push('waybill-tail')
  if (has(order)) reasons.push('order')
  else if (near(order)) reasons.push('order-tail')
  if ([...clue.skus, ...clue.codes].some((sku) => target.skus.includes(sku))) reasons.push('sku')
  if (clue.buyer !== null && clue.buyer === target.buyer) reasons.push('buyer')
  return reasons
}

/**
 * What a parcel may belong to, likeliest first, each with its reasons (W6). Nothing is decided here: a person takes one. Equal scores keep
 * the order in which targets came.
 */
export function scoreReturn<T extends ReturnTarget>(clue: ReturnClue, targets: readonly T[], policy: MatchPolicy): ScoredTarget<T>[] {
  return targets
    .map((target): ScoredTarget<T> => {
      const found = reasonsOf(clue, target, policy.tail)
      const reasons = target.awaited && found.length > 0 ? [...found, 'awaited' as const] : found
      return { target, reasons, score: reasons.reduce((sum, reason) => sum + policy.points[reason], 0) }
    })
    .filter(({ score, reasons }) => score >= policy.atLeast && reasons.some((reason) => !SUPPORTING.has(reason)))
    .sort((a, b) => b.score - a.score)
    .slice(0, policy.atMost)
}

/** The one target that a code names; null when none or several are named, so that a person chooses. */
export function namedTarget<T extends ReturnTarget>(scored: readonly ScoredTarget<T>[]): T | null {
  const named = scored.filter(({ reasons }) => reasons.some((reason) => NAMING.has(reason)))
  const [only] = named
  return named.length === 1 && only !== undefined ? only.target : null
}
