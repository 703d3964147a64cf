import type { ShipmentRecord, WrongShipment } from '../../contract/wrong-shipments'
import { openOnes, readFollowUps } from '../../domain/wrong-shipment/follow-ups'
import { isWeighed, readWeights } from '../../domain/wrong-shipment/weights'
import type { ReadDb } from '../db/open'
import * as masters from '../repositories/masters'
import * as photos from '../repositories/photos'
import { listEntryEvents } from '../repositories/register-entries'
import type * as repo from '../repositories/wrong-shipments'
import { toPhoto } from './case-read'
import type { Actor, Kernel } from './kernel'
import { shopTerms } from './reconcile-month'
import { getEntry, requireRegister } from './register-access'
import { correctorOf, requireShipment, weighedLines } from './wrong-shipment-core'
import { taskRegisterFor } from './wrong-shipment-tasks'

/** One wrong shipment whole (W1-W4); the list is the engine's (resources/registers/wrong-shipments.yaml). */

export function toWrongShipment(kernel: Kernel, actor: Actor, view: repo.WrongShipmentView, db: ReadDb = kernel.read): WrongShipment {
  const { hlc: _hlc, deletedAt: _deletedAt, verifiedAt: _verifiedAt, weights, followUps, submittedBy, verifiedBy, ...entry } = view.entry
  const open = openOnes(readFollowUps(followUps))
  // an entry that waits is asked for its hands; what is over no longer matters
  const correctedBy = entry.state === 'submitted' ? correctorOf(listEntryEvents(db, entry.id)) : null
  return {
    ...entry,
    caseNo: view.caseNo,
    currency: view.caseCurrency ?? shopTerms(kernel).currency,
    submittedBy: kernel.staffName(submittedBy),
    correctedBy: correctedBy === null ? null : kernel.staffName(correctedBy),
    verifiedBy: verifiedBy === null ? null : kernel.staffName(verifiedBy),
    own: submittedBy === actor.staffId || correctedBy === actor.staffId,
    openFollowUps: open.length,
    lateFollowUps: open.filter(({ dueAt }) => dueAt < kernel.now()).length,
    weighed: isWeighed(readWeights(weights)),
  }
}

/** @throws AppError NOT_FOUND */
export const getWrongShipment = (kernel: Kernel, actor: Actor, id: string): WrongShipment => toWrongShipment(kernel, actor, requireShipment(kernel.read, id))

/** An entry with its follow-ups, weights, evidence and history (W1-W4). @throws AppError NOT_FOUND */
export function shipmentRecord(kernel: Kernel, actor: Actor, id: string): ShipmentRecord {
  const view = requireShipment(kernel.read, id)
  const { entry } = view
  const { tolerance, boxGrams, mostGrams } = kernel.resources.policy.wrongShipments.weights
  const shop = masters.listShops(kernel.read)[0]
  return {
    entry: toWrongShipment(kernel, actor, view),
    row: getEntry(kernel, actor, requireRegister(kernel, actor, 'wrong-shipments', 'read'), id),
    followUps: readFollowUps(entry.followUps).map((one) => ({
      ...one,
      link: one.link === null ? null : { ...one.link },
      assigneeName: one.assigneeId === null ? null : kernel.staffName(one.assigneeId),
      closedBy: one.closedBy === null ? null : kernel.staffName(one.closedBy),
      handOver: one.state === 'open' && one.link === null && taskRegisterFor(kernel, actor, one.kind) !== null,
    })),
    weights: {
      values: { ...readWeights(entry.weights) },
      expected: weighedLines(kernel.read, entry.expected),
      sent: weighedLines(kernel.read, entry.sent),
      policy: { tolerance: { warehouse: { ...tolerance.warehouse }, courier: { ...tolerance.courier }, buyer: { ...tolerance.buyer } }, boxGrams, mostGrams },
    },
    photos: entry.caseId === null ? [] : photos.listPhotosOfCase(kernel.read, entry.caseId).map(toPhoto),
    history: listEntryEvents(kernel.read, id).map((event) => ({ ...event, by: kernel.staffName(event.by) })),
    shopName: shop?.name ?? '',
    timeZone: shop?.timeZone ?? 'Asia/Shanghai',
  }
}
