import { DAY } from '../../domain/clock/duration'
import { ebayGauge, gaugeDays, type EbayGauge } from '../../domain/gauge/ebay'
import * as due from '../repositories/due'
import * as masters from '../repositories/masters'
import type { Kernel } from './kernel'

/** eBay's two ratios of one shop or of all eBay shops (P7); null when there is none, or the shop is on another platform. */
export function readEbayGauge(kernel: Kernel, shopId: string | null): EbayGauge | null {
  const shops = masters.listShops(kernel.read).filter((shop) => shop.platform === 'ebay' && (shopId === null || shop.id === shopId)).map((shop) => shop.id)
  if (shops.length === 0) return null
  const policy = kernel.resources.policy.ebay
  const now = kernel.now()
  const since = (days: number): number => now - days * DAY
  const days = gaugeDays(policy, due.countEbayOrdersSince(kernel.read, shops, since(policy.shortDays)))
  const kinds = [...new Set(policy.rules.flatMap((rules) => [...Object.keys(rules.defects), ...rules.unresolved]))]
  const cases = due.ebayCases(kernel.read, shops, kinds, since(days)).map(({ escalated, ...rest }) => ({ ...rest, escalated: escalated === 1 }))
  return ebayGauge(policy, { cases, orders: due.countEbayOrdersSince(kernel.read, shops, since(days)), days, now })
}
