import { replyEventData, type ReplyUndo } from '../../contract/case-events'
import type { CaseDetail } from '../../contract/cases'
import type { ReplyDoes, ReplyPart } from '../../contract/replies'
import { isKindId } from '../../domain/case/kinds'
import { transition, type Status } from '../../domain/case/status'
import { RECORDABLE } from '../../domain/clock/recordable'
import { sweepClocks, type ClockState } from '../../domain/clock/engine'
import { AppError } from '../../domain/errors'
import { PARTNER_GROUPS } from '../../domain/template/template'
import type { WriteTx } from '../db/write'
import * as repo from '../repositories/cases'
import { findTeamTemplate } from '../repositories/templates'
import { appendEvent, derived, fieldValues, fireClockEvent, readClocks, requireCase, sameClockButState, saveClocks } from './case-core'
import { withTimers } from './case-playbook'
import { getCase } from './case-read'
import { editCase, moveCase } from './case-write'
import { clockPolicyOf } from './clock-policy'
import { requireCleanReply } from './coach'
import type { Actor, Kernel } from './kernel'
import { insertPromise, withdrawPromise } from './promises'

export interface CopiedReply {
  readonly templateId?: string | null | undefined
  readonly text: string
  readonly edited: boolean
  readonly promise?: { readonly words: string; readonly dueAt: number; readonly stepId: string } | null | undefined
  readonly does?: ReplyDoes | null | undefined
  readonly part?: ReplyPart | null | undefined
  /** Title of the window into which it was pasted as well (T3). */
  readonly pastedInto?: string | null | undefined
  readonly key?: string | null | undefined
}

/** Between an old memo and the line that a reply adds. */
const MEMO_JOIN = '；'

/**
 * Logs that a reply was copied (T3: copied, not sent). It answers the buyer, unless it is for a partner: the first-response clock stops, and a new case whose
 * required fields are there begins to be worked on. What the reply promises (P2) and does besides (T4: status with next action, memo,
 * clock events, promise) is done in the same write, and its event keeps what takes all of it back.
 * @throws AppError REPLY_HAS_OPEN_PLACEHOLDER, REPLY_BLOCKED for what no reply may hold (T6, E1), and of the status change
 *   ILLEGAL_TRANSITION, REQUIRED_FIELDS_MISSING, NEXT_ACTION_REQUIRED: then nothing is logged at all
 */
export function logReply(kernel: Kernel, actor: Actor, id: string, reply: CopiedReply): CaseDetail {
  if (/\{\{[^{}]*\}\}/.test(reply.text)) throw new AppError('REPLY_HAS_OPEN_PLACEHOLDER', {})
  kernel.write(actor, { name: 'case.reply', subject: id, detail: { template: reply.templateId ?? null }, key: reply.key }, (tx) => {
    requireCleanReply(kernel, requireCase(tx.db, id), reply.text)
    // Its id is older than those of what it does, so that the timeline tells the reply first.
    const eventId = tx.newId()
    const before = readClocks(tx.db, id)
    const done = withTimers(kernel, tx, id, () => doAll(kernel, tx, id, reply), reply.templateId)
    const undo: ReplyUndo = { ...done, ...movedClocks(before, readClocks(tx.db, id)) }
    const how = { ...(reply.part == null ? {} : { part: reply.part }), ...(reply.pastedInto == null ? {} : { pastedInto: reply.pastedInto }) }
    appendEvent(tx, id, { id: eventId, type: 'reply-copied', text: reply.text, data: { templateId: reply.templateId ?? null, edited: reply.edited, ...how, undo } })
  })
  return getCase(kernel, id)
}

/** Logs that the picture of a template was copied (T5). @throws AppError NOT_FOUND */
export function logPicture(kernel: Kernel, actor: Actor, input: { id: string; templateId: string; photoId: string; key?: string | null | undefined }): CaseDetail {
  const { id, templateId, photoId } = input
  kernel.write(actor, { name: 'case.picture', subject: id, detail: { template: templateId }, key: input.key }, (tx) => {
    requireCase(tx.db, id)
    appendEvent(tx, id, { type: 'picture-copied', data: { templateId, photoId } })
    repo.updateCase(tx, id, { updatedAt: tx.now })
  })
  return getCase(kernel, id)
}

type Done = Pick<ReplyUndo, 'statusEventId' | 'memoEventId' | 'promiseId'>

function doAll(kernel: Kernel, tx: WriteTx, id: string, { templateId, promise, does }: CopiedReply): Done {
  const toBuyer = !isForPartner(kernel, tx, templateId ?? null)
  if (toBuyer) fireClockEvent(kernel, tx, requireCase(tx.db, id), 'reply-copied')
  for (const event of does?.events ?? []) {
    if ((RECORDABLE as readonly string[]).includes(event)) appendEvent(tx, id, { type: 'clock-event', data: { event } })
    fireClockEvent(kernel, tx, requireCase(tx.db, id), event)
  }
  const promiseId =
    promise != null ? insertPromise(kernel, tx, { caseId: id, source: 'step', ...promise })
    : does?.promise != null ? insertPromise(kernel, tx, { caseId: id, source: 'reply', ...does.promise })
    : null
  const memoEventId = does?.memo == null ? null : editCase(kernel, tx, id, { memo: withLine(requireCase(tx.db, id).memo, does.memo) })
  return { promiseId, memoEventId, statusEventId: does?.status == null ? beginWork(kernel, tx, id) : moveCase(kernel, tx, requireCase(tx.db, id), does.status.status, does.status) }
}

/** Whether a text is for a courier, the warehouse or a supplier: then the buyer has not been answered. */
function isForPartner(kernel: Kernel, tx: WriteTx, templateId: string | null): boolean {
  if (templateId === null) return false
  const group = findTeamTemplate(tx.db, templateId)?.group ?? kernel.resources.templates.find((one) => one.id === templateId)?.group
  return group !== undefined && PARTNER_GROUPS.has(group)
}

const withLine = (memo: string | null, line: string): string => (memo === null || memo.trim() === '' ? line : `${memo}${MEMO_JOIN}${line}`)

/** A new case that was answered is worked on, when it has what that needs. */
function beginWork(kernel: Kernel, tx: WriteTx, id: string): string | null {
  const row = requireCase(tx.db, id)
  if (row.status !== 'new' || !isKindId(row.kind)) return null
  if (!transition({ kind: row.kind, status: 'new' }, 'working', fieldValues(row)).ok) return null
  return moveCase(kernel, tx, row, 'working', {})
}

function movedClocks(before: readonly ClockState[], after: readonly ClockState[]): Pick<ReplyUndo, 'clocks' | 'started'> {
  const clocks = before.flatMap((one) => {
    const now = after.find((other) => other.name === one.name)
    return now === undefined || JSON.stringify(now) === JSON.stringify(one) ? [] : [{ before: one, after: now }]
  })
  return { clocks, started: after.filter((one) => !before.some((other) => other.name === one.name)) }
}

/** How a reply's parts are taken back: by whoever takes back single events. */
type UndoEvent = (eventId: string) => void

/**
 * Takes a copied reply back inside a running write (T4): its clocks, status with next action, memo and promise as they were before, all or
 * nothing. A promise that has ended meanwhile is left; of a reply in several messages all are taken back.
 * @throws AppError UNDO_REFUSED, REQUIRED_FIELDS_MISSING
 */
export function undoReply(kernel: Kernel, tx: WriteTx, event: repo.EventDbRow, undone: ReadonlySet<string>, undoEvent: UndoEvent): void {
  const parsed = replyEventData.safeParse(event.data)
  if (!parsed.success) throw new AppError('UNDO_REFUSED', { why: 'not-undoable' })
  const { undo, part } = parsed.data
  restoreClocks(kernel, tx, event.caseId, undo)
  if (undo.statusEventId !== null && !undone.has(undo.statusEventId)) undoEvent(undo.statusEventId)
  if (undo.memoEventId !== null && !undone.has(undo.memoEventId)) undoEvent(undo.memoEventId)
  if (undo.promiseId !== null) withdrawPromise(kernel, tx, undo.promiseId)
  if (part === undefined) return
  const earlier = repo.listEventsOfTypes(tx.db, event.caseId, ['reply-copied']).find((one) => {
    const other = replyEventData.safeParse(one.data).data?.part
    return other?.reply === part.reply && other.no === part.no - 1 && !undone.has(one.id)
  })
  if (earlier !== undefined) undoEvent(earlier.id)
}

/** A clock that something else has moved since is left as that left it. */
function restoreClocks(kernel: Kernel, tx: WriteTx, caseId: string, undo: ReplyUndo): void {
  const row = requireCase(tx.db, caseId)
  const policy = clockPolicyOf(kernel, tx.db, row)
  const now = readClocks(tx.db, caseId)
  const taken = now.filter((clock) => undo.started.some((one) => one.name === clock.name && sameClockButState(clock, one)))
  for (const { name } of taken) repo.removeClock(tx, `${caseId}:${name}`)
  const left = now.filter((clock) => !taken.includes(clock)).map((clock) => {
    const moved = undo.clocks.find((one) => one.before.name === clock.name)
    return moved !== undefined && sameClockButState(clock, moved.after) ? moved.before : clock
  })
  const clocks = sweepClocks(left, tx.now, policy)
  saveClocks(tx, caseId, clocks)
  repo.updateCase(tx, caseId, derived(clocks, row.status as Status, row.nextActionAt, tx.now, policy))
}
