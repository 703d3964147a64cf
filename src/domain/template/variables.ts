import type { Label } from '../case/lists'
import { nextWorkingDay, type Calendar } from '../clock/calendar'
import { DAY } from '../clock/duration'
import { localMidnight, toLocal } from '../clock/zone'
import { formatMoney } from '../money/money'
import { hoursWords } from './hours'

/** Variables that a template may name (T1). A body with any other name is refused when the file is loaded. */
export const TEMPLATE_VARIABLES = {
  buyer: { zh: '买家', en: 'Buyer' },
  orderNo: { zh: '订单号', en: 'Order number' },
  waybill: { zh: '运单号', en: 'Waybill' },
  courier: { zh: '快递公司', en: 'Courier' },
  courierHotline: { zh: '快递客服电话', en: 'Courier hotline' },
  trackingState: { zh: '最新物流', en: 'Last scan' },
  trackingTime: { zh: '最新物流时间', en: 'Time of the last scan' },
  amount: { zh: '金额', en: 'Amount' },
  freight: { zh: '运费金额', en: 'Freight amount' },
  paid: { zh: '实付', en: 'Paid' },
  postage: { zh: '邮费', en: 'Postage' },
  shop: { zh: '店铺', en: 'Shop' },
  shopHours: { zh: '营业时间', en: 'Opening hours' },
  returnAddress: { zh: '退货地址', en: 'Return address' },
  staff: { zh: '客服', en: 'Agent' },
  item: { zh: '商品', en: 'Item' },
  items: { zh: '全部商品', en: 'All items' },
  quantity: { zh: '件数', en: 'Number of pieces' },
  caseNo: { zh: '售后单号', en: 'Case number' },
  today: { zh: '今天', en: 'Today' },
  tomorrow: { zh: '明天', en: 'Tomorrow' },
  tomorrowNoon: { zh: '明天中午前', en: 'Before noon tomorrow' },
  nextWorkday: { zh: '下个工作日', en: 'Next working day' },
  nextWorkdayNoon: { zh: '下个工作日中午前', en: 'Before noon on the next working day' },
  shipBy: { zh: '最晚发货时间', en: 'Ship by' },
  deadline: { zh: '最近的时限', en: 'Next deadline' },
  promiseDue: { zh: '承诺的时间', en: 'Time of the promise' },
} as const satisfies Record<string, Label>
export type TemplateVariable = keyof typeof TEMPLATE_VARIABLES
/** `inDays 3`: the day that many days from now. */
export type TemplateVariableName = TemplateVariable | `inDays ${number}`
/** By variable; only what is known. */
export type TemplateValues = Readonly<Record<string, string>>
export type TemplateLanguage = 'zh' | 'en'

const MOST_DAYS = 60

/** A name as it is written in a body, as a variable; null when it is none. */
export function variableOf(written: string): TemplateVariableName | null {
  const name = written.trim()
  if (Object.hasOwn(TEMPLATE_VARIABLES, name)) return name as TemplateVariable
  const days = Number(/^inDays ([1-9]\d?)$/.exec(name)?.[1])
  return days >= 1 && days <= MOST_DAYS ? `inDays ${days}` : null
}

export function labelOfVariable(name: TemplateVariableName): Label {
  if (Object.hasOwn(TEMPLATE_VARIABLES, name)) return TEMPLATE_VARIABLES[name as TemplateVariable]
  const days = name.slice('inDays '.length)
  return { zh: `${days}天后`, en: `In ${days} days` }
}

/** What a case, its order, its shop and the signed-in person bring. Amounts in cents of `currency`, instants in epoch ms UTC. */
export interface TemplateFacts {
  readonly buyer?: string | null | undefined
  readonly orderNo?: string | null | undefined
  readonly waybill?: string | null | undefined
  readonly courier?: string | null | undefined
  readonly courierHotline?: string | null | undefined
  readonly trackingState?: string | null | undefined
  readonly trackingAt?: number | null | undefined
  readonly amountCents?: number | null | undefined
  readonly freightCents?: number | null | undefined
  readonly paidCents?: number | null | undefined
  readonly postageCents?: number | null | undefined
  readonly currency?: string | undefined
  readonly shop?: string | null | undefined
  readonly staff?: string | null | undefined
  readonly items?: readonly { readonly title: string; readonly quantity: number }[] | undefined
  readonly caseNo?: string | null | undefined
  readonly returnAddress?: string | null | undefined
  readonly shipByAt?: number | null | undefined
  readonly deadlineAt?: number | null | undefined
  readonly promiseAt?: number | null | undefined
  readonly now: number
  readonly timeZone: string
  /** When the shop works; left out: round the clock. */
  readonly calendar?: Calendar | undefined
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const
const WEEKDAYS_ZH = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'] as const
const WEEKDAYS_EN = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const

/** Values for a template's variables (T1); what is not known stays out and therefore open. Days are civil days of the shop's zone. */
export function templateValues(facts: TemplateFacts, language: TemplateLanguage): TemplateValues {
  const { now, timeZone, calendar, currency, items = [] } = facts
  const today = localMidnight(toLocal(timeZone, now))
  const tomorrow = dayWords(today + DAY, language)
  const workday = calendar === undefined ? today + DAY : nextWorkingDay(calendar, today)
  const money = (cents: number | null | undefined): string | null => (cents == null ? null : formatMoney(cents, currency, language))
  const moment = (at: number | null | undefined): string | null => (at == null ? null : momentWords(at, timeZone, language))
  const pieces = items.reduce((sum, one) => sum + one.quantity, 0)
  const values: Record<TemplateVariable, string | null | undefined> = {
    buyer: facts.buyer,
    orderNo: facts.orderNo,
    waybill: facts.waybill,
    courier: facts.courier,
    courierHotline: facts.courierHotline,
    trackingState: facts.trackingState,
    trackingTime: moment(facts.trackingAt),
    amount: money(facts.amountCents),
    freight: money(facts.freightCents),
    paid: money(facts.paidCents),
    postage: money(facts.postageCents),
    shop: facts.shop,
    shopHours: calendar === undefined ? null : hoursWords(calendar, language),
    returnAddress: facts.returnAddress,
    staff: facts.staff,
    item: items[0]?.title,
    items: items.map((one) => (one.quantity === 1 ? one.title : `${one.title}×${one.quantity}`)).join(language === 'zh' ? '、' : ', '),
    quantity: pieces > 0 ? String(pieces) : null,
    caseNo: facts.caseNo,
    today: dayWords(today, language),
    tomorrow,
    tomorrowNoon: noonWords(today + DAY, today, language),
    nextWorkday: workdayWords(workday, today, language),
    nextWorkdayNoon: noonWords(workday, today, language),
    shipBy: moment(facts.shipByAt),
    deadline: moment(facts.deadlineAt),
    promiseDue: moment(facts.promiseAt),
  }
  const days = Array.from({ length: MOST_DAYS }, (_, index) => [`inDays ${index + 1}`, dayWords(today + (index + 1) * DAY, language)] as const)
  return Object.fromEntries([...Object.entries(values), ...days].flatMap(([name, value]) => (value == null || value.trim() === '' ? [] : [[name, value]])))
}

/** `day` and `today`: civil days as ms since 1970 of their midnight, without a zone. Counted on the civil calendar: on a day of 25 hours, now plus 24 hours is not always tomorrow. */
function noonWords(day: number, today: number, language: TemplateLanguage): string {
  if (language === 'zh') return day === today + DAY ? `明天（${dayWords(day, 'zh')}）中午12点前` : `${workdayWords(day, today, 'zh')}中午12点前`
  return day === today + DAY ? `before noon tomorrow (${dayWords(day, 'en')})` : `before noon on ${workdayWords(day, today, 'en')}`
}

function workdayWords(day: number, today: number, language: TemplateLanguage): string {
  const weekday = new Date(day).getUTCDay()
  if (language === 'zh') return day === today + DAY ? `明天（${dayWords(day, 'zh')}）` : `${WEEKDAYS_ZH[weekday] ?? ''}（${dayWords(day, 'zh')}）`
  return day === today + DAY ? `tomorrow (${dayWords(day, 'en')})` : `${WEEKDAYS_EN[weekday] ?? ''} (${dayWords(day, 'en')})`
}

/** A civil day, `11月23日` or `23 Nov`; `day` is its midnight in ms, without a zone. */
export function dayWords(day: number, language: TemplateLanguage): string {
  const date = new Date(day)
  const month = date.getUTCMonth()
  return language === 'zh' ? `${month + 1}月${date.getUTCDate()}日` : `${date.getUTCDate()} ${MONTHS[month] ?? ''}`
}

function momentWords(at: number, timeZone: string, language: TemplateLanguage): string {
  const local = toLocal(timeZone, at)
  const time = `${String(local.hour).padStart(2, '0')}:${String(local.minute).padStart(2, '0')}`
  return `${dayWords(localMidnight(local), language)}${language === 'zh' ? ' ' : ', '}${time}`
}
