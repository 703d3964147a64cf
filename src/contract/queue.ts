import { z } from 'zod'
import { CASE_SORTS, CASE_VIEWS } from '../domain/case/queue'
import { centsSchema, idSchema, pageInput, timeSchema } from './common'

export { CASE_SORTS, CASE_VIEWS } from '../domain/case/queue'
export type { CaseSort, CaseView } from '../domain/case/queue'

export const caseViewSchema = z.enum(CASE_VIEWS)
export const caseSortSchema = z.enum(CASE_SORTS)

/** Stands for "no assignee" among ids of staff. */
export const NOBODY = 'nobody'

const ids = z.array(idSchema).max(100)

/**
 * Filters of the queue; every one that is given must hold, and within one any of its values will do (C10). `openedTo` is excluded, amounts
 * are inclusive and compare the agreed amount, else what was paid for the order.
 */
export const caseFilterSchema = z
  .strictObject({
    kinds: ids,
    shopIds: ids,
    statuses: ids,
    /** Ids of staff, or {@link NOBODY}. */
    assigneeIds: ids,
    platforms: ids,
    priorities: z.array(z.number().int()).max(10),
    flags: z.array(z.number().int()).max(20),
    openedFrom: timeSchema,
    openedTo: timeSchema,
    amountFrom: centsSchema,
    amountTo: centsSchema,
    hasClaim: z.boolean(),
  })
  .partial()
export type CaseFilter = z.infer<typeof caseFilterSchema>

/** What a list of cases asks for, besides its page. */
export const caseQuestion = {
  view: caseViewSchema.default('open'),
  search: z.string().max(200).nullish(),
  kind: z.string().nullish(),
  shopId: idSchema.nullish(),
  filter: caseFilterSchema.nullish(),
  /** Absent: the view's own. Refused when the view does not offer it. */
  sort: caseSortSchema.nullish(),
}

export const caseListInput = z.object({ ...caseQuestion, ...pageInput })
/** `limit` pages only: what matches, not which page of it. */
export const caseQuestionSchema = z.object(caseQuestion)
export type CaseQuestion = z.input<typeof caseQuestionSchema>
