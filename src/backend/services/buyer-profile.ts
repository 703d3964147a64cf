import type { BuyerProfile } from '../../contract/buyers'
import { accountPlatforms } from '../../domain/identity/accounts'
import { isMasked } from '../../domain/identity/mask'
import * as repo from '../repositories/buyers'
import { findBuyer } from '../repositories/masters'
import { requireCase } from './case-core'
import type { Kernel } from './kernel'
import { shopNames } from './masters'
import { entriesOf } from './register-links'

/** So many of each are listed; a buyer with more of them is looked up by name in the queue. */
const LISTED = 8

/** Cuts a list that was asked for one entry too many. */
function cut<T>(rows: readonly T[]): { rows: readonly T[]; more: boolean } {
  return { rows: rows.slice(0, LISTED), more: rows.length > LISTED }
}

/**
 * What is known of a case's buyer (C2, C11): marks, orders, other cases, parcels on their way back. Bounded work: each list is read by an
 * index and cut. @returns null without a buyer, or with a masked name, which would fit many (O1). @throws AppError NOT_FOUND
 */
export function buyerProfile(kernel: Kernel, caseId: string): BuyerProfile | null {
  const row = requireCase(kernel.read, caseId)
  const nick = row.buyerNick
  if (nick === null || isMasked(nick)) return null
  const platforms = accountPlatforms(row.platform)
  const masters = platforms.flatMap((platform) => findBuyer(kernel.read, `${platform}:${nick}`) ?? [])
  const names = shopNames(kernel)
  const orders = cut(repo.listOrdersOfBuyer(kernel.read, platforms, nick, LISTED + 1))
  const cases = cut(repo.listCasesOfBuyer(kernel.read, platforms, nick, caseId, LISTED + 1))
  const orderNos = new Set([...orders.rows.map((one) => one.number), ...cases.rows.flatMap((one) => one.orderNo ?? []), ...(row.orderNo === null ? [] : [row.orderNo])])
  const returns = cut(repo.listReturnsOfOrders(kernel.read, platforms, [...orderNos], LISTED + 1))
  return {
    nick,
    platform: row.platform,
    vipTier: masters.find((one) => one.vipTier !== null)?.vipTier ?? null,
    difficult: masters.some((one) => one.difficult),
    marks: [...new Set(masters.flatMap((one) => one.marks ?? []))],
    note: masters.flatMap((one) => one.note ?? []).join('\n') || null,
    orders: orders.rows.map(({ shopId, ...order }) => ({ ...order, shopName: names.get(shopId) ?? '' })),
    cases: [...cases.rows],
    returns: returns.rows.flatMap(({ returnWaybill, ...one }) => (returnWaybill === null ? [] : [{ ...one, returnWaybill }])),
    visits: ['visits', 'scores'].flatMap((register) => entriesOf(kernel, { register, buyer: nick })).slice(0, LISTED).map(({ id, register, name, entryNo, state, at }) => ({ id, register, name, entryNo, state, at })),
    more: { orders: orders.more, cases: cases.more, returns: returns.more },
  }
}
