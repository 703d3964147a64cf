import type { KindId } from '../case/kinds'
import type { Label } from '../case/lists'

/** A platform's own after-sales order (C13): what is asked for, when in the order's life, and where it stands. */
export const REFUND_TYPES = {
  'refund-only': { zh: '仅退款', en: 'Refund only' },
  'return-refund': { zh: '退货退款', en: 'Return and refund' },
  exchange: { zh: '换货', en: 'Exchange' },
  reissue: { zh: '补寄', en: 'Reissue' },
  repair: { zh: '维修', en: 'Repair' },
  'price-difference': { zh: '退差价', en: 'Price difference' },
} as const satisfies Record<string, Label>
export type RefundType = keyof typeof REFUND_TYPES

export const REFUND_PHASES = {
  'before-shipment': { zh: '发货前', en: 'Before shipment' },
  'after-shipment': { zh: '发货后', en: 'After shipment' },
  'after-completion': { zh: '交易成功后', en: 'After completion' },
} as const satisfies Record<string, Label>
export type RefundPhase = keyof typeof REFUND_PHASES

export const REFUND_STATUSES = {
  pending: { zh: '待商家处理', en: 'Waiting for the seller' },
  'waiting-return': { zh: '待买家退货', en: "Waiting for the buyer's return" },
  'waiting-receipt': { zh: '待商家收货', en: 'Waiting for receipt' },
  done: { zh: '已完成', en: 'Done' },
  closed: { zh: '已关闭', en: 'Closed' },
  refused: { zh: '商家已拒绝', en: 'Refused by the seller' },
  platform: { zh: '平台介入', en: 'Platform stepped in' },
} as const satisfies Record<string, Label>
export type RefundStatus = keyof typeof REFUND_STATUSES

/** Whether something can still happen to it: then its deadline counts. */
export function isRefundPending(status: RefundStatus): boolean {
  return status !== 'done' && status !== 'closed'
}

/** What the platform has ended stays ended, also when an older file is imported after a newer one. */
export function mayFollow(from: RefundStatus, to: RefundStatus): boolean {
  return isRefundPending(from) || !isRefundPending(to)
}

/** The kind of case that handles it (C1). */
export function kindOfRefund(type: RefundType, phase: RefundPhase | null): KindId {
  switch (type) {
    case 'return-refund':
      return 'return-refund'
    case 'exchange':
      return 'exchange'
    case 'reissue':
      return 'reissue'
    case 'repair':
      return 'repair'
    case 'price-difference':
      return 'goodwill'
    case 'refund-only':
      return phase === 'before-shipment' ? 'refund-before-shipment' : phase === 'after-completion' ? 'refund-after-completion' : 'refund-only'
  }
}

/** The phase as the order tells it, where the platform's list does not; null when the order is not known. */
export function phaseOfOrder(order: { readonly status: string; readonly shippedAt: number | null } | undefined): RefundPhase | null {
  if (order === undefined) return null
  if (order.status === 'completed') return 'after-completion'
  if (order.shippedAt !== null || order.status === 'shipped') return 'after-shipment'
  return order.status === 'paid' ? 'before-shipment' : null
}
