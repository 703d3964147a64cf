import { z } from 'zod'
import { CONTACT_OUTCOMES, CONTACT_WAYS, type ContactOutcome, type ContactWay } from '../domain/contact/contact'
import { RECORDABLE } from '../domain/clock/recordable'
import { caseDetailSchema } from './cases'
import { centsSchema, idSchema, idempotencyKeySchema, longText, procedure, shortText, timeSchema } from './common'

const key = { key: idempotencyKeySchema.nullish() }
const ways = Object.keys(CONTACT_WAYS) as [ContactWay, ...ContactWay[]]
const outcomes = Object.keys(CONTACT_OUTCOMES) as [ContactOutcome, ...ContactOutcome[]]

/** Clocks beyond what a case shows (C4, C5, U5). */
export const clocksContract = {
  /** Names of the calendars that a shop can work by. */
  calendars: procedure.output(z.array(z.object({ id: z.string(), timeZone: z.string() }))),
  /** How many of the signed-in person's cases are late, and will be soon, by the policy of their role. */
  due: procedure.output(z.object({ overdue: z.number().int(), soon: z.number().int() })),
  /** Something happened that starts or stops clocks: parcel held, revision asked for, result told … */
  record: procedure.input(z.object({ id: idSchema, event: z.enum(RECORDABLE), note: shortText.nullish(), ...key })).output(caseDetailSchema),
  /** The ways to reach this buyer that the platform's rules leave open. */
  contactWays: procedure.input(z.object({ id: idSchema })).output(z.array(z.enum(ways))),
  /** An attempt to reach the buyer, with what came of it; answers the first-response clock. */
  contact: procedure.input(z.object({ id: idSchema, way: z.enum(ways), outcome: z.enum(outcomes), note: shortText.nullish(), ...key })).output(caseDetailSchema),
}

export const deskParcelSchema = z.object({
  caseId: idSchema.nullable(),
  caseNo: z.string().nullable(),
  claimId: idSchema.nullable(),
  claimNo: z.string().nullable(),
  kind: z.string(),
  status: z.string(),
  waybill: z.string(),
  courierId: z.string().nullable(),
  courierName: z.string().nullable(),
  branch: z.string().nullable(),
  askedAt: timeSchema.nullable(),
})
export type DeskParcel = z.infer<typeof deskParcelSchema>

const target = z.object({
  claims: z.array(z.object({ id: idSchema, claimNo: z.string(), status: z.string(), amountCents: centsSchema, currency: z.string(), mayTake: z.array(z.string()) })),
  cases: z.array(z.object({ id: idSchema, caseNo: z.string(), kind: z.string(), status: z.string() })),
})

export const deskAnswerSchema = z.object({
  waybill: z.string(),
  said: z.string(),
  granted: z.object({ goodsCents: centsSchema.nullable(), freightCents: centsSchema.nullable(), totalCents: centsSchema.nullable() }).nullable(),
  rejected: z.object({ reason: z.string().nullable() }).nullable(),
  progress: z.enum(['accepted', 'arbitration']).nullable(),
  workOrderNo: z.string().nullable(),
  found: z.boolean(),
  redeliverAt: timeSchema.nullable(),
  trace: z.enum(['in-transit', 'delivering', 'delivered', 'returning', 'held']).nullable(),
  lastScan: z.object({ at: timeSchema.nullable(), place: z.string().nullable() }).nullable(),
  unread: z.array(z.string()),
  contradicts: z.boolean(),
  ...target.shape,
})
export type DeskAnswer = z.infer<typeof deskAnswerSchema>

/** What a person has confirmed of an answer. */
const confirmed = z.object({
  waybill: z.string().min(1).max(100),
  said: longText,
  claimId: idSchema.nullable(),
  caseId: idSchema.nullable(),
  verdict: z.enum(['granted', 'rejected', 'accepted', 'arbitration', 'none']),
  /** The courier's own number, for a claim that has none yet. */
  workOrderNo: shortText.nullish(),
  grantedCents: centsSchema.min(0).nullable(),
  reason: shortText.nullable(),
  found: z.boolean(),
  redeliverAt: timeSchema.nullable(),
  trace: z.string().max(40).nullable(),
  lastScan: z.object({ at: timeSchema.nullable(), place: shortText.nullable() }).nullable(),
})

/** The courier desk (P11): asking couriers' chat groups, and taking in what they answer. */
export const courierDeskContract = {
  /** Parcels to ask about: of these cases and claims, or with neither those of all open cases that wait for a courier. */
  parcels: procedure.input(z.object({ caseIds: z.array(idSchema).max(500).default([]), claimIds: z.array(idSchema).max(500).default([]) })).output(z.array(deskParcelSchema)),
  /** Writes the lines to copy, notes on each case that it was asked, and starts waiting for the answer. */
  ask: procedure
    .input(
      z.object({
        parcels: z.array(z.object({ caseId: idSchema.nullable(), claimId: idSchema.nullable(), waybill: z.string().min(1).max(100), contact: shortText.nullish() })).min(1).max(500),
        language: z.enum(['zh', 'en']),
        ...key,
      }),
    )
    .output(
      z.object({
        groups: z.array(z.object({ courierName: z.string().nullable(), branch: z.string().nullable(), text: z.string(), count: z.number().int() })),
        answerDueAt: timeSchema,
        /** Cases that could not be left waiting, since required fields are missing or their status does not allow it. */
        notWaiting: z.array(z.string()),
      }),
    ),
  /** Reads a pasted answer; nothing is stored. */
  read: procedure.input(z.object({ text: z.string().min(1).max(50_000) })).output(z.object({ answers: z.array(deskAnswerSchema), unread: z.array(z.string()) })),
  /** Stores what was confirmed on claims and timelines, all or nothing. */
  confirm: procedure.input(z.object({ answers: z.array(confirmed).min(1).max(500), language: z.enum(['zh', 'en']).default('zh'), ...key })).output(z.object({ claims: z.number().int(), cases: z.number().int() })),
}

const ratio = z.object({ count: z.number().int(), share: z.number().int().nullable(), limit: z.number().int(), tone: z.enum(['ok', 'near', 'over']), left: z.number().int() })
export const ebayGaugeSchema = z.object({ days: z.number().int(), orders: z.number().int(), defects: ratio, unresolved: ratio })
export type EbayGaugeAnswer = z.infer<typeof ebayGaugeSchema>

/** eBay's two ratios (P7), of one shop or of all eBay shops; null without any. */
export const gaugeContract = {
  ebay: procedure.input(z.object({ shopId: idSchema.nullish() })).output(ebayGaugeSchema.nullable()),
}
