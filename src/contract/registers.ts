import { z } from 'zod'
import { CLAIM_BASIS_IDS, PAYMENT_ROUTE_IDS } from '../domain/claim/payment'
import { CLAIM_DEMANDS } from '../domain/courier/policy'
import { reportClaimsSchema } from './dashboard'
import { centsSchema, currencySchema, idSchema, idempotencyKeySchema, longText, monthSchema, nextCursor, pageInput, procedure, shortText, timeSchema } from './common'

/** A line of goods in a claim. */
const line = z.object({ title: shortText, sku: shortText.nullish(), quantity: z.number().int().min(0).max(100_000) })

export const claimSchema = z.object({
  id: idSchema,
  claimNo: z.string(),
  counterparty: z.string(),
  /** Of a party that is no courier of the list. */
  counterpartyName: z.string().nullable(),
  courierId: z.string().nullable(),
  courierName: z.string().nullable(),
  branch: z.string().nullable(),
  monthlyAccount: z.string().nullable(),
  waybill: z.string(),
  aliases: z.array(z.string()),
  caseId: idSchema.nullable(),
  caseNo: z.string().nullable(),
  orderNo: z.string().nullable(),
  reason: z.string(),
  goodsCents: centsSchema,
  freightCents: centsSchema,
  otherCents: centsSchema,
  amountCents: centsSchema,
  declaredCents: centsSchema.nullable(),
  grantedCents: centsSchema.nullable(),
  creditedCents: centsSchema,
  balanceCents: centsSchema,
  currency: z.string(),
  basis: z.string().nullable(),
  paymentRoute: z.string().nullable(),
  voucher: z.string().nullable(),
  products: z.array(line),
  /** Demands of the courier that a person ticked off (L2). */
  demandsMet: z.array(z.string()),
  /** Evidence slots of its case that hold a photo; null without a case. */
  slots: z.array(z.string()).nullable(),
  status: z.string(),
  workOrderNo: z.string().nullable(),
  answer: z.string().nullable(),
  note: z.string().nullable(),
  filedOn: z.string().nullable(),
  windowEndsAt: timeSchema.nullable(),
  createdAt: timeSchema,
})
export type Claim = z.infer<typeof claimSchema>

const key = { key: idempotencyKeySchema.nullish() }
export const daySchema = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)

/** What a person writes of a claim (L1). */
export const claimFields = {
  /** Asked for when the counterparty is a courier, else null. */
  courierId: idSchema.nullish(),
  counterparty: z.string().default('courier'),
  counterpartyName: shortText.nullish(),
  waybill: z.string().min(1).max(100),
  aliases: z.array(z.string().min(1).max(100)).max(10).default([]),
  /** What each alias is (return, transferred, parent, child), by its number. */
  aliasKinds: z.record(z.string().max(100), z.string().max(20)).nullish(),
  caseId: idSchema.nullish(),
  orderNo: shortText.nullish(),
  reason: z.string(),
  goodsCents: centsSchema.min(0),
  freightCents: centsSchema.min(0).default(0),
  otherCents: centsSchema.min(0).default(0),
  declaredCents: centsSchema.min(0).nullish(),
  currency: currencySchema.nullish(),
  basis: z.enum(CLAIM_BASIS_IDS).nullish(),
  paymentRoute: z.enum(PAYMENT_ROUTE_IDS).nullish(),
  voucher: shortText.nullish(),
  products: z.array(line).max(200).nullish(),
  demandsMet: z.array(z.enum(CLAIM_DEMANDS)).nullish(),
  workOrderNo: shortText.nullish(),
  branch: shortText.nullish(),
  monthlyAccount: shortText.nullish(),
  note: longText.nullish(),
}

/** What a list of claims may be narrowed by. `ageing`: a group of the policy, by its place; `closing`: drafts whose window closes or has closed. */
export const claimFilter = {
  month: monthSchema.nullish(),
  courierId: z.string().nullish(),
  status: z.string().nullish(),
  search: z.string().max(200).nullish(),
  ageing: z.number().int().min(0).max(10).nullish(),
  closing: z.boolean().nullish(),
  report: reportClaimsSchema.nullish(),
}

export const claimsContract = {
  create: procedure
    .input(
      z.object({
        ...claimFields,
        filedOn: daySchema.nullish(),
        /** Kept to be filed later: it has no day of filing yet. */
        draft: z.boolean().default(false),
        /** L4: another open claim on the same waybill is refused with DUPLICATE_CLAIM unless justified here. */
        duplicateReason: shortText.nullish(),
        ...key,
      }),
    )
    .output(claimSchema),
  list: procedure
    .input(z.object({ ...claimFilter, ...pageInput }))
    .output(z.object({ rows: z.array(claimSchema), nextCursor })),
  get: procedure.input(z.object({ id: idSchema })).output(claimSchema),
  setStatus: procedure
    .input(
      z.object({
        id: idSchema, status: z.string(), grantedCents: centsSchema.nullish(), answer: longText.nullish(), workOrderNo: shortText.nullish(),
        /** Asked for when a claim is given up. */
        why: shortText.nullish(),
        ...key,
      }),
    )
    .output(claimSchema),
}
