import { pageZone } from './zone'

/**
 * Words for typed amounts, time and remaining time: money in integer cents, time in epoch milliseconds UTC (design, decision 7).
 * Amounts on screen are written by `formatMoney` of domain/money; this folder may not import the domain.
 */

/** A true minus sign: as wide as a digit in tabular figures, so columns stay aligned. */
const MINUS = '\u2212'

/** 123456789 cents → "1,234,567.89", as a money field shows it. */
export function formatCents(cents: number): string {
  const absolute = Math.abs(Math.trunc(cents))
  const whole = Math.floor(absolute / 100)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return `${cents < 0 ? MINUS : ''}${whole}.${(absolute % 100).toString().padStart(2, '0')}`
}

/**
 * What a person typed as money → integer cents, or null when it is not an amount. Takes full-width digits, currency signs,
 * thousands separators and brackets for negative; refuses more than two decimals instead of rounding money away.
 */
export function parseMoney(text: string): number | null {
  const half = text
    .replace(/[\uFF01-\uFF5E]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
    .replace(/[¥￥$€£元\s]/g, '')
    .replace(/[\u2212\u2013]/g, '-')
  const bracketed = /^\((.+)\)$/.exec(half)
  const body = bracketed?.[1] ?? half
  const match = /^(-?)(\d{1,3}(?:,\d{3})+|\d+)?(?:\.(\d{0,2}))?$/.exec(body)
  if (!match || (match[2] === undefined && (match[3] ?? '') === '')) return null
  const cents = Number((match[2] ?? '0').replace(/,/g, '')) * 100 + Number((match[3] ?? '').padEnd(2, '0') || '0')
  if (!Number.isSafeInteger(cents) || (bracketed && match[1] === '-')) return null
  return (match[1] === '-' || bracketed) && cents !== 0 ? -cents : cents
}

export type ClockTone = 'calm' | 'soon' | 'late'

/** Below this much remaining time a clock asks for attention (C4); a view may pass the policy's own. */
export const SOON_MS = 60 * 60_000

/** Tone of a deadline: late when it has passed, soon inside `soonMs`, else calm. Paused or absent is calm. */
export function clockTone(remainingMs: number | null, soonMs = SOON_MS): ClockTone {
  if (remainingMs === null) return 'calm'
  if (remainingMs < 0) return 'late'
  return remainingMs <= soonMs ? 'soon' : 'calm'
}

const two = (value: number): string => value.toString().padStart(2, '0')

/** How a language abbreviates days and hours. */
export interface TimeUnits {
  readonly day: string
  readonly hour: string
}

/** Remaining milliseconds → "04:20", "41:20:10"; "−03:12" when late. Beyond 100 hours the days are counted: "6d 04h". */
export function formatRemaining(ms: number, units: TimeUnits = { day: 'd ', hour: 'h' }): string {
  const sign = ms < 0 ? MINUS : ''
  const seconds = Math.floor(Math.abs(ms) / 1000)
  const hours = Math.floor(seconds / 3600)
  if (hours >= 100) return `${sign}${Math.floor(hours / 24)}${units.day}${two(hours % 24)}${units.hour}`
  const tail = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`
  return hours > 0 ? `${sign}${hours}:${tail}` : `${sign}${tail}`
}

const parts = new Map<string, Intl.DateTimeFormat>()

function wallClock(at: number, timeZone = pageZone.value.name): Record<string, string> {
  const key = timeZone ?? ''
  let format = parts.get(key)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      ...(timeZone === undefined ? {} : { timeZone }),
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
    parts.set(key, format)
  }
  return Object.fromEntries(format.formatToParts(at).map((part) => [part.type, part.value]))
}

/** "2026-11-21" in the given zone (default: the page's, which is the shop's). */
export function formatDate(at: number, timeZone?: string): string {
  const p = wallClock(at, timeZone)
  return `${p['year']}-${p['month']}-${p['day']}`
}

/** "10:21" in the given zone (default: the page's). */
export function formatTime(at: number, timeZone?: string): string {
  const p = wallClock(at, timeZone)
  return `${p['hour']}:${p['minute']}`
}

/** The shortest unambiguous form: "10:21" today, "11-20 15:02" this year, else "2025-11-20 15:02". Zone as above. */
export function formatMoment(at: number, now: number, timeZone?: string): string {
  const date = formatDate(at, timeZone)
  const today = formatDate(now, timeZone)
  const time = formatTime(at, timeZone)
  if (date === today) return time
  return date.slice(0, 4) === today.slice(0, 4) ? `${date.slice(5)} ${time}` : `${date} ${time}`
}

/** Long ids keep head and tail: "SF1204880147" → "SF1204…0147". */
export function shortenId(id: string, head = 6, tail = 4): string {
  return id.length <= head + tail + 1 ? id : `${id.slice(0, head)}…${id.slice(-tail)}`
}

/** Bytes as people read them: 1536 → "1.5 KB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const units = ['KB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 'B'
  for (const next of units) {
    if (value < 1024) break
    value /= 1024
    unit = next
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`
}
