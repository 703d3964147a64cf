/** What to do after a process ended that should not have. */
export type RestartDecision = { readonly restart: true; readonly delayMs: number } | { readonly restart: false }

export interface RestartLimits {
  /** this many ends inside the window is a crash loop */
  readonly maxEnds: number
  readonly windowMs: number
  /** wait before the n-th restart inside the window; the last one repeats */
  readonly delaysMs: readonly number[]
}

/**
 * Remembers when a process ended and decides: back-off restart, or give up because it is a loop.
 * Pure but for its memory; `now` is epoch milliseconds.
 */
export function createRestartPolicy(limits: RestartLimits): { ended(now: number): RestartDecision; reset(): void } {
  let ends: number[] = []
  return {
    ended(now) {
      ends = [...ends.filter((end) => now - end < limits.windowMs), now]
      if (ends.length >= limits.maxEnds) return { restart: false }
      const delayMs = limits.delaysMs[Math.min(ends.length, limits.delaysMs.length) - 1] ?? 0
      return { restart: true, delayMs }
    },
    reset() {
      ends = []
    },
  }
}
