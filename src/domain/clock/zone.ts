import { MINUTE } from './duration'

/**
 * Wall-clock time of a named zone (IANA), with daylight saving. Built on Intl, which is language and not I/O; Intl is slow, so
 * offsets are remembered per quarter of an hour: no zone has changed its offset off that grid since 1972.
 */
export interface LocalTime {
  readonly year: number
  /** 1–12 */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

const GRID = 15 * MINUTE
const MEMORY_LIMIT = 20_000
const formats = new Map<string, Intl.DateTimeFormat>()
const offsets = new Map<string, Map<number, number>>()

/** Whether the runtime knows a zone by this name. */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name)
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** Milliseconds that the zone is ahead of UTC at an instant. Throws RangeError for an unknown zone. */
export function zoneOffset(timeZone: string, at: number): number {
  const slot = Math.floor(at / GRID)
  let known = offsets.get(timeZone)
  if (known === undefined) offsets.set(timeZone, (known = new Map()))
  const remembered = known.get(slot)
  if (remembered !== undefined) return remembered
  const whole = slot * GRID
  const match = /^(\d+)\/(\d+)\/(\d+), (\d+):(\d+):(\d+)$/.exec(formatOf(timeZone).format(whole))
  if (match === null) throw new RangeError(`no local time for ${at} in ${timeZone}`)
  const [month, day, year, hour, minute, second] = match.slice(1).map(Number) as [number, number, number, number, number, number]
  const offset = Date.UTC(year, month - 1, day, hour, minute, second) - whole
  if (known.size >= MEMORY_LIMIT) known.clear()
  known.set(slot, offset)
  return offset
}

/** The wall-clock time of an instant. */
export function toLocal(timeZone: string, at: number): LocalTime {
  const shown = new Date(at + zoneOffset(timeZone, at))
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    hour: shown.getUTCHours(),
    minute: shown.getUTCMinutes(),
    second: shown.getUTCSeconds(),
  }
}

/**
 * The instant of a wall-clock time given as if it were UTC milliseconds (`Date.UTC(…)`). A time that daylight saving skips is the
 * instant of the change; one that occurs twice is the first. So order is kept: a later wall time is never an earlier instant.
 */
export function fromLocal(timeZone: string, localMs: number): number {
  const before = zoneOffset(timeZone, localMs - 24 * 60 * MINUTE)
  const after = zoneOffset(timeZone, localMs + 24 * 60 * MINUTE)
  const early = localMs - Math.max(before, after)
  const late = localMs - Math.min(before, after)
  if (early + zoneOffset(timeZone, early) === localMs) return early
  if (late + zoneOffset(timeZone, late) === localMs) return late
  return firstInstantAtOrAfter(timeZone, localMs, early, late)
}

/** Midnight of a civil date as pseudo-UTC milliseconds. */
export function localMidnight(time: LocalTime): number {
  return Date.UTC(time.year, time.month - 1, time.day)
}

/** In a gap: the change lies between the two readings, on the minute. */
function firstInstantAtOrAfter(timeZone: string, localMs: number, early: number, late: number): number {
  let low = Math.floor(early / MINUTE)
  let high = Math.ceil(late / MINUTE)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    const instant = middle * MINUTE
    if (instant + zoneOffset(timeZone, instant) >= localMs) high = middle
    else low = middle
  }
  return high * MINUTE
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(timeZone, format)
  return format
}

/** First instant of a month in a zone, and of the next one. */
export function monthIn(timeZone: string, month: string): { from: number; to: number } {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return { from: fromLocal(timeZone, Date.UTC(year, number - 1, 1)), to: fromLocal(timeZone, Date.UTC(year, number, 1)) }
}

/** The civil day of an instant in a zone, `YYYY-MM-DD`. */
export function localDay(timeZone: string, at: number): string {
  const { year, month, day } = toLocal(timeZone, at)
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

/**
 * So many months after an instant, at the same time of day by the wall clock of a zone; the 31st of a month that has none is its last day.
 */
export function addMonths(timeZone: string, at: number, months: number): number {
  const { year, month, day, hour, minute, second } = toLocal(timeZone, at)
  const lastDay = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return fromLocal(timeZone, Date.UTC(year, month - 1 + months, Math.min(day, lastDay), hour, minute, second))
}
