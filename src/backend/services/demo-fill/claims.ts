import { formatNumber } from '../../../domain/case/case-no'
import type { ClaimStatus } from '../../../domain/claim/status'
import { claimWindowEndsAt, type CourierPolicy } from '../../../domain/courier/policy'
import { waybillKey } from '../../../domain/courier/waybill'
import { addMonths, claimOutcome, monthOf, monthsBetween } from '../../../domain/demo/claims'
import { demoParcel, PRODUCTS } from '../../../domain/demo/goods'
import { CLAIM_KINDS, CLAIM_REASON_WEIGHTS } from '../../../domain/demo/kinds'
import { DEMO_DAYS } from '../../../domain/demo/life'
import type { Random } from '../../../domain/demo/random'
import type { WriteTx } from '../../db/write'
import * as cases from '../../repositories/cases'
import * as repo from '../../repositories/registers'
import { dayOf } from '../claims'
import type { Kernel } from '../kernel'
import type { DemoCase } from './cases'
import type { DemoPeople } from './people'
import type { StatementWriter } from './statements'

const DAY = 86_400_000
const ZONE = 'Asia/Shanghai'

/** What is left of an open claim when the month's statement is written. */
export interface OpenClaim {
  readonly courierId: string
  readonly waybill: string
  readonly workOrderNo: string | null
  readonly goodsCents: number
  readonly freightCents: number
  readonly missingCents: number
}

export interface ClaimFiller {
  /** A claim of a case, or of a parcel that nobody opened a case for. */
  insert(tx: WriteTx, from: DemoCase | null): void
  readonly open: readonly OpenClaim[]
}

interface Parcel {
  readonly courierId: string
  readonly waybill: string
  readonly orderNo: string | null
  readonly goodsCents: number
  readonly shippedAt: number
  readonly filedAt: number
}

/** Writes claims with the answers and credits that belong to their age (L1, M3): what is credited has its line and its match. */
export function createClaimFiller(kernel: Kernel, random: Random, people: DemoPeople, statements: StatementWriter, now: number): ClaimFiller {
  const couriers = new Map<string, CourierPolicy>(kernel.resources.couriers.map((courier) => [courier.id, courier]))
  const thisMonth = monthOf(dayOf(now, ZONE))
  const open: OpenClaim[] = []
  let serial = 0

  function parcelOf(from: DemoCase | null): Parcel {
    if (from?.order?.parcel != null) {
      const { order, life } = from
      const filedAt = life.claimedAt ?? life.lastAt
      return { ...from.order.parcel, orderNo: order.number, goodsCents: Math.min(order.paidCents, 40_000), shippedAt: order.shippedAt ?? filedAt, filedAt }
    }
    const filedAt = now - Math.floor(random.next() ** 1.25 * (DEMO_DAYS - 4) * DAY)
    return { ...demoParcel(random, 'taobao'), orderNo: null, goodsCents: random.pick(PRODUCTS).cents, shippedAt: filedAt - random.int(2, 9) * DAY, filedAt }
  }

  function credited(status: ClaimStatus, amountCents: number): number {
    if (status === 'credited') return amountCents
    return status === 'part-credited' ? Math.floor((amountCents * random.int(40, 85)) / 100) : 0
  }

  return {
    open,
    insert(tx, from) {
      const parcel = parcelOf(from)
      const courier = couriers.get(parcel.courierId)
      if (courier === undefined) throw new Error(`the demo names a courier that the policy lacks: ${parcel.courierId}`)
      const freightCents = random.int(4, 18) * 100
      const otherCents = random.chance(0.05) ? random.int(5, 20) * 100 : 0
      const amountCents = parcel.goodsCents + freightCents + otherCents
      const filedOn = dayOf(parcel.filedAt, ZONE)
      const status = claimOutcome(random, monthsBetween(monthOf(filedOn), thisMonth))
      const creditedCents = credited(status, amountCents)
      const grantedCents = status === 'granted' || creditedCents > 0 ? (status === 'part-credited' ? creditedCents : amountCents) : null
      const workOrderNo = random.chance(0.55) ? `GD${filedOn.slice(2).replaceAll('-', '')}${String((serial += 1)).padStart(6, '0')}` : null
      const actorId = from?.actorId ?? people.pickStaff(random).id
      const id = tx.newId()
      const claimNo = formatNumber('L', kernel.devicePart, tx.nextNumber('claim'))
      repo.insertClaim(tx, {
        id,
        claimNo,
        counterparty: 'courier',
        courierId: courier.id,
        branch: random.chance(0.4) ? `${courier.nameZh}${random.int(1, 40)}号网点` : null,
        monthlyAccount: random.chance(0.3) ? random.digits(10) : null,
        waybill: parcel.waybill,
        waybillKey: waybillKey(parcel.waybill) ?? parcel.waybill,
        aliases: [],
        caseId: from?.id ?? null,
        orderNo: parcel.orderNo,
        reason: random.weighted((from === null ? undefined : CLAIM_KINDS[from.kind]) ?? CLAIM_REASON_WEIGHTS),
        note: null,
        duplicateReason: null,
        filedOn,
        createdAt: parcel.filedAt,
        createdBy: actorId,
        windowEndsAt: claimWindowEndsAt(parcel.shippedAt, courier),
        goodsCents: parcel.goodsCents,
        freightCents,
        otherCents,
        amountCents,
        declaredCents: random.chance(0.15) ? parcel.goodsCents : null,
        currency: 'CNY',
        status,
        workOrderNo,
        answer: grantedCents === null ? (status === 'rejected' ? '超过时效，不予赔付' : null) : `认赔${(grantedCents / 100).toFixed(2)}`,
        grantedCents,
        statusAt: Math.min(now, parcel.filedAt + (status === 'filed' ? 0 : random.int(1, 6) * DAY)),
        creditedCents,
      })
      if (from !== null) {
        const data = { claimId: id, claimNo, courierId: courier.id, waybill: parcel.waybill, amountCents }
        cases.insertEvent(tx, { id: tx.newId(), caseId: from.id, at: parcel.filedAt, actorId, type: 'claim-filed', text: null, data })
      }
      if (creditedCents > 0) {
        const paidIn = [addMonths(monthOf(filedOn), 1), addMonths(thisMonth, -1)].sort()[0] ?? thisMonth
        statements.creditOf(tx, { claimId: id, courierId: courier.id, waybill: parcel.waybill, amountCents, creditedCents, workOrderNo }, paidIn)
      }
      if (creditedCents < amountCents && ['filed', 'accepted', 'granted', 'part-credited', 'arbitration'].includes(status)) {
        open.push({ courierId: courier.id, waybill: parcel.waybill, workOrderNo, goodsCents: creditedCents > 0 ? 0 : parcel.goodsCents, freightCents, missingCents: amountCents - creditedCents })
      }
    },
  }
}
