import { nextWorkingDay, type Calendar } from '../clock/calendar'
import { DAY, MINUTE } from '../clock/duration'
import { fromLocal, localMidnight, toLocal } from '../clock/zone'

/** What a handover board goes by (H1, resources/policies/handover.yaml). Times of day are minutes after local midnight, lengths ms. */
export interface HandoverPolicy {
  /** From then on a board is for the next working morning; before it, for this one. */
  readonly handFrom: number
  readonly acknowledgeBy: number
  readonly startBy: number
  readonly finishBy: number
  /** So long before a deadline a line turns amber. */
  readonly soonMs: number
  /** Promises and agreed next steps that fall due so long after the finish are handed over as well. */
  readonly aheadMs: number
  /** Lines of one kind at most; what is beyond stays in the queue and is counted. */
  readonly atMost: number
}

/** The instants of a board, epoch ms. */
export interface Deadlines {
  readonly acknowledgeBy: number
  readonly startBy: number
  readonly finishBy: number
}

const two = (n: number): string => String(n).padStart(2, '0')

/** A local midnight (ms without a zone) as `YYYY-MM-DD`, and back. */
export function dayText(midnight: number): string {
  const date = new Date(midnight)
  return `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`
}
export function midnightOf(day: string): number {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number)
  return Date.UTC(year, month - 1, date)
}

/** The civil day of an instant in a zone. */
export const dayIn = (zone: string, at: number): string => dayText(localMidnight(toLocal(zone, at)))

/** The morning that a board made now is for: today's until the evening's hour, then the next; days without a shift are passed over. */
export function boardDay(policy: Pick<HandoverPolicy, 'handFrom'>, calendar: Calendar, zone: string, now: number): string {
  const local = toLocal(zone, now)
  const midnight = localMidnight(local)
  const evening = local.hour * 60 + local.minute >= policy.handFrom
  return dayText(nextWorkingDay(calendar, evening ? midnight : midnight - DAY))
}

/** When the lines of a day's board must be acknowledged, begun and done, by the wall clock of the zone. */
export function deadlinesOf(policy: Pick<HandoverPolicy, 'acknowledgeBy' | 'startBy' | 'finishBy'>, zone: string, day: string): Deadlines {
  const at = (minutes: number): number => fromLocal(zone, midnightOf(day) + minutes * MINUTE)
  return { acknowledgeBy: at(policy.acknowledgeBy), startBy: at(policy.startBy), finishBy: at(policy.finishBy) }
}
