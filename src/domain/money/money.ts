/**
 * Money is integer cents with a currency (design, decision 7): never a float, never a silent overflow. "Cents" means the smallest
 * unit that we book in, a hundredth of the currency, also for currencies that are shown without decimals.
 */

/** The largest single amount that is taken in: 100 billion yuan. Beyond it a cell is damaged, not money. */
export const MAX_CENTS = 10_000_000_000_000

/** Thrown instead of returning a figure that is no longer exact. */
export class MoneyOverflowError extends RangeError {
  constructor() {
    super('money sum is beyond exact integers')
    this.name = 'MoneyOverflowError'
  }
}

export function isCents(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && Math.abs(value) <= MAX_CENTS
}

/** Exact sum; throws MoneyOverflowError when it leaves the range of exact integers. */
export function addCents(a: number, b: number): number {
  const sum = a + b
  if (!Number.isSafeInteger(sum)) throw new MoneyOverflowError()
  return sum
}

export function sumCents(values: Iterable<number>): number {
  let total = 0
  for (const value of values) total = addCents(total, value)
  return total
}

export type Locale = 'zh' | 'en'

/** Currencies shown without decimals; an odd hundredth is still shown, since hiding it would not add up. */
const WHOLE_UNIT = new Set(['JPY', 'KRW', 'VND'])

const SYMBOLS: Record<string, Record<Locale, string>> = {
  CNY: { zh: '¥', en: '¥' },
  // The same sign stands for two currencies: the other one is told apart by its country.
  JPY: { zh: 'JP¥', en: 'JP¥' },
  USD: { zh: '$', en: '$' },
  EUR: { zh: '€', en: '€' },
  GBP: { zh: '£', en: '£' },
  HKD: { zh: 'HK$', en: 'HK$' },
  TWD: { zh: 'NT$', en: 'NT$' },
  KRW: { zh: '₩', en: '₩' },
}

function groupThousands(digits: string): string {
  return digits.length <= 3 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `-1234.05` from -123405: exact digits without grouping, for files and calculations in spreadsheets. */
export function centsToDecimal(cents: number): string {
  const digits = String(Math.abs(cents)).padStart(3, '0')
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** `¥1,234,567.89`, negative `-¥0.05`; a currency without a sign of its own is written by its code. */
export function formatMoney(cents: number, currency = 'CNY', locale: Locale = 'zh'): string {
  const decimal = centsToDecimal(Math.abs(cents))
  const whole = groupThousands(decimal.slice(0, -3))
  const symbol = SYMBOLS[currency]?.[locale] ?? `${currency} `
  const hideFraction = WHOLE_UNIT.has(currency) && decimal.endsWith('.00')
  return `${cents < 0 ? '-' : ''}${symbol}${whole}${hideFraction ? '' : decimal.slice(-3)}`
}
