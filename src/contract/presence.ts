import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { DOINGS } from '../domain/sync/presence'
import { idSchema, procedure, timeSchema } from './common'

/** Who is looking at or answering a case on another PC (S7): best effort, expires by itself, decides nothing. */
export const takenCaseSchema = z.object({
  caseId: idSchema,
  staffId: idSchema,
  staffName: z.string(),
  deviceId: z.string(),
  deviceName: z.string(),
  doing: z.enum(DOINGS),
  /** Not shown after this, epoch ms. */
  until: timeSchema,
})
export type TakenCaseView = z.infer<typeof takenCaseSchema>

export const presenceSchema = z.object({
  /** Several PCs share: pages say what they have open. */
  on: z.boolean(),
  /** How often a page says it again, in milliseconds. */
  againMs: z.number().int().min(1000),
  cases: z.array(takenCaseSchema),
})
export type PresenceView = z.infer<typeof presenceSchema>

export const presenceContract = {
  /** Now, and again whenever it changes. */
  watch: procedure.output(eventIterator(presenceSchema)),
  /** What this page has open; null: nothing any more. Does nothing while nothing is shared. */
  say: procedure.input(z.object({ caseId: idSchema.nullable(), doing: z.enum(DOINGS) })).output(z.object({ on: z.boolean() })),
}
