import { z } from 'zod'
import { centsSchema, idSchema, procedure, timeSchema } from './common'

export const visitSheetSchema = z.object({
  /** The newest orders of the buyer, with what was bought. */
  purchases: z.array(
    z.object({ number: z.string(), at: timeSchema.nullable(), shopName: z.string(), items: z.array(z.object({ title: z.string(), sku: z.string().nullable(), quantity: z.number() })), paidCents: centsSchema, refundCents: centsSchema.nullable(), currency: z.string() }),
  ),
  /** Earlier visits, the newest first. */
  earlier: z.array(z.object({ id: idSchema, entryNo: z.string(), at: timeSchema, state: z.string(), satisfied: z.number().nullable(), note: z.string().nullable() })),
})
export type VisitSheet = z.infer<typeof visitSheetSchema>

/** What stands on the call sheet of a VIP visit (V1). */
export const visitsContract = {
  sheet: procedure.input(z.object({ id: idSchema })).output(visitSheetSchema),
  /** The sheet as a PDF at an absolute path ending in `.pdf`: facts, purchases, every question with room for the answer. */
  print: procedure.input(z.object({ id: idSchema, path: z.string().min(1).max(4000), language: z.enum(['zh', 'en']) })).output(z.object({ file: z.string(), bytes: z.number().int() })),
}
