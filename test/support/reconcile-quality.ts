import type { MatchStage, ReconcileResult } from '../../src/domain/reconcile/types'
import type { BelievableMonth, Truth } from './believable-month'

export interface StageQuality {
  readonly stage: MatchStage
  /** Line–claim pairs that the stage matched. */
  readonly lines: number
  readonly wrong: number
  readonly precision: number
}

export interface KindQuality {
  readonly truth: Truth
  /** True line–claim pairs of this kind. */
  readonly rows: number
  readonly automatic: number
  /** Not matched, but the first candidate (or one of several that belong together) is right. */
  readonly first: number
}

export interface Quality {
  readonly stages: readonly StageQuality[]
  readonly kinds: readonly KindQuality[]
  /** Automatic pairs that are not true. */
  readonly wrong: number
  /** Of all true pairs but the damaged ones. */
  readonly recall: number
  readonly recallWithFirst: number
  /** The first few wrong ones, to be looked at. */
  readonly examples: readonly string[]
}

/** Holds what the engine did with a believable month against the truth, pair by pair. */
export function measureQuality(month: BelievableMonth, result: ReconcileResult): Quality {
  const pairKey = (lineId: string, claimId: string): string => `${lineId} ${claimId}`
  const truth = new Map<string, Truth>()
  for (const [lineId, claimIds] of month.claimsOfLine) for (const claimId of claimIds) truth.set(pairKey(lineId, claimId), month.truthOfClaim.get(claimId) ?? 'unpaid')

  const stages = new Map<MatchStage, { lines: number; wrong: number }>()
  const automatic = new Set<string>()
  const examples: string[] = []
  for (const match of result.matched) {
    for (const { lineId, claimId } of match.allocations) {
      const counted = stages.get(match.stage) ?? { lines: 0, wrong: 0 }
      const key = pairKey(lineId, claimId)
      const right = truth.has(key)
      stages.set(match.stage, { lines: counted.lines + 1, wrong: counted.wrong + (right ? 0 : 1) })
      if (right) automatic.add(key)
      else if (examples.length < 10) examples.push(`${key} ${match.stage}: ${match.reasonEn}`)
    }
  }
  const first = new Set<string>()
  for (const row of result.review) {
    const offered = row.together ? row.candidates : row.candidates.slice(0, 1)
    for (const lineId of row.lineIds) for (const { claimId } of offered) if (truth.has(pairKey(lineId, claimId))) first.add(pairKey(lineId, claimId))
  }

  const kinds = new Map<Truth, { rows: number; automatic: number; first: number }>()
  for (const [key, kind] of truth) {
    const counted = kinds.get(kind) ?? { rows: 0, automatic: 0, first: 0 }
    kinds.set(kind, { rows: counted.rows + 1, automatic: counted.automatic + (automatic.has(key) ? 1 : 0), first: counted.first + (first.has(key) ? 1 : 0) })
  }
  const usable = [...kinds].filter(([kind]) => kind !== 'damaged').map(([, counted]) => counted)
  const rows = usable.reduce((sum, counted) => sum + counted.rows, 0)
  const found = usable.reduce((sum, counted) => sum + counted.automatic, 0)
  const offered = usable.reduce((sum, counted) => sum + counted.first, 0)
  return {
    stages: [...stages].map(([stage, counted]) => ({ stage, ...counted, precision: 1 - counted.wrong / counted.lines })),
    kinds: [...kinds].map(([kind, counted]) => ({ truth: kind, ...counted })),
    wrong: [...stages.values()].reduce((sum, { wrong }) => sum + wrong, 0),
    recall: rows === 0 ? 1 : found / rows,
    recallWithFirst: rows === 0 ? 1 : (found + offered) / rows,
    examples,
  }
}
