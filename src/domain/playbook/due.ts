import { fromLocal, localMidnight, toLocal } from '../clock/zone'
import { DAY, MINUTE } from '../clock/duration'

/** When something is due: a length of time from now, in ms, or a time of a day that many civil days ahead, in minutes after midnight. */
export type DueTime = { readonly afterMs: number } | { readonly days: number; readonly minute: number }

/** The instant of a due time, in epoch ms UTC (P2). Days are counted on the civil calendar of the zone. */
export function dueAt(due: DueTime, now: number, timeZone: string): number {
  if ('afterMs' in due) return now + due.afterMs
  const today = localMidnight(toLocal(timeZone, now))
  const at = fromLocal(timeZone, today + due.days * DAY + due.minute * MINUTE)
  // A time of today that has passed is never proposed: it would be overdue when it is made.
  return at > now ? at : fromLocal(timeZone, today + (due.days + 1) * DAY + due.minute * MINUTE)
}
