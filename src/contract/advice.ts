import { z } from 'zod'
import { centsSchema, idSchema, procedure } from './common'
import { parcelSchema } from './payouts'
import { idsOf } from '../domain/case/lists'
import { FREIGHT_CAUSES, FREIGHT_REMEDIES, INSURANCES, LEGS, PAY_TIMES, PAY_WAYS, RETURN_SERVICES, type FreightCause, type FreightRemedy, type Insurance, type Leg, type PayTime, type PayWay, type ReturnService } from '../domain/freight/facts'
import { LENGTH_UNITS } from '../domain/memo/fit'
import { MEMO_FACTS, MEMO_KIND_IDS, PLAYBOOK_MEMO, type MemoKind } from '../domain/memo/memo'

const maybeCents = centsSchema.min(0).nullable()

/** Facts of the freight aid (C8), as domain/freight knows them. */
export const freightFactsSchema = z.object({
  cause: z.enum(idsOf(FREIGHT_CAUSES) as [FreightCause, ...FreightCause[]]),
  remedy: z.enum(idsOf(FREIGHT_REMEDIES) as [FreightRemedy, ...FreightRemedy[]]),
  promised: z.boolean(),
  insurance: z.enum(idsOf(INSURANCES) as [Insurance, ...Insurance[]]),
  limitTold: z.boolean(),
  service: z.enum(idsOf(RETURN_SERVICES) as [ReturnService, ...ReturnService[]]),
  warned: z.boolean(),
  freeShipping: z.boolean(),
  outboundCents: maybeCents,
  returnCents: maybeCents,
  reshipCents: maybeCents,
  cheapestFirstCents: maybeCents,
})
export type FreightAnswers = z.infer<typeof freightFactsSchema>

const payer = z.enum(['seller', 'buyer'])
const label = z.object({ zh: z.string(), en: z.string() })
export const legAnswerSchema = z.object({
  leg: z.enum(idsOf(LEGS) as [Leg, ...Leg[]]),
  cents: centsSchema.nullable(),
  insuranceCents: centsSchema,
  payer,
  payerCents: centsSchema.nullable(),
  advances: payer,
  repays: z.object({ by: payer, way: z.enum(idsOf(PAY_WAYS) as [PayWay, ...PayWay[]]), when: z.enum(idsOf(PAY_TIMES) as [PayTime, ...PayTime[]]) }).nullable(),
  rule: z.string(),
  why: label,
  templateId: z.string().nullable(),
})
export type FreightLeg = z.infer<typeof legAnswerSchema>

/** The patterns of the policy, and the line that the case's own playbook writes. */
const memoKind = z.enum([PLAYBOOK_MEMO, ...(MEMO_KIND_IDS as [MemoKind, ...MemoKind[]])])
export type MemoChoice = z.infer<typeof memoKind>
export const memoAdviceSchema = z.object({
  kind: memoKind,
  /** Kinds that can be chosen: `playbook` only where the playbook has a line for the case as it is. */
  kinds: z.array(memoKind),
  text: z.string(),
  flag: z.number().int().nullable(),
  missing: z.array(z.enum(MEMO_FACTS)),
  limit: z.object({ max: z.number().int(), unit: z.enum(LENGTH_UNITS) }),
  /** Flags that the shop's platform has. */
  flags: z.array(z.number().int()),
  /** What each flag means in this shop, by its number. */
  legend: z.record(z.string(), z.string()),
})
export type MemoAdvice = z.infer<typeof memoAdviceSchema>

export const figuresSchema = z.object({
  currency: z.string(),
  paidCents: maybeCents,
  postageCents: maybeCents,
  /** Goods of the order; cost from the SKU list. */
  items: z.array(z.object({ title: z.string(), quantity: z.number().int(), unitCents: maybeCents, costCents: maybeCents })),
  parcel: parcelSchema,
  topUpUnitCents: centsSchema.min(1),
  /** Whether the seller pays the return by the freight aid, as far as the case tells. */
  sellerPaysReturn: z.boolean(),
})
export type Figures = z.infer<typeof figuresSchema>

/** Advice reads only; what comes of it is recorded by other procedures. */
export const adviceContract = {
  /** Who bears the freight (C8): facts from the case, overruled by what the person answers. */
  freight: procedure.input(z.object({ caseId: idSchema, answers: freightFactsSchema.partial().default({}) })).output(z.object({ facts: freightFactsSchema, legs: z.array(legAnswerSchema), parcel: parcelSchema })),
  /** Figures of a case for the calculators (C9) and the comparison of remedies (P4). */
  figures: procedure.input(z.object({ caseId: idSchema })).output(figuresSchema),
  /** The memo for the platform from the facts of the case (C6); no kind: the playbook's, else the one that fits. */
  memo: procedure.input(z.object({ caseId: idSchema, kind: memoKind.nullish(), language: z.enum(['zh', 'en']).default('zh') })).output(memoAdviceSchema),
}
