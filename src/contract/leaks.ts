import { z } from 'zod'
import { LEAK_KINDS } from '../domain/claim/leak'
import { centsSchema, idSchema, procedure } from './common'

export const leakSchema = z.object({
  kind: z.enum(LEAK_KINDS),
  caseId: idSchema.nullable(),
  caseNo: z.string().nullable(),
  claimId: idSchema.nullable(),
  claimNo: z.string().nullable(),
  courierId: z.string().nullable(),
  waybill: z.string().nullable(),
  atStakeCents: centsSchema,
  currency: z.string(),
  daysLeft: z.number().int().nullable(),
  action: z.enum(['claim', 'chase']),
  reasonZh: z.string(),
  reasonEn: z.string(),
})
export type LeakRow = z.infer<typeof leakSchema>

/** The most rows that a report lists; count and totals cover all of them. */
export const LEAKS_LISTED = 1000

/** M8: where money is about to be lost. */
export const leaksContract = {
  /** The most pressing first. */
  report: procedure.input(z.object({ courierId: z.string().nullish() })).output(
    z.object({ rows: z.array(leakSchema), count: z.number().int(), totals: z.array(z.object({ currency: z.string(), atStakeCents: centsSchema })) }),
  ),
}
