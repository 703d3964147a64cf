import type { Label } from '../case/lists'
import { fromLocal, localMidnight, toLocal } from '../clock/zone'
import { DAY, MINUTE } from '../clock/duration'

/** A dated obligation towards a buyer (P2). It is never removed: it ends kept, broken or withdrawn. */
export const PROMISE_STATES = {
  open: { zh: '待兑现', en: 'Open' },
  kept: { zh: '已兑现', en: 'Kept' },
  broken: { zh: '未兑现', en: 'Broken' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
} as const satisfies Record<string, Label>
export type PromiseState = keyof typeof PROMISE_STATES
export const PROMISE_ENDS = ['kept', 'broken', 'withdrawn'] as const
export type PromiseEnd = (typeof PROMISE_ENDS)[number]

/** When a promise falls due: after a length of time, or at a time of day some days ahead in the shop's zone. */
export type PromiseTerm = { readonly afterMs: number } | { readonly days: number; readonly minuteOfDay: number }

/** The instant at which a promise made now falls due. A time of day that has passed is not moved: the person sees that it is late. */
export function promiseDue(term: PromiseTerm, now: number, timeZone: string): number {
  if ('afterMs' in term) return now + term.afterMs
  return fromLocal(timeZone, localMidnight(toLocal(timeZone, now)) + term.days * DAY + term.minuteOfDay * MINUTE)
}

export interface PromiseOutcome {
  readonly state: PromiseState
  readonly dueAt: number
  readonly endedAt: number | null
}

/** Whether an open promise is past its time. */
export function isLatePromise(one: PromiseOutcome, now: number): boolean {
  return one.state === 'open' && one.dueAt < now
}

export interface PromiseReport {
  readonly made: number
  readonly keptInTime: number
  readonly keptLate: number
  readonly broken: number
  readonly withdrawn: number
  readonly open: number
  readonly openLate: number
  /** Kept in time ÷ those that are over and were not withdrawn, in whole percent; null when there are none. */
  readonly keptPercent: number | null
  /** Median delay of promises kept after their time, in ms; null when there are none. */
  readonly medianDelayMs: number | null
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const high = sorted[middle]
  if (high === undefined) return null
  const low = sorted.length % 2 === 0 ? (sorted[middle - 1] ?? high) : high
  return Math.round((low + high) / 2)
}

/** Promised against actual (P2). Every promise counts in exactly one of kept in time, kept late, broken, withdrawn, open and open late. */
export function promiseReport(promises: Iterable<PromiseOutcome>, now: number): PromiseReport {
  const counts = { made: 0, keptInTime: 0, keptLate: 0, broken: 0, withdrawn: 0, open: 0, openLate: 0 }
  const delays: number[] = []
  for (const one of promises) {
    counts.made += 1
    if (one.state === 'kept') {
      const delay = (one.endedAt ?? one.dueAt) - one.dueAt
      if (delay > 0) delays.push(delay)
      counts[delay > 0 ? 'keptLate' : 'keptInTime'] += 1
    } else if (one.state === 'open') counts[isLatePromise(one, now) ? 'openLate' : 'open'] += 1
    else counts[one.state] += 1
  }
  const judged = counts.keptInTime + counts.keptLate + counts.broken + counts.openLate
  return { ...counts, keptPercent: judged === 0 ? null : Math.round((counts.keptInTime * 100) / judged), medianDelayMs: median(delays) }
}
