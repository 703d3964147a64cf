/** Lengths of time as people write them in policy files: `5m`, `48h`, `10d`, `1d12h`. */
export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

const UNITS: Readonly<Record<string, number>> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY }

/** Milliseconds of a written length, or null when it is none. */
export function parseDuration(text: string): number | null {
  if (!/^(\d{1,6}[smhd])+$/.test(text)) return null
  let total = 0
  for (const [, count, unit] of text.matchAll(/(\d+)([smhd])/g)) total += Number(count) * (UNITS[unit ?? ''] ?? Number.NaN)
  return Number.isSafeInteger(total) ? total : null
}
