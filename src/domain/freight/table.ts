import type { Label } from '../case/lists'
import type { FreightFacts, FreightPolicy, Leg } from './facts'

export type Fault = 'seller' | 'courier' | 'buyer'

const FAULT_OF: Readonly<Record<FreightFacts['cause'], Fault>> = {
  'quality-defect': 'seller',
  'defect-in-use': 'seller',
  'sent-wrong': 'seller',
  'not-as-described': 'seller',
  'in-transit': 'courier',
  'own-damage': 'buyer',
  'changed-mind': 'buyer',
  'refused-without-cause': 'buyer',
}

/** What the rows of the table look at: the facts and the policy, reduced to short closed lists. */
export interface Conditions {
  readonly leg: Leg
  readonly fault: Fault
  readonly cause: FreightFacts['cause']
  readonly promised: 'yes' | 'no'
  readonly insurance: FreightFacts['insurance']
  readonly limitTold: 'yes' | 'no'
  readonly unwarned: 'yes' | 'no'
  readonly freeShipping: 'yes' | 'no'
  readonly deduct: 'yes' | 'no'
  readonly voidedBeatsFault: 'yes' | 'no'
}

const word = (is: boolean): 'yes' | 'no' => (is ? 'yes' : 'no')

/**
 * The conditions of one leg. A service that needs no warning counts as warned. A parcel that was refused comes back by its own courier:
 * the buyer chose no service, and return-freight insurance has nothing to pay.
 */
export function conditionsOf(facts: FreightFacts, policy: FreightPolicy, leg: Leg): Conditions {
  const refused = facts.remedy === 'refused'
  return {
    leg,
    fault: FAULT_OF[facts.cause],
    cause: facts.cause,
    promised: word(facts.promised),
    insurance: refused ? 'none' : facts.insurance,
    limitTold: word(facts.limitTold),
    unwarned: word(!refused && facts.service !== 'ordinary' && !facts.warned),
    freeShipping: word(facts.freeShipping),
    deduct: word(policy.deductFreeShipping),
    voidedBeatsFault: word(policy.voidedBeatsFault),
  }
}

export type Payer = 'seller' | 'buyer'

export interface Row {
  readonly id: string
  readonly when: { readonly [K in keyof Conditions]?: readonly Conditions[K][] }
  readonly payer: Payer
  readonly why: Label
}

/**
 * Who bears the freight, and why (C8): the first row that fits decides. The last three rows leave no case without an answer. Where
 * insurance pays a part, this is about the rest.
 */
export const TABLE: readonly Row[] = [
  {
    id: 'voided-by-policy',
    when: { leg: ['return'], insurance: ['voided-by-buyer'], voidedBeatsFault: ['yes'], promised: ['no'] },
    payer: 'buyer',
    why: { zh: '运费险因买家自己的操作不赔，店铺规定由买家承担', en: 'The buyer’s own act voided the insurance, and the shop’s policy leaves it to the buyer' },
  },
  { id: 'quality-defect', when: { cause: ['quality-defect'] }, payer: 'seller', why: { zh: '商品有质量问题，运费由卖家承担', en: 'The goods are defective: the seller pays' } },
  { id: 'defect-in-use', when: { cause: ['defect-in-use'] }, payer: 'seller', why: { zh: '正常使用中发现问题，运费由卖家承担', en: 'The defect showed in normal use: the seller pays' } },
  { id: 'sent-wrong', when: { cause: ['sent-wrong'] }, payer: 'seller', why: { zh: '我们发错或漏发，运费由卖家承担', en: 'We sent it wrong or incomplete: the seller pays' } },
  { id: 'not-as-described', when: { cause: ['not-as-described'] }, payer: 'seller', why: { zh: '商品与描述不符，运费由卖家承担', en: 'The goods are not as described: the seller pays' } },
  {
    id: 'in-transit',
    when: { cause: ['in-transit'] },
    payer: 'seller',
    why: { zh: '运输中损坏或丢失，对买家由卖家承担，再向快递理赔', en: 'Damaged or lost in transit: the seller pays the buyer’s side and claims it from the courier' },
  },
  { id: 'promised', when: { promised: ['yes'] }, payer: 'seller', why: { zh: '答应过买家运费或效果，按承诺由卖家承担', en: 'Freight or performance was promised: the seller keeps the promise' } },
  {
    id: 'unwarned',
    when: { leg: ['return'], unwarned: ['yes'] },
    payer: 'seller',
    why: { zh: '同意退货前没有提醒不要发顺丰、邮政或到付，由卖家承担', en: 'Nobody warned about SF, postal or collect before the return was agreed: the seller pays' },
  },
  {
    id: 'voided',
    when: { leg: ['return'], insurance: ['voided-by-buyer'] },
    payer: 'buyer',
    why: { zh: '运费险因买家自己的操作不赔（没填单号、已确认收货、单号重复或无轨迹），由买家承担', en: 'The buyer’s own act voided the insurance (no waybill, receipt confirmed, waybill reused or no trace): the buyer pays' },
  },
  {
    id: 'limit-not-told',
    when: { leg: ['return'], insurance: ['covers'], limitTold: ['no'] },
    payer: 'seller',
    why: { zh: '事先没有说明运费险只赔首重，超出部分由卖家承担', en: 'The buyer was not told that insurance pays a first weight only: the seller pays the rest' },
  },
  {
    id: 'postage-included',
    when: { leg: ['outbound'], freeShipping: ['yes'], deduct: ['no'] },
    payer: 'seller',
    why: { zh: '包邮订单，发出运费不向买家扣回', en: 'The order was free of postage, which is not taken back' },
  },
  {
    id: 'postage-deducted',
    when: { leg: ['outbound'], freeShipping: ['yes'], deduct: ['yes'] },
    payer: 'buyer',
    why: { zh: '买家原因退货，按店铺规定扣回包邮的发出运费', en: 'The buyer’s own reason: by the shop’s policy the free postage is taken back' },
  },
  { id: 'own-damage', when: { cause: ['own-damage'] }, payer: 'buyer', why: { zh: '使用不当或人为损坏，运费由买家承担', en: 'Misuse or own damage: the buyer pays' } },
  { id: 'refused-without-cause', when: { cause: ['refused-without-cause'] }, payer: 'buyer', why: { zh: '没有理由拒收，运费由买家承担', en: 'Refused without cause: the buyer pays' } },
  { id: 'changed-mind', when: { cause: ['changed-mind'] }, payer: 'buyer', why: { zh: '买家自己不想要了，运费由买家承担', en: 'The buyer changed their mind: the buyer pays' } },
]

/** Whether a row fits. */
export function rowFits(row: Row, conditions: Conditions): boolean {
  return (Object.keys(row.when) as (keyof Conditions)[]).every((key) => (row.when[key] as readonly string[] | undefined)?.includes(conditions[key]) ?? true)
}
