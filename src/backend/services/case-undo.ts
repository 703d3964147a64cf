import type { BulkRefusal, ChangeRef } from '../../contract/case-bulk'
import { assignEventData, editEventData, statusEventData } from '../../contract/case-events'
import type { CaseDetail } from '../../contract/cases'
import { missingFields, type CaseField } from '../../domain/case/fields'
import { isKindId } from '../../domain/case/kinds'
import { isStatus, requiredFields, type Status } from '../../domain/case/status'
import { sweepClocks } from '../../domain/clock/engine'
import { AppError } from '../../domain/errors'
import type { WriteTx } from '../db/write'
import * as repo from '../repositories/cases'
import { appendEvent, derived, fieldValues, readClocks, requireCase, sameClockButState, saveClocks, waybillKeys } from './case-core'
import { getCase } from './case-read'
import { refusalOf } from './case-bulk'
import { clockPolicyOf } from './clock-policy'
import type { Actor, Kernel } from './kernel'
import { undoReply } from './reply-log'

/**
 * Taking changes back (C10, U2). The timeline is never shortened: an undo appends an event that names the one it took back, and restores
 * what that one changed, unless it has been changed again since.
 */
const STATUS_EVENTS = ['status', 'snoozed'] as const

const refused = (why: 'changed-since' | 'too-late' | 'undone-already' | 'not-undoable'): AppError => new AppError('UNDO_REFUSED', { why })

/** Takes one event of a case back inside a running write. @throws AppError NOT_FOUND, UNDO_REFUSED, REQUIRED_FIELDS_MISSING */
export function undoEvent(kernel: Kernel, tx: WriteTx, { caseId, eventId }: ChangeRef): void {
  const row = requireCase(tx.db, caseId)
  const event = repo.findEvent(tx.db, eventId)
  if (event === undefined || event.caseId !== caseId) throw new AppError('NOT_FOUND', { what: 'event', id: eventId })
  const undone = undoneEvents(tx, caseId)
  if (undone.has(eventId)) throw refused('undone-already')
  if (event.type === 'status' || event.type === 'snoozed') undoStatusEvent(kernel, tx, row, event, undone)
  else if (event.type === 'edited') undoEdit(kernel, tx, row, event)
  else if (event.type === 'assigned') undoAssign(tx, row, event)
  else if (event.type === 'reply-copied') undoReply(kernel, tx, event, undone, (inner) => undoEvent(kernel, tx, { caseId, eventId: inner }))
  else throw refused('not-undoable')
  appendEvent(tx, caseId, { type: 'undone', data: { eventId, type: event.type } })
}

function undoneEvents(tx: WriteTx, caseId: string): Set<string> {
  return new Set(repo.listEventsOfTypes(tx.db, caseId, ['undone']).flatMap(({ data }) => (typeof data['eventId'] === 'string' ? [data['eventId']] : [])))
}

/**
 * Only the newest change of status that still stands, and only while the policy allows: what came after would else have no beginning.
 * The status that comes back must still have the fields it asks for, as every other way into it demands (C1, C12).
 */
function undoStatusEvent(kernel: Kernel, tx: WriteTx, row: repo.CaseDbRow, event: repo.EventDbRow, undone: ReadonlySet<string>): void {
  const parsed = statusEventData.safeParse(event.data)
  if (!parsed.success) throw refused('not-undoable')
  const { to, undo: before } = parsed.data
  const standing = repo.listEventsOfTypes(tx.db, row.id, STATUS_EVENTS).find((one) => !undone.has(one.id))
  if (standing?.id !== event.id || row.status !== to) throw refused('changed-since')
  if (event.type === 'snoozed' && (row.nextActionAt !== (parsed.data.nextActionAt ?? null) || row.nextAction !== event.text)) throw refused('changed-since')
  if (tx.now - event.at > kernel.resources.policy.queue.undoStatusMs) throw refused('too-late')
  if (!isStatus(before.status)) throw refused('not-undoable')
  // A reason that was edited since is not this event's to take back.
  const left = to === 'closed' ? before.reason : (parsed.data.reason ?? before.reason)
  const reason = row.reason === left ? before.reason : row.reason
  const missing = lacking({ ...row, reason }, before.status)
  if (missing.length > 0) throw new AppError('REQUIRED_FIELDS_MISSING', { fields: missing })
  // A clock that something else has moved since is left as that left it.
  const policy = clockPolicyOf(kernel, tx.db, row)
  const clocks = sweepClocks(
    readClocks(tx.db, row.id).map((clock) => {
      const moved = before.clocks.find((one) => one.before.name === clock.name)
      return moved !== undefined && sameClockButState(clock, moved.after) ? moved.before : clock
    }),
    tx.now,
    policy,
  )
  saveClocks(tx, row.id, clocks)
  const { status, nextAction, nextActionAt, statusAt } = before
  repo.updateCase(tx, row.id, { status, reason, nextAction, nextActionAt, statusAt, ...derived(clocks, status as Status, nextActionAt, tx.now, policy) })
}

/** Fields that a case in this status must have and lacks. Why it was closed stands in its event. */
function lacking(row: repo.CaseDbRow, status: Status): CaseField[] {
  if (status === 'new' || !isKindId(row.kind)) return []
  return missingFields(requiredFields(row.kind, 'new', status), { ...fieldValues(row), closeReason: 'given' })
}

/** Columns that an edit can have changed; anything else in an event is not ours to write. */
const EDITABLE: ReadonlySet<string> = new Set([
  'kind', 'channel', 'buyerId', 'buyerNick', 'orderId', 'orderNo', 'summary', 'priority', 'liableParty', 'freightPayer', 'remedy', 'amountCents', 'currency', 'flag', 'memo', 'reason',
  'difficult', 'waybills',
])

function undoEdit(kernel: Kernel, tx: WriteTx, row: repo.CaseDbRow, event: repo.EventDbRow): void {
  const parsed = editEventData.safeParse(event.data)
  if (!parsed.success) throw refused('not-undoable')
  const { changes, startedClocks } = parsed.data
  const now: Readonly<Record<string, unknown>> = row
  for (const { field, to } of changes) {
    if (!EDITABLE.has(field)) throw refused('not-undoable')
    if (JSON.stringify(now[field] ?? null) !== JSON.stringify(to ?? null)) throw refused('changed-since')
  }
  const values = Object.fromEntries(changes.map(({ field, from }) => [field, from ?? null])) as Parameters<typeof repo.updateCase>[2]
  const status = row.status as Status
  const before = lacking(row, status)
  const missing = lacking(Object.assign({ ...row }, values), status).filter((field) => !before.includes(field))
  if (missing.length > 0) throw new AppError('REQUIRED_FIELDS_MISSING', { fields: missing })
  repo.updateCase(tx, row.id, { ...values, updatedAt: tx.now })
  if (values.waybills !== undefined) repo.setCaseWaybills(tx, row.id, waybillKeys(values.waybills))
  if (startedClocks.length > 0) takeClocks(kernel, tx, row, event.at, startedClocks)
}

/** Clocks that a change of kind had started go with it, unless something has moved them since. */
function takeClocks(kernel: Kernel, tx: WriteTx, row: repo.CaseDbRow, at: number, names: readonly string[]): void {
  const clocks = readClocks(tx.db, row.id)
  const taken = clocks.filter((clock) => names.includes(clock.name) && clock.startedAt === at && (clock.state === 'running' || clock.state === 'breached') && clock.metAt === null)
  for (const { name } of taken) repo.removeClock(tx, `${row.id}:${name}`)
  const policy = clockPolicyOf(kernel, tx.db, row)
  const left = sweepClocks(clocks.filter((clock) => !taken.includes(clock)), tx.now, policy)
  repo.updateCase(tx, row.id, derived(left, row.status as Status, row.nextActionAt, tx.now, policy))
}

function undoAssign(tx: WriteTx, row: repo.CaseDbRow, event: repo.EventDbRow): void {
  const parsed = assignEventData.safeParse(event.data)
  if (!parsed.success) throw refused('not-undoable')
  if (row.assigneeId !== parsed.data.staffId) throw refused('changed-since')
  repo.updateCase(tx, row.id, { assigneeId: parsed.data.from, updatedAt: tx.now })
}

/** Takes one change of a case back by its event (C10, U2). @throws AppError UNDO_REFUSED, NOT_FOUND, REQUIRED_FIELDS_MISSING */
export function undoOne(kernel: Kernel, actor: Actor, input: { id: string; eventId: string; key?: string | null | undefined }): CaseDetail {
  kernel.write(actor, { name: 'case.undo', subject: input.id, key: input.key }, (tx) => undoEvent(kernel, tx, { caseId: input.id, eventId: input.eventId }))
  return getCase(kernel, input.id)
}

/** Takes the newest change of status of a case back (C3). @throws AppError UNDO_REFUSED, NOT_FOUND, REQUIRED_FIELDS_MISSING */
export function undoStatus(kernel: Kernel, actor: Actor, input: { id: string; eventId: string; key?: string | null | undefined }): CaseDetail {
  kernel.write(actor, { name: 'case.undo', subject: input.id, key: input.key }, (tx) => {
    const event = repo.findEvent(tx.db, input.eventId)
    if (event !== undefined && event.type !== 'status' && event.type !== 'snoozed') throw refused('not-undoable')
    undoEvent(kernel, tx, { caseId: input.id, eventId: input.eventId })
  })
  return getCase(kernel, input.id)
}

const breathe = (): Promise<void> => new Promise((done) => setImmediate(done))

/** Takes many changes back, the last of the list first; what was changed since is left alone and named (C10). */
export async function undoChanges(kernel: Kernel, actor: Actor, changes: readonly ChangeRef[]): Promise<{ undone: number; refused: BulkRefusal[] }> {
  const left = [...changes].reverse()
  const failed: BulkRefusal[] = []
  let undone = 0
  while (left.length > 0) {
    const until = performance.now() + kernel.pace.sliceMs()
    kernel.write(actor, { name: 'case.undo', detail: { changes: left.length } }, (tx) => {
      do {
        const change = left.shift()
        if (change === undefined) return
        try {
          // a reply is several changes: only a write of its own takes all or nothing of it back
          if (repo.findEvent(tx.db, change.eventId)?.type === 'reply-copied') throw refused('not-undoable')
          undoEvent(kernel, tx, change)
          undone += 1
        } catch (error) {
          failed.push(refusalOf(tx, change.caseId, error))
        }
      } while (performance.now() < until)
    })
    await breathe()
  }
  return { undone, refused: failed }
}
