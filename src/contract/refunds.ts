import { z } from 'zod'
import { centsSchema, idSchema, timeSchema } from './common'

/** A platform's own after-sales order (C13) beside the case that handles it. */
export const platformRefundSchema = z.object({
  id: idSchema,
  number: z.string(),
  platform: z.string(),
  orderNo: z.string(),
  type: z.string(),
  phase: z.string().nullable(),
  status: z.string(),
  /** The platform's own words. */
  rawStatus: z.string().nullable(),
  reason: z.string().nullable(),
  amountCents: centsSchema.nullable(),
  currency: z.string(),
  /** Null once it is over, and where the platform sets no time. */
  deadlineAt: timeSchema.nullable(),
  /** What the platform does when the deadline passes: `refund`, `agree`, `close`. */
  lapse: z.string().nullable(),
  /** Who has to act until then. */
  owner: z.enum(['us', 'buyer']).nullable(),
  appliedAt: timeSchema.nullable(),
  closedAt: timeSchema.nullable(),
  returnWaybill: z.string().nullable(),
  returnCourier: z.string().nullable(),
  caseId: idSchema.nullable(),
})
export type PlatformRefund = z.infer<typeof platformRefundSchema>
