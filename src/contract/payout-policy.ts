import { z } from 'zod'
import { parseDuration } from '../domain/clock/duration'
import { BATCH_FACTS, unknownInNote, type BatchTemplate, type PayWay } from '../domain/finance/batch'
import type { DuplicatePolicy } from '../domain/finance/duplicates'

/** What the finance list goes by (F1). */
export interface PayoutPolicy {
  readonly duplicates: DuplicatePolicy
  readonly batchMost: number
  readonly templates: Readonly<Record<PayWay, BatchTemplate>>
}

const duration = z.string().transform((text, context): number => {
  const ms = parseDuration(text)
  if (ms !== null) return ms
  context.addIssue({ code: 'custom', message: `"${text}" is not a length of time such as 48h or 30d` })
  return z.NEVER
})
const noteText = z.string().min(1).max(200).superRefine((text, context) => {
  for (const name of unknownInNote(text)) context.addIssue({ code: 'custom', message: `"{${name}}" is not a fact of a payout` })
})
const title = z.string().min(1).max(60)
const template = z.lazy(() => z.strictObject({
  encoding: z.enum(['gbk', 'utf-8']),
  columns: z.array(z.strictObject({ holds: z.enum(BATCH_FACTS), zh: title, en: title })).min(1).max(30),
  note: z.strictObject({ zh: noteText, en: noteText }),
}))

/** resources/policies/payouts.yaml → PayoutPolicy (F1). */
export const payoutsFileSchema = z.lazy(() => z
  .strictObject({
    version: z.literal(1),
    duplicates: z.strictObject({ accountWithin: duration, tolerance: z.number().int().min(0).max(100_000) }),
    batchMost: z.number().int().min(1).max(5000),
    templates: z.strictObject({ alipay: template, bank: template, platform: template }),
  })
  .transform(({ duplicates: { accountWithin, tolerance }, batchMost, templates }): PayoutPolicy => ({ duplicates: { accountWithinMs: accountWithin, toleranceCents: tolerance }, batchMost, templates })))
