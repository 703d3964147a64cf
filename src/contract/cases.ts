import { z } from 'zod'
import { FOLLOW_UP_KINDS, FOLLOW_UP_STATES } from '../domain/wrong-shipment/follow-ups'
import { caseListContract, caseRowSchema } from './case-list'
import { centsSchema, currencySchema, idSchema, idempotencyKeySchema, longText, procedure, shortText, timeSchema } from './common'
import { photoSchema } from './photos'
import { answerSchema, guidanceSchema, nextStepSchema, stepViewSchema } from './playbook'
import { logReplyInput } from './replies'
import { platformRefundSchema } from './refunds'

export { caseRowSchema, type CaseRow } from './case-list'
export { CASE_VIEWS, caseViewSchema, type CaseView } from './queue'

export const clockSchema = z.object({
  name: z.string(),
  startedAt: timeSchema,
  dueAt: timeSchema.nullable(),
  remainingMs: z.number().nullable(),
  state: z.enum(['running', 'paused', 'met', 'breached', 'cancelled']),
  metAt: timeSchema.nullable(),
  /** From the policy: below this much left it asks for attention, and who has to act; a clock of the buyer's is never late. */
  soonMs: z.number(),
  owner: z.enum(['us', 'buyer', 'courier', 'platform']),
})
export type CaseClock = z.infer<typeof clockSchema>

export const timelineEventSchema = z.object({
  id: idSchema,
  at: timeSchema,
  type: z.string(),
  actorName: z.string().nullable(),
  text: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
})
export type TimelineEvent = z.infer<typeof timelineEventSchema>

export const orderFactsSchema = z.object({
  id: idSchema,
  number: z.string(),
  platform: z.string(),
  shopName: z.string(),
  status: z.string(),
  rawStatus: z.string().nullable(),
  paidCents: centsSchema,
  goodsCents: centsSchema.nullable(),
  postageCents: centsSchema.nullable(),
  refundCents: centsSchema.nullable(),
  currency: z.string(),
  createdAt: timeSchema.nullable(),
  paidAt: timeSchema.nullable(),
  shippedAt: timeSchema.nullable(),
  buyerNick: z.string().nullable(),
  /** Masked by default (R3). */
  receiverName: z.string().nullable(),
  phone: z.string().nullable(),
  address: z.string().nullable(),
  buyerNote: z.string().nullable(),
  sellerMemo: z.string().nullable(),
  flag: z.number().int().nullable(),
  waybills: z.array(z.object({ courierId: z.string().nullable(), courierName: z.string().nullable(), waybill: z.string() })),
  items: z.array(z.object({ title: z.string(), sku: z.string().nullable(), quantity: z.number().int(), unitCents: centsSchema.nullable() })),
})
export type OrderFacts = z.infer<typeof orderFactsSchema>

export const caseDetailSchema = caseRowSchema.extend({
  channel: z.string().nullable(),
  buyerId: idSchema.nullable(),
  summary: z.string().nullable(),
  liableParty: z.string().nullable(),
  freightPayer: z.string().nullable(),
  remedy: z.string().nullable(),
  reason: z.string().nullable(),
  memo: z.string().nullable(),
  nextAction: z.string().nullable(),
  difficult: z.boolean(),
  assigneeName: z.string().nullable(),
  waybills: z.array(z.object({ courierId: z.string().nullable(), courierName: z.string().nullable(), waybill: z.string() })),
  order: orderFactsSchema.nullable(),
  /** The platform's own after-sales orders of this case and its order, the most urgent first (C13). */
  refunds: z.array(platformRefundSchema),
  clocks: z.array(clockSchema),
  timeline: z.array(timelineEventSchema),
  photos: z.array(photoSchema),
  evidenceSlots: z.array(z.object({ slot: z.string(), labelZh: z.string(), labelEn: z.string(), required: z.boolean(), photoCount: z.number().int() })),
  step: nextStepSchema.nullable(),
  /** Every step that applies to this case, in order (P1). */
  steps: z.array(stepViewSchema),
  /** What the playbook says besides its steps: warnings, work for others, lines for the memo. */
  guidance: guidanceSchema,
  /** The managed list of reasons that fits the kind (C12). */
  reasons: z.array(z.object({ id: z.string(), zh: z.string(), en: z.string() })),
  /** The amount agreed for this case; `amountCents` of the row falls back to what was paid for the order. */
  agreedCents: centsSchema.nullable(),
  claims: z.array(z.object({ id: idSchema, claimNo: z.string(), status: z.string(), amountCents: centsSchema, waybill: z.string() })),
  wrongShipments: z.array(
    z.object({
      id: idSchema, entryNo: z.string(), error: z.string(), state: z.string(),
      /** What it leaves to be done (W3). */
      followUps: z.array(z.object({ id: z.string(), kind: z.enum(FOLLOW_UP_KINDS), state: z.enum(FOLLOW_UP_STATES), dueAt: timeSchema })),
    }),
  ),
  appeals: z.array(z.object({ id: idSchema, appealNo: z.string(), type: z.string(), status: z.string() })),
  /** Entries of described registers (spec section 8), the newest first. */
  entries: z.array(z.object({ id: idSchema, register: z.string(), name: z.object({ zh: z.string(), en: z.string() }), entryNo: z.string(), state: z.object({ zh: z.string(), en: z.string() }), final: z.boolean() })),
  allowedStatuses: z.array(z.string()),
  missingFields: z.array(z.string()),
})
export type CaseDetail = z.infer<typeof caseDetailSchema>

/** Fields that an agent edits directly; status has its own procedure. Null clears. */
export const casePatchSchema = z
  .object({
    kind: z.string(),
    channel: z.string().nullable(),
    buyerNick: shortText.nullable(),
    orderNo: shortText.nullable(),
    summary: longText.nullable(),
    priority: z.number().int().min(0).max(3),
    liableParty: z.string().nullable(),
    freightPayer: z.string().nullable(),
    remedy: z.string().nullable(),
    amountCents: centsSchema.nullable(),
    currency: currencySchema,
    flag: z.number().int().min(0).max(10).nullable(),
    memo: z.string().max(4000).nullable(),
    reason: z.string().nullable(),
    difficult: z.boolean(),
    waybills: z.array(z.string().min(1).max(100)).max(20),
  })
  .partial()

export const findingSchema = z.object({
  type: z.enum(['order', 'waybill', 'buyer', 'phone', 'masked-phone', 'amount', 'date']),
  text: z.string(),
  value: z.string(),
  sure: z.boolean(),
  currency: z.string().nullable(),
  meaning: z.enum(['bought', 'shipped', 'signed', 'promised']).nullable(),
  hasTime: z.boolean(),
})

const byId = z.object({ id: idSchema })
const key = { key: idempotencyKeySchema.nullish() }

export const casesContract = {
  ...caseListContract,
  get: procedure.input(byId).output(caseDetailSchema),
  create: procedure
    .input(
      z.object({
        kind: z.string(),
        shopId: idSchema.nullish(),
        channel: z.string().nullish(),
        buyerNick: shortText.nullish(),
        orderNo: shortText.nullish(),
        waybill: z.string().max(100).nullish(),
        note: longText.nullish(),
        /** When the buyer wrote, from the pasted line; first response runs from here (ui.md). */
        messageAt: timeSchema.nullish(),
        ...key,
      }),
    )
    .output(caseDetailSchema),
  update: procedure.input(byId.extend({ patch: casePatchSchema, ...key })).output(caseDetailSchema),
  setStatus: procedure
    .input(
      byId.extend({
        status: z.string(),
        nextAction: shortText.nullish(),
        nextActionAt: timeSchema.nullish(),
        reason: shortText.nullish(),
        ...key,
      }),
    )
    .output(caseDetailSchema),
  assign: procedure.input(byId.extend({ staffId: idSchema.nullable(), ...key })).output(caseDetailSchema),
  addNote: procedure.input(byId.extend({ text: longText.min(1), ...key })).output(caseDetailSchema),
  /** A reply was copied to the clipboard (T3: the log says "copied", not "sent"); what it promises (P2) and does besides (T4) is done with it. */
  logReply: procedure
    .input(logReplyInput.extend(key))
    .output(caseDetailSchema),
  /** The picture of a template was copied to the clipboard (T5). */
  logPicture: procedure.input(byId.extend({ templateId: z.string().min(1).max(100), photoId: idSchema, ...key })).output(caseDetailSchema),
  /** Marks a step of the playbook as done by hand (P1). */
  tickStep: procedure.input(byId.extend({ stepId: z.string().min(1).max(100), ...key })).output(caseDetailSchema),
  /** Answers a question of the playbook; answering again is a correction (P1). */
  answer: procedure.input(byId.extend({ ...answerSchema, ...key })).output(caseDetailSchema),
  /** Puts the area of the case's order, or a typed one, on the list that a courier does not serve (P3). Null: taken from the case. */
  addOutOfArea: procedure.input(byId.extend({ courierId: idSchema.nullish(), area: shortText.nullish(), ...key })).output(caseDetailSchema),
  /** The values for a template's variables from this case (T1). */
  templateFacts: procedure.input(byId.extend({ language: z.enum(['zh', 'en']) })).output(z.record(z.string(), z.string())),
  /** Reads what was pasted: numbers, buyer, time, kind with its reason, known orders and open cases (C11). */
  intake: procedure.input(z.object({ text: z.string().min(1).max(20_000), fromPicture: z.boolean().optional() })).output(
    z.object({
      orderNos: z.array(z.string()),
      waybills: z.array(z.string()),
      buyerNicks: z.array(z.string()),
      messageAt: timeSchema.nullable(),
      /** Best first, each with its reasons: words of the message and facts of its order. */
      kinds: z.array(z.object({ kind: z.string(), matched: z.array(z.string()), facts: z.array(z.object({ fact: z.enum(['unshipped', 'travelling', 'completed', 'refunding', 'just-shipped']), days: z.number().int() })), score: z.number() })),
      /** Everything that was read, each with the words it was read from; `sure` false: it could be something else. */
      findings: z.array(findingSchema),
      /** Numbers of a picture that were read a little wrong: the known one that they are taken for (C11). Empty for text that was pasted. */
      corrections: z.array(z.object({ read: z.string(), value: z.string() })),
      /** Whole phone numbers that were read; masked ones are no keys. */
      phones: z.array(z.string()),
      orders: z.array(orderFactsSchema),
      openCases: z.array(caseRowSchema),
    }),
  ),
}
