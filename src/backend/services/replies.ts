import { templateValues, type TemplateLanguage } from '../../domain/template/variables'
import { getCase } from './case-read'
import * as masters from '../repositories/masters'
import { listPayoutsOfCase } from '../repositories/payouts'
import { requireCase } from './case-core'
import type { Actor, Kernel } from './kernel'

/** The one payout of a case that may be paid or was, in cents; null for none, and for several, of which a reply may mean any. */
function approvedCents(kernel: Kernel, caseId: string): number | null {
  const approved = listPayoutsOfCase(kernel.read, caseId).filter(({ payout }) => payout.state === 'approved' || payout.state === 'paid')
  return approved.length === 1 ? (approved[0]?.payout.amountCents ?? null) : null
}

/** Values of a template's variables from a case, its order and its shop (T1). */
export function templateFacts(kernel: Kernel, actor: Actor, caseId: string, language: TemplateLanguage): Record<string, string> {
  const detail = getCase(kernel, caseId)
  const row = requireCase(kernel.read, caseId)
  const shop = masters.findShop(kernel.read, row.shopId)
  const waybill = detail.waybills[0]
  const courier = waybill?.courierId == null ? undefined : masters.findCourier(kernel.read, waybill.courierId)
  return {
    ...templateValues(
      {
        buyer: detail.buyerNick,
        orderNo: detail.orderNo,
        waybill: waybill?.waybill,
        courier: (language === 'zh' ? courier?.nameZh : courier?.nameEn) ?? waybill?.courierName,
        // Only what was agreed for this case: what was paid for the order must not slip into a promise of a refund.
        amountCents: row.amountCents ?? approvedCents(kernel, caseId),
        currency: row.currency,
        shop: shop?.name,
        returnAddress: shop === undefined ? null : [shop.returnAddress, shop.returnName, shop.returnPhone].filter((part) => part !== null).join(' ') || null,
        staff: actor.name,
        item: detail.order?.items[0]?.title,
        caseNo: detail.caseNo,
        now: kernel.now(),
        timeZone: shop?.timeZone ?? 'Asia/Shanghai',
      },
      language,
    ),
  }
}
