import { z } from 'zod'
import { APPEAL_STATUSES, APPEAL_TYPES } from '../domain/appeal/appeal'
import { centsSchema, currencySchema, idSchema, idempotencyKeySchema, longText, nextCursor, pageInput, procedure, shortText, timeSchema } from './common'
import { photoSchema } from './photos'

const type = z.enum(APPEAL_TYPES)
const status = z.enum(APPEAL_STATUSES)
const key = { key: idempotencyKeySchema.nullish() }
const number = z.string().max(100)
const evidence = z.array(z.object({ linkId: idSchema, caption: z.string().max(200) })).max(200)
const amount = centsSchema.min(0)

export const appealSchema = z.object({
  id: idSchema,
  appealNo: z.string(),
  type,
  status,
  statusAt: timeSchema,
  caseId: idSchema.nullable(),
  caseNo: z.string().nullable(),
  platform: z.string().nullable(),
  /** The number that the platform or courier gave it. */
  platformNo: z.string().nullable(),
  orderNo: z.string().nullable(),
  waybill: z.string().nullable(),
  buyerNick: z.string().nullable(),
  statement: z.string().nullable(),
  note: z.string().nullable(),
  deadlineAt: timeSchema.nullable(),
  claimedCents: centsSchema.nullable(),
  currency: z.string(),
  /** In the order of the pack. */
  evidence,
  /** Demands of the policy that the evidence meets, of how many. */
  met: z.number().int(),
  demanded: z.number().int(),
  result: z.string().nullable(),
  recoveredCents: centsSchema.nullable(),
  createdAt: timeSchema,
  createdBy: z.string().nullable(),
})
export type Appeal = z.infer<typeof appealSchema>

/** What a person writes of an appeal (A8). Money in integer cents; a deadline in epoch ms. */
const fields = {
  type,
  platform: z.string().max(60).nullable(),
  platformNo: number.nullable(),
  orderNo: number.nullable(),
  waybill: number.nullable(),
  buyerNick: shortText.nullable(),
  statement: longText.nullable(),
  note: longText.nullable(),
  deadlineAt: timeSchema.nullable(),
  claimedCents: amount.nullable(),
  currency: currencySchema,
  evidence,
}
const patch = z.object(fields).partial()
export type AppealPatch = z.infer<typeof patch>

const filter = { type: type.nullish(), status: status.nullish(), near: z.boolean().default(false), search: z.string().max(200).nullish() }

const demand = z.object({ id: z.string(), zh: z.string(), en: z.string(), slots: z.array(z.string()) })
const sums = z.object({ currency: z.string(), appeals: z.number().int(), open: z.number().int(), won: z.number().int(), lost: z.number().int(), claimedCents: centsSchema, recoveredCents: centsSchema })
export type AppealSumsRow = z.infer<typeof sums>

/** What the audit log keeps of a pack. */
export const packDetailSchema = z.object({ file: z.string(), sha256: z.string(), entries: z.number().int(), pdf: z.string(), whole: z.boolean() })

export const appealRecordSchema = z.object({
  appeal: appealSchema,
  /** Photos that may be chosen: those of the case and those chosen already, each place once. */
  photos: z.array(photoSchema),
  /** Packs made of it on this device, newest first. */
  packs: z.array(z.object({ at: timeSchema, by: z.string().nullable(), file: z.string(), sha256: z.string() })),
})
export type AppealRecord = z.infer<typeof appealRecordSchema>

const proposal = z.object({
  platform: z.string().nullable(),
  orderNo: z.string().nullable(),
  waybill: z.string().nullable(),
  buyerNick: z.string().nullable(),
  deadlineAt: timeSchema.nullable(),
  claimedCents: centsSchema.nullable(),
  currency: z.string(),
  evidence,
  photos: z.array(photoSchema),
})
export type AppealProposal = z.infer<typeof proposal>

const file = z.object({ file: z.string(), bytes: z.number().int(), sha256: z.string() })

/** Appeals to platforms and couriers, with their packs of evidence (A8). */
export const appealsContract = {
  list: procedure.input(z.object({ ...filter, ...pageInput })).output(z.object({ rows: z.array(appealSchema), nextCursor })),
  /** Sums over everything a filter lets through, per currency. */
  sums: procedure.input(z.object(filter)).output(z.array(sums)),
  /** What a filter lets through as XLSX or CSV, by the ending of `path`, which must be absolute. */
  export: procedure.input(z.object({ ...filter, path: z.string().min(1).max(4000), locale: z.enum(['zh', 'en']) })).output(z.object({ file: z.string(), rows: z.number().int() })),
  record: procedure.input(z.object({ id: idSchema })).output(appealRecordSchema),
  /** What of the policy the register shows. */
  terms: procedure.output(z.object({ nearDays: z.number().int(), mostEvidence: z.number().int(), demands: z.record(type, z.array(demand)) })),
  /** What a new appeal of a type begins with, from a case or alone. */
  propose: procedure.input(z.object({ caseId: idSchema.nullish(), type, language: z.enum(['zh', 'en']) })).output(proposal),
  create: procedure.input(patch.extend({ type, caseId: idSchema.nullish(), ...key })).output(appealSchema),
  /** Fields that are not named stay; null clears. */
  update: procedure.input(z.object({ id: idSchema, patch, ...key })).output(appealSchema),
  /** Result and amount recovered belong to the step; what was not won recovers nothing. */
  setStatus: procedure.input(z.object({ id: idSchema, status, result: z.string().max(4000).nullish(), recoveredCents: amount.nullish(), ...key })).output(appealSchema),
  /** Takes a draft out of the register again. */
  remove: procedure.input(z.object({ id: idSchema, ...key })),
  /** Writes the pack as ZIP at an absolute path ending in `.zip`, and the same form as PDF beside it where one can be made. Masked unless `whole`. */
  pack: procedure
    .input(z.object({ id: idSchema, path: z.string().min(1).max(4000), language: z.enum(['zh', 'en']), whole: z.boolean().default(false) }))
    .output(z.object({ zip: file, entries: z.array(z.string()), pdf: file.nullable(), missing: z.array(z.string()) })),
}
