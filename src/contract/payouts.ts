import { z } from 'zod'
import { centsSchema, idSchema, idempotencyKeySchema, procedure, shortText, timeSchema } from './common'
import { APPROVAL_WAYS, PAYOUT_STATES, PAYOUT_TYPES, type ApprovalWay, type PayoutState, type PayoutType } from '../domain/compensation/payout'
import { GATE_REASONS, LADDER_STEPS, type GateReason, type LadderStep } from '../domain/compensation/gate'
import { idsOf } from '../domain/case/lists'
import { PAY_WAY_IDS, type PayWay } from '../domain/finance/batch'

const typeSchema = z.enum(idsOf(PAYOUT_TYPES) as [PayoutType, ...PayoutType[]])
const stateSchema = z.enum(idsOf(PAYOUT_STATES) as [PayoutState, ...PayoutState[]])
const waySchema = z.enum(idsOf(APPROVAL_WAYS) as [ApprovalWay, ...ApprovalWay[]])
export const payWaySchema = z.enum(PAY_WAY_IDS as [PayWay, ...PayWay[]])
const stepSchema = z.enum(LADDER_STEPS as [LadderStep, ...LadderStep[]])
const reasonSchema = z.enum(idsOf(GATE_REASONS) as [GateReason, ...GateReason[]])

/** Money to a buyer, from the asking to the payment (C7). */
export const payoutSchema = z.object({
  id: idSchema,
  caseId: idSchema,
  caseNo: z.string(),
  shopName: z.string(),
  orderNo: z.string().nullable(),
  buyerNick: z.string().nullable(),
  type: typeSchema,
  ladder: stepSchema,
  amountCents: centsSchema,
  currency: z.string(),
  /** What is wrong, in the asker's words. */
  issue: z.string(),
  /** The limit when it was asked for; null when there was none. */
  limitCents: centsSchema.nullable(),
  state: stateSchema,
  createdAt: timeSchema,
  createdBy: z.string().nullable(),
  approvedBy: z.string().nullable(),
  approvedAt: timeSchema.nullable(),
  approvalWay: waySchema.nullable(),
  approvalNote: z.string().nullable(),
  /** A spoken approval is to be confirmed by then. */
  confirmBy: timeSchema.nullable(),
  confirmedAt: timeSchema.nullable(),
  paidAt: timeSchema.nullable(),
  paidRef: z.string().nullable(),
  paidBy: z.string().nullable(),
  /** How it goes out (F1); null on older ones: through the platform. */
  payWay: payWaySchema.nullable(),
  payeeName: z.string().nullable(),
  /** Masked (R3); the finance list shows it whole to whoever pays. */
  payeeAccount: z.string().nullable(),
  outsideReason: z.string().nullable(),
  batchNo: z.string().nullable(),
})
export type Payout = z.infer<typeof payoutSchema>

const termsSchema = z.object({
  basis: z.enum(['freight', 'amount']).nullable(),
  limitCents: centsSchema.nullable(),
  usedCents: centsSchema,
  alwaysAsk: z.array(typeSchema),
  minorStainAsks: z.boolean(),
})

/** How the freight of the order's parcel was found; null where the rate card or the order does not tell. */
export const parcelSchema = z.object({
  courierId: idSchema.nullable(),
  courierName: z.string().nullable(),
  area: z.string().nullable(),
  grams: z.number().int().nullable(),
  /** False when a weight stood in that the SKU list does not know. */
  exact: z.boolean(),
  cents: centsSchema.nullable(),
})
export type Parcel = z.infer<typeof parcelSchema>

export const casePayoutsSchema = z.object({
  payouts: z.array(payoutSchema),
  terms: termsSchema,
  parcel: parcelSchema,
  /** Rungs of the ladder that were logged on this case, and the one to try next. */
  rungs: z.array(stepSchema),
  nextRung: stepSchema,
  /** A photo for a spoken approval is there, in the slot that the policy names. */
  hasProof: z.boolean(),
  proofSlot: z.string(),
})
export type CasePayouts = z.infer<typeof casePayoutsSchema>

export const earlierPayoutSchema = payoutSchema.extend({ matched: z.array(z.enum(['buyer', 'phone', 'address'])) })
export type EarlierPayout = z.infer<typeof earlierPayoutSchema>

const byId = { id: idSchema }
const key = { key: idempotencyKeySchema.nullish() }
const note = { note: z.string().trim().max(500).nullish() }
const reason = { reason: z.string().trim().min(1).max(500) }

/** How the money goes out (F1): past the platform with name, account and reason, all of them asked for in the service. */
export const payeeInput = {
  way: payWaySchema.default('platform'),
  payeeName: z.string().trim().max(100).nullish(),
  payeeAccount: z.string().trim().max(100).nullish(),
  outsideReason: z.string().trim().max(500).nullish(),
}

export const payoutsContract = {
  ofCase: procedure.input(z.object({ caseId: idSchema })).output(casePayoutsSchema),
  /** The gate is asked inside the write: two requests at once cannot pass the limit together. Answers the payout, waiting or approved. */
  ask: procedure
    .input(
      z.object({
        caseId: idSchema,
        type: typeSchema,
        amountCents: centsSchema.min(1),
        issue: z.string().trim().min(1).max(500),
        /** The minor-stain path (C7). */
        minorStain: z.boolean().default(false),
        ...payeeInput,
        ...key,
      }),
    )
    .output(z.object({ payout: payoutSchema, reason: reasonSchema })),
  /** Logs a rung of the ladder that was tried. */
  logRung: procedure.input(z.object({ caseId: idSchema, step: stepSchema, ...note, ...key })).output(casePayoutsSchema),
  /** By the approver's own PIN, at whoever's PC; the session stays as it is. */
  approveWithPin: procedure.input(z.object({ ...byId, staffId: idSchema, pin: z.string().max(20), ...note, ...key })).output(payoutSchema),
  /** By the supervisor who is signed in. */
  approve: procedure.input(z.object({ ...byId, ...note, ...key })).output(payoutSchema),
  /** Notes what a supervisor said; needs the screenshot, and the supervisor confirms it later. */
  approveSpoken: procedure.input(z.object({ ...byId, staffId: idSchema, ...note, ...key })).output(payoutSchema),
  confirm: procedure.input(z.object({ ...byId, ...key })).output(payoutSchema),
  refuse: procedure.input(z.object({ ...byId, ...reason, ...key })).output(payoutSchema),
  cancel: procedure.input(z.object({ ...byId, ...reason, ...key })).output(payoutSchema),
  pay: procedure.input(z.object({ ...byId, reference: shortText.nullish(), ...key })).output(payoutSchema),
  /** What waits for somebody, oldest first: for approval, for a spoken approval to be confirmed, for payment. */
  waiting: procedure.output(z.object({ waiting: z.array(payoutSchema), toConfirm: z.array(payoutSchema), toPay: z.array(payoutSchema) })),
  /** Payouts to the same buyer, phone or address before (C11), newest first; masked values give no key. A case and an order bring the keys of their own. */
  earlier: procedure
    .input(z.object({ caseId: idSchema.nullish(), orderNo: shortText.nullish(), buyerNick: shortText.nullish(), phone: shortText.nullish(), address: shortText.nullish() }))
    .output(z.object({ payouts: z.array(earlierPayoutSchema), more: z.boolean() })),
}
