import { maskPhonesIn } from '../../../domain/identity/mask'
import type { ImportedRecord, RecordValue } from '../../../domain/import/kinds'

type Values = ImportedRecord['values']

const read = <T extends RecordValue>(values: Values, field: string, is: (value: RecordValue) => value is T): T | null => {
  const value = values[field] ?? null
  if (value === null) return null
  // The reader makes each value by the field's type; another type is a mistake in the code.
  if (!is(value)) throw new TypeError(`field ${field} holds a ${typeof value}`)
  return value
}

/** Values of an imported record by type; null where the file is silent. */
export const text = (values: Values, field: string): string | null => read(values, field, (value) => typeof value === 'string')
export const count = (values: Values, field: string): number | null => read(values, field, (value) => typeof value === 'number')
export const yes = (values: Values, field: string): boolean | null => read(values, field, (value) => typeof value === 'boolean')
export const list = (values: Values, field: string): readonly string[] | null => read(values, field, (value): value is readonly string[] => Array.isArray(value))

/**
 * What a sheet adds to a stored text: null when that already says it. Exports mask phone numbers (R7), so one that comes back must not
 * replace the number that is stored.
 */
export function news(stored: string | null, said: string | null): string | null {
  return said === null || stored?.includes(said) === true || (stored !== null && maskPhonesIn(stored).includes(said)) ? null : said
}

const CURRENCY_WORDS: Readonly<Record<string, string>> = { 人民币: 'CNY', 元: 'CNY', RMB: 'CNY', '¥': 'CNY', '￥': 'CNY', 美元: 'USD', 美金: 'USD', $: 'USD', 欧元: 'EUR', '€': 'EUR', 英镑: 'GBP', '£': 'GBP', 日元: 'JPY', 港币: 'HKD' }

/** ISO code of a currency as sheets write it; null when it is none, so that the shop's own counts. */
export function currencyOf(values: Values): string | null {
  const said = text(values, 'currency')?.normalize('NFKC').trim().toUpperCase() ?? ''
  const code = Object.hasOwn(CURRENCY_WORDS, said) ? CURRENCY_WORDS[said] : said
  return code !== undefined && /^[A-Z]{3}$/.test(code) ? code : null
}
