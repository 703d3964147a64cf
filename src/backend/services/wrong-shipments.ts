import type { WrongShipment } from '../../contract/registers'
import { formatNumber } from '../../domain/case/case-no'
import { monthIn } from '../../domain/clock/zone'
import { AppError } from '../../domain/errors'
import { canMoveShipment, isShipmentError, isShipmentFix, mayVerify, SHIPMENT_ERRORS, SHIPMENT_FIXES, type ShipmentLine, type ShipmentState } from '../../domain/wrong-shipment/wrong-shipment'
import type { WriteTx } from '../db/write'
import * as cases from '../repositories/cases'
import * as masters from '../repositories/masters'
import * as repo from '../repositories/registers'
import { withTimersOf } from './case-playbook'
import { noteOnCase } from './case-write'
import { registerCursor } from './claims'
import type { Actor, Kernel } from './kernel'

export interface NewWrongShipment {
  readonly caseId?: string | null | undefined
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
  readonly key?: string | null | undefined
}

const clean = (text: string | null | undefined): string | null => text?.trim() || null

function toEntry(kernel: Kernel, view: repo.WrongShipmentView): WrongShipment {
  const { hlc: _hlc, deletedAt: _deletedAt, verifiedAt: _verifiedAt, ...entry } = view.entry
  return {
    ...entry,
    caseNo: view.caseNo,
    submittedBy: kernel.staffName(entry.submittedBy),
    verifiedBy: entry.verifiedBy === null ? null : kernel.staffName(entry.verifiedBy),
  }
}

/** @throws AppError NOT_FOUND */
export function getWrongShipment(kernel: Kernel, id: string): WrongShipment {
  const view = repo.findWrongShipment(kernel.read, id)
  if (view === undefined) throw new AppError('NOT_FOUND', { what: 'wrong-shipment', id })
  return toEntry(kernel, view)
}

/** Registers a wrong shipment inside a running write (W1); it waits for a second pair of hands (W2). Answers its id. A step of the case that is done by it fires its clock events (P1). */
export function insertWrongShipment(kernel: Kernel, tx: WriteTx, input: NewWrongShipment): string {
  return withTimersOf(kernel, tx, input.caseId, () => registerWrongShipment(kernel, tx, input))
}

function registerWrongShipment(kernel: Kernel, tx: WriteTx, input: NewWrongShipment): string {
  if (!isShipmentError(input.error)) throw new AppError('INVALID_INPUT', { field: 'error', value: input.error, known: [...SHIPMENT_ERRORS] })
  const fix = clean(input.fix)
  if (fix !== null && !isShipmentFix(fix)) throw new AppError('INVALID_INPUT', { field: 'fix', value: fix, known: [...SHIPMENT_FIXES] })
  if (input.expected.length === 0 && input.sent.length === 0) throw new AppError('REQUIRED_FIELDS_MISSING', { fields: ['expected', 'sent'] })
  const caseRow = input.caseId == null ? undefined : cases.findCase(tx.db, input.caseId)
  if (input.caseId != null && caseRow === undefined) throw new AppError('NOT_FOUND', { what: 'case', id: input.caseId })
  const id = tx.newId()
  const entryNo = formatNumber('W', kernel.devicePart, tx.nextNumber('wrong-shipment'))
  repo.insertWrongShipment(tx, {
    id,
    entryNo,
    caseId: caseRow?.id ?? null,
    createdAt: tx.now,
    submittedBy: tx.actorId,
    error: input.error,
    buyerNick: clean(input.buyerNick) ?? caseRow?.buyerNick ?? null,
    orderNo: clean(input.orderNo) ?? caseRow?.orderNo ?? null,
    waybill: clean(input.waybill) ?? caseRow?.waybills[0] ?? null,
    expected: [...input.expected],
    sent: [...input.sent],
    packedBy: clean(input.packedBy),
    noticedBy: clean(input.noticedBy),
    fix,
    costCents: input.costCents,
    goodsBack: input.goodsBack,
    note: clean(input.note),
    state: 'submitted',
    verifiedBy: null,
    verifiedAt: null,
    returnReason: null,
  })
  if (caseRow !== undefined) noteOnCase(kernel, tx, caseRow.id, { type: 'wrong-shipment', data: { entryId: id, entryNo, error: input.error } })
  return id
}

/** @throws AppError INVALID_INPUT, REQUIRED_FIELDS_MISSING, NOT_FOUND */
export function createWrongShipment(kernel: Kernel, actor: Actor, input: NewWrongShipment): WrongShipment {
  const id = kernel.write(actor, { name: 'wrong-shipment.create', detail: { error: input.error }, key: input.key }, (tx) => insertWrongShipment(kernel, tx, input))
  return getWrongShipment(kernel, id)
}

const zoneOf = (kernel: Kernel): string => masters.listShops(kernel.read)[0]?.timeZone ?? 'Asia/Shanghai'

export function listWrongShipments(
  kernel: Kernel,
  input: { state?: string | null | undefined; month?: string | null | undefined; cursor?: string | null | undefined; limit: number },
): { rows: WrongShipment[]; nextCursor: string | null } {
  const found = repo.listWrongShipments(kernel.read, {
    state: input.state,
    ...(input.month ? monthIn(zoneOf(kernel), input.month) : {}),
    after: registerCursor(input.cursor),
    limit: input.limit + 1,
  })
  const rows = found.slice(0, input.limit).map((view) => toEntry(kernel, view))
  const last = rows.at(-1)
  return { rows, nextCursor: found.length > input.limit && last !== undefined ? `${last.createdAt}:${last.id}` : null }
}

function move(kernel: Kernel, tx: WriteTx, id: string, to: ShipmentState, returnReason: string | null): void {
  const row = repo.findWrongShipment(tx.db, id)?.entry
  if (row === undefined) throw new AppError('NOT_FOUND', { what: 'wrong-shipment', id })
  const from = row.state as ShipmentState
  if (!canMoveShipment(from, to)) throw new AppError('ILLEGAL_TRANSITION', { from, to })
  const active = masters.listStaff(tx.db).filter((staff) => staff.active).length
  if (!mayVerify(row, tx.actorId, active)) throw new AppError('FORBIDDEN', { right: 'wrong.verify', why: 'own-entry' })
  repo.updateWrongShipment(tx, id, { state: to, verifiedBy: tx.actorId, verifiedAt: tx.now, returnReason })
  if (row.caseId !== null) noteOnCase(kernel, tx, row.caseId, { type: 'wrong-shipment-state', text: returnReason, data: { entryNo: row.entryNo, from, to } })
}

/** W2: the second pair of hands. @throws AppError FORBIDDEN for one's own entry, ILLEGAL_TRANSITION */
export function verifyWrongShipment(kernel: Kernel, actor: Actor, id: string, key?: string | null): WrongShipment {
  kernel.write(actor, { name: 'wrong-shipment.verify', subject: id, key }, (tx) => move(kernel, tx, id, 'verified', null))
  return getWrongShipment(kernel, id)
}

/** W2: returned to its author with a reason. */
export function sendBackWrongShipment(kernel: Kernel, actor: Actor, id: string, reason: string, key?: string | null): WrongShipment {
  kernel.write(actor, { name: 'wrong-shipment.send-back', subject: id, key }, (tx) => move(kernel, tx, id, 'returned', reason))
  return getWrongShipment(kernel, id)
}
