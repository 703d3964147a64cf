import { z } from 'zod'
import { idsOf } from '../domain/case/lists'
import { DUPLICATE_REASONS, type DuplicateReason } from '../domain/finance/duplicates'
import { centsSchema, idSchema, idempotencyKeySchema, procedure, shortText, timeSchema } from './common'
import { payeeInput, payoutSchema, payWaySchema } from './payouts'

/** One payout of the finance list whole (F1), what may be a double of it, batches, and where its money goes. The list is the register `payouts`. */
const duplicateReason = z.enum(idsOf(DUPLICATE_REASONS) as [DuplicateReason, ...DuplicateReason[]])
export const doubleSchema = z.object({
  id: idSchema,
  source: z.enum(['payout', 'platform-refund']),
  reasons: z.array(duplicateReason),
  /** The case's number, or the platform's own of the refund. */
  number: z.string(),
  caseId: z.string().nullable(),
  amountCents: centsSchema,
  currency: z.string(),
  at: timeSchema,
  /** A person has said why it is none. */
  explained: z.boolean(),
})
export type PayoutDouble = z.infer<typeof doubleSchema>

const noteSchema = z.object({ text: z.string(), by: z.string().nullable(), at: timeSchema })
export const financeRowSchema = payoutSchema.extend({
  shopId: z.string().nullable(),
  /** False: `payeeAccount` is masked for this person. */
  accountWhole: z.boolean(),
  doubles: z.array(doubleSchema),
  explanations: z.array(noteSchema),
  /** The last time that it came back, while it is not paid again. */
  cameBack: noteSchema.nullable(),
})
export type FinanceRow = z.infer<typeof financeRowSchema>

const key = { key: idempotencyKeySchema.nullish() }
const reason = { reason: z.string().trim().min(1).max(500) }
const ids = z.array(idSchema).min(1).max(5000)
const batchOutput = z.object({ batchNo: z.string(), file: z.string(), lines: z.number().int(), totals: z.array(z.object({ currency: z.string(), cents: centsSchema })) })

export const financeContract = {
  get: procedure.input(z.object({ id: idSchema })).output(financeRowSchema),
  /** Another way or account. Past the platform it waits for a supervisor again, unless a supervisor does it. */
  setPayee: procedure.input(z.object({ id: idSchema, ...payeeInput, ...key })).output(financeRowSchema),
  /** Why what looks like a double is none: holds for the ones that are known now. */
  explain: procedure.input(z.object({ id: idSchema, ...reason, ...key })).output(financeRowSchema),
  /** All or none. `path` ends in .csv or .xlsx. */
  batch: procedure.input(z.object({ ids, way: payWaySchema, path: z.string().min(1).max(4000), locale: z.enum(['zh', 'en']), ...key })).output(batchOutput),
  /** The file of a batch once more. */
  batchFile: procedure.input(z.object({ batchNo: shortText.min(1), path: z.string().min(1).max(4000), locale: z.enum(['zh', 'en']) })).output(batchOutput),
  /** The account whole; the audit says who looked (R3). */
  unmask: procedure.input(z.object({ id: idSchema })).output(z.object({ account: z.string().nullable() })),
}
