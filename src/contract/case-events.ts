import { z } from 'zod'
import type { ClockState } from '../domain/clock/engine'
import { CLOCK_NAMES } from '../domain/clock/policy'
import { replyPartSchema } from './replies'

/**
 * Data of the timeline events that can be taken back (C5, C10). Events of an older program, or of an import, may lack what an undo needs:
 * then they do not fit, and cannot be taken back.
 */
const clockSchema: z.ZodType<ClockState> = z.object({
  name: z.enum(CLOCK_NAMES),
  startedAt: z.number(),
  dueAt: z.number().nullable(),
  remainingMs: z.number().nullable(),
  state: z.enum(['running', 'paused', 'met', 'breached', 'cancelled']),
  pausedAt: z.number().nullable(),
  metAt: z.number().nullable(),
})

/**
 * What a change of status keeps in its event: the case's status fields as they were, and of the clocks those that it moved, as they were
 * and as it left them.
 */
const statusSnapshotSchema = z.object({
  status: z.string(),
  reason: z.string().nullable(),
  nextAction: z.string().nullable(),
  nextActionAt: z.number().nullable(),
  statusAt: z.number(),
  clocks: z.array(z.object({ before: clockSchema, after: clockSchema })),
})
export type StatusSnapshot = z.infer<typeof statusSnapshotSchema>

export const statusEventData = z.object({ to: z.string(), nextActionAt: z.number().nullish(), reason: z.string().nullish(), undo: statusSnapshotSchema })
export const editEventData = z.object({ changes: z.array(z.object({ field: z.string(), from: z.unknown(), to: z.unknown() })), startedClocks: z.array(z.string()).default([]) })
export const assignEventData = z.object({ staffId: z.string().nullable(), from: z.string().nullable() })

/** What takes a copied reply back (T4): the events of what it did besides, the clocks that it moved, as they were and as it left them, and those that it started. */
const replyUndoSchema = z.object({
  statusEventId: z.string().nullable(),
  memoEventId: z.string().nullable(),
  promiseId: z.string().nullable(),
  clocks: z.array(z.object({ before: clockSchema, after: clockSchema })),
  started: z.array(clockSchema),
})
export type ReplyUndo = z.infer<typeof replyUndoSchema>
export const replyEventData = z.object({ part: replyPartSchema.optional(), undo: replyUndoSchema })
