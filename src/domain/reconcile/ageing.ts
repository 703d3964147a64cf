import { addCents } from '../money/money'
import type { ClaimFigures } from './types'

/** Upper ends of the buckets in days, rising: `[30, 60, 90]` makes 0–30, 31–60, 61–90 and over 90 (M4; values are policy). */
export type AgeLimits = readonly number[]

export interface AgeBucket {
  /** First and last day of age in it; the oldest bucket has no end. */
  readonly fromDays: number
  readonly toDays: number | null
  readonly claims: number
  /** No credit at all yet: granted but not credited, and awaiting an answer. Integer cents. */
  readonly outstandingCents: number
  /** Missing on claims that were credited in part. Integer cents. */
  readonly shortPaidCents: number
}

/** Days from `from` to `to`, both `YYYY-MM-DD`; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((utcOf(to) - utcOf(from)) / 86_400_000)
}

function utcOf(day: string): number {
  return Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10)))
}

/** Which bucket an age falls in: its place, `limits.length` being the oldest. A day in the future counts as new. */
export function bucketOfAge(days: number, limits: AgeLimits): number {
  const at = limits.findIndex((limit) => days <= limit)
  return at === -1 ? limits.length : at
}

/**
 * M4: how old is what the couriers still owe? Each claim of which something is outstanding or short-paid counts once, by the day it was
 * filed. The sums over all buckets are the month's `outstandingCents` and `shortPaidCents`.
 * `onDay`: `YYYY-MM-DD`, usually the last day of the month. `courierId`: only this courier's.
 */
export function ageing(figures: readonly ClaimFigures[], onDay: string, limits: AgeLimits, courierId?: string | null): AgeBucket[] {
  const buckets = Array.from({ length: limits.length + 1 }, (_, at) => ({
    fromDays: at === 0 ? 0 : (limits[at - 1] ?? 0) + 1,
    toDays: limits[at] ?? null,
    claims: 0,
    outstandingCents: 0,
    shortPaidCents: 0,
  }))
  for (const one of figures) {
    if (courierId !== undefined && one.courierId !== courierId) continue
    const outstanding = addCents(one.grantedNotCreditedCents, one.awaitingCents)
    if (one.filedOn === null || (outstanding === 0 && one.shortPaidCents === 0)) continue
    const bucket = buckets[bucketOfAge(daysBetween(one.filedOn, onDay), limits)]
    if (bucket === undefined) continue
    bucket.claims += 1
    bucket.outstandingCents = addCents(bucket.outstandingCents, outstanding)
    bucket.shortPaidCents = addCents(bucket.shortPaidCents, one.shortPaidCents)
  }
  return buckets
}

/** Last day of a month: `2026-02` → `2026-02-28`. */
export function lastDayOf(month: string): string {
  const day = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 0)).getUTCDate()
  return `${month}-${String(day).padStart(2, '0')}`
}
