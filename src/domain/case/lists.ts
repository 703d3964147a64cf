/** Short managed lists of a case (spec C2), each with words in both languages. Ids are stored; words are only shown. */
export interface Label {
  readonly zh: string
  readonly en: string
}

export const PLATFORMS = {
  taobao: { zh: '淘宝', en: 'Taobao' },
  tmall: { zh: '天猫', en: 'Tmall' },
  pinduoduo: { zh: '拼多多', en: 'Pinduoduo' },
  jd: { zh: '京东', en: 'JD' },
  douyin: { zh: '抖音', en: 'Douyin' },
  kuaishou: { zh: '快手', en: 'Kuaishou' },
  alibaba: { zh: '1688', en: '1688' },
  ebay: { zh: 'eBay', en: 'eBay' },
  shopify: { zh: 'Shopify', en: 'Shopify' },
  amazon: { zh: '亚马逊', en: 'Amazon' },
  other: { zh: '其他', en: 'Other' },
} as const satisfies Record<string, Label>
export type PlatformId = keyof typeof PLATFORMS

export const CHANNELS = {
  wangwang: { zh: '旺旺', en: 'Wangwang' },
  platform: { zh: '平台消息', en: 'Platform message' },
  qq: { zh: 'QQ', en: 'QQ' },
  wechat: { zh: '微信', en: 'WeChat' },
  mail: { zh: '邮件', en: 'E-mail' },
  phone: { zh: '电话', en: 'Phone' },
  onsite: { zh: '现场', en: 'On site' },
} as const satisfies Record<string, Label>
export type ChannelId = keyof typeof CHANNELS

/** Stored as a number so that sorting needs no table; higher is more urgent. */
export const PRIORITIES = [
  { value: 0, zh: '低', en: 'Low' },
  { value: 1, zh: '普通', en: 'Normal' },
  { value: 2, zh: '高', en: 'High' },
  { value: 3, zh: '紧急', en: 'Urgent' },
] as const
export type Priority = 0 | 1 | 2 | 3

export const LIABLE_PARTIES = {
  courier: { zh: '快递', en: 'Courier' },
  warehouse: { zh: '仓库', en: 'Warehouse' },
  supplier: { zh: '供应商', en: 'Supplier' },
  seller: { zh: '店铺', en: 'Shop' },
  buyer: { zh: '买家', en: 'Buyer' },
  platform: { zh: '平台', en: 'Platform' },
  none: { zh: '无责任方', en: 'Nobody' },
} as const satisfies Record<string, Label>
export type LiableParty = keyof typeof LIABLE_PARTIES

export const FREIGHT_PAYERS = {
  seller: { zh: '卖家承担', en: 'Seller' },
  buyer: { zh: '买家承担', en: 'Buyer' },
  insurance: { zh: '运费险', en: 'Return-freight insurance' },
  courier: { zh: '快递承担', en: 'Courier' },
  shared: { zh: '双方分担', en: 'Shared' },
  none: { zh: '无运费', en: 'No freight' },
} as const satisfies Record<string, Label>
export type FreightPayer = keyof typeof FREIGHT_PAYERS

export const REMEDIES = {
  explain: { zh: '解释安抚', en: 'Explained' },
  'chase-courier': { zh: '催件/联系快递', en: 'Courier chased' },
  ship: { zh: '安排发货', en: 'Shipped' },
  'change-done': { zh: '已改单/改址', en: 'Order changed' },
  reissue: { zh: '补发', en: 'Reissue' },
  exchange: { zh: '换货', en: 'Exchange' },
  'refund-full': { zh: '全额退款', en: 'Full refund' },
  'refund-partial': { zh: '部分退款', en: 'Partial refund' },
  'return-refund': { zh: '退货退款', en: 'Return and refund' },
  compensation: { zh: '折价补偿', en: 'Compensation' },
  coupon: { zh: '优惠券', en: 'Coupon' },
  repair: { zh: '维修', en: 'Repair' },
  'freight-refund': { zh: '补运费', en: 'Freight refunded' },
  redeliver: { zh: '重新派送', en: 'Redelivered' },
  decline: { zh: '婉拒', en: 'Declined' },
  withdrawn: { zh: '买家撤销', en: 'Withdrawn by buyer' },
} as const satisfies Record<string, Label>
export type RemedyId = keyof typeof REMEDIES

/** Why a case is closed without having been resolved; asked for because otherwise closing would dodge the statistics (C12). */
export const CLOSE_REASONS = {
  duplicate: { zh: '重复建单', en: 'Duplicate' },
  mistake: { zh: '误建', en: 'Opened by mistake' },
  'no-answer': { zh: '买家未再回复', en: 'Buyer did not answer' },
  withdrawn: { zh: '买家撤销', en: 'Withdrawn by buyer' },
  'no-fault': { zh: '无需处理', en: 'Nothing to do' },
} as const satisfies Record<string, Label>
export type CloseReason = keyof typeof CLOSE_REASONS

/** The ids of a list in their shown order. */
export function idsOf<K extends string>(list: Readonly<Record<K, Label>>): readonly K[] {
  return Object.keys(list) as K[]
}

/** Whether text from outside is an id of the list; inherited names such as `constructor` are not. */
export function isIdOf<K extends string>(list: Readonly<Record<K, Label>>, id: string): id is K {
  return Object.hasOwn(list, id)
}
