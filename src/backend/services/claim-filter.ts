import { waybillKey } from '../../domain/courier/waybill'
import { localDay } from '../../domain/clock/zone'
import type { ClaimFilter, ReportClaims } from '../repositories/registers'
import * as masters from '../repositories/masters'
import type { Kernel } from './kernel'

const DAY_MS = 86_400_000

/** What a page asks of the claim log. */
export interface ClaimAsk {
  readonly month?: string | null | undefined
  readonly courierId?: string | null | undefined
  readonly status?: string | null | undefined
  readonly search?: string | null | undefined
  /** Place of a group of the policy's ageing (M4). */
  readonly ageing?: number | null | undefined
  readonly closing?: boolean | null | undefined
  /** The claims behind a figure of the dashboard (M6). */
  readonly report?: ReportClaims | null | undefined
}

/** The day so many days before another, `YYYY-MM-DD`. */
export function dayBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * DAY_MS).toISOString().slice(0, 10)
}

/** Today by the first shop's clock, `YYYY-MM-DD`. */
export const today = (kernel: Kernel): string => localDay(masters.listShops(kernel.read)[0]?.timeZone ?? 'Asia/Shanghai', kernel.now())

/** The question of a page as the repository understands it: groups of age are days, "closing" is an instant, both by the policy now. */
export function asksOf(kernel: Kernel, ask: ClaimAsk): ClaimFilter {
  const { ageingDays, leak } = kernel.resources.policy.reconcile
  const search = ask.search?.trim() || null
  const at = ask.ageing ?? null
  const aged = (place: number): { from: string | null; to: string } => {
    const now = today(kernel)
    const end = ageingDays[place]
    return { from: end === undefined ? null : dayBefore(now, end), to: place === 0 ? '9999-12-31' : dayBefore(now, (ageingDays[place - 1] ?? 0) + 1) }
  }
  return {
    month: ask.month, courierId: ask.courierId, status: ask.status, search, waybillKey: waybillKey(search), report: ask.report,
    aged: at === null ? null : aged(at),
    closingBy: ask.closing === true ? kernel.now() + leak.windowNearDays * DAY_MS : null,
  }
}
