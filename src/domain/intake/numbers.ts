import type { PlatformId } from '../case/lists'
import type { CourierPolicy } from '../courier/policy'
import { couriersByWaybill } from '../courier/policy'
import { parseMoney } from '../import/money'

/** A number found in pasted text (C11). `sure` is false when its shape alone could mean something else: the person decides. */
export interface FoundOrder {
  readonly value: string
  readonly platforms: readonly PlatformId[]
  readonly sure: boolean
}
export interface FoundWaybill {
  readonly value: string
  /** Courier ids by shape; empty when no shape fits. */
  readonly couriers: readonly string[]
  readonly sure: boolean
}
export interface FoundAmount {
  readonly cents: number
  readonly currency: string
  readonly text: string
}
export interface FoundNumbers {
  readonly orders: readonly FoundOrder[]
  readonly waybills: readonly FoundWaybill[]
  readonly phones: readonly string[]
  readonly amounts: readonly FoundAmount[]
}

export interface NumberOptions {
  /** Platforms that the team sells on; empty or left out: any. */
  readonly knownPlatforms?: readonly PlatformId[] | undefined
  readonly couriers?: readonly Pick<CourierPolicy, 'id' | 'waybillShapes'>[] | undefined
}

/** No letter or digit directly before or after: a shape inside a longer number is not that shape. */
const alone = (shape: string): RegExp => new RegExp(`(?<![0-9A-Za-z])(?:${shape})(?![0-9A-Za-z])`, 'gi')

const LINK = /\b(?:https?:\/\/|www\.)[^\s\u4e00-\u9fff]+/gi
const TIME = /\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[ T]+\d{1,2}:\d{2}(?::\d{2})?)?/g
const LABELLED_ORDER = /(?:订单编号|订单号|订单|order\s*(?:number|no\.?|id)?)\s*(?:是|为|[:：#])?\s*([A-Z0-9][A-Z0-9-]{5,31})(?![0-9A-Za-z])/gi
const LABELLED_WAYBILL = /(?:运单号?|快递单号?|物流单号?|物流编号|退货单号|(?<!订)单号|tracking(?:\s*(?:number|no\.?|id))?|waybill(?:\s*(?:number|no\.?))?)\s*(?:是|为|[:：#])?\s*([A-Z0-9][A-Z0-9-]{7,31})(?![0-9A-Za-z])/gi
/** A Chinese mobile, with or without country code, blanks, hyphens and the platform's extension. */
export const PHONE = /(?<![0-9A-Za-z])(?:\+?86[- ]?)?(1[3-9]\d)[- ]?(\d{4})[- ]?(\d{4})(?:\s*(?:-|转)\s*(\d{2,6}))?(?![0-9A-Za-z])/g
const AMOUNT =
  /(?:(?<sign>[¥￥€£]|(?:US|HK)?\$|RMB|CNY|USD|EUR|GBP)[^\S\n]*(?<after>\d[\d,]*(?:\.\d{1,2})?)(?![\d.]))|(?:(?<![\d.A-Za-z-])(?<before>\d[\d,]*(?:\.\d{1,2})?)[^\S\n]*(?<unit>元|块钱|块(?<jiao>[1-9])?(?![\d包件个])|RMB\b|CNY\b|USD\b|dollars?\b|euros?\b|pounds?\b))/gi

const UNIT_CURRENCY: readonly (readonly [RegExp, string])[] = [
  [/hk\$/i, 'HKD'],
  [/\$|usd|dollar/i, 'USD'],
  [/€|eur/i, 'EUR'],
  [/£|gbp|pound/i, 'GBP'],
]

/** Order numbers whose shape says enough, most telling first. */
const ORDER_SHAPES: readonly { readonly shape: RegExp; readonly platforms: readonly PlatformId[]; readonly sure: boolean }[] = [
  { shape: alone('\\d{3}-\\d{7}-\\d{7}'), platforms: ['amazon'], sure: true },
  { shape: alone('\\d{2}-\\d{5}-\\d{5}'), platforms: ['ebay'], sure: true },
  { shape: alone('\\d{6}-\\d{15}'), platforms: ['pinduoduo'], sure: true },
  { shape: alone('\\d{19}'), platforms: ['taobao', 'tmall', 'alibaba', 'douyin'], sure: true },
  { shape: alone('\\d{18}'), platforms: ['taobao', 'tmall', 'alibaba', 'douyin'], sure: true },
  { shape: alone('\\d{16}'), platforms: ['taobao', 'tmall', 'kuaishou'], sure: false },
]
const SHOPIFY = /(?<![\w#&])#\d{3,7}(?![\w-])/g
const JD_OR_WAYBILL = alone('\\d{12}')

/** Waybills that stand out in running text; looser shapes count only behind a word such as 运单号. */
const WAYBILL_SHAPES: readonly { readonly shape: RegExp; readonly couriers: readonly string[] }[] = [
  { shape: alone('SF\\d{12,13}'), couriers: ['sf'] },
  { shape: alone('YT\\d{13,15}'), couriers: ['yto'] },
  { shape: alone('(?:JT|UT)\\d{13}'), couriers: ['jt'] },
  { shape: alone('JD[A-Z]{0,2}\\d{11,15}(?:-\\d{1,3}-\\d{1,3}-?)?'), couriers: ['jd'] },
  { shape: alone('DPK\\d{12}'), couriers: ['deppon'] },
  { shape: alone('KY\\d{10,13}'), couriers: ['kye'] },
  { shape: alone('1Z[0-9A-Z]{16}'), couriers: ['ups'] },
  { shape: alone('[A-Z]{2}\\d{9}CN'), couriers: ['ems', 'china-post'] },
  { shape: alone('[A-Z]{2}\\d{9}[A-Z]{2}'), couriers: [] },
  { shape: alone('9[2-5]\\d{18,20}'), couriers: ['usps'] },
  { shape: alone('77\\d{13}'), couriers: ['sto'] },
  { shape: alone('4[36]\\d{13}'), couriers: ['yunda'] },
  { shape: alone('55\\d{13}'), couriers: ['best'] },
  { shape: alone('7[3-9]\\d{12}'), couriers: ['zto'] },
  { shape: alone('9\\d{12}'), couriers: ['china-post'] },
  { shape: alone('1[0-3]\\d{11}'), couriers: ['ems'] },
]

/** Stands for characters that were read already. Not a blank: no shape may reach across what was taken out of its middle. */
export const TAKEN = '\ufffc'

/** Finds numbers in text (C11). Each stretch of text is read once, by the most telling shape; links and times are left alone. */
export function findNumbers(text: string, options: NumberOptions = {}): FoundNumbers {
  const orders = new Map<string, FoundOrder>()
  const waybills = new Map<string, FoundWaybill>()
  const phones = new Set<string>()
  const amounts: FoundAmount[] = []
  let rest = text
  /** Hands every hit to `take` and blanks what it took, so that no later shape reads the same characters again. */
  const consume = (shape: RegExp, take: (match: RegExpExecArray) => boolean): void => {
    let kept = ''
    let from = 0
    for (const match of rest.matchAll(shape)) {
      if (!take(match)) continue
      kept += rest.slice(from, match.index) + TAKEN.repeat(match[0].length)
      from = match.index + match[0].length
    }
    rest = kept + rest.slice(from)
  }
  const addOrder = (value: string, platforms: readonly PlatformId[], sure: boolean): boolean => {
    const allowed = options.knownPlatforms?.length ? platforms.filter((platform) => options.knownPlatforms?.includes(platform)) : platforms
    if (platforms.length > 0 && allowed.length === 0) return false
    if (!orders.has(value)) orders.set(value, { value, platforms: allowed, sure })
    return true
  }
  const addWaybill = (raw: string, couriers: readonly string[], sure: boolean): boolean => {
    const value = raw.toUpperCase()
    const byPolicy = couriers.length > 0 ? couriers : couriersByWaybill(options.couriers ?? [], value).map((courier) => courier.id)
    if (!waybills.has(value)) waybills.set(value, { value, couriers: byPolicy, sure })
    return true
  }

  consume(LINK, () => true)
  for (const { shape, platforms, sure } of ORDER_SHAPES) if (sure) consume(shape, ([value]) => addOrder(value, platforms, true))
  consume(LABELLED_WAYBILL, (match) => {
    const value = match[1] ?? ''
    return hasDigits(value, 6) && addWaybill(value, shapeCouriers(value), true)
  })
  consume(LABELLED_ORDER, (match) => {
    const value = match[1] ?? ''
    return hasDigits(value, 5) && !isWaybillShape(value) && addOrder(value, [], true)
  })
  for (const { shape, couriers } of WAYBILL_SHAPES) consume(shape, ([value]) => addWaybill(value, couriers, true))
  for (const { shape, platforms, sure } of ORDER_SHAPES) if (!sure) consume(shape, ([value]) => addOrder(value, platforms, false))
  consume(JD_OR_WAYBILL, ([value]) => {
    addOrder(value, ['jd'], false)
    return addWaybill(value, ['sf'], false)
  })
  consume(PHONE, ([, a = '', b = '', c = '', extension]) => {
    phones.add(a + b + c + (extension === undefined ? '' : `-${extension}`))
    return true
  })
  consume(TIME, () => true)
  consume(SHOPIFY, ([value]) => addOrder(value, ['shopify'], true))
  consume(AMOUNT, (match) => {
    const amount = readAmount(match)
    if (amount !== null) amounts.push(amount)
    return amount !== null
  })
  return { orders: [...orders.values()], waybills: [...waybills.values()], phones: [...phones], amounts }
}

function readAmount(match: RegExpExecArray): FoundAmount | null {
  const { sign, after, before, unit, jiao } = match.groups ?? {}
  const digits = after ?? before ?? ''
  const money = parseMoney(jiao === undefined || digits.includes('.') ? digits : `${digits}.${jiao}0`, 'dot')
  if (!money.ok) return null
  const currency = UNIT_CURRENCY.find(([shape]) => shape.test(sign ?? unit ?? ''))?.[1] ?? 'CNY'
  return { cents: money.cents, currency, text: match[0].trim() }
}

function hasDigits(value: string, count: number): boolean {
  return value.replace(/\D/g, '').length >= count
}

function shapeCouriers(value: string): readonly string[] {
  return WAYBILL_SHAPES.find(({ shape }) => isWhole(shape, value))?.couriers ?? []
}

function isWaybillShape(value: string): boolean {
  return WAYBILL_SHAPES.some(({ shape }) => isWhole(shape, value))
}

function isWhole(shape: RegExp, value: string): boolean {
  return new RegExp(`^(?:${shape.source})$`, 'i').test(value)
}
