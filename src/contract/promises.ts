import { z } from 'zod'
import { idSchema, idempotencyKeySchema, nextCursor, pageInput, procedure, timeSchema } from './common'
import { PROMISE_ENDS, PROMISE_STATES, type PromiseState } from '../domain/promise/promise'
import { idsOf } from '../domain/case/lists'

const stateSchema = z.enum(idsOf(PROMISE_STATES) as [PromiseState, ...PromiseState[]])

/** A dated obligation towards a buyer (P2). */
export const promiseSchema = z.object({
  id: idSchema,
  caseId: idSchema,
  caseNo: z.string(),
  buyerNick: z.string().nullable(),
  words: z.string(),
  dueAt: timeSchema,
  madeAt: timeSchema,
  madeBy: z.string().nullable(),
  state: stateSchema,
  endedAt: timeSchema.nullable(),
  endedBy: z.string().nullable(),
  outcomeNote: z.string().nullable(),
})
export type CasePromise = z.infer<typeof promiseSchema>

const count = z.number().int()
const reportFields = {
  made: count,
  keptInTime: count,
  keptLate: count,
  broken: count,
  withdrawn: count,
  open: count,
  openLate: count,
  keptPercent: count.nullable(),
  medianDelayMs: z.number().nullable(),
}
export const promiseReportSchema = z.object({ ...reportFields, people: z.array(z.object({ name: z.string(), ...reportFields })) })
export type PromiseReportView = z.infer<typeof promiseReportSchema>

const key = { key: idempotencyKeySchema.nullish() }

export const promisesContract = {
  /** What is offered on one key, with the time at which it would fall due if it were made now. */
  choices: procedure.input(z.object({ caseId: idSchema })).output(z.array(z.object({ id: z.string(), zh: z.string(), en: z.string(), dueAt: timeSchema }))),
  make: procedure
    .input(z.object({ caseId: idSchema, words: z.string().trim().min(1).max(500), dueAt: timeSchema, source: z.enum(['reply', 'step', 'hand']).default('hand'), stepId: z.string().max(64).nullish(), ...key }))
    .output(promiseSchema),
  /** Broken and withdrawn ones need a note. */
  end: procedure.input(z.object({ id: idSchema, outcome: z.enum(PROMISE_ENDS), note: z.string().trim().max(500).nullish(), ...key })).output(promiseSchema),
  ofCase: procedure.input(z.object({ caseId: idSchema })).output(z.array(promiseSchema)),
  /** Open promises by the time they fall due; `late` only those past it. */
  open: procedure.input(z.object({ late: z.boolean().default(false), ...pageInput })).output(z.object({ rows: z.array(promiseSchema), nextCursor })),
  /** Promised against actual: promises that fell or fall due between two instants. */
  report: procedure.input(z.object({ from: timeSchema, to: timeSchema })).output(promiseReportSchema),
}
