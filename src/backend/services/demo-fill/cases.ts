import { formatCaseNo } from '../../../domain/case/case-no'
import { kindDef, type KindId } from '../../../domain/case/kinds'
import { reasonsFor } from '../../../domain/case/reasons'
import { isOpen } from '../../../domain/case/status'
import { policyFor } from '../../../domain/clock/policy'
import type { CourierPolicy } from '../../../domain/courier/policy'
import { PLACES, PRODUCTS } from '../../../domain/demo/goods'
import { CLAIM_KINDS, EBAY_KIND_WEIGHTS, KIND_WEIGHTS, LIABLE_WEIGHTS, OTHER_REMEDIES, REMEDIES_OF } from '../../../domain/demo/kinds'
import { chooseEnding, liveCase, openedAt, type CaseLife } from '../../../domain/demo/life'
import type { NoteFacts } from '../../../domain/demo/notes'
import type { Random } from '../../../domain/demo/random'
import type { WriteTx } from '../../db/write'
import * as repo from '../../repositories/cases'
import { derived, waybillKeys } from '../case-core'
import type { Kernel } from '../kernel'
import { insertDemoOrder, type DemoOrder } from './orders'
import type { DemoPeople } from './people'

/** A case as the registers of the demo need it. */
export interface DemoCase {
  readonly id: string
  readonly caseNo: string
  readonly kind: KindId
  readonly shopId: string
  readonly buyerNick: string
  readonly order: DemoOrder | null
  readonly actorId: string
  readonly life: CaseLife
}

/** Kinds that come without an order: somebody asks before buying, or nobody knows whose parcel it is. */
const ORDERLESS: ReadonlySet<KindId> = new Set(['presale', 'unidentified-return'])
const CHANNELS = [['wangwang', 6], ['platform', 6], ['wechat', 1], ['phone', 1], ['qq', 0.4]] as const

export interface CaseFiller {
  insert(tx: WriteTx, claimChance: number): DemoCase
}

/** Writes cases of the past 24 months, one per call, with orders, clocks and timeline (C1–C5). */
export function createCaseFiller(kernel: Kernel, random: Random, people: DemoPeople, now: number): CaseFiller {
  const couriers = new Map<string, CourierPolicy>(kernel.resources.couriers.map((courier) => [courier.id, courier]))
  const reasons = new Map<KindId, string[]>()
  const reasonsOf = (kind: KindId): string[] => {
    const known = reasons.get(kind) ?? reasonsFor(kernel.resources.policy.reasons, kind).map((reason) => reason.id)
    reasons.set(kind, known)
    return known
  }

  return {
    insert(tx, claimChance) {
      const { buyer, buyerId, shop } = people.takeBuyer(tx, random)
      const isAbroad = shop.platform === 'ebay' || shop.platform === 'shopify'
      const kind = random.weighted(isAbroad ? EBAY_KIND_WEIGHTS : KIND_WEIGHTS)
      const def = kindDef(kind)
      const ending = chooseEnding(random)
      const isDone = ending === 'resolved' || ending === 'closed'
      const opened = openedAt(random, ending, now)
      const hasOrder = def.toWork[0] === 'orderNo' || (!ORDERLESS.has(kind) && random.chance(0.85))
      const order = hasOrder ? insertDemoOrder(tx, random, couriers, { shop, buyerId, buyerNick: buyer.nick, kind, openedAt: opened, isOpen: !isDone }) : null
      const product = order?.product ?? random.pick(PRODUCTS)
      const courier = order?.parcel === null || order === null ? null : (couriers.get(order.parcel.courierId)?.nameZh ?? null)
      const facts: NoteFacts = {
        goods: product.short,
        option: order?.option ?? random.pick(product.options),
        courier: courier ?? '快递',
        place: random.pick(PLACES)[1],
        date: dayWords(order?.paidAt ?? opened),
      }
      const claims = CLAIM_KINDS[kind] !== undefined && order?.parcel != null && random.chance(claimChance)
      const policy = policyFor(kernel.resources.policy.clocks, { platform: shop.platform, shop: shop.name, calendar: null })
      const life = liveCase(random, policy, { kind, ending, openedAt: opened, now, anchors: order === null ? {} : { paid: order.paidAt }, facts, claims })
      const open = isOpen(life.status)
      const owner = random.next()
      const worker = people.pickStaff(random)
      const assigneeId = open ? (owner < 0.3 ? people.first.id : owner < 0.42 && life.status === 'new' ? null : worker.id) : worker.id
      const actorId = assigneeId ?? people.first.id
      const waybills = order?.parcel == null ? [] : [order.parcel.waybill]
      const id = tx.newId()
      const caseNo = formatCaseNo(kernel.devicePart, tx.nextNumber('case'))
      const remedy = isDone ? random.weighted(REMEDIES_OF[kind] ?? OTHER_REMEDIES) : null
      repo.insertCase(tx, {
        id,
        caseNo,
        shopId: shop.id,
        platform: shop.platform,
        openedAt: life.openedAt,
        openedBy: actorId,
        kind,
        channel: isAbroad ? 'mail' : random.weighted(CHANNELS),
        buyerId,
        buyerNick: buyer.nick,
        orderId: order?.id ?? null,
        orderNo: order?.number ?? null,
        summary: life.note,
        priority: def.priority,
        difficult: buyer.difficult,
        vip: buyer.vipTier !== null,
        waybills,
        status: life.status,
        reason: isDone ? pickText(random, reasonsOf(kind)) : null,
        nextAction: life.nextAction,
        nextActionAt: life.nextActionAt,
        statusAt: life.statusAt,
        assigneeId,
        liableParty: def.liable ?? (isDone ? random.weighted(LIABLE_WEIGHTS) : null),
        freightPayer: def.toResolve.includes('freightPayer') && isDone ? random.weighted([['seller', 5], ['buyer', 3], ['insurance', 2]] as const) : null,
        remedy,
        amountCents: amountOf(random, kind, remedy, order),
        currency: order?.currency ?? shop.currency,
        flag: random.chance(0.35) ? random.int(1, 5) : null,
        memo: null,
        ...derived(life.clocks, life.status, life.nextActionAt, now, policy),
        updatedAt: life.lastAt,
      })
      repo.addCaseWaybills(tx, id, waybillKeys(waybills))
      for (const clock of life.clocks) repo.insertClock(tx, { id: `${id}:${clock.name}`, caseId: id, ...clock })
      for (const event of life.events) repo.insertEvent(tx, { id: tx.newId(), caseId: id, actorId, ...event })
      return { id, caseNo, kind, shopId: shop.id, buyerNick: buyer.nick, order, actorId, life }
    },
  }
}

const pickText = (random: Random, list: readonly string[]): string | null => list[random.int(0, list.length - 1)] ?? null

function dayWords(ms: number): string {
  const date = new Date(ms + 8 * 3_600_000)
  return `${date.getUTCMonth() + 1}月${date.getUTCDate()}日`
}

function amountOf(random: Random, kind: KindId, remedy: string | null, order: DemoOrder | null): number | null {
  if (order === null) return null
  if (remedy === 'compensation' || remedy === 'refund-partial' || kind === 'goodwill') return Math.min(order.paidCents, random.int(3, 40) * 100)
  return remedy === 'refund-full' || remedy === 'return-refund' || kind === 'refund-only' ? order.paidCents : null
}
