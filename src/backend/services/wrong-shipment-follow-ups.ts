import { DAY } from '../../domain/clock/duration'
import { AppError } from '../../domain/errors'
import { afterRefusal, alignFollowUps, openOnes, proposeFollowUps, readFollowUps, suspectItems, type FollowUp, type FollowUpKind, type Proposal, type Suspect } from '../../domain/wrong-shipment/follow-ups'
import type { ShipmentError, ShipmentFix, ShipmentLine } from '../../domain/wrong-shipment/wrong-shipment'
import type { ReadDb } from '../db/open'
import type { WriteTx } from '../db/write'
import * as cases from '../repositories/cases'
import * as masters from '../repositories/masters'
import { insertEntryEvent } from '../repositories/register-entries'
import * as repo from '../repositories/wrong-shipments'
import { noteOnCase } from './case-write'
import type { Actor, Kernel } from './kernel'
import { requireShipment } from './wrong-shipment-core'
import { insertTask } from './wrong-shipment-tasks'

/** What a wrong shipment leaves to be done (W3): opened by the rule or by hand, each with a day, a person and an end. */

type Facts = Pick<repo.WrongShipmentRow, 'id' | 'caseId' | 'error' | 'fix' | 'goodsBack'> & { readonly expected: readonly ShipmentLine[]; readonly sent: readonly ShipmentLine[]; readonly followUps: repo.WrongShipmentRow['followUps'] }

/** How often each item of an entry went wrong within the policy's days, this time included; not of those whose stock another entry has counted. */
function suspectsOf(kernel: Kernel, db: ReadDb, entry: Facts, now: number): Suspect[] {
  const { entries, days } = kernel.resources.policy.wrongShipments.followUps.suspect
  return suspectItems(entry.expected, entry.sent).flatMap(({ sku, title }) => {
    const others = repo.listEntriesOfSku(db, sku, now - days * DAY, entry.id, Math.max(entries, 1) * 20).filter((row) => suspectItems(row.expected, row.sent).some((item) => item.sku === sku))
    // its stock is being counted already
    const counting = others.some(({ followUps }) => openOnes(readFollowUps(followUps)).some((one) => one.kind === 'delist' && one.sku === sku))
    return counting ? [] : [{ sku, title, count: others.length + 1 }]
  })
}

const stored = (list: readonly FollowUp[]): Record<string, unknown>[] => list.map((one) => ({ ...one }))

function opened(kernel: Kernel, tx: WriteTx, proposal: Proposal, assigneeId: string | null): FollowUp {
  const days = kernel.resources.policy.wrongShipments.followUps.dueDays[proposal.kind]
  return { ...proposal, id: tx.newId(), dueAt: tx.now + days * DAY, assigneeId, state: 'open', openedAt: tx.now, closedAt: null, closedBy: null, reason: null, link: null }
}

/** The follow-ups of an entry after it was registered or corrected; whoever works on its case is responsible, else who wrote it. */
export function alignedFollowUps(kernel: Kernel, tx: WriteTx, entry: Facts): Record<string, unknown>[] {
  const proposals = proposeFollowUps(
    { error: entry.error as ShipmentError, fix: entry.fix as ShipmentFix | null, goodsBack: entry.goodsBack, expected: entry.expected, sent: entry.sent, suspects: suspectsOf(kernel, tx.db, entry, tx.now) },
    kernel.resources.policy.wrongShipments.followUps.suspect,
  )
  const caseRow = entry.caseId === null ? undefined : cases.findCase(tx.db, entry.caseId)
  const assignee = caseRow?.assigneeId ?? tx.actorId
  return stored(alignFollowUps(readFollowUps(entry.followUps), proposals, tx.now, (proposal) => opened(kernel, tx, proposal, assignee)))
}

/** Writes the list anew, with what was there before as the entry's history. */
function write(kernel: Kernel, tx: WriteTx, entry: repo.WrongShipmentRow, list: readonly FollowUp[], told: { kind: FollowUpKind; to: string; reason?: string | null }): void {
  repo.updateWrongShipment(tx, entry.id, { followUps: stored(list) })
  insertEntryEvent(tx, { entryId: entry.id, type: 'follow-up', data: { before: entry.followUps, kind: told.kind, to: told.to, reason: told.reason ?? null } })
  if (entry.caseId !== null) noteOnCase(kernel, tx, entry.caseId, { type: 'wrong-shipment-follow-up', text: told.reason ?? null, data: { entryId: entry.id, entryNo: entry.entryNo, kind: told.kind, to: told.to } })
}

function requireOpen(list: readonly FollowUp[], id: string): FollowUp {
  const found = list.find((one) => one.id === id)
  if (found === undefined) throw new AppError('NOT_FOUND', { what: 'follow-up', id })
  if (found.state !== 'open') throw new AppError('ILLEGAL_TRANSITION', { from: found.state, to: 'open' })
  return found
}

function requireStaff(db: ReadDb, id: string | null | undefined): void {
  if (id != null && !masters.listStaff(db).some((one) => one.id === id && one.active)) throw new AppError('NOT_FOUND', { what: 'staff', id })
}

interface OfEntry {
  readonly id: string
  readonly key?: string | null | undefined
}
interface OfFollowUp extends OfEntry {
  readonly followUp: string
}

/** One more, by hand. @throws AppError NOT_FOUND */
export function addFollowUp(kernel: Kernel, actor: Actor, input: OfEntry & { readonly kind: FollowUpKind; readonly dueAt?: number | null | undefined; readonly assigneeId?: string | null | undefined }): void {
  kernel.write(actor, { name: 'wrong-shipment.follow-up', subject: input.id, detail: { kind: input.kind }, key: input.key }, (tx) => {
    const { entry } = requireShipment(tx.db, input.id)
    requireStaff(tx.db, input.assigneeId)
    const made = opened(kernel, tx, { kind: input.kind, why: 'by-hand', count: null, sku: null, title: null }, input.assigneeId ?? tx.actorId)
    write(kernel, tx, entry, [...readFollowUps(entry.followUps), { ...made, dueAt: input.dueAt ?? made.dueAt }], { kind: input.kind, to: 'open' })
  })
}

/** Another day or another person; what is not given stays. @throws AppError NOT_FOUND, ILLEGAL_TRANSITION for one that is over */
export function editFollowUp(kernel: Kernel, actor: Actor, input: OfFollowUp & { readonly dueAt?: number | null | undefined; readonly assigneeId?: string | null | undefined }): void {
  kernel.write(actor, { name: 'wrong-shipment.follow-up-edit', subject: input.id, key: input.key }, (tx) => {
    const { entry } = requireShipment(tx.db, input.id)
    const list = readFollowUps(entry.followUps)
    const found = requireOpen(list, input.followUp)
    requireStaff(tx.db, input.assigneeId)
    const changed = { ...found, dueAt: input.dueAt ?? found.dueAt, assigneeId: input.assigneeId ?? found.assigneeId }
    if (changed.dueAt === found.dueAt && changed.assigneeId === found.assigneeId) return
    write(kernel, tx, entry, list.map((one) => (one.id === found.id ? changed : one)), { kind: found.kind, to: 'open' })
  })
}

/**
 * Ends a follow-up: done, or dropped with a reason. Where the buyer admits it and will not return it, the next step of the path is opened.
 * @throws AppError NOT_FOUND, ILLEGAL_TRANSITION, REQUIRED_FIELDS_MISSING for one that is dropped without a reason
 */
export function closeFollowUp(kernel: Kernel, actor: Actor, input: OfFollowUp & { readonly state: 'done' | 'dropped'; readonly reason?: string | null | undefined; readonly refused: boolean }): void {
  const reason = input.reason?.trim() || null
  if (input.state === 'dropped' && reason === null) throw new AppError('REQUIRED_FIELDS_MISSING', { fields: ['reason'] })
  kernel.write(actor, { name: 'wrong-shipment.follow-up-close', subject: input.id, detail: { state: input.state }, key: input.key }, (tx) => {
    const { entry } = requireShipment(tx.db, input.id)
    const list = readFollowUps(entry.followUps)
    const found = requireOpen(list, input.followUp)
    const next = input.refused ? afterRefusal(found.kind) : null
    if (input.refused && (input.state !== 'dropped' || next === null)) throw new AppError('INVALID_INPUT', { field: 'refused', value: found.kind })
    const closed = list.map((one): FollowUp => (one.id === found.id ? { ...one, state: input.state, closedAt: tx.now, closedBy: tx.actorId, reason } : one))
    const more = next === null ? [] : [opened(kernel, tx, { kind: next, why: 'buyer-refuses', count: null, sku: null, title: null }, found.assigneeId)]
    write(kernel, tx, entry, [...closed, ...more], { kind: found.kind, to: input.state, reason })
  })
}

/** Makes a task of the warehouse of a follow-up (W6). @throws AppError NOT_FOUND, ILLEGAL_TRANSITION, INVALID_INPUT where there is no such register */
export function handOverFollowUp(kernel: Kernel, actor: Actor, input: OfFollowUp): void {
  kernel.write(actor, { name: 'wrong-shipment.hand-over', subject: input.id, key: input.key }, (tx) => {
    const { entry } = requireShipment(tx.db, input.id)
    const list = readFollowUps(entry.followUps)
    const found = requireOpen(list, input.followUp)
    if (found.link !== null) return
    const link = insertTask(kernel, tx, actor, entry, found)
    write(kernel, tx, entry, list.map((one) => (one.id === found.id ? { ...one, link } : one)), { kind: found.kind, to: 'handed-over' })
  })
}
