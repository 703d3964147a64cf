import type { Label } from '../case/lists'
import { DAY } from '../clock/duration'
import { toLocal } from '../clock/zone'
import { formatMoney } from '../money/money'

/** Variables that a template may name (T1). A body with any other name is refused when the file is loaded. */
export const TEMPLATE_VARIABLES = {
  buyer: { zh: '买家', en: 'Buyer' },
  orderNo: { zh: '订单号', en: 'Order number' },
  waybill: { zh: '运单号', en: 'Waybill' },
  courier: { zh: '快递公司', en: 'Courier' },
  amount: { zh: '金额', en: 'Amount' },
  shop: { zh: '店铺', en: 'Shop' },
  staff: { zh: '客服', en: 'Agent' },
  item: { zh: '商品', en: 'Item' },
  caseNo: { zh: '售后单号', en: 'Case number' },
  returnAddress: { zh: '退货地址', en: 'Return address' },
  today: { zh: '今天', en: 'Today' },
  tomorrow: { zh: '明天', en: 'Tomorrow' },
  tomorrowNoon: { zh: '明天中午前', en: 'Before noon tomorrow' },
} as const satisfies Record<string, Label>
export type TemplateVariable = keyof typeof TEMPLATE_VARIABLES
export type TemplateValues = Readonly<Partial<Record<TemplateVariable, string>>>
export type TemplateLanguage = 'zh' | 'en'

/** What a case, its order, its shop and the signed-in person bring. Amounts in cents, `now` in epoch ms UTC. */
export interface TemplateFacts {
  readonly buyer?: string | null | undefined
  readonly orderNo?: string | null | undefined
  readonly waybill?: string | null | undefined
  readonly courier?: string | null | undefined
  readonly amountCents?: number | null | undefined
  readonly currency?: string | undefined
  readonly shop?: string | null | undefined
  readonly staff?: string | null | undefined
  readonly item?: string | null | undefined
  readonly caseNo?: string | null | undefined
  readonly returnAddress?: string | null | undefined
  readonly now: number
  readonly timeZone: string
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

/** Values for a template's variables (T1); what is not known stays out and therefore open. Days are civil days of the shop's zone. */
export function templateValues(facts: TemplateFacts, language: TemplateLanguage): TemplateValues {
  const today = dayWords(facts, 0, language)
  const tomorrow = dayWords(facts, 1, language)
  const values: Record<TemplateVariable, string | null | undefined> = {
    buyer: facts.buyer,
    orderNo: facts.orderNo,
    waybill: facts.waybill,
    courier: facts.courier,
    amount: facts.amountCents == null ? null : formatMoney(facts.amountCents, facts.currency, language),
    shop: facts.shop,
    staff: facts.staff,
    item: facts.item,
    caseNo: facts.caseNo,
    returnAddress: facts.returnAddress,
    today,
    tomorrow,
    tomorrowNoon: language === 'zh' ? `明天（${tomorrow}）中午12点前` : `before noon tomorrow (${tomorrow})`,
  }
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value != null && value !== ''))
}

function dayWords(facts: TemplateFacts, ahead: number, language: TemplateLanguage): string {
  const local = toLocal(facts.timeZone, facts.now)
  // Counted on the civil calendar: on a day of 23 or 25 hours, now plus 24 hours is not always tomorrow.
  const day = new Date(Date.UTC(local.year, local.month - 1, local.day) + ahead * DAY)
  const month = day.getUTCMonth()
  return language === 'zh' ? `${month + 1}月${day.getUTCDate()}日` : `${day.getUTCDate()} ${MONTHS[month] ?? ''}`
}
