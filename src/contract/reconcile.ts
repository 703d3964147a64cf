import { z } from 'zod'
import { FACT_NAMES } from '../domain/reconcile/types'
import { centsSchema, idSchema, monthSchema, nextCursor, pageInput, procedure } from './common'

const matchWords = { reasonZh: z.string(), reasonEn: z.string() }

/** What a line and a claim say, side by side (M2): amounts in integer cents, days `YYYY-MM-DD`, null where one side says nothing. */
export const comparedFactSchema = z.object({
  what: z.enum(FACT_NAMES),
  line: z.union([z.string(), z.number()]).nullable(),
  claim: z.union([z.string(), z.number()]).nullable(),
  equal: z.boolean(),
})

export const reconcileMatchSchema = z.object({
  claimNos: z.array(z.string()),
  claimIds: z.array(idSchema),
  lineIds: z.array(z.string()),
  statementRows: z.array(z.number().int()),
  stage: z.string(),
  creditedCents: centsSchema,
  /** Credited minus what was missing before: negative is short, positive is over. */
  differenceCents: centsSchema,
  ...matchWords,
})

export const reconcileCandidateSchema = z.object({
  claimId: idSchema,
  claimNo: z.string(),
  status: z.string(),
  amountCents: centsSchema,
  balanceCents: centsSchema,
  /** 0 to 100. */
  score: z.number(),
  /** `number exact alias normalised listed`, or only proposed: `typo window sum`. */
  link: z.string(),
  compared: z.array(comparedFactSchema),
})

export const reconcileReviewSchema = z.object({
  claimNos: z.array(z.string()),
  claimIds: z.array(idSchema),
  lineIds: z.array(z.string()),
  statementRows: z.array(z.number().int()),
  stage: z.string(),
  score: z.number(),
  /** Best first, at most five unless they belong together. */
  candidates: z.array(reconcileCandidateSchema),
  /** The candidates belong together: the line is the sum of them all, not one of them. */
  together: z.boolean(),
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
  /** What the bounds of the search left out (M2): groups too large to be told apart, lines not tried as a sum, lists not read. */
  notTried: z.object({ groups: z.number().int(), lumpSums: z.number().int(), lists: z.number().int() }),
  ms: z.number(),
})
export type ReconcileResult = z.infer<typeof reconcileResultSchema>

export const unexplainedLineSchema = z.object({
  lineId: idSchema,
  statementRow: z.number().int(),
  courierId: z.string(),
  waybill: z.string().nullable(),
  amountCents: centsSchema,
  inReview: z.boolean(),
  compared: z.array(comparedFactSchema),
  ...matchWords,
})
export type UnexplainedLine = z.infer<typeof unexplainedLineSchema>

/** A claim of the month that money or an answer is missing on, or that got too much; figures are cumulative to the month's end. */
export const openClaimSchema = z.object({
  claimId: idSchema,
  claimNo: z.string(),
  courierId: z.string().nullable(),
  waybill: z.string(),
  filedOn: z.string().nullable(),
  status: z.string(),
  claimedCents: centsSchema,
  creditedEarlierCents: centsSchema,
  creditedThisMonthCents: centsSchema,
  creditedCents: centsSchema,
  shortPaidCents: centsSchema,
  overPaidCents: centsSchema,
  grantedNotCreditedCents: centsSchema,
  awaitingCents: centsSchema,
  rejectedCents: centsSchema,
  withdrawnCents: centsSchema,
  givenUpCents: centsSchema,
  /** Where the rest stands (M3): `none short-paid granted awaiting rejected withdrawn given-up`. */
  bucket: z.string(),
  ...matchWords,
})
export type OpenClaim = z.infer<typeof openClaimSchema>

/** Rows that `reconcile.explain` gives of each list; `counts` says how many there are. */
export const EXPLAINED_AT_MOST = 2000

/** The month as it stands, worked out without storing anything (M3, M4). */
export const reconcileExplanationSchema = z.object({
  currency: z.string(),
  /** As `reconcile.run` would answer, `matched` and `review` cut to EXPLAINED_AT_MOST. */
  result: reconcileResultSchema,
  unexplained: z.array(unexplainedLineSchema),
  openClaims: z.array(openClaimSchema),
  /** Names of invariants that fail; empty when they hold. */
  invariantsBroken: z.array(z.string()),
  counts: z.object({ matched: z.number().int(), review: z.number().int(), unexplained: z.number().int(), openClaims: z.number().int() }),
})
export type ReconcileExplanation = z.infer<typeof reconcileExplanationSchema>

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
  /** Why each line and claim stands where it does; reads only. */
  explain: procedure.input(z.object({ month: monthSchema, courierId: z.string().nullish() })).output(reconcileExplanationSchema),
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
