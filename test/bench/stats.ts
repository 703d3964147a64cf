/** What a benchmark answers (spec section 14). Times in milliseconds. */
export interface BenchResult {
  readonly name: string
  /** ours ÷ bare. */
  readonly ratio: number
  readonly ours: Spread
  readonly bare: Spread
  readonly bar: number
  /** `ratio` is a share that was reached and should not be below `bar`; without it a cost that should not be above. */
  readonly higherIsBetter?: true
  /** Figures behind the one ratio, for a person. */
  readonly parts?: readonly { readonly part: string; readonly ratio: number; readonly ours: Spread; readonly bare: Spread }[]
  readonly note?: string
}

export interface Spread {
  readonly p50: number
  readonly p95: number
}

export interface BenchOptions {
  readonly cases: number
  /** Repetitions; each benchmark has its own meaning and default for it. */
  readonly runs: number | null
  say(line: string): void
}

/** The value below which a share of the samples lies (nearest rank). */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN
}

const rounded = (ms: number): number => Math.round(ms * 1000) / 1000

export const spread = (samples: readonly number[]): Spread => ({ p50: rounded(percentile(samples, 0.5)), p95: rounded(percentile(samples, 0.95)) })

export const ratioOf = (ours: number, bare: number): number => Math.round((ours / bare) * 100) / 100
