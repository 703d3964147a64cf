import { PLATFORMS, type PlatformId } from '../../domain/case/lists'
import { waybillKey } from '../../domain/courier/waybill'
import { readOldName } from '../../domain/photo/old-names'
import * as cases from '../repositories/cases'
import * as masters from '../repositories/masters'
import * as orders from '../repositories/orders'
import * as care from '../repositories/photo-care'
import * as repo from '../repositories/photo-ways'
import type { Kernel } from './kernel'
import { courierPolicies } from './masters'

/** Whose an old photo is by its names, as far as something of that name is known here (A2). */
export interface KnownOwner {
  readonly buyerNick: string | null
  readonly orderNo: string | null
  readonly caseId: string | null
  readonly caseNo: string | null
  readonly why: 'order' | 'waybill' | 'buyer'
  /** What was recognised. */
  readonly word: string
}

const REMEMBERED = 5000

/** Stands for an owner among the groups of a preview. */
export const ownerKey = (owner: Pick<KnownOwner, 'buyerNick' | 'orderNo'>): string => `${owner.buyerNick ?? ''}\n${owner.orderNo ?? ''}`

function byOrder(kernel: Kernel, number: string): KnownOwner | null {
  const known = orders.findOrdersByNumber(kernel.read, number)[0]
  const row = cases.findCaseOf(kernel.read, { waybillKeys: [], orderNo: number })
  if (known === undefined && row === undefined) return null
  return { buyerNick: row?.buyerNick ?? known?.buyerNick ?? null, orderNo: number, caseId: row?.id ?? null, caseNo: row?.caseNo ?? null, why: 'order', word: number }
}

function byWaybill(kernel: Kernel, waybill: string): KnownOwner | null {
  const key = waybillKey(waybill)
  if (key === null) return null
  const row = cases.findCaseOf(kernel.read, { waybillKeys: [key], orderNo: null })
  if (row !== undefined) return { buyerNick: row.buyerNick, orderNo: row.orderNo, caseId: row.id, caseNo: row.caseNo, why: 'waybill', word: waybill }
  const [only, second] = repo.ordersOfWaybill(kernel.read, key)
  if (only === undefined || second !== undefined) return null
  return { ...(byOrder(kernel, only.number) ?? { buyerNick: only.buyerNick, orderNo: only.number, caseId: null, caseNo: null }), why: 'waybill', word: waybill }
}

function byWord(kernel: Kernel, word: string): KnownOwner | null {
  const order = byOrder(kernel, word)
  if (order !== null) return order
  const known = care.knownOwner(kernel.read, word)
  if (known?.buyerNick == null && !repo.hasOrderOf(kernel.read, word)) return null
  // With several cases of one buyer nobody can say from a name which of them it is: the buyer's photos show on all of them.
  const [only, second] = repo.casesOfBuyer(kernel.read, word, 2)
  const row = second === undefined ? only : undefined
  return { buyerNick: word, orderNo: null, caseId: row?.id ?? null, caseNo: row?.caseNo ?? null, why: 'buyer', word }
}

/** Makes a reader of old paths. Answers are remembered, since thousands of files lie in one buyer's folder. */
export function createOwnerReader(kernel: Kernel): (path: string) => KnownOwner | null {
  const shops = masters.listShops(kernel.read)
  const knownPlatforms = [...new Set(shops.map((shop) => shop.platform))].filter((id): id is PlatformId => Object.hasOwn(PLATFORMS, id) && id !== 'other')
  const options = { knownPlatforms, couriers: courierPolicies(kernel) }
  const remembered = new Map<string, KnownOwner | null>()
  const ask = (kind: string, word: string, find: (kernel: Kernel, word: string) => KnownOwner | null): KnownOwner | null => {
    const key = `${kind}:${word}`
    const known = remembered.get(key)
    if (known !== undefined) return known
    const found = find(kernel, word)
    if (remembered.size >= REMEMBERED) remembered.clear()
    remembered.set(key, found)
    return found
  }
  return (path) => {
    const hints = readOldName(path, options)
    for (const number of hints.orders) {
      const owner = ask('order', number, byOrder)
      if (owner !== null) return owner
    }
    for (const waybill of hints.waybills) {
      const owner = ask('waybill', waybill, byWaybill)
      if (owner !== null) return owner
    }
    for (const word of hints.words) {
      const owner = ask('word', word, byWord)
      if (owner !== null) return owner
    }
    return null
  }
}
