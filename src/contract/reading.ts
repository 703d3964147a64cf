import { z } from 'zod'
import { idSchema, procedure } from './common'
import { bytesSchema } from './photos'

export const readLineSchema = z.object({
  text: z.string(),
  /** 0 to 1. */
  confidence: z.number(),
  /** Less sure than the policy asks for: shown as such. */
  unsure: z.boolean(),
})
export type ReadLineView = z.infer<typeof readLineSchema>

export const readingStateSchema = z.object({
  /** Turned on for this PC; off by default, since reading costs it. */
  on: z.boolean(),
  /** A picture is being read at this moment. */
  busy: z.boolean(),
  /** The backlog is read at once, beside people's work, instead of in their pauses. */
  hurry: z.boolean(),
  /** Screenshots that nobody has read yet; null while they are being counted. */
  waiting: z.number().int().nullable(),
  /** Photos whose text is known. */
  read: z.number().int(),
  /** Given up after the attempts of the policy. */
  failed: z.number().int(),
  /** Why nothing is read although it is on. */
  problem: z.literal('READING_UNAVAILABLE').nullable(),
})
export type ReadingState = z.infer<typeof readingStateSchema>

/** Text in pictures (A7, C11), read on this PC; nothing leaves it. */
export const readingContract = {
  state: procedure.output(readingStateSchema),
  turn: procedure.input(z.object({ on: z.boolean() })).output(readingStateSchema),
  /** Reads the backlog now, or only in pauses again. It ends with the backlog. */
  hurry: procedure.input(z.object({ on: z.boolean() })).output(readingStateSchema),
  /** Takes up again what had been given up. */
  retry: procedure.output(readingStateSchema),
  /** Reads one photo now, whether reading is on or not, and keeps its text. */
  photo: procedure.input(z.object({ linkId: idSchema })).output(z.object({ words: z.string() })),
  /** Reads a picture that is not filed yet (C11). Ends with the call's signal. */
  picture: procedure.input(z.object({ bytes: bytesSchema })).output(z.object({ lines: z.array(readLineSchema) })),
}
