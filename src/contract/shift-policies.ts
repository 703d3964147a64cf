import { z } from 'zod'
import { parseDuration } from '../domain/clock/duration'
import type { HandoverPolicy } from '../domain/handover/times'

/** Schemas of the policies of shift work: handover, opening checklist, spare-time tasks (H1, H2, H3). */
const duration = z.string().transform((text, context): number => {
  const ms = parseDuration(text)
  if (ms !== null) return ms
  context.addIssue({ code: 'custom', message: `"${text}" is not a length of time such as 30m or 3d` })
  return z.NEVER
})
const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day is written like 09:30')
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)))
const atMost = z.number().int().min(1).max(500)

/** resources/policies/handover.yaml → HandoverPolicy (H1). */
export const handoverFileSchema = z.lazy(() => z
  .strictObject({ version: z.literal(1), handFrom: timeOfDay, acknowledgeBy: timeOfDay, startBy: timeOfDay, finishBy: timeOfDay, soon: duration, ahead: duration, atMost })
  .superRefine(({ acknowledgeBy, startBy, finishBy, handFrom }, context) => {
    if (!(acknowledgeBy <= startBy && startBy <= finishBy)) context.addIssue({ code: 'custom', path: ['finishBy'], message: 'a line is acknowledged, begun and done in this order' })
    else if (handFrom <= finishBy) context.addIssue({ code: 'custom', path: ['handFrom'], message: 'the next board begins after the morning has finished its own' })
  })
  .transform(({ soon, ahead, version: _version, ...rest }): HandoverPolicy => ({ ...rest, soonMs: soon, aheadMs: ahead })))
