import type { Label } from '../case/lists'

/** What the freight-responsibility aid asks (C8). Every list is closed, so that the decision table can be walked whole. */
export const FREIGHT_CAUSES = {
  'quality-defect': { zh: '质量问题', en: 'Quality defect' },
  'defect-in-use': { zh: '使用中发现问题', en: 'Defect found in use' },
  'sent-wrong': { zh: '错发漏发', en: 'Sent wrong or incomplete' },
  'not-as-described': { zh: '与描述不符', en: 'Not as described' },
  'in-transit': { zh: '运输中损坏/丢失', en: 'Damaged or lost in transit' },
  'own-damage': { zh: '使用不当/人为损坏', en: 'Misuse or own damage' },
  'changed-mind': { zh: '不想要了', en: 'Changed their mind' },
  'refused-without-cause': { zh: '无理由拒收', en: 'Refused without cause' },
} as const satisfies Record<string, Label>
export type FreightCause = keyof typeof FREIGHT_CAUSES

export const INSURANCES = {
  none: { zh: '没有运费险', en: 'No insurance' },
  covers: { zh: '有运费险', en: 'Insured' },
  'voided-by-buyer': { zh: '买家原因不赔（未填单号、已确认收货、单号重复、无轨迹）', en: 'Voided by the buyer (no waybill, receipt confirmed, waybill reused, no trace)' },
} as const satisfies Record<string, Label>
export type Insurance = keyof typeof INSURANCES

export const FREIGHT_REMEDIES = {
  'return-refund': { zh: '退货退款', en: 'Return and refund' },
  exchange: { zh: '换货', en: 'Exchange' },
  reissue: { zh: '补发', en: 'Reissue' },
  'refund-only': { zh: '仅退款', en: 'Refund only' },
  refused: { zh: '拒收退回', en: 'Refused, on its way back' },
} as const satisfies Record<string, Label>
export type FreightRemedy = keyof typeof FREIGHT_REMEDIES

export const RETURN_SERVICES = {
  ordinary: { zh: '普通快递', en: 'Ordinary courier' },
  costly: { zh: '顺丰/邮政', en: 'SF or postal' },
  collect: { zh: '到付', en: 'Freight collect' },
} as const satisfies Record<string, Label>
export type ReturnService = keyof typeof RETURN_SERVICES

export interface FreightFacts {
  readonly cause: FreightCause
  readonly remedy: FreightRemedy
  /** Freight or performance was promised to the buyer. */
  readonly promised: boolean
  readonly insurance: Insurance
  /** The buyer heard beforehand that insurance pays only a first weight. */
  readonly limitTold: boolean
  readonly service: ReturnService
  /** The buyer was warned about SF, postal couriers and freight collect before the return was agreed. */
  readonly warned: boolean
  /** The order came free of postage. */
  readonly freeShipping: boolean
  /** Freight of each leg in cents; null while nobody knows it. */
  readonly outboundCents: number | null
  readonly returnCents: number | null
  readonly reshipCents: number | null
  /** The cheapest first weight of the rate card: the most that insurance pays. */
  readonly cheapestFirstCents: number | null
}

export const LEGS = {
  outbound: { zh: '发出运费', en: 'Outbound' },
  return: { zh: '寄回运费', en: 'Return' },
  reship: { zh: '再次发出运费', en: 'Reship' },
} as const satisfies Record<string, Label>
export type Leg = keyof typeof LEGS

/** Which legs a remedy has. */
export const LEGS_OF: Readonly<Record<FreightRemedy, readonly Leg[]>> = {
  'return-refund': ['outbound', 'return'],
  exchange: ['outbound', 'return', 'reship'],
  reissue: ['outbound', 'reship'],
  'refund-only': ['outbound'],
  refused: ['outbound', 'return'],
}

export const PAY_WAYS = {
  'top-up-link': { zh: '补差链接', en: 'top-up link' },
  transfer: { zh: '小额打款/转账', en: 'small payment or transfer' },
  'next-order': { zh: '记入下次订单', en: 'credit for the next order' },
  'from-refund': { zh: '从退款中扣', en: 'taking it off the refund' },
} as const satisfies Record<string, Label>
export type PayWay = keyof typeof PAY_WAYS

export const PAY_TIMES = {
  'after-inspection': { zh: '收到退货验货后', en: 'once the return is inspected' },
  'after-agreement': { zh: '谈妥后马上', en: 'as soon as it is agreed' },
  'before-reship': { zh: '再次发货前', en: 'before it is sent again' },
  'with-refund': { zh: '退款时', en: 'with the refund' },
} as const satisfies Record<string, Label>
export type PayTime = keyof typeof PAY_TIMES

/** What a supervisor may change (resources/policies/freight.yaml). */
export interface FreightPolicy {
  /** Take the postage of a free-of-postage order off the refund when the buyer bears it. Many platforms forbid it. */
  readonly deductFreeShipping: boolean
  /** Whether a buyer whose own act voided the insurance pays the return even though the fault is ours. */
  readonly voidedBeatsFault: boolean
  readonly sellerRepays: { readonly way: Exclude<PayWay, 'from-refund' | 'top-up-link'>; readonly when: PayTime }
  readonly buyerRepays: { readonly way: 'top-up-link' | 'transfer' }
  /** Templates with the words for the buyer, by the reason's rule. */
  readonly say: Readonly<Record<string, string>>
  /** By platform: what differs there. */
  readonly platforms: Readonly<Record<string, { readonly deductFreeShipping?: boolean | undefined; readonly voidedBeatsFault?: boolean | undefined }>>
  readonly shops: Readonly<Record<string, { readonly deductFreeShipping?: boolean | undefined; readonly voidedBeatsFault?: boolean | undefined }>>
  /** Price in cents of one unit of the shop's top-up link (C9). */
  readonly topUpUnitCents: number
  /** Weight in grams of goods whose own is not known. */
  readonly unknownGrams: number
}

/** The policy as one shop has it: the shop's own wins over the platform's. */
export function freightPolicyOf(policy: FreightPolicy, platform: string, shopName: string | null): FreightPolicy {
  const pick = (list: FreightPolicy['shops'], key: string | null): FreightPolicy['shops'][string] => (key !== null && Object.hasOwn(list, key) ? (list[key] ?? {}) : {})
  const merged = { ...policy, ...given(pick(policy.platforms, platform)), ...given(pick(policy.shops, shopName)) }
  return merged
}

function given(own: FreightPolicy['shops'][string]): { deductFreeShipping?: boolean; voidedBeatsFault?: boolean } {
  return {
    ...(own.deductFreeShipping === undefined ? {} : { deductFreeShipping: own.deductFreeShipping }),
    ...(own.voidedBeatsFault === undefined ? {} : { voidedBeatsFault: own.voidedBeatsFault }),
  }
}
