import { z } from 'zod'
import { centsSchema, idSchema, monthSchema, nextCursor, pageInput, procedure } from './common'

const matchWords = { reasonZh: z.string(), reasonEn: z.string() }

export const reconcileMatchSchema = z.object({
  claimNos: z.array(z.string()),
  lineIds: z.array(z.string()),
  statementRows: z.array(z.number().int()),
  stage: z.string(),
  creditedCents: centsSchema,
  ...matchWords,
})

export const reconcileReviewSchema = z.object({
  claimNos: z.array(z.string()),
  lineIds: z.array(z.string()),
  statementRows: z.array(z.number().int()),
  stage: z.string(),
  score: z.number(),
  ...matchWords,
})

/** Section 14, `reconcile`. All amounts integer cents. */
export const reconcileResultSchema = z.object({
  month: monthSchema,
  claims: z.number().int(),
  claimedCents: centsSchema,
  lines: z.number().int(),
  statementCents: centsSchema,
  matched: z.array(reconcileMatchSchema),
  review: z.array(reconcileReviewSchema),
  creditedCents: centsSchema,
  shortPaidCents: centsSchema,
  overPaidCents: centsSchema,
  outstandingCents: centsSchema,
  grantedNotCreditedCents: centsSchema,
  awaitingCents: centsSchema,
  rejectedCents: centsSchema,
  withdrawnCents: centsSchema,
  givenUpCents: centsSchema,
  unexplainedCents: centsSchema,
  claimLinesCents: centsSchema,
  chargesCents: centsSchema,
  otherCents: centsSchema,
  invariantsHold: z.boolean(),
  ms: z.number(),
})
export type ReconcileResult = z.infer<typeof reconcileResultSchema>

export const statementLineSchema = z.object({
  id: idSchema,
  row: z.number().int(),
  file: z.string(),
  courierId: z.string(),
  waybill: z.string().nullable(),
  waybillRaw: z.string().nullable(),
  waybillDamaged: z.boolean(),
  amountCents: centsSchema,
  lineClass: z.string(),
  memo: z.string().nullable(),
  occurredOn: z.string().nullable(),
  matchStage: z.string().nullable(),
  claimNos: z.array(z.string()),
})
export type StatementLine = z.infer<typeof statementLineSchema>

export const reconcileContract = {
  run: procedure.input(z.object({ month: monthSchema, courierId: z.string().nullish() })).output(reconcileResultSchema),
  /** State per courier for the list at the left (ui.md, month end). */
  overview: procedure.input(z.object({ month: monthSchema })).output(
    z.array(
      z.object({
        courierId: z.string(),
        courierName: z.string(),
        lines: z.number().int(),
        totalCents: centsSchema,
        claims: z.number().int(),
        openClaims: z.number().int(),
        unmatchedLines: z.number().int(),
      }),
    ),
  ),
  lines: procedure
    .input(z.object({ month: monthSchema, courierId: z.string().nullish(), only: z.enum(['all', 'unexplained', 'matched', 'charges']).default('all'), ...pageInput }))
    .output(z.object({ rows: z.array(statementLineSchema), nextCursor })),
}

export const exportsContract = {
  /** Writes a table or the month's reconciliation as XLSX or CSV by the ending of `path` (R5: formulas neutralised). */
  run: procedure
    .input(
      z.object({
        what: z.enum(['cases', 'claims', 'wrong-shipments', 'reconciliation']),
        path: z.string().min(1).max(4000),
        month: monthSchema.nullish(),
        courierId: z.string().nullish(),
        locale: z.enum(['zh', 'en']).default('zh'),
      }),
    )
    .output(z.object({ file: z.string(), rows: z.number().int() })),
}
