import { z } from 'zod'
import { centsSchema, idSchema, procedure, timeSchema } from './common'

/** What is known of the buyer of a case (C2, C11, P6): marks of the team, earlier orders, cases and returns, newest first. */
export const buyerProfileSchema = z.object({
  nick: z.string(),
  platform: z.string(),
  vipTier: z.string().nullable(),
  difficult: z.boolean(),
  marks: z.array(z.string()),
  note: z.string().nullable(),
  orders: z.array(
    z.object({ id: idSchema, number: z.string(), shopName: z.string(), status: z.string(), paidCents: centsSchema, refundCents: centsSchema.nullable(), currency: z.string(), createdAt: timeSchema.nullable() }),
  ),
  /** Every other case; the one asked about is left out. */
  cases: z.array(
    z.object({ id: idSchema, caseNo: z.string(), kind: z.string(), status: z.string(), orderNo: z.string().nullable(), amountCents: centsSchema.nullable(), currency: z.string(), openedAt: timeSchema }),
  ),
  /** After-sales orders of the platform with a parcel on its way back, or sent back. */
  returns: z.array(
    z.object({ id: idSchema, number: z.string(), type: z.string(), status: z.string(), returnWaybill: z.string(), returnCourier: z.string().nullable(), caseId: idSchema.nullable(), appliedAt: timeSchema.nullable() }),
  ),
  /** VIP visits and scores after close (V1). */
  visits: z.array(z.object({ id: idSchema, register: z.string(), name: z.object({ zh: z.string(), en: z.string() }), entryNo: z.string(), state: z.object({ zh: z.string(), en: z.string() }), at: timeSchema })),
  /** There are more of them than these. */
  more: z.object({ orders: z.boolean(), cases: z.boolean(), returns: z.boolean() }),
})
export type BuyerProfile = z.infer<typeof buyerProfileSchema>

export const buyersContract = {
  /** Null when the case names no buyer, or only a masked name that would fit many (O1). */
  profile: procedure.input(z.object({ caseId: idSchema })).output(buyerProfileSchema.nullable()),
}
