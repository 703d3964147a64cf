import { z } from 'zod'
import { FOLLOW_UP_KINDS, FOLLOW_UP_STATES, FOLLOW_UP_WHYS } from '../domain/wrong-shipment/follow-ups'
import { STATISTIC_IDS } from '../domain/wrong-shipment/statistics'
import { STATISTIC_MEASURES } from '../domain/wrong-shipment/statistics-views'
import { bytesSchema, photoSchema } from './photos'
import { entrySchema } from './register'
import { centsSchema, currencySchema, idSchema, idempotencyKeySchema, longText, monthSchema, procedure, shortText, timeSchema } from './common'

/** The wrong-shipment register (W1-W5): what it writes, one entry whole, figures. Its list, filters, sums, file and verdicts are those of the engine (resources/registers/wrong-shipments.yaml). */

const line = z.object({ title: shortText, sku: shortText.nullish(), quantity: z.number().int().min(0).max(100_000) })
const key = { key: idempotencyKeySchema.nullish() }
const count = z.number().int().min(0)
const sum = z.number().int()

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
  /** Of its case, else the shop's. */
  currency: z.string(),
  goodsBack: z.boolean(),
  note: z.string().nullable(),
  returnReason: z.string().nullable(),
  submittedBy: z.string().nullable(),
  /** Who corrected it last; null: nobody did. */
  correctedBy: z.string().nullable(),
  verifiedBy: z.string().nullable(),
  createdAt: timeSchema,
  /** The person who asks entered or corrected it: somebody else verifies (W2). */
  own: z.boolean(),
  /** Follow-ups that are not dealt with, and those of them that are late (W3). */
  openFollowUps: count,
  lateFollowUps: count,
  /** Something was weighed (W4). */
  weighed: z.boolean(),
})
export type WrongShipment = z.infer<typeof wrongShipmentSchema>

export const followUpSchema = z.object({
  id: idSchema,
  kind: z.enum(FOLLOW_UP_KINDS),
  why: z.enum(FOLLOW_UP_WHYS),
  count: count.nullable(),
  sku: z.string().nullable(),
  title: z.string().nullable(),
  dueAt: timeSchema,
  assigneeId: z.string().nullable(),
  assigneeName: z.string().nullable(),
  state: z.enum(FOLLOW_UP_STATES),
  openedAt: timeSchema,
  closedAt: timeSchema.nullable(),
  closedBy: z.string().nullable(),
  reason: z.string().nullable(),
  link: z.object({ register: z.string(), entryId: z.string() }).nullable(),
  /** The register of warehouse tasks is there and takes such a task from the person who asks. */
  handOver: z.boolean(),
})
export type ShipmentFollowUp = z.infer<typeof followUpSchema>

const grams = z.number().int().min(0).max(1_000_000)
export const shipmentWeightsSchema = z.object({
  warehouseGrams: grams.nullable(),
  courierGrams: grams.nullable(),
  buyerGrams: grams.nullable(),
  buyerBoxed: z.boolean(),
  buyerPhoto: z.string().max(100).nullable(),
  boxGrams: grams.nullable(),
})
const weighedLine = z.object({ title: z.string(), sku: z.string().nullable(), quantity: z.number().int(), unitGrams: z.number().int().nullable(), packagingGrams: z.number().int().nullable() })
const tolerance = z.object({ grams: z.number(), percent: z.number() })

/** An entry whole: its follow-ups, weights, evidence and history. */
export const shipmentRecordSchema = z.object({
  entry: wrongShipmentSchema,
  /** As the list has it, with the steps that the person who asks may take. */
  row: entrySchema,
  followUps: z.array(followUpSchema),
  weights: z.object({
    values: shipmentWeightsSchema,
    /** Lines with the weights of the product list, as it stands now. */
    expected: z.array(weighedLine),
    sent: z.array(weighedLine),
    policy: z.object({ tolerance: z.object({ warehouse: tolerance, courier: tolerance, buyer: tolerance }), boxGrams: grams, mostGrams: grams }),
  }),
  photos: z.array(photoSchema),
  history: z.array(z.object({ id: z.string(), at: timeSchema, by: z.string().nullable(), type: z.string(), data: z.record(z.string(), z.unknown()) })),
  shopName: z.string(),
  timeZone: z.string(),
})
export type ShipmentRecord = z.infer<typeof shipmentRecordSchema>

/** What a person writes of an entry. */
const entryFields = {
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
}

const months = { from: monthSchema.nullish(), to: monthSchema.nullish() }
/** The entries behind a figure of the statistics (W5). */
export const shipmentsBehindSchema = z.object({ from: monthSchema, to: monthSchema, currency: currencySchema, of: z.enum(STATISTIC_IDS), key: z.string().max(500) })
export type ShipmentsBehind = z.infer<typeof shipmentsBehindSchema>

const group = z.object({ key: z.string(), title: z.string().nullable(), entries: count, pieces: count, costCents: sum })
const statisticsInput = { ...months, currency: currencySchema.nullish() }
export const shipmentStatisticsSchema = z.object({
  from: monthSchema,
  to: monthSchema,
  currency: z.string(),
  currencies: z.array(z.string()),
  /** Entries of the range that wait or were sent back: they do not count (W2). */
  notVerified: count,
  bars: count,
  entries: count,
  pieces: count,
  costCents: sum,
  by: z.object({ packer: z.array(group), sku: z.array(group), error: z.array(group), week: z.array(group) }),
})
export type ShipmentStatistics = z.infer<typeof shipmentStatisticsSchema>

export const wrongShipmentsContract = {
  create: procedure.input(z.object({ caseId: idSchema.nullish(), ...entryFields, ...key })).output(wrongShipmentSchema),
  record: procedure.input(z.object({ id: idSchema })).output(shipmentRecordSchema),
  /** Writes the entry anew; what was verified or sent back waits again (S3). Unchanged, one that was sent back is submitted again. */
  correct: procedure.input(z.object({ id: idSchema, ...entryFields, ...key })).output(wrongShipmentSchema),
  /** Takes back what was done to an entry last: a correction, a verdict, a weighing, a follow-up. */
  undo: procedure.input(z.object({ id: idSchema, ...key })).output(wrongShipmentSchema),
  /** W4: weights in grams; null: not weighed. The verification stays. */
  weigh: procedure.input(z.object({ id: idSchema, weights: shipmentWeightsSchema, ...key })).output(shipmentRecordSchema),
  /** Writes the evidence picture that the page drew at an absolute path ending in `.png`. */
  savePicture: procedure.input(z.object({ id: idSchema, path: z.string().min(1).max(4000), bytes: bytesSchema })).output(z.object({ file: z.string(), bytes: count })),
  /** W3: by hand. */
  addFollowUp: procedure.input(z.object({ id: idSchema, kind: z.enum(FOLLOW_UP_KINDS), dueAt: timeSchema.nullish(), assigneeId: idSchema.nullish(), ...key })).output(shipmentRecordSchema),
  /** Another day or another person. */
  editFollowUp: procedure.input(z.object({ id: idSchema, followUp: idSchema, dueAt: timeSchema.nullish(), assigneeId: idSchema.nullish(), ...key })).output(shipmentRecordSchema),
  /** Done, or dropped with a reason. `refused`: the buyer admits it and will not return it; the next step of the path is opened. */
  closeFollowUp: procedure.input(z.object({ id: idSchema, followUp: idSchema, state: z.enum(['done', 'dropped']), reason: shortText.nullish(), refused: z.boolean().default(false), ...key })).output(shipmentRecordSchema),
  /** Makes a warehouse task of it, where that register is there. */
  handOver: procedure.input(z.object({ id: idSchema, followUp: idSchema, ...key })).output(shipmentRecordSchema),
  statistics: procedure.input(z.object(statisticsInput)).output(shipmentStatisticsSchema),
  /** The statistics as XLSX or PDF, by the ending of an absolute path. */
  exportStatistics: procedure.input(z.object({ ...statisticsInput, measure: z.enum(STATISTIC_MEASURES), path: z.string().min(1).max(4000), locale: z.enum(['zh', 'en']) })).output(z.object({ file: z.string(), rows: count })),
}
