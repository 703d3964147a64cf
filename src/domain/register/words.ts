import { toLocal } from '../clock/zone'
import { maskAccount } from '../identity/mask'
import { formatMoney, type Locale } from '../money/money'
import type { RegisterField, RegisterValue } from './register'
import { isGoods } from './values'

/** What words of values need besides the value. */
export interface WordTerms {
  readonly locale: Locale
  readonly currency: string
  readonly timeZone: string
  staffName(id: string): string | null
  shopName(id: string): string | null
  courierName(id: string): string | null
  /** Whether accounts are shown whole. */
  readonly whole: boolean
}

const pad = (n: number): string => String(n).padStart(2, '0')

/** A value as people read it, in their language; empty for nothing. */
export function valueWords(field: RegisterField, value: RegisterValue | undefined, terms: WordTerms): string {
  if (value === null || value === undefined || value === '') return ''
  const { locale } = terms
  if (isGoods(value) && field.kind === 'lines') return value.map(({ title, sku, quantity }) => `${title}${sku ? ` [${sku}]` : ''} ×${quantity}`).join(locale === 'zh' ? '；' : '; ')
  if (Array.isArray(value)) return value.map((one: unknown) => optionWords(field, String(one), locale)).join(locale === 'zh' ? '、' : ', ')
  if (typeof value === 'boolean') return locale === 'zh' ? (value ? '是' : '否') : value ? 'Yes' : 'No'
  if (typeof value === 'number') {
    if (field.kind === 'money') return formatMoney(value, terms.currency)
    if (field.kind === 'moment') {
      const { year, month, day, hour, minute } = toLocal(terms.timeZone, value)
      return `${year}-${pad(month)}-${pad(day)} ${pad(hour)}:${pad(minute)}`
    }
    return field.unit === null ? String(value) : `${value} ${field.unit[locale]}`
  }
  if (typeof value !== 'string') return ''
  switch (field.kind) {
    case 'choice':
      return optionWords(field, value, locale)
    case 'staff':
      return terms.staffName(value) ?? value
    case 'shop':
      return terms.shopName(value) ?? value
    case 'courier':
      return terms.courierName(value) ?? value
    case 'account':
      return terms.whole ? value : maskAccount(value)
    default:
      return value
  }
}

/** An option in the reader's language; one that the description no longer has is shown by its id. */
export const optionWords = (field: RegisterField, id: string, locale: Locale): string => field.options.find((option) => option.id === id)?.[locale] ?? id
