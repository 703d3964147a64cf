import type { CaseRow, OrderFacts } from '../../contract/cases'
import { waybillKey } from '../../domain/courier/waybill'
import { PLATFORMS, type PlatformId } from '../../domain/case/lists'
import type { Finding } from '../../domain/intake/findings'
import { analyseIntake } from '../../domain/intake/intake'
import { misreadCandidates, type Misread } from '../../domain/intake/misread'
import { rankKinds, type KindFact } from '../../domain/intake/kind-facts'
import * as cases from '../repositories/cases'
import * as masters from '../repositories/masters'
import { waybillKeys } from './case-core'
import { listCasesByIds } from './case-read'
import type { Kernel } from './kernel'
import { courierPolicies } from './masters'
import { findOrders, findOrdersByPhone } from './orders'

export interface IntakeAnswer {
  orderNos: string[]
  waybills: string[]
  buyerNicks: string[]
  messageAt: number | null
  kinds: { kind: string; matched: string[]; facts: KindFact[]; score: number }[]
  findings: Finding[]
  corrections: Misread[]
  phones: string[]
  orders: OrderFacts[]
  openCases: CaseRow[]
}

/** A bare word of up to this length may itself be the buyer id or number that was pasted. */
const WORD_AT_MOST = 60

/**
 * Reads what was pasted (C11): the domain finds numbers, nicks, the time and kinds with their reasons; the data folder adds the orders
 * that are known and the cases that are open already. Nothing is decided here.
 * @param fromPicture the text was read from a picture: numbers that are known but for what readers confuse are found, too, and named
 */
export function analyse(kernel: Kernel, text: string, fromPicture = false): IntakeAnswer {
  const shops = masters.listShops(kernel.read)
  const platforms = [...new Set(shops.map((shop) => shop.platform))].filter((id): id is PlatformId => Object.hasOwn(PLATFORMS, id) && id !== 'other')
  const found = analyseIntake(text, {
    knownPlatforms: platforms,
    couriers: courierPolicies(kernel),
    timeZone: shops[0]?.timeZone ?? 'Asia/Shanghai',
    now: kernel.now(),
    staffNicks: masters.listStaff(kernel.read).map((staff) => staff.name),
  })
  const orderNos = found.orders.map((order) => order.value)
  const waybills = found.waybills.map((waybill) => waybill.value)
  const nicks = [...found.buyerNicks]

  const orders = new Map<string, OrderFacts>()
  for (const number of [...orderNos, ...waybills, ...nicks]) for (const order of findOrders(kernel, number)) orders.set(order.id, order)
  const corrections = fromPicture ? knownMisreads(kernel, text, [...orderNos, ...waybills], orders) : []
  const word = text.trim()
  if (orders.size === 0 && word !== '' && word.length <= WORD_AT_MOST && !/\s/.test(word)) {
    for (const order of findOrders(kernel, word)) orders.set(order.id, order)
    // Neither number nor chat line, and no order: then it is the buyer's id.
    if (orders.size === 0 && orderNos.length === 0 && waybills.length === 0 && nicks.length === 0) nicks.push(word)
  }
  // Only when nothing else names an order: a phone may be that of somebody who ordered often.
  if (orders.size === 0) for (const phone of found.phones) for (const order of findOrdersByPhone(kernel, phone)) orders.set(order.id, order)
  const known = [...orders.values()]
  const openIds = cases.listOpenCasesOf(kernel.read, {
    orderNos: [...new Set([...orderNos, ...known.map((order) => order.number), ...corrections.map((one) => one.value)])],
    buyerNicks: nicks,
    waybillKeys: waybillKeys([...waybills, ...corrections.map((one) => one.value)]),
  })
  return {
    orderNos,
    waybills,
    buyerNicks: nicks,
    messageAt: found.messageAt,
    kinds: rankKinds(found.kinds, known, kernel.now(), kernel.resources.policy.intake).map(({ kind, words, facts, score }) => ({ kind, matched: [...words], facts: [...facts], score })),
    findings: [...found.findings],
    corrections,
    phones: [...found.phones],
    orders: known,
    openCases: listCasesByIds(kernel, openIds),
  }
}

/** Candidates that are really an order, a waybill or on an open case; their orders join `orders`. What is not known is dropped. */
function knownMisreads(kernel: Kernel, text: string, asRead: readonly string[], orders: Map<string, OrderFacts>): Misread[] {
  return misreadCandidates(text).filter(({ value }) => {
    if (asRead.includes(value)) return false
    // the search takes the beginning of a number, too; a correction has to be whole
    const key = waybillKey(value)
    const hits = findOrders(kernel, value).filter((order) => order.number === value || (key !== null && order.waybills.some((one) => waybillKey(one.waybill) === key)))
    for (const order of hits) orders.set(order.id, order)
    return hits.length > 0 || cases.listOpenCasesOf(kernel.read, { orderNos: [value], buyerNicks: [], waybillKeys: waybillKeys([value]) }).length > 0
  })
}
