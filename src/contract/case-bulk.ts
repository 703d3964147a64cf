import { z } from 'zod'
import { casePatchSchema, caseDetailSchema, caseRowSchema } from './cases'
import { centsSchema, idSchema, idempotencyKeySchema, longText, nextCursor, procedure, shortText, timeSchema } from './common'
import { errorCodeSchema, errorDetailSchema } from './errors'
import { caseListInput, caseQuestionSchema } from './queue'

/** A case as a line of the sheet (C10): the row of the queue with everything that can be edited there. */
export const sheetRowSchema = caseRowSchema.extend({
  nextAction: z.string().nullable(),
  summary: z.string().nullable(),
  memo: z.string().nullable(),
  channel: z.string().nullable(),
  reason: z.string().nullable(),
  remedy: z.string().nullable(),
  liableParty: z.string().nullable(),
  freightPayer: z.string().nullable(),
  agreedCents: centsSchema.nullable(),
  difficult: z.boolean(),
  waybills: z.array(z.string()),
  assigneeName: z.string().nullable(),
})
export type SheetRow = z.infer<typeof sheetRowSchema>

/** Cases that one call names; the policy may allow fewer. */
const MOST = 5_000
const caseIds = z.array(idSchema).min(1).max(MOST)

const statusTerms = { nextAction: shortText.nullish(), nextActionAt: timeSchema.nullish(), reason: shortText.nullish() }

/** What is done to many cases at once (C10); `patch` changes fields of the case as `cases.update` does. */
export const bulkActionSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('assign'), staffId: idSchema.nullable() }),
  z.object({ type: z.literal('status'), status: z.string(), ...statusTerms }),
  z.object({ type: z.literal('note'), text: longText.min(1) }),
  z.object({ type: z.literal('patch'), patch: casePatchSchema }),
])
export type BulkAction = z.infer<typeof bulkActionSchema>

/** One case that is left alone, and why: a code with words, and what they name. */
const refusalSchema = z.object({ id: idSchema, caseNo: z.string().nullable(), code: errorCodeSchema, detail: errorDetailSchema })
export type BulkRefusal = z.infer<typeof refusalSchema>

/** The event that a change left on the timeline: by it the change is taken back. */
const changeRefSchema = z.object({ caseId: idSchema, eventId: idSchema })
export type ChangeRef = z.infer<typeof changeRefSchema>

const bulkOutcome = z.object({ done: z.array(changeRefSchema), unchanged: z.number().int(), refused: z.array(refusalSchema) })
export type BulkOutcome = z.infer<typeof bulkOutcome>

const key = { key: idempotencyKeySchema.nullish() }

export const caseBulkContract = {
  /** A page of the queue with the columns of the sheet (C10). */
  sheet: procedure.input(caseListInput).output(z.object({ rows: z.array(sheetRowSchema), nextCursor })),
  /** Limits that the page works by, and the managed list of reasons (C12). */
  queueTerms: procedure.output(
    z.object({ countCap: z.number().int(), bulkCap: z.number().int(), undoStatusMs: z.number(), reasons: z.array(z.object({ id: z.string(), zh: z.string(), en: z.string() })) }),
  ),
  /** Ids of what matches, up to the policy's cap; `more`: there is more than that. */
  matching: procedure.input(caseQuestionSchema).output(z.object({ ids: z.array(idSchema), more: z.boolean() })),
  /** What a bulk action would refuse, without doing it. */
  bulkPreview: procedure.input(z.object({ ids: caseIds, action: bulkActionSchema })).output(z.object({ ready: z.number().int(), refused: z.array(refusalSchema) })),
  /** Does one thing to many cases, those that refuse left alone and named; in transactions short enough for others to work on. */
  bulk: procedure.input(z.object({ ids: caseIds, action: bulkActionSchema, ...key })).output(bulkOutcome),
  /** Edits many cases, each its own fields: what is pasted into the sheet (C10). */
  updateMany: procedure
    .input(z.object({ edits: z.array(z.object({ id: idSchema, patch: casePatchSchema.extend({ assigneeId: idSchema.nullable() }).partial() })).min(1).max(MOST), ...key }))
    .output(bulkOutcome),
  /** Takes changes back, newest first; what has been changed since is left alone and named. */
  undo: procedure.input(z.object({ changes: z.array(changeRefSchema).min(1).max(2 * MOST) })).output(z.object({ undone: z.number().int(), refused: z.array(refusalSchema) })),
  /** Takes one change of a case back by its event; refused when it has been changed since (C10, U2). */
  undoEvent: procedure.input(z.object({ id: idSchema, eventId: idSchema, ...key })).output(caseDetailSchema),
  /** Takes the newest change of status back, while the policy allows (C3). */
  undoStatus: procedure.input(z.object({ id: idSchema, eventId: idSchema, ...key })).output(caseDetailSchema),
}
