import { z } from 'zod'
import { idsOf } from '../domain/case/lists'
import { DUPLICATE_REASONS, type DuplicateReason } from '../domain/finance/duplicates'
import { centsSchema, idSchema, idempotencyKeySchema, nextCursor, pageInput, procedure, shortText, timeSchema } from './common'
import { payeeInput, payoutSchema, payWaySchema } from './payouts'

/** The finance list (F1): what is to be paid, how, what may be a double, batches, and what came back. */
export const FINANCE_VIEWS = ['pay', 'suspect', 'back', 'batch', 'waiting', 'paid', 'all'] as const
export type FinanceView = (typeof FINANCE_VIEWS)[number]

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
const narrowed = { view: z.enum(FINANCE_VIEWS).default('pay'), way: payWaySchema.nullish(), shopId: idSchema.nullish(), search: z.string().max(200).nullish(), batchNo: shortText.nullish() }
const batchOutput = z.object({ batchNo: z.string(), file: z.string(), lines: z.number().int(), totals: z.array(z.object({ currency: z.string(), cents: centsSchema })) })

export const financeContract = {
  list: procedure.input(z.object({ ...narrowed, ...pageInput })).output(z.object({ rows: z.array(financeRowSchema), nextCursor })),
  /** How many each view holds, and what the view that is asked for adds up to, per shop and currency. */
  counts: procedure.input(z.object(narrowed)).output(z.object({ views: z.record(z.enum(FINANCE_VIEWS), z.number().int()), totals: z.array(z.object({ shopId: z.string().nullable(), shopName: z.string(), currency: z.string(), count: z.number().int(), cents: centsSchema })) })),
  get: procedure.input(z.object({ id: idSchema })).output(financeRowSchema),
  /** Another way or account. Past the platform it waits for a supervisor again, unless a supervisor does it. */
  setPayee: procedure.input(z.object({ id: idSchema, ...payeeInput, ...key })).output(financeRowSchema),
  /** Why what looks like a double is none: holds for the ones that are known now. */
  explain: procedure.input(z.object({ id: idSchema, ...reason, ...key })).output(financeRowSchema),
  /** All or none. `path` ends in .csv or .xlsx. */
  batch: procedure.input(z.object({ ids, way: payWaySchema, path: z.string().min(1).max(4000), locale: z.enum(['zh', 'en']), ...key })).output(batchOutput),
  /** The file of a batch once more. */
  batchFile: procedure.input(z.object({ batchNo: shortText.min(1), path: z.string().min(1).max(4000), locale: z.enum(['zh', 'en']) })).output(batchOutput),
  /** One or many, all or none, under one reference. */
  pay: procedure.input(z.object({ ids, reference: shortText.nullish(), ...key })).output(z.object({ paid: z.number().int() })),
  /** A transfer that came back failed: on the list again, with its reason. */
  cameBack: procedure.input(z.object({ ids, ...reason, ...key })).output(z.object({ back: z.number().int() })),
  /** The account whole; the audit says who looked (R3). */
  unmask: procedure.input(z.object({ id: idSchema })).output(z.object({ account: z.string().nullable() })),
}
