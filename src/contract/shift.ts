import { z } from 'zod'
import { LATE_KINDS, LINE_KINDS } from '../domain/handover/lines'
import { CHECK_SOURCES } from '../domain/checklist/checklist'
import { TASK_KINDS } from '../domain/routine/routine'
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

const words = z.object({ zh: z.string(), en: z.string() })

/** A line of the opening checklist: its entry, how much there is of it now, and figures of the last time beside. */
export const checkLineSchema = z.object({
  entry: entrySchema,
  label: words,
  source: z.enum(CHECK_SOURCES),
  /** Kinds of cases that its count is of. */
  kinds: z.array(z.string()),
  shop: z.string().nullable(),
  figures: z.array(z.object({ id: z.string(), zh: z.string(), en: z.string(), unit: words.nullable(), before: z.number().nullable() })),
  /** The day that the figures beside are of. */
  before: daySchema.nullable(),
  /** Null: nothing is counted, a person looks. */
  count: count.nullable(),
  /** Orders that the count is of, where they are not cases. */
  rows: z.array(z.object({ number: z.string(), buyer: z.string().nullable(), shippedAt: timeSchema })),
})
export type CheckLineView = z.infer<typeof checkLineSchema>
export const checklistSchema = z.object({ day: daySchema, lines: z.array(checkLineSchema), left: z.array(checkLineSchema) })
export type ChecklistView = z.infer<typeof checklistSchema>

/** Opening checklist of the day (H2). Ticking is a step of the register `checklist`. */
export const checklistContract = {
  today: procedure.output(checklistSchema),
  /** Makes the list of the day where it is not there; at the first opening, or by key. */
  make: procedure.output(z.object({ day: daySchema, added: count })),
}

export const taskViewSchema = z.object({ entry: entrySchema, template: z.object({ id: z.string(), zh: z.string(), en: z.string() }).nullable() })
export type TaskView = z.infer<typeof taskViewSchema>

/** Routine and pre-sale tasks for spare time (H3). Steps are those of the register `routine`. */
export const routineContract = {
  /** Open and taken tasks by the time they are best done, with the reply that each suggests. */
  list: procedure.input(z.object({ kind: z.enum(TASK_KINDS).nullish(), mine: z.boolean().default(false) })).output(z.object({ tasks: z.array(taskViewSchema), kinds: z.partialRecord(z.enum(TASK_KINDS), count) })),
  /** Takes the next task that nobody has; null where there is none. */
  take: procedure.input(z.object(key)).output(entrySchema.nullable()),
  /** Looks through orders and cases now, instead of when the PC is idle. */
  feed: procedure.output(z.object({ added: count, lapsed: count })),
  /** The reply that a task suggests, filled from its order; what stays open stands in `open`. */
  reply: procedure.input(z.object({ id: idSchema, language: z.enum(['zh', 'en']) })).output(z.object({ text: z.string(), open: z.array(words) })),
}
