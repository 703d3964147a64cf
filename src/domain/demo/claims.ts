import type { ClaimStatus } from '../claim/status'
import type { Random, Weighted } from './random'

/** What became of claims by the number of months since they were filed: old ones are paid, new ones wait. */
const OUTCOMES: readonly (readonly Weighted<ClaimStatus>[])[] = [
  [['filed', 44], ['accepted', 26], ['granted', 24], ['rejected', 5], ['withdrawn', 1]],
  [['credited', 50], ['part-credited', 5], ['rejected', 8], ['granted', 14], ['accepted', 13], ['filed', 8], ['withdrawn', 2]],
  [['credited', 76], ['part-credited', 5], ['rejected', 10], ['given-up', 4], ['withdrawn', 2], ['granted', 2], ['arbitration', 1]],
]

const MANY = OUTCOMES.at(-1) ?? []

export const claimOutcome = (random: Random, monthsAgo: number): ClaimStatus => random.weighted(OUTCOMES[Math.max(0, monthsAgo)] ?? MANY)

/** How the courier pays an open claim on this month's statement; cents per line, empty when it does not. */
export function creditLines(random: Random, goodsCents: number, freightCents: number, missingCents: number): number[] {
  if (random.chance(0.26)) return []
  const turn = random.next()
  if (turn < 0.78 || missingCents < 400) return [missingCents]
  // Couriers like to leave the freight out, and round down.
  if (turn < 0.88) return [goodsCents > 0 && goodsCents < missingCents && freightCents > 0 ? goodsCents : Math.floor(missingCents * 0.8)]
  if (turn < 0.93) return [missingCents + random.int(1, 8) * 100]
  const first = Math.floor((missingCents * random.int(30, 70)) / 100)
  return [first, missingCents - first]
}

/** `YYYY-MM` of a day. */
export const monthOf = (day: string): string => day.slice(0, 7)

/** The month `count` months after; negative counts go back. */
export function addMonths(month: string, count: number): string {
  const total = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + count
  return `${Math.floor(total / 12)}-${String((total % 12) + 1).padStart(2, '0')}`
}

export function monthsBetween(from: string, to: string): number {
  const index = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7))
  return index(to) - index(from)
}
