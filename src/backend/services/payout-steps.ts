import type { Payout } from '../../contract/payouts'
import { awaitsConfirmation, movePayout, type ApprovalWay, type PayoutMove, type PayoutState } from '../../domain/compensation/payout'
import { AppError } from '../../domain/errors'
import { mayDo, type Role } from '../../domain/identity/roles'
import type { WriteTx } from '../db/write'
import * as photos from '../repositories/photos'
import * as repo from '../repositories/payouts'
import { requireCase } from './case-core'
import { verifiedApprover } from './approver'
import { withTimers } from './case-playbook'
import { noteOnCase } from './case-write'
import type { Actor, Kernel } from './kernel'
import { requireUnsuspected } from './payout-doubles'
import { policyOf, requirePayout, requireStaff, toPayout } from './payouts'

/** What follows on the asking for a payout (C7): approval in one of three ways, refusal, payment. Each is a typed event on the case. */

type Key = string | null | undefined
type Note = string | null | undefined
type Patch = Parameters<typeof repo.updatePayout>[2]

export interface Step {
  readonly id: string
  readonly move: PayoutMove
  readonly event: string
  readonly text?: Note
  readonly patch: (tx: WriteTx, row: repo.PayoutRow) => Patch
  readonly data?: Record<string, unknown>
  readonly key?: Key
}

/** Moves a payout along its table inside a running write. `patch` may name another state than the table's. @throws AppError NOT_FOUND, ILLEGAL_TRANSITION when somebody else was faster */
export function stepIn(kernel: Kernel, tx: WriteTx, { id, move, event, text, patch, data }: Omit<Step, 'key'>): void {
  const { payout: row } = requirePayout(tx.db, id)
  const to = movePayout(row.state as PayoutState, move)
  if (to === null) throw new AppError('ILLEGAL_TRANSITION', { from: row.state, to: move })
  const changed = patch(tx, row)
  withTimers(kernel, tx, row.caseId, () => {
    repo.updatePayout(tx, id, { state: to, ...changed })
    noteOnCase(kernel, tx, row.caseId, { type: event, text: text || null, data: { payoutId: id, payoutType: row.type, amountCents: row.amountCents, currency: row.currency, ...data } })
  })
}

function step(kernel: Kernel, actor: Actor, { key, ...one }: Step): Payout {
  kernel.write(actor, { name: `payout.${one.move}`, subject: one.id, detail: one.data ?? {}, key }, (tx) => stepIn(kernel, tx, one))
  return toPayout(kernel, requirePayout(kernel.read, one.id))
}

function approval(staffId: string, way: ApprovalWay, note: Note) {
  return (tx: WriteTx): Patch => ({ approvedBy: staffId, approvedAt: tx.now, approvalWay: way, approvalNote: note || null })
}

/** @throws AppError FORBIDDEN when that person may not approve */
function requireApprover(role: Role): void {
  if (!mayDo(role, 'payout.approve')) throw new AppError('FORBIDDEN', { right: 'payout.approve' })
}

/**
 * Approves by the approver's own PIN at whoever's PC (C7, R3); the session of that PC stays as it is. The event is the approver's.
 * @throws AppError APPROVER_WITHOUT_PIN, FORBIDDEN, PIN_WRONG, PIN_LOCKED, UNKNOWN_STAFF, ILLEGAL_TRANSITION
 */
export async function approveWithPin(kernel: Kernel, actor: Actor, input: { id: string; staffId: string; pin: string; note?: Note; key?: Key }): Promise<Payout> {
  requirePayout(kernel.read, input.id)
  const verified = await verifiedApprover(kernel, input, 'payout.approve')
  return step(kernel, verified, { id: input.id, move: 'approve', event: 'payout-approved', text: input.note, patch: approval(verified.staffId, 'pin', input.note), data: { way: 'pin', at: actor.staffId }, key: input.key })
}

/** Approves as the supervisor who is signed in, at any PC (C7). @throws AppError NOT_FOUND, ILLEGAL_TRANSITION */
export function approvePayout(kernel: Kernel, actor: Actor, input: { id: string; note?: Note; key?: Key }): Payout {
  return step(kernel, actor, { ...approveStep(input.id, actor.staffId, input.note), key: input.key })
}

const approveStep = (id: string, staffId: string, note: Note): Step => ({ id, move: 'approve', event: 'payout-approved', text: note, patch: approval(staffId, 'remote', note), data: { way: 'remote' } })
const refuseStep = (id: string, staffId: string, reason: string): Step => ({ id, move: 'refuse', event: 'payout-refused', text: reason, patch: (tx) => ({ approvedBy: staffId, approvedAt: tx.now, approvalNote: reason }) })
const cancelStep = (id: string, reason: string): Step => ({ id, move: 'cancel', event: 'payout-cancelled', text: reason, patch: () => ({}) })

/** The same steps inside a running write, for the register of payouts; who may take them, the engine has asked. @throws AppError NOT_FOUND, ILLEGAL_TRANSITION */
export const approveIn = (kernel: Kernel, tx: WriteTx, id: string): void => stepIn(kernel, tx, approveStep(id, tx.actorId, null))
export const refuseIn = (kernel: Kernel, tx: WriteTx, id: string, reason: string): void => stepIn(kernel, tx, refuseStep(id, tx.actorId, reason))
export const cancelIn = (kernel: Kernel, tx: WriteTx, id: string, reason: string): void => stepIn(kernel, tx, cancelStep(id, reason))

/**
 * Notes a spoken approval (C7): the screenshot must be filed, and the supervisor confirms it within the policy's time.
 * @throws AppError APPROVAL_PROOF_MISSING, FORBIDDEN, UNKNOWN_STAFF, ILLEGAL_TRANSITION
 */
export function approveSpoken(kernel: Kernel, actor: Actor, input: { id: string; staffId: string; note?: Note; key?: Key }): Payout {
  const approver = requireStaff(kernel.read, input.staffId)
  requireApprover(approver.role as Role)
  return step(kernel, actor, {
    id: input.id,
    move: 'approve',
    event: 'payout-approved',
    text: input.note,
    patch: (tx, row) => {
      const policy = policyOf(kernel, requireCase(tx.db, row.caseId))
      if (!photos.listPhotosOfCase(tx.db, row.caseId).some((photo) => photo.slot === policy.spokenSlot)) throw new AppError('APPROVAL_PROOF_MISSING', { slot: policy.spokenSlot })
      return { ...approval(approver.id, 'spoken', input.note)(tx), confirmBy: tx.now + policy.spokenConfirmMs }
    },
    data: { way: 'spoken', approver: approver.id },
    key: input.key,
  })
}

/** The supervisor stands by what was noted as said (C7). @throws AppError NOT_FOUND, ILLEGAL_TRANSITION when nothing waits for it */
export function confirmSpoken(kernel: Kernel, actor: Actor, input: { id: string; key?: Key }): Payout {
  kernel.write(actor, { name: 'payout.confirm', subject: input.id, key: input.key }, (tx) => {
    const { payout: row } = requirePayout(tx.db, input.id)
    if (!awaitsConfirmation(row)) throw new AppError('ILLEGAL_TRANSITION', { from: row.state, to: 'confirm' })
    // who confirms answers for it, also when somebody else was named
    repo.updatePayout(tx, input.id, { confirmedAt: tx.now, approvedBy: actor.staffId })
    const late = row.confirmBy !== null && tx.now > row.confirmBy
    noteOnCase(kernel, tx, row.caseId, { type: 'payout-confirmed', data: { payoutId: input.id, payoutType: row.type, amountCents: row.amountCents, currency: row.currency, late } })
  })
  return toPayout(kernel, requirePayout(kernel.read, input.id))
}

/** @throws AppError NOT_FOUND, ILLEGAL_TRANSITION */
export function refusePayout(kernel: Kernel, actor: Actor, input: { id: string; reason: string; key?: Key }): Payout {
  return step(kernel, actor, { ...refuseStep(input.id, actor.staffId, input.reason), key: input.key })
}

/** @throws AppError NOT_FOUND, ILLEGAL_TRANSITION */
export function cancelPayout(kernel: Kernel, actor: Actor, input: { id: string; reason: string; key?: Key }): Payout {
  return step(kernel, actor, { ...cancelStep(input.id, input.reason), key: input.key })
}

/** Marks one payout as paid (F1), as many do together in the finance list. @throws AppError NOT_FOUND, ILLEGAL_TRANSITION, DUPLICATE_PAYOUT */
export function payPayout(kernel: Kernel, actor: Actor, input: { id: string; reference?: Note; key?: Key }): Payout {
  const reference = input.reference?.trim() || null
  kernel.write(actor, { name: 'payout.pay', subject: input.id, detail: { reference }, key: input.key }, (tx) => payIn(kernel, tx, input.id, reference))
  return toPayout(kernel, requirePayout(kernel.read, input.id))
}

/** Inside a running write. What may be a double is not paid before a person has said why (F1). @throws AppError NOT_FOUND, ILLEGAL_TRANSITION, DUPLICATE_PAYOUT */
export function payIn(kernel: Kernel, tx: WriteTx, id: string, reference: string | null): void {
  const view = requirePayout(tx.db, id)
  // two PCs asked for the same money (S3): a person looks at both first
  if (view.payout.suspendedAt !== null) throw new AppError('DUPLICATE_PAYOUT', { payout: id })
  if (view.payout.state === 'approved') requireUnsuspected(kernel, tx.db, view.payout)
  stepIn(kernel, tx, { id, move: 'pay', event: 'payout-paid', text: reference, patch: () => ({ paidAt: tx.now, paidRef: reference, paidBy: tx.actorId }), data: { reference } })
}
