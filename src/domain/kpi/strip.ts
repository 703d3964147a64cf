import type { Unit } from '../report/table-view'
import type { KpiFigures, Measure } from './figures'

/** One figure of the strip, with what the period before had (K1). */
export interface StripFigure {
  readonly id: 'opened' | 'answerMs' | 'answerShare' | 'solveMs' | 'solveShare' | 'promiseShare' | 'refundRate' | 'returns' | 'netCents' | 'score' | 'sample'
  readonly unit: Exclude<Unit, 'text'>
  readonly measure: Measure
  readonly value: number | null
  readonly before: number | null
  /** Rows behind it. */
  readonly count: number
  readonly change: Change | null
}

export interface Change {
  readonly way: 'up' | 'down' | 'same'
  /** Whether that is good news; null for what is neither, such as the number of cases. */
  readonly better: boolean | null
  /** Positive, in the figure's unit. */
  readonly by: number
}

interface Def {
  readonly id: StripFigure['id']
  readonly unit: StripFigure['unit']
  readonly measure: Measure
  readonly count: (figures: KpiFigures) => number
  /** 1: more is better, -1: less is, 0: neither. */
  readonly good: 1 | -1 | 0
  /** Shown only where it exists. */
  readonly extra?: true
}

const DEFS: readonly Def[] = [
  { id: 'opened', unit: 'count', measure: 'opened', count: (one) => one.opened, good: 0 },
  { id: 'answerMs', unit: 'duration', measure: 'opened', count: (one) => one.answered, good: -1 },
  { id: 'answerShare', unit: 'share', measure: 'opened', count: (one) => one.opened, good: 1 },
  { id: 'solveMs', unit: 'duration', measure: 'solve', count: (one) => one.solved, good: -1 },
  { id: 'solveShare', unit: 'share', measure: 'solve', count: (one) => one.solved, good: 1 },
  { id: 'promiseShare', unit: 'share', measure: 'promise', count: (one) => one.promises, good: 1 },
  { id: 'refundRate', unit: 'share', measure: 'refund', count: (one) => one.refunds, good: -1 },
  { id: 'returns', unit: 'count', measure: 'return', count: (one) => one.returns, good: -1 },
  { id: 'netCents', unit: 'money', measure: 'cost', count: () => 0, good: -1 },
  { id: 'score', unit: 'score', measure: 'score', count: (one) => one.scores, good: 1, extra: true },
  { id: 'sample', unit: 'score', measure: 'sample', count: (one) => one.samples, good: 1, extra: true },
]

/** Figures of a person: what hangs on others or on the shop is left out. */
const MINE: ReadonlySet<string> = new Set(['opened', 'answerMs', 'answerShare', 'solveMs', 'solveShare', 'promiseShare', 'score'])

/** How a figure moved; null where one of both has nothing to stand on. */
export function changeOf(value: number | null, before: number | null, good: 1 | -1 | 0): Change | null {
  if (value === null || before === null) return null
  const way = value > before ? 'up' : value < before ? 'down' : 'same'
  const better = good === 0 || way === 'same' ? null : (way === 'up') === (good === 1)
  return { way, better, by: Math.abs(value - before) }
}

/** The strip of a period against the one before. Scores and samples stand there only where somebody gave them. */
export function stripOf(figures: KpiFigures, before: KpiFigures, mine = false): StripFigure[] {
  return DEFS.filter(({ id, extra }) => (!mine || MINE.has(id)) && (extra !== true || figures[id] !== null)).map(({ id, unit, measure, count, good }) => ({
    id,
    unit,
    measure,
    value: figures[id],
    before: before[id],
    count: count(figures),
    change: changeOf(figures[id], before[id], good),
  }))
}
