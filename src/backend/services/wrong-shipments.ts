import type { WrongShipment } from '../../contract/wrong-shipments'
import { formatNumber } from '../../domain/case/case-no'
import { AppError } from '../../domain/errors'
import { mayDo } from '../../domain/identity/roles'
import { canMoveShipment, isShipmentError, isShipmentFix, mayVerify, SHIPMENT_ERRORS, SHIPMENT_FIXES, type ShipmentLine, type ShipmentState } from '../../domain/wrong-shipment/wrong-shipment'
import type { WriteTx } from '../db/write'
import * as cases from '../repositories/cases'
import * as masters from '../repositories/masters'
import { insertEntryEvent, listEntryEvents } from '../repositories/register-entries'
import * as repo from '../repositories/wrong-shipments'
import { withTimersOf } from './case-playbook'
import { noteOnCase } from './case-write'
import type { Actor, Kernel } from './kernel'
import { correctorOf, requireShipment } from './wrong-shipment-core'
import { alignedFollowUps } from './wrong-shipment-follow-ups'
import { getWrongShipment } from './wrong-shipment-read'

/** Entries of the wrong-shipment register: written, corrected, verified, and each of it taken back (W1, W2). */

/** What a person writes of an entry. */
export interface ShipmentWriting {
  readonly error: string
  readonly buyerNick?: string | null | undefined
  readonly orderNo?: string | null | undefined
  readonly waybill?: string | null | undefined
  readonly expected: readonly ShipmentLine[]
  readonly sent: readonly ShipmentLine[]
  readonly packedBy?: string | null | undefined
  readonly noticedBy?: string | null | undefined
  readonly fix?: string | null | undefined
  readonly costCents: number
  readonly goodsBack: boolean
  readonly note?: string | null | undefined
}

export interface NewWrongShipment extends ShipmentWriting {
  readonly caseId?: string | null | undefined
  readonly key?: string | null | undefined
}

const clean = (text: string | null | undefined): string | null => text?.trim() || null

/** What was written as columns. @throws AppError INVALID_INPUT, REQUIRED_FIELDS_MISSING */
function columnsOf(input: ShipmentWriting) {
  if (!isShipmentError(input.error)) throw new AppError('INVALID_INPUT', { field: 'error', value: input.error, known: [...SHIPMENT_ERRORS] })
  const fix = clean(input.fix)
  if (fix !== null && !isShipmentFix(fix)) throw new AppError('INVALID_INPUT', { field: 'fix', value: fix, known: [...SHIPMENT_FIXES] })
  if (input.expected.length === 0 && input.sent.length === 0) throw new AppError('REQUIRED_FIELDS_MISSING', { fields: ['expected', 'sent'] })
  return {
    error: input.error,
    buyerNick: clean(input.buyerNick),
    orderNo: clean(input.orderNo),
    waybill: clean(input.waybill),
    expected: [...input.expected],
    sent: [...input.sent],
    packedBy: clean(input.packedBy),
    noticedBy: clean(input.noticedBy),
    fix,
    costCents: input.costCents,
    goodsBack: input.goodsBack,
    note: clean(input.note),
  }
}
type Columns = ReturnType<typeof columnsOf>

/** Registers a wrong shipment inside a running write (W1); it waits for a second pair of hands (W2). Answers its id. A step of the case that is done by it fires its clock events (P1). */
export function insertWrongShipment(kernel: Kernel, tx: WriteTx, input: NewWrongShipment): string {
  return withTimersOf(kernel, tx, input.caseId, () => registerWrongShipment(kernel, tx, input))
}

function registerWrongShipment(kernel: Kernel, tx: WriteTx, input: NewWrongShipment): string {
  const columns = columnsOf(input)
  const caseRow = input.caseId == null ? undefined : cases.findCase(tx.db, input.caseId)
  if (input.caseId != null && caseRow === undefined) throw new AppError('NOT_FOUND', { what: 'case', id: input.caseId })
  const id = tx.newId()
  const entryNo = formatNumber('W', kernel.devicePart, tx.nextNumber('wrong-shipment'))
  const row = {
    ...columns,
    id,
    entryNo,
    caseId: caseRow?.id ?? null,
    createdAt: tx.now,
    submittedBy: tx.actorId,
    buyerNick: columns.buyerNick ?? caseRow?.buyerNick ?? null,
    orderNo: columns.orderNo ?? caseRow?.orderNo ?? null,
    waybill: columns.waybill ?? caseRow?.waybills[0] ?? null,
    state: 'submitted',
    verifiedBy: null,
    verifiedAt: null,
    returnReason: null,
  }
  repo.insertWrongShipment(tx, { ...row, followUps: alignedFollowUps(kernel, tx, { ...row, followUps: null }) })
  insertEntryEvent(tx, { entryId: id, type: 'created', data: {} })
  if (caseRow !== undefined) noteOnCase(kernel, tx, caseRow.id, { type: 'wrong-shipment', data: { entryId: id, entryNo, error: columns.error } })
  return id
}

/** @throws AppError INVALID_INPUT, REQUIRED_FIELDS_MISSING, NOT_FOUND */
export function createWrongShipment(kernel: Kernel, actor: Actor, input: NewWrongShipment): WrongShipment {
  const id = kernel.write(actor, { name: 'wrong-shipment.create', detail: { error: input.error }, key: input.key }, (tx) => insertWrongShipment(kernel, tx, input))
  return getWrongShipment(kernel, actor, id)
}

const verdictOf = ({ state, verifiedBy, verifiedAt, returnReason }: repo.WrongShipmentRow) => ({ state, verifiedBy, verifiedAt, returnReason })

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/**
 * Writes an entry anew (W1). What was verified or sent back waits for a second pair of hands again (S3), and the follow-ups are those that
 * the rule proposes now. One that was sent back is submitted again even where nothing had to be changed.
 * @throws AppError NOT_FOUND, INVALID_INPUT, REQUIRED_FIELDS_MISSING
 */
export function correctWrongShipment(kernel: Kernel, actor: Actor, input: ShipmentWriting & { readonly id: string; readonly key?: string | null | undefined }): WrongShipment {
  kernel.write(actor, { name: 'wrong-shipment.correct', subject: input.id, key: input.key }, (tx) => {
    const { entry } = requireShipment(tx.db, input.id)
    const columns = columnsOf(input)
    const changed = (Object.keys(columns) as (keyof Columns)[]).filter((field) => !same(columns[field], entry[field]))
    const waits = entry.state === 'submitted'
    if (changed.length === 0 && entry.state !== 'returned') return
    const followUps = alignedFollowUps(kernel, tx, { ...entry, ...columns })
    repo.updateWrongShipment(tx, entry.id, {
      ...Object.fromEntries(changed.map((field) => [field, columns[field]])),
      ...(waits ? {} : { state: 'submitted', verifiedBy: null, verifiedAt: null, returnReason: null }),
      ...(same(followUps, entry.followUps ?? []) ? {} : { followUps }),
    })
    const before = Object.fromEntries(changed.map((field) => [field, entry[field]]))
    insertEntryEvent(tx, { entryId: entry.id, type: 'edited', data: { before, verdict: verdictOf(entry), followUps: entry.followUps, to: 'submitted' } })
    if (!waits && entry.caseId !== null) noteOnCase(kernel, tx, entry.caseId, { type: 'wrong-shipment-state', data: { entryNo: entry.entryNo, from: entry.state, to: 'submitted' } })
  })
  return getWrongShipment(kernel, actor, input.id)
}

/** A verdict inside a running write (W2); who may give it, the engine has asked. @throws AppError FORBIDDEN for one's own entry or correction, ILLEGAL_TRANSITION */
export function verdictIn(kernel: Kernel, tx: WriteTx, id: string, to: ShipmentState, returnReason: string | null): void {
  const { entry } = requireShipment(tx.db, id)
  const from = entry.state as ShipmentState
  if (!canMoveShipment(from, to)) throw new AppError('ILLEGAL_TRANSITION', { from, to })
  const active = masters.listStaff(tx.db).filter((staff) => staff.active).length
  const correctedBy = correctorOf(listEntryEvents(tx.db, id))
  if (!mayVerify({ submittedBy: entry.submittedBy, correctedBy }, tx.actorId, active)) throw new AppError('FORBIDDEN', { right: 'wrong.verify', why: 'own-entry' })
  repo.updateWrongShipment(tx, id, { state: to, verifiedBy: tx.actorId, verifiedAt: tx.now, returnReason })
  insertEntryEvent(tx, { entryId: id, type: 'moved', data: { from, to, reason: returnReason, verdict: verdictOf(entry) } })
  if (entry.caseId !== null) noteOnCase(kernel, tx, entry.caseId, { type: 'wrong-shipment-state', text: returnReason, data: { entryNo: entry.entryNo, from, to } })
}

type Patch = Parameters<typeof repo.updateWrongShipment>[2]

/** What was there before an event: written down by this program, in the columns that it changed. */
function patchBefore(type: string, data: Record<string, unknown>): Patch | null {
  const verdict = data['verdict'] as Partial<ReturnType<typeof verdictOf>> | undefined
  switch (type) {
    case 'edited':
      return { ...(data['before'] as Partial<Columns>), ...verdict, followUps: data['followUps'] as repo.WrongShipmentRow['followUps'] }
    case 'moved':
      return { ...verdict }
    case 'weighed':
      return { weights: data['before'] as repo.WrongShipmentRow['weights'] }
    case 'follow-up':
      // a task that the warehouse has is not taken back from here
      return data['to'] === 'handed-over' ? null : { followUps: data['before'] as repo.WrongShipmentRow['followUps'] }
    default:
      return null
  }
}

/**
 * Takes back what was done to an entry last, while nothing else happened to it: a correction with what it voided, a verdict, a weighing, a
 * follow-up. @throws AppError NOT_FOUND, UNDO_REFUSED, FORBIDDEN for a verdict without the right to give one
 */
export function undoWrongShipment(kernel: Kernel, actor: Actor, id: string, key?: string | null): WrongShipment {
  kernel.write(actor, { name: 'wrong-shipment.undo', subject: id, key }, (tx) => takeBackIn(kernel, tx, actor, id))
  return getWrongShipment(kernel, actor, id)
}

/** As `undoWrongShipment`, inside a running write. */
export function takeBackIn(kernel: Kernel, tx: WriteTx, actor: Actor, id: string): void {
  const { entry } = requireShipment(tx.db, id)
  const [last] = listEntryEvents(tx.db, id)
  const patch = last === undefined ? null : patchBefore(last.type, last.data)
  if (last === undefined || patch === null) throw new AppError('UNDO_REFUSED', { why: 'changed-since' })
  // somebody else's verdict or correction is not taken back by whoever happens to look
  if (!mayDo(actor.role, last.type === 'moved' ? 'wrong.verify' : 'wrong.submit')) throw new AppError('FORBIDDEN', { right: last.type === 'moved' ? 'wrong.verify' : 'wrong.submit' })
  if (typeof last.data['to'] === 'string' && (last.type === 'moved' || last.type === 'edited') && last.data['to'] !== entry.state) throw new AppError('UNDO_REFUSED', { why: 'changed-since' })
  repo.updateWrongShipment(tx, id, patch)
  insertEntryEvent(tx, { entryId: id, type: 'undone', data: { what: last.type } })
  const to = patch.state ?? entry.state
  if (to !== entry.state && entry.caseId !== null) noteOnCase(kernel, tx, entry.caseId, { type: 'wrong-shipment-state', data: { entryNo: entry.entryNo, from: entry.state, to } })
}
