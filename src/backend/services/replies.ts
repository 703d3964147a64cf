import { templateValues, type TemplateLanguage } from '../../domain/template/variables'
import { getCase } from './case-read'
import * as cases from '../repositories/cases'
import * as masters from '../repositories/masters'
import { listPayoutsOfCase } from '../repositories/payouts'
import { nextPromiseDue } from '../repositories/promises'
import { requireCase } from './case-core'
import { clockPolicyOf } from './clock-policy'
import type { Actor, Kernel } from './kernel'

/** The one payout of a case of such a kind that may be paid or was, in cents; null for none, and for several, of which a reply may mean any. */
function approvedCents(kernel: Kernel, caseId: string, fits: (type: string) => boolean): number | null {
  const approved = listPayoutsOfCase(kernel.read, caseId).filter(({ payout }) => (payout.state === 'approved' || payout.state === 'paid') && fits(payout.type))
  return approved.length === 1 ? (approved[0]?.payout.amountCents ?? null) : null
}

const EVENTS_READ = 200

/** The newest scan of the parcel that a pasted trace has told (P11). */
function lastScan(kernel: Kernel, caseId: string): { place: string | null; at: number | null } {
  const scan = cases.listEvents(kernel.read, caseId, EVENTS_READ).findLast((event) => event.type === 'parcel-scan')
  const at = scan?.data['scannedAt']
  return { place: scan?.text ?? null, at: typeof at === 'number' ? at : null }
}

/** Values of a template's variables from a case, its order, its shop and its courier (T1). @throws AppError NOT_FOUND */
export function templateFacts(kernel: Kernel, actor: Actor, caseId: string, language: TemplateLanguage): Record<string, string> {
  const detail = getCase(kernel, caseId)
  const row = requireCase(kernel.read, caseId)
  const shop = masters.findShop(kernel.read, row.shopId)
  const waybill = detail.waybills[0]
  const courier = waybill?.courierId == null ? undefined : masters.findCourier(kernel.read, waybill.courierId)
  const clocks = clockPolicyOf(kernel, kernel.read, row)
  const running = (name: string): number | null => detail.clocks.find((clock) => clock.name === name && (clock.state === 'running' || clock.state === 'breached'))?.dueAt ?? null
  // a time that has passed is nothing to tell a buyer
  const ahead = (at: number | null): number | null => (at !== null && at > kernel.now() ? at : null)
  const scan = lastScan(kernel, caseId)
  const { hotlines } = kernel.resources.policy.replies
  const isFreight = (type: string): boolean => type === 'freight'
  return {
    ...templateValues(
      {
        buyer: detail.buyerNick,
        orderNo: detail.orderNo,
        waybill: waybill?.waybill,
        courier: (language === 'zh' ? courier?.nameZh : courier?.nameEn) ?? waybill?.courierName,
        courierHotline: courier !== undefined && Object.hasOwn(hotlines, courier.id) ? hotlines[courier.id] : null,
        trackingState: scan.place,
        trackingAt: scan.at,
        // Only what was agreed for this case: what was paid for the order must not slip into a promise of a refund.
        amountCents: row.amountCents ?? approvedCents(kernel, caseId, (type) => !isFreight(type)),
        freightCents: approvedCents(kernel, caseId, isFreight),
        paidCents: detail.order?.paidCents,
        postageCents: detail.order?.postageCents,
        currency: row.currency,
        shop: shop?.name,
        returnAddress: shop === undefined ? null : [shop.returnAddress, shop.returnName, shop.returnPhone].filter((part) => part !== null).join(' ') || null,
        staff: actor.name,
        items: detail.order?.items ?? [],
        caseNo: detail.caseNo,
        shipByAt: ahead(running('ship-by')),
        deadlineAt: ahead(detail.nextDueAt),
        promiseAt: ahead(nextPromiseDue(kernel.read, caseId)),
        now: kernel.now(),
        timeZone: shop?.timeZone ?? 'Asia/Shanghai',
        calendar: clocks.calendars[clocks.shopCalendar],
      },
      language,
    ),
  }
}
