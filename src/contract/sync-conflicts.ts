import { z } from 'zod'
import { REVIEW_KINDS, REVIEW_WAYS } from '../domain/sync/review'
import { centsSchema, currencySchema, idSchema, idempotencyKeySchema, nextCursor, pageInput, procedure, timeSchema } from './common'

/** What two PCs wrote without knowing of each other (S3), in words: conflicts to decide, doubled money and entries to review. */

const count = z.number().int().min(0)
const key = { key: idempotencyKeySchema.nullish() }
/** A word in both languages. */
const label = z.object({ zh: z.string(), en: z.string() })

/** A value as a page can say it. `named`: a word of a list, in both languages. */
export const shownValueSchema = z.discriminatedUnion('as', [
  z.object({ as: z.literal('none') }),
  z.object({ as: z.literal('text'), text: z.string() }),
  z.object({ as: z.literal('number'), number: z.number() }),
  z.object({ as: z.literal('yes-no'), yes: z.boolean() }),
  z.object({ as: z.literal('money'), cents: centsSchema, currency: currencySchema }),
  /** In the shop's zone. */
  z.object({ as: z.literal('time'), at: timeSchema, zone: z.string() }),
  z.object({ as: z.literal('named'), label }),
  z.object({ as: z.literal('list'), items: z.array(z.string()) }),
])
export type ShownValue = z.infer<typeof shownValueSchema>

/** What a row is called by people. */
export const recordNameSchema = z.object({
  what: label,
  /** Its number, or another name that tells it apart; null: it has none. */
  name: z.string().nullable(),
  /** The case that it belongs to, where the name is not that already. */
  caseNo: z.string().nullable(),
  /** Where a page shows it; `within`: the register of an entry. Null where nothing shows it by itself. */
  target: z.object({ as: z.enum(['case', 'claim', 'wrongShipment', 'appeal', 'register', 'template', 'month']), id: z.string(), within: z.string().nullable() }).nullable(),
})
export type RecordName = z.infer<typeof recordNameSchema>

const written = {
  /** The PC that wrote it; null: not known here. */
  device: z.string().nullable(),
  ownDevice: z.boolean(),
  person: z.string().nullable(),
  at: timeSchema,
}

export const conflictSchema = z.object({
  table: z.string(),
  row: z.string(),
  group: z.string(),
  groupLabel: label,
  record: recordNameSchema,
  foundAt: timeSchema,
  /** Columns in which the values differ first. */
  columns: z.array(z.object({ key: z.string(), label, differs: z.boolean() })),
  /** The value that holds now first; two at least. `values` stand in the order of `columns`. */
  sides: z.array(z.object({ stamp: z.string(), holds: z.boolean(), ...written, values: z.array(shownValueSchema) })),
  /** Whether whoever asks may decide it. */
  mayDecide: z.boolean(),
})
export type SyncConflict = z.infer<typeof conflictSchema>

export const reviewSchema = z.object({
  id: idSchema,
  kind: z.enum(REVIEW_KINDS),
  foundAt: timeSchema,
  caseRecord: recordNameSchema.nullable(),
  columns: z.array(z.object({ key: z.string(), label })),
  /** Both sides; `values` stand in the order of `columns`. */
  sides: z.array(z.object({ row: z.string(), record: recordNameSchema, ...written, /** it counts for nothing until somebody has decided */ suspended: z.boolean(), /** may be the one that is kept: the others can still be taken out of the count */ mayKeep: z.boolean(), values: z.array(shownValueSchema) })),
  /** What may be done with it. */
  ways: z.array(z.enum(REVIEW_WAYS)),
  mayDecide: z.boolean(),
})
export type SyncReview = z.infer<typeof reviewSchema>

export const syncConflictsContract = {
  /** Newest first; groups whose values agree are left out. */
  list: procedure.input(z.object(pageInput)).output(z.object({ rows: z.array(conflictSchema), nextCursor })),
  counts: procedure.output(z.object({ conflicts: count, reviews: count })),
  /**
   * The value with this stamp holds from now on, everywhere. One that was decided a moment ago is decided anew by the stamp of another value.
   * NOT_FOUND when it was decided elsewhere meanwhile.
   */
  decide: procedure.input(z.object({ table: z.string().max(60), row: idSchema, group: z.string().max(60), stamp: z.string().max(100), ...key })).output(z.object({ /** stamp of what held before, for taking it back */ before: z.string() })),
  reviews: procedure.input(z.object(pageInput)).output(z.object({ rows: z.array(reviewSchema), nextCursor })),
  /** `keep`: the row that counts, with `keep-one`. */
  settle: procedure.input(z.object({ id: idSchema, way: z.enum(REVIEW_WAYS), keep: idSchema.nullish(), ...key })).output(z.object({ id: idSchema })),
}
