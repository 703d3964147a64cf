/** Numbers of the returns bench (W6), from resources/policies/warehouse.yaml. */
export interface ScanPolicy {
  /** The same code within this many ms is asked about before it is looked up again. */
  readonly againMs: number
  /** A digit that stands alone in the field for this many ms was pressed by a person: a result, and no beginning of a code. */
  readonly digitMs: number
  /** What a scanner is set to send before or after the code itself. */
  readonly prefixes: readonly string[]
  readonly suffixes: readonly string[]
  /** Longer is not a code but something else that was pasted. */
  readonly longest: number
}

export const MATCH_REASONS = ['card', 'entry', 'waybill', 'order', 'case-waybill', 'waybill-tail', 'order-tail', 'sku', 'buyer', 'awaited'] as const
export type MatchReason = (typeof MATCH_REASONS)[number]

export interface MatchPolicy {
  readonly points: Readonly<Record<MatchReason, number>>
  /** Characters from the end by which a torn label is still compared. */
  readonly tail: number
  readonly atLeast: number
  readonly atMost: number
}

export const RETURN_RESULTS = ['sellable', 'defective', 'short', 'empty', 'swapped'] as const
export type ReturnResult = (typeof RETURN_RESULTS)[number]
export const isReturnResult = (text: unknown): text is ReturnResult => RETURN_RESULTS.some((one) => one === text)
