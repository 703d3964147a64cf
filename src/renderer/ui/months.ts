import { formatDate } from './format'

/** Months as `YYYY-MM` text, as registers and statements carry them. */

const two = (value: number): string => value.toString().padStart(2, '0')

/** The month that a moment lies in, in the page's zone. */
export const monthOf = (at: number): string => formatDate(at).slice(0, 7)

/** The month so many months later; negative goes back. */
export function addMonths(month: string, count: number): string {
  const total = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + count
  return `${Math.floor(total / 12)}-${two((total % 12) + 1)}`
}

/** The last day of a month as `YYYY-MM-DD`. */
export function lastDayOf(month: string): string {
  return `${month}-${two(new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 0)).getUTCDate())}`
}

/** The given month and those before it, newest first. */
export function recentMonths(from: string, count = 24): string[] {
  return Array.from({ length: count }, (_, back) => addMonths(from, -back))
}
