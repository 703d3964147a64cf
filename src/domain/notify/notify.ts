import { localMidnight, toLocal } from '../clock/zone'
import { MINUTE } from '../clock/duration'
import type { Role } from '../identity/roles'

/**
 * One merged notification instead of a burst (C4, U5). Pure: what was told is carried from look to look in a plain state.
 * All times are epoch ms, lengths ms.
 */
export interface NotifyPolicy {
  /** At most one notification in this time. */
  readonly mergeMs: number
  /** Ahead of a deadline by so much; by clock name where it differs. */
  readonly leadMs: number
  readonly leads: Readonly<Record<string, number>>
  /** Hours in which nothing is shown, by the wall clock of the case's shop, minutes after midnight; over midnight when `to` is not after `from`. Null: none. */
  readonly quiet: { readonly from: number; readonly to: number } | null
  /** Whose cases a person hears of. */
  readonly roles: Readonly<Record<Role, 'mine' | 'all' | 'none'>>
  /** Cases named in the text; the rest is a number. */
  readonly named: number
  /** Ahead of the end of an after-sales order that still lacks the buyer's return waybill (P6). */
  readonly returnInfoLeadMs: number
}

/** A case that is due or nearly. No names of buyers: a notification shows on a locked screen. */
export interface DueItem {
  readonly caseId: string
  readonly caseNo: string
  readonly kind: string
  readonly clock: string | null
  readonly dueAt: number
  /** Zone of the case's shop. */
  readonly timeZone: string
}

export interface NotifyState {
  /** What has been told, as `case:due:level`, as long as it holds. */
  readonly told: readonly string[]
  readonly lastAt: number | null
}

export interface Notice {
  readonly late: number
  readonly soon: number
  /** The most urgent first, at most `named`. */
  readonly items: readonly DueItem[]
}

export const FRESH: NotifyState = { told: [], lastAt: null }

type Level = 'late' | 'soon'

/** Late past its time, soon within its lead, else null: not yet worth a word. */
export function levelOf(item: Pick<DueItem, 'dueAt' | 'clock'>, now: number, policy: NotifyPolicy): Level | null {
  if (now > item.dueAt) return 'late'
  return item.dueAt - now <= leadOf(item.clock, policy) ? 'soon' : null
}

const leadOf = (clock: string | null, policy: NotifyPolicy): number => (clock !== null && Object.hasOwn(policy.leads, clock) ? (policy.leads[clock] ?? policy.leadMs) : policy.leadMs)

/** The longest lead: what is due later than that need not be asked for. */
export const longestLead = (policy: NotifyPolicy): number => Math.max(policy.leadMs, ...Object.values(policy.leads))

/** Whether the wall clock of a zone stands within the quiet hours. */
export function isQuiet(policy: NotifyPolicy, timeZone: string, at: number): boolean {
  if (policy.quiet === null) return false
  const local = toLocal(timeZone, at)
  const minute = (Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute) - localMidnight(local)) / MINUTE
  const { from, to } = policy.quiet
  return from < to ? minute >= from && minute < to : minute >= from || minute < to
}

/**
 * Looks at what is due and says whether to notify now. Held back and told later in one piece: what falls into the merge window, into quiet
 * hours of its shop, or into `mutedUntil` (the person asked for quiet). Each case is told once when it is soon and once when it is late.
 */
export function look(state: NotifyState, due: readonly DueItem[], now: number, policy: NotifyPolicy, mutedUntil: number | null): { readonly state: NotifyState; readonly notice: Notice | null } {
  const levelled = due.flatMap((item) => {
    const level = levelOf(item, now, policy)
    return level === null ? [] : [{ item, level, key: `${item.caseId}:${item.dueAt}:${level}` }]
  })
  const holds = new Set(levelled.map(({ key }) => key))
  const told = state.told.filter((key) => holds.has(key))
  const known = new Set(told)
  // A PC clock that was set back must not silence the app until it has caught up.
  const lastAt = state.lastAt !== null && state.lastAt > now ? now : state.lastAt
  const fresh = levelled.filter(({ key, item }) => !known.has(key) && !isQuiet(policy, item.timeZone, now))
  const waits = (lastAt !== null && now - lastAt < policy.mergeMs) || (mutedUntil !== null && now < mutedUntil)
  if (fresh.length === 0 || waits) return { state: { told, lastAt }, notice: null }
  const sorted = [...fresh].sort((a, b) => a.item.dueAt - b.item.dueAt)
  return {
    state: { told: [...told, ...fresh.map(({ key }) => key)], lastAt: now },
    notice: { late: fresh.filter(({ level }) => level === 'late').length, soon: fresh.filter(({ level }) => level === 'soon').length, items: sorted.slice(0, policy.named).map(({ item }) => item) },
  }
}
