import { z } from 'zod'
import { DECISIONS } from '../domain/reconcile/books'
import { centsSchema, idSchema, idempotencyKeySchema, monthSchema, procedure, shortText, timeSchema } from './common'
import { reconcileExplanationSchema, statementLineSchema } from './reconcile'
import { claimSchema } from './registers'

/** Is the month closed (M5)? Revision 0: it never was. */
export const monthStandSchema = z.object({
  month: monthSchema,
  closed: z.boolean(),
  revision: z.number().int(),
  closedAt: timeSchema.nullable(),
  closedBy: z.string().nullable(),
})
export type MonthStand = z.infer<typeof monthStandSchema>

/** One decision as the list of decisions shows it (M4). */
export const monthDecisionSchema = z.object({
  id: idSchema,
  kind: z.enum(DECISIONS),
  decidedAt: timeSchema,
  decidedBy: z.string().nullable(),
  /** A supervisor who allowed it by PIN. */
  approvedBy: z.string().nullable(),
  undoneAt: timeSchema.nullable(),
  undoneBy: z.string().nullable(),
  note: z.string().nullable(),
  claimNos: z.array(z.string()),
  statementRows: z.array(z.number().int()),
  /** What it counted for claims, or gave up. */
  cents: centsSchema,
})
export type MonthDecision = z.infer<typeof monthDecisionSchema>

export const monthNoteSchema = z.object({ what: z.enum(['line', 'claim']), id: idSchema, text: z.string(), notedAt: timeSchema, notedBy: z.string().nullable() })
export type MonthNote = z.infer<typeof monthNoteSchema>

/** What couriers still owe by age (M4); the oldest group has no end. */
export const ageGroupSchema = z.object({
  fromDays: z.number().int(),
  toDays: z.number().int().nullable(),
  claims: z.number().int(),
  outstandingCents: centsSchema,
  shortPaidCents: centsSchema,
})

/** The month's difference per courier (M4); null is for claims without a courier. */
export const courierDifferenceSchema = z.object({
  courierId: z.string().nullable(),
  claims: z.number().int(),
  claimedCents: centsSchema,
  creditedCents: centsSchema,
  shortPaidCents: centsSchema,
  overPaidCents: centsSchema,
  outstandingCents: centsSchema,
  unexplainedCents: centsSchema,
  ages: z.array(ageGroupSchema),
})
export type CourierDifference = z.infer<typeof courierDifferenceSchema>

/** What the review shows of a claim: hundreds of them travel after each decision. */
export const reviewClaimSchema = claimSchema.pick({
  id: true,
  claimNo: true,
  courierId: true,
  courierName: true,
  waybill: true,
  caseId: true,
  caseNo: true,
  reason: true,
  amountCents: true,
  grantedCents: true,
  creditedCents: true,
  balanceCents: true,
  currency: true,
  status: true,
  workOrderNo: true,
  filedOn: true,
})
export type ReviewClaim = z.infer<typeof reviewClaimSchema>

/** Everything that the review of a month shows, read at once. */
export const monthBoardSchema = z.object({
  state: monthStandSchema,
  explanation: reconcileExplanationSchema,
  /** Facts of every line and claim that the explanation names. */
  lines: z.array(statementLineSchema),
  claims: z.array(reviewClaimSchema),
  notes: z.array(monthNoteSchema),
  /** Newest first. */
  decisions: z.array(monthDecisionSchema),
  ages: z.array(ageGroupSchema),
  couriers: z.array(courierDifferenceSchema),
  /** Groups that the run would match and that are not stored yet; 0 after a run or a decision. */
  unbooked: z.number().int(),
  /** Up to this a rest is written off without a supervisor. */
  writeOffLimitCents: centsSchema,
})
export type MonthBoard = z.infer<typeof monthBoardSchema>

const pair = { claimId: idSchema, lineIds: z.array(idSchema).min(1).max(200) }
const decisionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('accept'), ...pair }),
  z.object({ kind: z.literal('reject'), ...pair }),
  z.object({ kind: z.literal('merge'), ...pair }),
  z.object({ kind: z.literal('split'), lineId: idSchema, parts: z.array(z.object({ claimId: idSchema, cents: centsSchema })).min(1).max(200) }),
  z.object({ kind: z.literal('write-off'), claimId: idSchema, reason: shortText }),
])

const key = { key: idempotencyKeySchema.nullish() }

/** The review of a month's open rows (M4). */
export const monthReviewContract = {
  state: procedure.input(z.object({ month: monthSchema })).output(monthStandSchema),
  /** `matched: false` leaves out matches that fit to the cent, for a review of hundreds of rows. Reads only. */
  board: procedure.input(z.object({ month: monthSchema, courierId: z.string().nullish(), matched: z.boolean().default(true) })).output(monthBoardSchema),
  /** Refused with MONTH_CLOSED or DECISION_REFUSED. A write-off above the limit takes a supervisor, or one's PIN as `approver`. */
  decide: procedure
    .input(z.object({ month: monthSchema, decision: decisionSchema, note: shortText.nullish(), approver: z.object({ staffId: idSchema, pin: z.string().max(20) }).nullish(), ...key }))
    .output(z.object({ decisionId: idSchema })),
  undo: procedure.input(z.object({ decisionId: idSchema, ...key })).output(z.object({ month: monthSchema })),
  /** Empty words take the note away. */
  note: procedure.input(z.object({ what: z.enum(['line', 'claim']), id: idSchema, text: z.string().max(2000), ...key })).output(z.object({ text: z.string() })),
}
