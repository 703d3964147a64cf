import type { CaseDetail } from '../../contract/cases'
import { contactOutcomes, contactWays, type ContactOutcome, type ContactWay } from '../../domain/contact/contact'
import type { RecordableEvent } from '../../domain/clock/recordable'
import { AppError } from '../../domain/errors'
import { appendEvent, fireClockEvent, requireCase } from './case-core'
import { getCase } from './case-read'
import { holdMsOf } from './courier-times'
import type { Actor, Kernel } from './kernel'

const clean = (text: string | null | undefined): string | null => text?.trim() || null

/** Calendars that the policy in force knows, in the order of the file (C4). */
export function listCalendars(kernel: Kernel): { id: string; timeZone: string }[] {
  return Object.entries(kernel.resources.policy.clocks.calendars).map(([id, { timeZone }]) => ({ id, timeZone }))
}

/** Something happened that the app cannot see: a typed event on the timeline (C5) and its clocks started or stopped (C4). @throws AppError NOT_FOUND */
export function recordEvent(kernel: Kernel, actor: Actor, input: { id: string; event: RecordableEvent; note?: string | null | undefined; key?: string | null | undefined }): CaseDetail {
  const { id, event } = input
  kernel.write(actor, { name: 'case.clock-event', subject: id, detail: { event }, key: input.key }, (tx) => {
    const row = requireCase(tx.db, id)
    appendEvent(tx, id, { type: 'clock-event', text: clean(input.note), data: { event } })
    // A courier keeps a parcel as long as its own terms say (O2).
    const held = event === 'parcel-held' ? holdMsOf(kernel, tx.db, row.waybills[0], row.orderId) : null
    fireClockEvent(kernel, tx, row, event, held === null ? {} : { durationMs: held })
  })
  return getCase(kernel, id)
}

/** The ways to reach a case's buyer. @throws AppError NOT_FOUND */
export function waysOf(kernel: Kernel, id: string): ContactWay[] {
  return contactWays(kernel.resources.policy.contact, requireCase(kernel.read, id).platform)
}

/** Logs an attempt to reach the buyer (C5). @throws AppError NOT_FOUND, INVALID_INPUT for a way that the platform forbids or an outcome that does not fit it */
export function logContact(kernel: Kernel, actor: Actor, input: { id: string; way: ContactWay; outcome: ContactOutcome; note?: string | null | undefined; key?: string | null | undefined }): CaseDetail {
  const { id, way, outcome } = input
  if (!waysOf(kernel, id).includes(way)) throw new AppError('INVALID_INPUT', { field: 'way', value: way })
  if (!contactOutcomes(way).includes(outcome)) throw new AppError('INVALID_INPUT', { field: 'outcome', value: outcome })
  kernel.write(actor, { name: 'case.contact', subject: id, detail: { way, outcome }, key: input.key }, (tx) => {
    const row = requireCase(tx.db, id)
    appendEvent(tx, id, { type: 'contact-attempt', text: clean(input.note), data: { way, outcome } })
    fireClockEvent(kernel, tx, row, 'contact-attempt')
  })
  return getCase(kernel, id)
}
