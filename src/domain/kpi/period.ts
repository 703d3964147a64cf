import { DAY } from '../clock/duration'
import { fromLocal, localDay } from '../clock/zone'

/** A week (Monday to Sunday) or a month of the shop's zone (K1). */
export const PERIOD_UNITS = ['week', 'month'] as const
export type PeriodUnit = (typeof PERIOD_UNITS)[number]

export interface Period {
  readonly unit: PeriodUnit
  /** Civil days, `YYYY-MM-DD`, both within. */
  readonly firstDay: string
  readonly lastDay: string
  /** Instants, epoch ms; `to` is excluded. */
  readonly from: number
  readonly to: number
}

const utc = (day: string): number => Date.parse(`${day}T00:00:00Z`)
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** The period that a civil day lies in. `day` must be `YYYY-MM-DD`. */
export function periodOf(unit: PeriodUnit, day: string, timeZone: string): Period {
  const at = utc(day)
  const shown = new Date(at)
  const first = unit === 'week' ? at - ((shown.getUTCDay() + 6) % 7) * DAY : Date.UTC(shown.getUTCFullYear(), shown.getUTCMonth(), 1)
  const start = new Date(first)
  const next = unit === 'week' ? first + 7 * DAY : Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 1)
  return { unit, firstDay: dayOf(first), lastDay: dayOf(next - DAY), from: fromLocal(timeZone, first), to: fromLocal(timeZone, next) }
}

/** The period so many periods later; a negative number goes back. */
export function stepPeriod(period: Period, steps: number, timeZone: string): Period {
  const first = new Date(utc(period.firstDay))
  const day = period.unit === 'week' ? dayOf(first.getTime() + steps * 7 * DAY) : dayOf(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + steps, 1))
  return periodOf(period.unit, day, timeZone)
}

/** The period that an instant lies in. */
export const periodAt = (unit: PeriodUnit, at: number, timeZone: string): Period => periodOf(unit, localDay(timeZone, at), timeZone)

/** Months, `YYYY-MM`, that a period touches, oldest first. */
export function monthsOf({ firstDay, lastDay }: Pick<Period, 'firstDay' | 'lastDay'>): string[] {
  const [first, last] = [firstDay.slice(0, 7), lastDay.slice(0, 7)]
  return first === last ? [first] : [first, last]
}
