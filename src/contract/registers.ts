import { z } from 'zod'
import { centsSchema, currencySchema, idSchema, idempotencyKeySchema, longText, monthSchema, nextCursor, pageInput, procedure, shortText, timeSchema } from './common'

export const claimSchema = z.object({
  id: idSchema,
  claimNo: z.string(),
  counterparty: z.string(),
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
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)

export const claimsContract = {
  create: procedure
    .input(
      z.object({
        courierId: idSchema,
        counterparty: z.string().default('courier'),
        waybill: z.string().min(1).max(100),
        aliases: z.array(z.string().min(1).max(100)).max(10).default([]),
        caseId: idSchema.nullish(),
        orderNo: shortText.nullish(),
        reason: z.string(),
        goodsCents: centsSchema.min(0),
        freightCents: centsSchema.min(0).default(0),
        otherCents: centsSchema.min(0).default(0),
        declaredCents: centsSchema.min(0).nullish(),
        currency: currencySchema.nullish(),
        workOrderNo: shortText.nullish(),
        branch: shortText.nullish(),
        monthlyAccount: shortText.nullish(),
        note: longText.nullish(),
        filedOn: day.nullish(),
        /** L4: another open claim on the same waybill is refused with DUPLICATE_CLAIM unless justified here. */
        duplicateReason: shortText.nullish(),
        ...key,
      }),
    )
    .output(claimSchema),
  list: procedure
    .input(
      z.object({ month: monthSchema.nullish(), courierId: z.string().nullish(), status: z.string().nullish(), search: z.string().max(200).nullish(), ...pageInput }),
    )
    .output(z.object({ rows: z.array(claimSchema), nextCursor })),
  get: procedure.input(z.object({ id: idSchema })).output(claimSchema),
  setStatus: procedure
    .input(
      z.object({ id: idSchema, status: z.string(), grantedCents: centsSchema.nullish(), answer: longText.nullish(), workOrderNo: shortText.nullish(), ...key }),
    )
    .output(claimSchema),
}

const line = z.object({ title: shortText, sku: shortText.nullish(), quantity: z.number().int().min(0).max(100_000) })

export const wrongShipmentSchema = z.object({
  id: idSchema,
  entryNo: z.string(),
  error: z.string(),
  state: z.string(),
  caseId: idSchema.nullable(),
  caseNo: z.string().nullable(),
  buyerNick: z.string().nullable(),
  orderNo: z.string().nullable(),
  waybill: z.string().nullable(),
  expected: z.array(line),
  sent: z.array(line),
  packedBy: z.string().nullable(),
  noticedBy: z.string().nullable(),
  fix: z.string().nullable(),
  costCents: centsSchema,
  goodsBack: z.boolean(),
  note: z.string().nullable(),
  returnReason: z.string().nullable(),
  submittedBy: z.string().nullable(),
  verifiedBy: z.string().nullable(),
  createdAt: timeSchema,
})
export type WrongShipment = z.infer<typeof wrongShipmentSchema>

export const wrongShipmentsContract = {
  create: procedure
    .input(
      z.object({
        caseId: idSchema.nullish(),
        error: z.string(),
        buyerNick: shortText.nullish(),
        orderNo: shortText.nullish(),
        waybill: z.string().max(100).nullish(),
        expected: z.array(line).max(200),
        sent: z.array(line).max(200),
        packedBy: shortText.nullish(),
        noticedBy: shortText.nullish(),
        fix: z.string().nullish(),
        costCents: centsSchema.min(0).default(0),
        goodsBack: z.boolean().default(false),
        note: longText.nullish(),
        ...key,
      }),
    )
    .output(wrongShipmentSchema),
  list: procedure
    .input(z.object({ state: z.string().nullish(), month: monthSchema.nullish(), ...pageInput }))
    .output(z.object({ rows: z.array(wrongShipmentSchema), nextCursor })),
  /** W2: an assistant or supervisor verifies; nobody verifies their own entry unless they are alone in the shop. */
  verify: procedure.input(z.object({ id: idSchema, ...key })).output(wrongShipmentSchema),
  sendBack: procedure.input(z.object({ id: idSchema, reason: shortText.min(1), ...key })).output(wrongShipmentSchema),
}
