import { z } from 'zod'
import type { ReconcilePolicy } from '../domain/reconcile/policy'

const days = z.int().min(1).max(365)

/** Stand for versions that supervisors stored before these could be chosen: a year of the dashboard, and days of the leak report. */
const DASHBOARD_MONTHS = 12
const LEAK_LOOK_BACK = 120

/** resources/policies/reconcile.yaml → ReconcilePolicy (M2, M4, M6, M8). */
export const reconcileFileSchema = z.lazy(() => z
  .strictObject({
    version: z.literal(1),
    windowDays: days,
    writeOffLimit: z.int().min(0).max(100_000_000),
    ageing: z.array(days).min(1).max(6).refine((ends) => ends.every((end, at) => at === 0 || end > (ends[at - 1] ?? 0)), 'the days must rise'),
    leak: z.strictObject({ windowNear: days, chaseAfter: z.int().min(0).max(365), lookBack: z.int().min(1).max(1000).default(LEAK_LOOK_BACK) }),
    dashboard: z.strictObject({ months: z.int().min(1).max(60) }).default({ months: DASHBOARD_MONTHS }),
  })
  .transform(({ windowDays, writeOffLimit, ageing, leak, dashboard }): ReconcilePolicy => ({
    windowDays,
    writeOffLimitCents: writeOffLimit,
    ageingDays: ageing,
    leak: { windowNearDays: leak.windowNear, chaseAfterDays: leak.chaseAfter, lookBackDays: leak.lookBack },
    dashboardMonths: dashboard.months,
  })))
