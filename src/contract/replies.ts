import { z } from 'zod'
import { STATUS_IDS } from '../domain/case/status'
import { CLOCK_EVENTS } from '../domain/clock/policy'
import { idSchema, longText, shortText, timeSchema } from './common'
import { stepPromiseSchema } from './playbook'

const MOST_PARTS = 60
const MOST_EVENTS = 10

/**
 * What a reply does to its case besides being logged (T4): as it was shown to the person before, with times and values filled in. The
 * memo line is added to the memo of the case.
 */
export const replyDoesSchema = z.object({
  status: z.object({ status: z.enum(STATUS_IDS), nextAction: shortText.nullable(), nextActionAt: timeSchema.nullable() }).nullable().default(null),
  memo: z.string().trim().min(1).max(1000).nullable().default(null),
  events: z.array(z.enum(CLOCK_EVENTS)).max(MOST_EVENTS).default([]),
  promise: stepPromiseSchema.omit({ stepId: true }).nullable().default(null),
})
export type ReplyDoes = z.infer<typeof replyDoesSchema>

/** One of several messages that are one reply (T1); `reply` is the same for all of them. */
export const replyPartSchema = z.object({ no: z.number().int().min(1).max(MOST_PARTS), of: z.number().int().min(2).max(MOST_PARTS), reply: idSchema })
export type ReplyPart = z.infer<typeof replyPartSchema>

export const logReplyInput = z.object({
  id: idSchema,
  templateId: z.string().nullish(),
  text: longText.min(1),
  edited: z.boolean().default(false),
  /** What the playbook's step promises with it (P2). */
  promise: stepPromiseSchema.nullish(),
  does: replyDoesSchema.nullish(),
  part: replyPartSchema.nullish(),
  /** Title of the window into which it was pasted as well (T3). */
  pastedInto: z.string().max(200).nullish(),
})
