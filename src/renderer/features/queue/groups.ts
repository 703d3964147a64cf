/** Headings and clock chips of the queue (C4, C10): pure, so that tests run them anywhere. Times are epoch ms, days those of `zone`, the shop's. */
import { fromLocal, localMidnight, toLocal } from '../../../domain/clock/zone'

export type GroupId =
  | 'overdue'
  | 'five'
  | 'hour'
  | 'today'
  | 'tomorrow'
  | 'later'
  | 'none'
  | 'openedToday'
  | 'openedYesterday'
  | 'openedWeek'
  | 'openedEarlier'

export interface Heading {
  readonly heading: GroupId
  readonly count: number
  /** more rows of this group may follow on the next page */
  readonly open: boolean
}

/** What a row is grouped by. */
export interface Groupable {
  readonly nextDueAt: number | null
  readonly openedAt: number
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Where days begin around `now`: on the civil calendar, since a day may have 23 or 25 hours. */
export interface Days {
  readonly yesterday: number
  readonly today: number
  readonly tomorrow: number
  readonly dayAfter: number
  readonly weekAgo: number
}

export function daysAround(now: number, zone: string): Days {
  const today = localMidnight(toLocal(zone, now))
  const midnight = (ahead: number): number => fromLocal(zone, today + ahead * DAY)
  return { weekAgo: midnight(-6), yesterday: midnight(-1), today: midnight(0), tomorrow: midnight(1), dayAfter: midnight(2) }
}

export function deadlineGroup(dueAt: number | null, now: number, days: Days): GroupId {
  if (dueAt === null) return 'none'
  if (dueAt < now) return 'overdue'
  if (dueAt - now <= 5 * MINUTE) return 'five'
  if (dueAt - now <= HOUR) return 'hour'
  if (dueAt < days.tomorrow) return 'today'
  return dueAt < days.dayAfter ? 'tomorrow' : 'later'
}

export function openedGroup(openedAt: number, days: Days): GroupId {
  if (openedAt >= days.today) return 'openedToday'
  if (openedAt >= days.yesterday) return 'openedYesterday'
  return openedAt >= days.weekAgo ? 'openedWeek' : 'openedEarlier'
}

/** How many rows each group has, in the order of the rows: changes exactly when a row crosses into another group. */
export function groupRuns(rows: readonly Groupable[], by: 'due' | 'opened', now: number, zone: string): readonly { readonly group: GroupId; readonly count: number }[] {
  const days = daysAround(now, zone)
  const runs: { group: GroupId; count: number }[] = []
  for (const row of rows) {
    const group = by === 'due' ? deadlineGroup(row.nextDueAt, now, days) : openedGroup(row.openedAt, days)
    const last = runs.at(-1)
    if (last?.group === group) last.count += 1
    else runs.push({ group, count: 1 })
  }
  return runs
}

/** Rows with a heading before each group. `more`: the list goes on after the last row. */
export function withHeadings<T extends Groupable>(rows: readonly T[], runs: readonly { readonly group: GroupId; readonly count: number }[], more: boolean): (T | Heading)[] {
  const items: (T | Heading)[] = []
  let at = 0
  runs.forEach(({ group, count }, index) => {
    items.push({ heading: group, count, open: more && index === runs.length - 1 }, ...rows.slice(at, at + count))
    at += count
  })
  return items
}

export function isHeading<T extends object>(item: T | Heading): item is Heading {
  return 'heading' in item
}

/** How the chip of a deadline is written: time left while it matters, else when it is. */
export type ChipForm = 'left' | 'today' | 'tomorrow' | 'date' | 'dateOfYear' | 'none'

export function chipForm(dueAt: number | null, now: number, zone: string): ChipForm {
  if (dueAt === null) return 'none'
  if (dueAt - now <= HOUR) return 'left'
  const days = daysAround(now, zone)
  if (dueAt < days.tomorrow) return 'today'
  if (dueAt < days.dayAfter) return 'tomorrow'
  return toLocal(zone, dueAt).year === toLocal(zone, now).year ? 'date' : 'dateOfYear'
}
