import { z } from 'zod'
import { MERGE_AMOUNTS } from '../domain/claim/merge'
import { centsSchema, idSchema, idempotencyKeySchema, procedure, shortText, timeSchema } from './common'
import { photoSchema } from './photos'
import { claimFields, claimFilter, claimSchema, daySchema } from './registers'

const key = { key: idempotencyKeySchema.nullish() }

/** One line of a claim's own history (L1): what was done, by whom, with its facts. */
export const claimEventSchema = z.object({
  id: idSchema,
  at: timeSchema,
  byName: z.string().nullable(),
  type: z.string(),
  data: z.record(z.string(), z.unknown()),
})
export type ClaimEvent = z.infer<typeof claimEventSchema>

/** Money on a statement that counts for a claim (L1): follows from reconciliation, nobody writes it by hand. */
export const claimCreditSchema = z.object({
  month: z.string(),
  /** File and row of the line; null when the line is gone. */
  file: z.string().nullable(),
  row: z.number().int().nullable(),
  creditedCents: centsSchema,
  stage: z.string(),
  reasonZh: z.string(),
  reasonEn: z.string(),
})

const aliasSchema = z.object({ waybill: z.string(), kind: z.string() })

export const claimRecordSchema = z.object({
  claim: claimSchema,
  aliases: z.array(aliasSchema),
  /** Photos of its case. */
  photos: z.array(photoSchema),
  /** Oldest first. */
  events: z.array(claimEventSchema),
  credits: z.array(claimCreditSchema),
  /** Other claims on the same parcel, with how they stand to this one (L4, L1). */
  others: z.array(z.object({ id: idSchema, claimNo: z.string(), status: z.string(), kind: z.string() })),
})
export type ClaimRecord = z.infer<typeof claimRecordSchema>

const { counterparty: _party, aliases: _aliases, caseId, goodsCents, freightCents: _freight, otherCents: _other, waybill, reason, ...plain } = claimFields
const patch = z
  .object({
    ...plain,
    counterparty: z.string(),
    aliases: z.array(z.string().min(1).max(100)).max(10),
    caseId,
    waybill,
    reason,
    goodsCents,
    freightCents: goodsCents,
    otherCents: goodsCents,
    filedOn: daySchema,
  })
  .partial()
export type ClaimPatch = z.infer<typeof patch>

const sums = z.object({ currency: z.string(), claims: z.number().int(), amountCents: centsSchema, grantedCents: centsSchema, creditedCents: centsSchema, balanceCents: centsSchema })
export type ClaimSums = z.infer<typeof sums>

const file = z.object({ file: z.string(), bytes: z.number().int(), sha256: z.string() })

/** The claim log beyond registering and answering (L1–L4). */
export const claimLogContract = {
  /** A claim with all that is known of it. */
  record: procedure.input(z.object({ id: idSchema })).output(claimRecordSchema),
  /**
   * Corrects a claim; fields that are not named stay. A filed claim asks for a reason, and in a closed month money, numbers, party and day
   * of filing are refused with MONTH_CLOSED.
   */
  update: procedure.input(z.object({ id: idSchema, patch, why: shortText.nullish(), duplicateReason: shortText.nullish(), ...key })).output(claimSchema),
  /** Files a draft on a day, today by default. */
  file: procedure.input(z.object({ id: idSchema, filedOn: daySchema.nullish(), workOrderNo: shortText.nullish(), duplicateReason: shortText.nullish(), ...key })).output(claimSchema),
  /** L4: what is new in a second writing of a claim is added to the one that is there. */
  merge: procedure.input(z.object({ into: idSchema, amounts: z.enum(MERGE_AMOUNTS), from: z.object(claimFields), ...key })).output(claimSchema),
  /** Sums over everything a filter lets through, per currency. */
  sums: procedure.input(z.object(claimFilter)).output(z.array(sums)),
  /** What of the policy the log shows: ends of the age groups, days before a window closes that it counts as closing. */
  terms: procedure.output(z.object({ ageingDays: z.array(z.number().int()), windowNearDays: z.number().int() })),
  /** L1: what a filter lets through as XLSX or CSV, by the ending of `path`, which must be absolute. */
  export: procedure.input(z.object({ ...claimFilter, path: z.string().min(1).max(4000), locale: z.enum(['zh', 'en']) })).output(z.object({ file: z.string(), rows: z.number().int() })),
  /** L3: writes the claim pack as ZIP at an absolute path ending in `.zip`, and the same form as PDF beside it where one can be made. */
  pack: procedure
    .input(z.object({ id: idSchema, path: z.string().min(1).max(4000), language: z.enum(['zh', 'en']) }))
    .output(z.object({ zip: file, entries: z.array(z.string()), pdf: file.nullable(), missing: z.array(z.string()) })),
}
