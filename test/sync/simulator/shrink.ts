import type { Prepared } from './prepared'
import { runSchedule, type Outcome } from './schedule'

/** Leaves out steps of a schedule that failed as long as it still fails. Answers the steps that are left and how it ends. */
export async function shrink(prepared: Prepared, outcome: Outcome): Promise<string> {
  const skip = new Set<number>()
  let last = outcome
  for (let moved = true; moved; ) {
    moved = false
    for (let step = outcome.steps - 1; step >= 0; step -= 1) {
      if (skip.has(step)) continue
      const next = await runSchedule(prepared, outcome.seed, new Set([...skip, step]))
      if (next.failure === null) continue
      skip.add(step)
      last = next
      moved = true
    }
  }
  return `made smaller, ${outcome.steps - skip.size} of ${outcome.steps} steps:\n${last.lines.join('\n')}\n✗ ${last.failure ?? ''}`
}
