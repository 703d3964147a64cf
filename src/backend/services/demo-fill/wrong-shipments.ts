import { formatNumber } from '../../../domain/case/case-no'
import { PRODUCTS, type Product } from '../../../domain/demo/goods'
import { SHIPMENT_ERROR_OF } from '../../../domain/demo/kinds'
import type { Random } from '../../../domain/demo/random'
import { proposeFollowUps } from '../../../domain/wrong-shipment/follow-ups'
import type { ShipmentLine } from '../../../domain/wrong-shipment/wrong-shipment'
import type { WriteTx } from '../../db/write'
import * as cases from '../../repositories/cases'
import * as repo from '../../repositories/wrong-shipments'
import type { Kernel } from '../kernel'
import type { DemoCase } from './cases'
import type { DemoPeople } from './people'

const DAY = 86_400_000

/** Enters a case of the warehouse's in the wrong-shipment register; older entries were verified (W1, W2). */
export function insertDemoWrongShipment(kernel: Kernel, tx: WriteTx, random: Random, people: DemoPeople, from: DemoCase): void {
  const error = SHIPMENT_ERROR_OF[from.kind]
  if (error === undefined || from.order === null || !random.chance(0.7)) return
  const { product, option, number, parcel } = from.order
  const quantity = random.int(1, 3)
  const line = (from: Product, named: string, count: number): ShipmentLine => ({ title: `${from.title} ${named}`.trim(), sku: [from.sku, named].filter(Boolean).join('-'), quantity: count })
  const expected = [line(product, option, error === 'short-pack' ? quantity + 1 : quantity)]
  const other = random.pick(PRODUCTS)
  const sent: Record<typeof error, ShipmentLine[]> = {
    wrong: [line(other, random.pick(other.options), quantity)],
    'wrong-copy': [line(other, random.pick(other.options), quantity)],
    missing: [],
    extra: [...expected, line(other, '', 1)],
    'short-pack': [line(product, option, quantity)],
  }
  const createdAt = Math.min(tx.now, from.life.openedAt + random.int(10, 300) * 60_000)
  const isOld = tx.now - createdAt > 3 * DAY
  const verifier = people.pickStaff(random)
  const entryNo = formatNumber('W', kernel.devicePart, tx.nextNumber('wrong-shipment'))
  const id = tx.newId()
  const fix = random.weighted([['reissue', 5], ['exchange', 2], ['refund', 2], ['price-difference', 1], ['keep', 1]] as const)
  const costCents = random.int(4, 60) * 100
  const goodsBack = random.chance(0.4)
  const { suspect, dueDays } = kernel.resources.policy.wrongShipments.followUps
  const followUps = proposeFollowUps({ error, fix, goodsBack, expected, sent: sent[error], suspects: [] }, suspect).map((proposal) => ({
    ...proposal, id: tx.newId(), dueAt: createdAt + dueDays[proposal.kind] * DAY, assigneeId: from.actorId, openedAt: createdAt, reason: null, link: null,
    ...(isOld ? { state: 'done', closedAt: createdAt + DAY, closedBy: from.actorId } : { state: 'open', closedAt: null, closedBy: null }),
  }))
  repo.insertWrongShipment(tx, {
    id,
    entryNo,
    caseId: from.id,
    createdAt,
    submittedBy: from.actorId,
    error,
    buyerNick: from.buyerNick,
    orderNo: number,
    waybill: parcel?.waybill ?? null,
    expected,
    sent: sent[error],
    packedBy: `打包${random.int(1, 12)}号`,
    noticedBy: random.chance(0.9) ? '买家' : '仓库',
    fix,
    costCents,
    goodsBack,
    note: null,
    state: isOld && verifier.id !== from.actorId ? 'verified' : 'submitted',
    verifiedBy: isOld && verifier.id !== from.actorId ? verifier.id : null,
    verifiedAt: isOld && verifier.id !== from.actorId ? createdAt + DAY : null,
    returnReason: null,
    followUps,
  })
  cases.insertEvent(tx, { id: tx.newId(), caseId: from.id, at: createdAt, actorId: from.actorId, type: 'wrong-shipment', text: null, data: { entryId: id, entryNo, error } })
}
