import type { CaseFieldValues } from '../case/fields'
import type { Label } from '../case/lists'
import type { EvidenceSlotId } from '../case/slots'
import type { Status } from '../case/status'

/** Things that happened on a case and that a step can wait for (P1). Services derive them from the timeline and linked rows. */
export const CASE_FACTS = {
  'courier-contacted': { zh: '已联系快递', en: 'Courier contacted' },
  'warehouse-contacted': { zh: '已联系仓库', en: 'Warehouse contacted' },
  'supplier-contacted': { zh: '已联系供应商', en: 'Supplier contacted' },
  'supervisor-approved': { zh: '主管已批准', en: 'Approved by a supervisor' },
  'order-known': { zh: '已找到订单', en: 'Order found' },
  'reason-known': { zh: '已填原因', en: 'Reason filled in' },
  'liable-known': { zh: '已定责任方', en: 'Liable party settled' },
  'remedy-chosen': { zh: '已定处理方式', en: 'Remedy chosen' },
  'claim-opened': { zh: '已登记理赔', en: 'Claim registered' },
  'wrong-shipment-registered': { zh: '已登记错发', en: 'Wrong shipment registered' },
  'promise-made': { zh: '已登记承诺', en: 'Promise registered' },
  shipped: { zh: '已发货', en: 'Shipped' },
  'return-received': { zh: '已收到退货', en: 'Return received' },
  'return-inspected': { zh: '已验货', en: 'Return inspected' },
  reissued: { zh: '已补发', en: 'Reissued' },
  refunded: { zh: '已退款', en: 'Refunded' },
  compensated: { zh: '已补偿', en: 'Compensated' },
  intercepted: { zh: '已拦截', en: 'Intercepted' },
  completed: { zh: '交易已完成', en: 'Trade completed' },
  vip: { zh: 'VIP 买家', en: 'VIP buyer' },
  difficult: { zh: '难缠买家', en: 'Difficult buyer' },
  'return-waybill-known': { zh: '已有退货单号', en: 'Return waybill known' },
  'platform-case-open': { zh: '平台上有未结的申请', en: 'A request on the platform is still open' },
  'other-case-open': { zh: '同一订单还有未结的售后单', en: 'Another open case of this order' },
} as const satisfies Record<string, Label>
export type CaseFact = keyof typeof CASE_FACTS

/** Facts with a value that follow from the case and its order (P1). Cents are integers; the rest are stable ids. */
export const VALUE_FACTS = {
  platform: { zh: '平台', en: 'Platform' },
  channel: { zh: '渠道', en: 'Channel' },
  'order-status': { zh: '订单状态', en: 'Order status' },
  'refund-status': { zh: '平台售后单状态', en: 'Status of the platform request' },
  reason: { zh: '原因', en: 'Reason' },
  remedy: { zh: '处理方式', en: 'Remedy' },
  liable: { zh: '责任方', en: 'Liable party' },
  'freight-payer': { zh: '运费承担方', en: 'Freight payer' },
  'order-cents': { zh: '订单金额（分）', en: 'Order amount (cents)' },
  'agreed-cents': { zh: '约定金额（分）', en: 'Agreed amount (cents)' },
} as const satisfies Record<string, Label>
export type ValueFact = keyof typeof VALUE_FACTS

/** Instants known of a case and its order. Answers add their own: the day that was told, or else when the question was answered. */
export const INSTANTS = {
  opened: { zh: '建单', en: 'Case opened' },
  paid: { zh: '付款', en: 'Paid' },
  shipped: { zh: '发货', en: 'Shipped' },
} as const satisfies Record<string, Label>
export type Instant = keyof typeof INSTANTS

export type FactValue = string | number

/** What the engine knows of a case (P1). `ticked` are steps that the agent marked as done by hand; times are epoch ms UTC. */
export interface PlaybookFacts {
  readonly now: number
  readonly status: Status
  readonly slots: readonly EvidenceSlotId[]
  readonly facts: readonly CaseFact[]
  readonly copiedTemplates: readonly string[]
  readonly ticked: readonly string[]
  /** Derived values under their VALUE_FACTS id and answers under the id of their question. */
  readonly values: Readonly<Record<string, FactValue>>
  readonly instants: Readonly<Record<string, number>>
  readonly fields: CaseFieldValues
}

/** A case of which nothing is known yet, at a moment. */
export function noFacts(now: number, status: Status = 'working'): PlaybookFacts {
  return { now, status, slots: [], facts: [], copiedTemplates: [], ticked: [], values: {}, instants: {}, fields: {} }
}

/** The value of a fact; inherited names such as `constructor` are none. */
export function valueOf(facts: PlaybookFacts, name: string): FactValue | undefined {
  return Object.hasOwn(facts.values, name) ? facts.values[name] : undefined
}

/** When something was; undefined while nobody knows. */
export function instantOf(facts: PlaybookFacts, name: string): number | undefined {
  return Object.hasOwn(facts.instants, name) ? facts.instants[name] : undefined
}
