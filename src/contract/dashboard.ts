import { z } from 'zod'
import { OUTCOMES } from '../domain/claim/dashboard'
import { centsSchema, currencySchema, monthSchema, procedure } from './common'

const count = z.number().int().min(0)
/** From 0 to 1; null when there is nothing to divide by. */
const share = z.number().min(0).max(1).nullable()
/** Whole or half days. */
const days = z.number().min(0).nullable()
/** Sums over many claims may leave the range of one amount. */
const sum = z.number().int()
const courier = z.string().nullable()

const claimFigures = {
  claims: count,
  counts: z.record(z.enum(OUTCOMES), count),
  claimedCents: sum,
  grantedCents: sum,
  creditedCents: sum,
  overPaidCents: sum,
  shortPaidCents: sum,
  openCents: sum,
  rejectedCents: sum,
  endedCents: sum,
  settledCents: sum,
  recoveredCents: sum,
  recoveredShare: share,
  paidShare: share,
}
const monthFigures = { ...claimFigures, bookedCents: sum.nullable() }
const daysFigures = { claims: count, undated: count, medianDays: days, slowDays: days }
const costFigures = { freightCents: sum, surchargeCents: sum, creditedCents: sum, netCents: sum, parcels: count, perParcelCents: centsSchema.nullable() }

/** Figures of M6 over a range of months, in one currency (domain/claim/dashboard.ts says what each means). */
export const dashboardSchema = z.object({
  from: monthSchema,
  to: monthSchema,
  currency: z.string(),
  /** Currencies that claims of the range have, the shop's first. */
  currencies: z.array(z.string()),
  /** False for a currency that statements do not have: then nothing is said of credit by month and of cost. */
  statements: z.boolean(),
  months: z.array(monthSchema),
  total: z.object(monthFigures),
  byCourier: z.array(z.object({ key: courier, ...claimFigures })),
  byReason: z.array(z.object({ key: z.string(), ...claimFigures })),
  byMonth: z.array(z.object({ key: monthSchema, ...monthFigures })),
  days: z.object(daysFigures),
  daysByCourier: z.array(z.object({ key: courier, ...daysFigures })),
  cost: z.object(costFigures).nullable(),
  costByMonth: z.array(z.object({ key: monthSchema, ...costFigures })),
  costByCourierMonth: z.array(z.object({ month: monthSchema, courierId: courier, ...costFigures })),
})
export type DashboardAnswer = z.infer<typeof dashboardSchema>

/** The claims behind a figure: filed claims on couriers in one currency, narrowed by what is given (repositories/registers.ts, ReportClaims). */
export const reportClaimsSchema = z.object({
  currency: currencySchema,
  from: monthSchema.nullish(),
  to: monthSchema.nullish(),
  bookedIn: monthSchema.nullish(),
  noCourier: z.boolean().optional(),
  reason: z.string().nullish(),
  part: z.enum(OUTCOMES).nullish(),
  credited: z.boolean().optional(),
})
export type ReportClaims = z.infer<typeof reportClaimsSchema>

/** A range without both ends is the last months that hold anything; no currency: the shop's. */
export const dashboardScopeSchema = z.object({
  from: monthSchema.nullish(),
  to: monthSchema.nullish(),
  courierId: z.string().nullish(),
  reason: z.string().nullish(),
  currency: currencySchema.nullish(),
})

export const dashboardContract = {
  read: procedure.input(dashboardScopeSchema).output(dashboardSchema),
  /** Writes the same figures as XLSX or PDF by the ending of `path`; `rows` are those of its tables. */
  export: procedure
    .input(dashboardScopeSchema.extend({ path: z.string().min(1).max(4000), locale: z.enum(['zh', 'en']).default('zh') }))
    .output(z.object({ file: z.string(), rows: count })),
}
