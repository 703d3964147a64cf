import { z } from 'zod'
import type { Register, RegisterValue } from '../domain/register/register'
import { centsSchema, idSchema, idempotencyKeySchema, monthSchema, nextCursor, pageInput, procedure, shortText, timeSchema } from './common'

const key = { key: idempotencyKeySchema.nullish() }
const registerId = z.string().min(1).max(64)
const line = z.object({ title: shortText, sku: shortText.nullish(), quantity: z.number().int().min(0).max(100_000) })
const value: z.ZodType<RegisterValue> = z.union([z.string().max(20_000), z.number(), z.boolean(), z.array(shortText).max(200), z.array(line).max(200), z.null()])
const values = z.record(z.string().max(60), value)

export const entrySchema = z.object({
  id: idSchema,
  entryNo: z.string(),
  createdAt: timeSchema,
  createdBy: z.object({ id: z.string(), name: z.string().nullable() }),
  caseId: idSchema.nullable(),
  caseNo: z.string().nullable(),
  state: z.string(),
  stateAt: timeSchema,
  stateBy: z.string().nullable(),
  stateReason: z.string().nullable(),
  currency: z.string(),
  /** By the ids of the description's fields; accounts are masked for those who may not see them. */
  values,
  /** Steps that the person who asks may take now. */
  moves: z.array(z.string()),
})
export type Entry = z.infer<typeof entrySchema>

/** What a list is narrowed by. `equals`: field → the value it must have. */
const filter = {
  register: registerId,
  view: z.string().max(64).nullish(),
  equals: z.record(z.string().max(60), z.union([z.string().max(200), z.boolean()])).default({}),
  search: z.string().max(200).nullish(),
  caseId: idSchema.nullish(),
  buyer: shortText.nullish(),
  /** Of registration, where the description says so. */
  month: monthSchema.nullish(),
  /** What only the register's own rules understand: a figure whose entries are asked for (W5). */
  own: z.record(z.string().max(40), z.string().max(500)).nullish(),
}
const sum = { field: z.string(), currency: z.string(), cents: centsSchema }

export const entryEventSchema = z.object({ id: z.string(), at: timeSchema, by: z.string().nullable(), type: z.string(), data: z.record(z.string(), z.unknown()) })

/** Registers that are described by data (spec section 8): one engine for all of them. */
export const registersContract = {
  /** The descriptions that the person who asks may read. */
  describe: procedure.output(z.custom<readonly Register[]>((data) => Array.isArray(data))),
  list: procedure.input(z.object({ ...filter, ...pageInput })).output(z.object({ rows: z.array(entrySchema), nextCursor })),
  /** How many entries each view holds under the same filter, and the sums of the view that is asked for: money per currency and per value of `sumBy`, numbers by their field. */
  counts: procedure
    .input(z.object(filter))
    .output(z.object({ views: z.record(z.string(), z.number().int()), sums: z.array(z.object({ ...sum, by: z.string().nullable(), entries: z.number().int() })), totals: z.record(z.string(), z.number()) })),
  /** Entries and money per option of a field that lists can be narrowed by, the most first. */
  breakdown: procedure
    .input(z.object({ ...filter, field: z.string().max(60) }))
    .output(z.array(z.object({ option: z.string().nullable(), entries: z.number().int(), sums: z.array(z.object(sum)) }))),
  record: procedure.input(z.object({ register: registerId, id: idSchema })).output(z.object({ entry: entrySchema, history: z.array(entryEventSchema) })),
  /** Values that a new entry begins with, of a case. */
  propose: procedure.input(z.object({ register: registerId, caseId: idSchema.nullish() })).output(values),
  create: procedure.input(z.object({ register: registerId, caseId: idSchema.nullish(), values, ...key })).output(entrySchema),
  /** Fills a register from orders, buyers or cases, as its rules say; what was made before is not made again. */
  feed: procedure.input(z.object({ register: registerId })).output(z.object({ made: z.number().int() })),
  /** Fields that are not named stay; null clears. */
  edit: procedure.input(z.object({ register: registerId, id: idSchema, values, ...key })).output(entrySchema),
  /** One step of one or many entries, all or none. */
  move: procedure
    .input(z.object({ register: registerId, ids: z.array(idSchema).min(1).max(5000), move: z.string().max(64), values: values.default({}), reason: shortText.nullish(), ...key }))
    .output(z.array(entrySchema)),
  /** Takes the last step of an entry back, while nothing else happened to it. */
  undoMove: procedure.input(z.object({ register: registerId, ids: z.array(idSchema).min(1).max(500), ...key })).output(z.array(entrySchema)),
  remove: procedure.input(z.object({ register: registerId, id: idSchema, ...key })),
  restore: procedure.input(z.object({ register: registerId, id: idSchema, ...key })).output(entrySchema),
  /** An account whole; that it was looked at is noted down (R3). */
  unmask: procedure.input(z.object({ register: registerId, id: idSchema, field: z.string().max(60) })).output(z.object({ value: z.string().nullable() })),
  /** Writes what a filter lets through as XLSX or CSV at an absolute path. */
  export: procedure.input(z.object({ ...filter, path: z.string().min(1).max(4000), locale: z.enum(['zh', 'en']) })).output(z.object({ file: z.string(), rows: z.number().int() })),
}
