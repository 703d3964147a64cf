import { z } from 'zod'
import type { QueuePolicy } from '../domain/case/queue'
import { parseDuration } from '../domain/clock/duration'

const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day is written like 08:30')
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)))

const cap = z.number().int().min(1).max(100_000)

/** resources/policies/queue.yaml → QueuePolicy (C10). */
export const queueFileSchema = z.lazy(() => z
  .strictObject({
    version: z.literal(1),
    countCap: cap,
    bulkCap: cap.max(5_000),
    archiveWindow: cap.min(100),
    undoStatus: z.string().transform((text, context): number => {
      const ms = parseDuration(text)
      if (ms !== null) return ms
      context.addIssue({ code: 'custom', message: `"${text}" is not a length of time such as 30m` })
      return z.NEVER
    }),
    carryOver: z.strictObject({ dueBefore: timeOfDay, shiftBegins: timeOfDay }),
  })
  .transform(({ countCap, bulkCap, archiveWindow, undoStatus, carryOver }): QueuePolicy => ({ countCap, bulkCap, archiveWindow, undoStatusMs: undoStatus, carryOver })))
