import type { CaseField } from './fields'
import type { Label, LiableParty, Priority } from './lists'
import type { EvidenceSlotId } from './slots'

/** First level of the kind tree (C1). */
export const KIND_GROUPS = {
  before: { zh: '发货前', en: 'Before shipment' },
  after: { zh: '发货后', en: 'After shipment' },
  review: { zh: '评价', en: 'Reviews' },
  ebay: { zh: 'eBay', en: 'eBay' },
} as const satisfies Record<string, Label>
export type KindGroupId = keyof typeof KIND_GROUPS

export interface KindDef {
  readonly group: KindGroupId
  readonly zh: string
  readonly en: string
  /** Two or three characters for dense rows. */
  readonly shortZh: string
  readonly slots: readonly EvidenceSlotId[]
  /** Asked before the case may leave `new`; never before it is created (spec section 14). */
  readonly toWork: readonly CaseField[]
  /** Asked in addition before it may become resolved (C12: statistics need them). */
  readonly toResolve: readonly CaseField[]
  /** Who is liable unless facts say otherwise; null when only the facts can tell. */
  readonly liable: LiableParty | null
  readonly priority: Priority
}

const WHO = ['buyerOrOrder'] as const
const ORDER = ['orderNo'] as const
const DONE = ['remedy'] as const
const WHY = ['reason', 'remedy'] as const
const BLAME = ['liableParty', 'remedy'] as const
const RETURN = ['reason', 'remedy', 'freightPayer'] as const

function kind(
  group: KindGroupId,
  words: readonly [zh: string, en: string, shortZh: string],
  liable: LiableParty | null,
  priority: Priority,
  toWork: readonly CaseField[],
  toResolve: readonly CaseField[],
  slots: readonly EvidenceSlotId[] = [],
): KindDef {
  const [zh, en, shortZh] = words
  return { group, zh, en, shortZh, slots, toWork, toResolve, liable, priority }
}

/** Second level: every kind under its stable id (spec section 14), in the order in which menus show them. */
export const KINDS = {
  'tracking-inquiry': kind('before', ['查件', 'Tracking inquiry', '查件'], null, 1, WHO, DONE, ['trace-screenshot']),
  'shipment-chase': kind('before', ['催发货', 'Shipment chase', '催发'], 'warehouse', 2, WHO, DONE),
  'refund-before-shipment': kind('before', ['未发货退款', 'Refund before shipment', '未发退'], null, 2, ORDER, WHY),
  'change-order': kind('before', ['改单', 'Change of order', '改单'], 'buyer', 2, ORDER, DONE, ['chat-screenshot']),
  'change-address': kind('before', ['改地址', 'Change of address', '改址'], 'buyer', 2, ORDER, DONE, ['address-proof']),
  'out-of-stock': kind('before', ['缺货', 'Out of stock', '缺货'], 'seller', 2, WHO, DONE),
  presale: kind('before', ['售前咨询', 'Pre-sale help', '售前'], 'none', 1, WHO, []),

  'return-inspection': kind('after', ['退货签收', 'Return inspection', '退签'], null, 1, WHO, DONE, ['return-label', 'inspection-photo']),
  'return-refund': kind('after', ['退货退款', 'Return and refund', '退货'], null, 1, ORDER, RETURN, ['defect-photo', 'return-label', 'inspection-photo']),
  exchange: kind('after', ['换货', 'Exchange', '换货'], null, 1, ORDER, RETURN, ['defect-photo', 'return-label', 'inspection-photo']),
  'refund-only': kind('after', ['仅退款', 'Refund only', '仅退'], null, 2, ORDER, ['reason', 'remedy', 'amountCents'], ['defect-photo', 'chat-screenshot']),
  quality: kind('after', ['质量问题', 'Quality', '质量'], 'supplier', 2, WHO, ['reason', 'liableParty', 'remedy'], ['defect-photo', 'wear-state', 'chat-screenshot']),
  'changed-mind': kind('after', ['不想要了', 'Changed mind', '不要'], 'buyer', 1, ORDER, RETURN, ['wear-state', 'return-label', 'inspection-photo']),
  'wrong-item': kind('after', ['错发', 'Wrong item', '错发'], 'warehouse', 2, ORDER, BLAME, ['goods-with-label', 'all-goods']),
  'missing-item': kind('after', ['漏发', 'Missing item', '漏发'], 'warehouse', 2, ORDER, BLAME, ['all-goods', 'weighing', 'packing-list', 'outer-box']),
  'extra-item': kind('after', ['多发', 'Extra item', '多发'], 'warehouse', 1, ORDER, BLAME, ['all-goods']),
  'short-pack': kind('after', ['少包/抄错', 'Short pack or wrong copy', '少包'], 'warehouse', 2, ORDER, BLAME, ['all-goods', 'weighing', 'packing-list']),
  damaged: kind('after', ['破损', 'Damaged in transit', '破损'], 'courier', 2, ORDER, BLAME, ['outer-box', 'inner-goods', 'courier-proof', 'sender-certificate']),
  lost: kind('after', ['丢件', 'Lost', '丢件'], 'courier', 3, ORDER, BLAME, ['trace-screenshot', 'value-proof', 'refund-proof', 'courier-proof']),
  'signed-not-received': kind('after', ['签收未收到', 'Signed, not received', '未收到'], 'courier', 3, ORDER, BLAME, ['signature-proof', 'trace-screenshot', 'chat-screenshot']),
  stalled: kind('after', ['物流不更新', 'Trace stalled', '停滞'], 'courier', 2, WHO, BLAME, ['trace-screenshot']),
  'problem-parcel': kind('after', ['疑难件/留仓件', 'Problem parcel', '疑难'], 'courier', 2, WHO, BLAME, ['trace-screenshot']),
  'out-of-area': kind('after', ['超区', 'Out of area', '超区'], null, 2, WHO, DONE, ['trace-screenshot']),
  redirect: kind('after', ['在途改址', 'Address change in transit', '改派'], 'buyer', 2, ORDER, ['remedy', 'freightPayer'], ['address-proof']),
  refused: kind('after', ['拒收', 'Refused', '拒收'], null, 1, ORDER, RETURN, ['trace-screenshot', 'inspection-photo']),
  goodwill: kind('after', ['折价补偿', 'Goodwill compensation', '补偿'], 'seller', 1, ORDER, ['reason', 'amountCents'], ['defect-photo', 'chat-screenshot']),
  'refund-after-completion': kind('after', ['交易成功退款', 'Refund after completion', '成功退'], null, 1, ORDER, ['reason', 'amountCents'], ['chat-screenshot', 'refund-proof']),
  complaint: kind('after', ['投诉维权', 'Complaint or platform dispute', '投诉'], null, 3, WHO, BLAME, ['platform-notice', 'chat-screenshot', 'trace-screenshot']),
  'unidentified-return': kind('after', ['无主件', 'Unidentified return', '无主'], null, 1, ['waybill'], DONE, ['return-label', 'inspection-photo']),
  repair: kind('after', ['维修保修', 'Repair or warranty', '维修'], 'supplier', 1, WHO, DONE, ['fault-video', 'warranty-proof', 'acceptance-sheet', 'repair-report']),
  reissue: kind('after', ['补发', 'Reissue', '补发'], null, 2, ORDER, BLAME, ['goods-with-label']),
  application: kind('after', ['售后申请审核', 'After-sales application', '申请'], null, 2, WHO, WHY, ['defect-photo', 'goods-with-label']),

  review: kind('review', ['中差评', 'Bad or neutral review', '差评'], null, 2, WHO, WHY, ['review-screenshot', 'chat-screenshot']),

  'ebay-return': kind('ebay', ['eBay 退货请求', 'eBay return request', '易退'], null, 2, ORDER, RETURN, ['defect-photo', 'return-label', 'platform-notice']),
  'ebay-not-received': kind('ebay', ['eBay 未收到', 'eBay item not received', '易未收'], 'courier', 3, ORDER, BLAME, ['trace-screenshot', 'signature-proof']),
  'ebay-unpaid': kind('ebay', ['eBay 未付款', 'eBay unpaid item', '易未付'], 'buyer', 1, ORDER, DONE, ['platform-notice']),
  'ebay-cancel': kind('ebay', ['eBay 取消交易', 'eBay cancel transaction', '易取消'], null, 2, ORDER, WHY, ['platform-notice']),
  'ebay-feedback': kind('ebay', ['eBay 修改评价', 'eBay feedback revision', '易评'], null, 2, ORDER, DONE, ['review-screenshot']),
} as const satisfies Record<string, KindDef>

export type KindId = keyof typeof KINDS
export const KIND_IDS = Object.keys(KINDS) as readonly KindId[]

/** Whether text from outside names a kind. */
export function isKindId(id: string): id is KindId {
  return Object.hasOwn(KINDS, id)
}

/** The definition of a kind. */
export function kindDef(id: KindId): KindDef {
  return KINDS[id]
}

/** The two-level tree for menus (C1). */
export function kindTree(): readonly { readonly group: KindGroupId; readonly kinds: readonly KindId[] }[] {
  return (Object.keys(KIND_GROUPS) as KindGroupId[]).map((group) => ({ group, kinds: KIND_IDS.filter((id) => KINDS[id].group === group) }))
}
