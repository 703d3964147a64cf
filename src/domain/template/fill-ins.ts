import type { Label } from '../case/lists'
import { formatMoney } from '../money/money'
import type { FillInType } from './parse'
import { dayWords, type TemplateLanguage } from './variables'

export interface FillInContext {
  readonly language: TemplateLanguage
  readonly currency: string
  /** The civil year of today in the zone of the shop: a day is mostly given without one. */
  readonly year: number
}

/** What stands in the reply for what a person typed; `value` null: nothing yet. A `problem` says in words what is expected. */
export interface ReadFillIn {
  readonly value: string | null
  readonly problem: Label | null
}

const AMOUNT_EXPECTED: Label = { zh: '请填金额，例如 12.50', en: 'An amount, such as 12.50' }
const DATE_EXPECTED: Label = { zh: '请填日期，例如 11-28', en: 'A date, such as 11-28' }
const DAY_MISSING: Label = { zh: '没有这一天', en: 'There is no such day' }
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** Reads what was typed into a fill-in (T1): an amount and a date are written as the reply's language writes them. */
export function readFillIn(input: FillInType, typed: string, context: FillInContext): ReadFillIn {
  const text = typed.trim()
  if (text === '') return { value: null, problem: null }
  if (input === 'amount') return readAmount(text.normalize('NFKC'), context)
  return input === 'date' ? readDate(text.normalize('NFKC'), context) : { value: text, problem: null }
}

const wrong = (problem: Label): ReadFillIn => ({ value: null, problem })

function readAmount(text: string, { currency, language }: FillInContext): ReadFillIn {
  const match = /^[¥$€£]?\s*(\d{1,7}|\d{1,3}(?:,\d{3}){1,2})(?:\.(\d{1,2}))?\s*元?$/u.exec(text)
  if (match?.[1] === undefined) return wrong(AMOUNT_EXPECTED)
  const cents = Number(match[1].replaceAll(',', '')) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
  return cents === 0 ? wrong(AMOUNT_EXPECTED) : { value: formatMoney(cents, currency, language), problem: null }
}

function readDate(text: string, { year, language }: FillInContext): ReadFillIn {
  const numbers = /^(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})[日号]?$/u.exec(text)
  const named = /^(\d{1,2})\s+([a-z]{3})[a-z]*\.?(?:\s+(\d{4}))?$/iu.exec(text)
  const [given, month, day] = named === null ? [numbers?.[1], Number(numbers?.[2]), Number(numbers?.[3])] : [named[3], MONTHS.indexOf((named[2] ?? '').toLowerCase()) + 1, Number(named[1])]
  if ((numbers === null && named === null) || month === 0) return wrong(DATE_EXPECTED)
  const at = Date.UTC(Number(given ?? year), month - 1, day)
  const read = new Date(at)
  if (read.getUTCMonth() !== month - 1 || read.getUTCDate() !== day) return wrong(DAY_MISSING)
  return { value: dayWords(at, language), problem: null }
}
