import { DAY, MINUTE } from './duration'
import { fromLocal, localMidnight, toLocal } from './zone'

/**
 * When time counts (C4). `week` null means round the clock; otherwise seven days, Monday first, each with shifts. A shift that ends
 * at or before its start runs into the next morning (night shift). `days` overrides single civil dates: an empty list is a holiday.
 */
export interface Calendar {
  readonly timeZone: string
  readonly week: readonly (readonly Shift[])[] | null
  readonly days: Readonly<Record<string, readonly Shift[]>>
}

/** Minutes after local midnight; `to` may be 1440. */
export interface Shift {
  readonly from: number
  readonly to: number
}

interface Span {
  readonly start: number
  readonly end: number
}

/** A calendar without a shift for this long is read as round the clock, so that no deadline vanishes through a mistake in a file. */
const LOOK_AHEAD_DAYS = 400

/**
 * The instant at which `amount` ms of working time after `from` are used up; `from` itself when `amount` is not positive.
 * Between two shifts the earlier end is given: work that fills a shift is due at its end, not next morning.
 */
export function addWorking(calendar: Calendar, from: number, amount: number): number {
  if (amount <= 0) return from
  if (calendar.week === null) return from + amount
  let left = amount
  let quietDays = 0
  for (let day = firstDay(calendar, from); quietDays <= LOOK_AHEAD_DAYS; day += DAY) {
    const spans = spansFrom(calendar, day, from)
    quietDays = spans.length === 0 ? quietDays + 1 : 0
    for (const span of spans) {
      const length = span.end - span.start
      if (left <= length) return span.start + left
      left -= length
    }
  }
  return from + amount
}

/** Working ms between two instants, never negative: 0 when `to` is not after `from`. */
export function workingBetween(calendar: Calendar, from: number, to: number): number {
  if (to <= from) return 0
  if (calendar.week === null) return to - from
  let total = 0
  for (let day = firstDay(calendar, from); day <= localMidnight(toLocal(calendar.timeZone, to)); day += DAY) {
    for (const span of spansFrom(calendar, day, from)) total += Math.max(0, Math.min(span.end, to) - span.start)
  }
  return total
}

/** Whether an instant lies within a shift. */
export function isWorking(calendar: Calendar, at: number): boolean {
  return workingBetween(calendar, at, at + 1) > 0
}

/** The evening before may have begun a night shift that still runs. */
function firstDay(calendar: Calendar, at: number): number {
  return localMidnight(toLocal(calendar.timeZone, at)) - DAY
}

/** The working spans that begin on a civil day, cut to what lies after `from` and freed of overlap with the night before. */
function spansFrom(calendar: Calendar, day: number, from: number): Span[] {
  const busyUntil = Math.max(from, ...spansOf(calendar, day - DAY).map((span) => span.end))
  const spans: Span[] = []
  let reached = busyUntil
  for (const span of spansOf(calendar, day)) {
    const start = Math.max(span.start, reached)
    if (span.end > start) spans.push({ start, end: span.end })
    reached = Math.max(reached, span.end)
  }
  return spans
}

function spansOf(calendar: Calendar, day: number): Span[] {
  return shiftsOf(calendar, day)
    .map((shift) => ({
      start: fromLocal(calendar.timeZone, day + shift.from * MINUTE),
      end: fromLocal(calendar.timeZone, day + shift.to * MINUTE + (shift.to <= shift.from ? DAY : 0)),
    }))
    .sort((a, b) => a.start - b.start || a.end - b.end)
}

function shiftsOf(calendar: Calendar, day: number): readonly Shift[] {
  const date = new Date(day)
  return calendar.days[date.toISOString().slice(0, 10)] ?? calendar.week?.[(date.getUTCDay() + 6) % 7] ?? []
}

/**
 * The next civil day after `day` on which the calendar has a shift; both are midnights in ms, without a zone. A calendar without one for
 * a long time is read as round the clock.
 */
export function nextWorkingDay(calendar: Calendar, day: number): number {
  for (let ahead = 1; ahead <= LOOK_AHEAD_DAYS; ahead += 1) {
    const next = day + ahead * DAY
    const date = new Date(next).toISOString().slice(0, 10)
    // round the clock has no shifts, only holidays
    const works = calendar.week === null ? calendar.days[date]?.length !== 0 : shiftsOf(calendar, next).length > 0
    if (works) return next
  }
  return day + DAY
}
