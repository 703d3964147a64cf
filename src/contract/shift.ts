import { z } from 'zod'
import { LATE_KINDS, LINE_KINDS } from '../domain/handover/lines'
import { idSchema, idempotencyKeySchema, procedure, shortText, timeSchema } from './common'
import { entrySchema } from './register'

const key = { key: idempotencyKeySchema.nullish() }
export const daySchema = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
const count = z.number().int().min(0)
const tone = z.enum(['calm', 'soon', 'late', 'ok'])

/** A line of a board: its entry in the register, and what the clock says of it. */
export const boardLineSchema = z.object({
  entry: entrySchema,
  tone,
  /** The deadline that it stands under now. */
  by: timeSchema.nullable(),
  missed: z.array(z.enum(LATE_KINDS)),
  /** Its promise has ended or its case is closed: nothing may be left to do. */
  settled: z.boolean(),
})
export type BoardLine = z.infer<typeof boardLineSchema>

export const boardSchema = z.object({
  day: daySchema,
  /** It is the board of the present shift; others are looked back at. */
  current: z.boolean(),
  deadlines: z.object({ acknowledgeBy: timeSchema, startBy: timeSchema, finishBy: timeSchema }),
  soonMs: z.number(),
  timeZone: z.string(),
  /** Null: nobody has made it yet. */
  board: entrySchema.nullable(),
  lines: z.array(boardLineSchema),
  late: z.array(z.object({ name: z.string().nullable(), acknowledged: count, started: count, finished: count })),
  before: daySchema.nullable(),
  after: daySchema.nullable(),
})
export type Board = z.infer<typeof boardSchema>

/** Night-shift handover (H1). Steps of lines and boards are those of the registers `handover` and `handover-boards`. */
export const handoverContract = {
  /** A day's board; no day: the one of the present shift. */
  board: procedure.input(z.object({ day: daySchema.nullish() })).output(boardSchema),
  /** Makes the board of the present shift from the database, or adds what has come since. What was taken off it stays off. */
  make: procedure.input(z.object(key)).output(z.object({ day: daySchema, added: count, carried: count, left: z.partialRecord(z.enum(LINE_KINDS), count) })),
  /** Leaves a line on the board of the coming morning, for a colleague or for whoever comes. */
  leave: procedure.input(z.object({ what: z.string().trim().min(1).max(2_000), assignee: idSchema.nullish(), caseId: idSchema.nullish(), remark: shortText.nullish(), ...key })).output(entrySchema),
  /** For the status bar: lines that are over and all of the present board; null where there is none. */
  status: procedure.output(z.object({ over: count, total: count, tone }).nullable()),
}
