import { z } from 'zod'
import { centsSchema, idSchema, nextCursor, procedure, timeSchema } from './common'
import { caseListInput } from './queue'

export const caseRowSchema = z.object({
  id: idSchema,
  caseNo: z.string(),
  kind: z.string(),
  status: z.string(),
  priority: z.number().int(),
  shopId: idSchema,
  shopName: z.string(),
  platform: z.string(),
  buyerNick: z.string().nullable(),
  orderNo: z.string().nullable(),
  /** One line under the name: next action while waiting, else the first words of the case. */
  subline: z.string().nullable(),
  amountCents: centsSchema.nullable(),
  currency: z.string(),
  flag: z.number().int().nullable(),
  assigneeId: idSchema.nullable(),
  vip: z.boolean(),
  nextClock: z.string().nullable(),
  nextDueAt: timeSchema.nullable(),
  nextActionAt: timeSchema.nullable(),
  openedAt: timeSchema,
  updatedAt: timeSchema,
})
export type CaseRow = z.infer<typeof caseRowSchema>

/** What the first screen shows of cases: of casesContract these alone are wanted at the start (X1). */
export const caseListContract = {
  list: procedure
    .input(caseListInput)
    .output(z.object({ rows: z.array(caseRowSchema), nextCursor })),
  /** Counts of the views that an index covers, of the signed-in person; one more than the policy's cap means more (C10, X2). */
  counts: procedure.output(z.record(z.string(), z.number().int())),
}
