import { stampedFields, stateOf, type GoodsLine, type Register, type RegisterField, type RegisterRefusal, type RegisterValue, type RegisterValues } from './register'

export type ValueFault = 'missing' | 'kind' | 'option' | 'range' | 'length' | 'unknown' | 'locked' | 'refused'
export interface ValueProblem {
  readonly field: string
  readonly why: ValueFault
}

export const SHORT_AT_MOST = 500
export const LONG_AT_MOST = 20_000
const LINES_AT_MOST = 200
const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/
const CENTS_AT_MOST = 1e13

export const isEmpty = (value: RegisterValue | undefined): boolean => value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
const isTexts = (value: RegisterValue): value is readonly string[] => Array.isArray(value) && value.every((one: unknown) => typeof one === 'string')
export const isGoods = (value: RegisterValue | undefined): value is readonly GoodsLine[] => Array.isArray(value) && value.every((one: unknown) => typeof one === 'object')

/** A day that is in the calendar, `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!DAY.test(text)) return false
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number)
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return day <= ([31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0)
}

function faultOf(field: RegisterField, value: Exclude<RegisterValue, null>): ValueFault | null {
  switch (field.kind) {
    case 'text':
    case 'account':
    case 'staff':
    case 'shop':
    case 'courier':
      return typeof value !== 'string' ? 'kind' : value.length > SHORT_AT_MOST ? 'length' : null
    case 'long':
      return typeof value !== 'string' ? 'kind' : value.length > LONG_AT_MOST ? 'length' : null
    case 'choice':
      return typeof value !== 'string' ? 'kind' : field.options.some(({ id }) => id === value) ? null : 'option'
    case 'choices':
      return !isTexts(value) ? 'kind' : value.every((one) => field.options.some(({ id }) => id === one)) && new Set(value).size === value.length ? null : 'option'
    case 'flag':
      return typeof value === 'boolean' ? null : 'kind'
    case 'number':
      return typeof value !== 'number' || !Number.isFinite(value) ? 'kind' : outside(field, value) ? 'range' : null
    case 'money':
      return typeof value !== 'number' || !Number.isSafeInteger(value) ? 'kind' : outside(field, value) || Math.abs(value) > CENTS_AT_MOST ? 'range' : null
    case 'day':
      return typeof value === 'string' && isDay(value) ? null : 'kind'
    case 'moment':
      return typeof value === 'number' && Number.isSafeInteger(value) ? (Math.abs(value) > 8.64e15 ? 'range' : null) : 'kind'
    case 'lines':
      return !isGoods(value) ? 'kind' : value.length > LINES_AT_MOST ? 'length' : value.every(({ title, quantity }) => title.trim() !== '' && Number.isInteger(quantity) && quantity >= 0) ? null : 'range'
  }
}

/** What must not be written in a text, with what to do instead; null when all is well. */
export function refusalOf(register: Register, value: RegisterValue): RegisterRefusal | null {
  if (typeof value !== 'string') return null
  const text = foldWords(value)
  return register.refuses.find(({ words }) => words.some((word) => text.includes(foldWords(word)))) ?? null
}

/** The sums of an entry whose values changed; null where nothing that is added up was filled in. */
export function sumsOf(register: Register, values: RegisterValues): RegisterValues {
  const sums: Record<string, RegisterValue> = {}
  for (const { id, sumOf } of register.fields) {
    const parts = sumOf.flatMap((part) => (typeof values[part] === 'number' ? [values[part]] : []))
    if (sumOf.length > 0) sums[id] = parts.length === 0 ? null : parts.reduce((sum, part) => sum + part, 0)
  }
  return sums
}

const outside = ({ min, max }: RegisterField, value: number): boolean => (min !== null && value < min) || (max !== null && value > max)
const tidy = (value: RegisterValue): RegisterValue => (typeof value === 'string' ? value.trim() || null : Array.isArray(value) && value.length === 0 ? null : value)

export interface CheckedValues {
  readonly values: RegisterValues
  readonly problems: readonly ValueProblem[]
}

/** What a person wrote, tidied: outer blanks go, empty is null. Problems name every field at once. */
function check(register: Register, given: RegisterValues, locked: boolean): { values: RegisterValues; problems: ValueProblem[] } {
  const problems: ValueProblem[] = []
  const values: Record<string, RegisterValue> = {}
  const stamped = stampedFields(register)
  for (const [id, raw] of Object.entries(given)) {
    const field = register.fields.find((one) => one.id === id)
    if (field === undefined) problems.push({ field: id, why: 'unknown' })
    else if ((locked && !field.always) || (stamped.has(id) && raw !== null)) problems.push({ field: id, why: 'locked' })
    // sums are ours: a form may send back what it was shown
    else if (field.sumOf.length === 0) {
      const value = tidy(raw)
      const why = value === null ? null : (faultOf(field, value) ?? (refusalOf(register, value) === null ? null : 'refused'))
      if (why === null) values[id] = value
      else problems.push({ field: id, why })
    }
  }
  return { values, problems }
}

/** A new entry whole: every field of the description is there, null where nothing was said. */
export function checkNew(register: Register, given: RegisterValues): CheckedValues {
  const { values, problems } = check(register, given, false)
  const whole = Object.fromEntries(register.fields.map(({ id }) => [id, values[id] ?? null]))
  const wrong = new Set(problems.map(({ field }) => field))
  const missing = register.fields.filter(({ id, required }) => required && isEmpty(whole[id]) && !wrong.has(id))
  return { values: whole, problems: [...problems, ...missing.map(({ id }): ValueProblem => ({ field: id, why: 'missing' }))] }
}

/** A correction of some fields of an entry in a state. Required fields are not emptied; a locked state keeps its values. */
export function checkEdit(register: Register, state: string, given: RegisterValues): CheckedValues {
  const { values, problems } = check(register, given, stateOf(register, state)?.locked ?? true)
  // a person who empties what a step wrote would make it look as if nobody had taken it
  for (const id of stampedFields(register)) if (id in values) problems.push({ field: id, why: 'locked' })
  const emptied = register.fields.filter(({ id, required }) => required && id in values && isEmpty(values[id]))
  return { values, problems: [...problems, ...emptied.map(({ id }): ValueProblem => ({ field: id, why: 'missing' }))] }
}

/** What a step asks for: only its own fields, and those that it demands must be there afterwards. `current`: the entry before. */
export function checkAsked(register: Register, move: { readonly asks: readonly string[]; readonly demands: readonly string[] }, current: RegisterValues, given: RegisterValues): CheckedValues {
  const { values, problems } = check(register, given, false)
  const foreign = Object.keys(values).filter((id) => !move.asks.includes(id))
  const wrong = new Set(problems.map(({ field }) => field))
  const required = register.fields.filter(({ id, required: must }) => (must && id in values) || move.demands.includes(id)).map(({ id }) => id)
  const missing = required.filter((id) => !wrong.has(id) && isEmpty(id in values ? values[id] : current[id]))
  return {
    values,
    problems: [...problems, ...foreign.map((id): ValueProblem => ({ field: id, why: 'locked' })), ...missing.map((id): ValueProblem => ({ field: id, why: 'missing' }))],
  }
}

/** What a search in the list looks at: the texts of an entry, in lower case, full width made half. */
export function searchWords(register: Register, entryNo: string, values: RegisterValues): string {
  const texts = register.fields.flatMap(({ id, kind }) => {
    const value = values[id]
    if (kind === 'text' || kind === 'long') return typeof value === 'string' ? [value] : []
    if (kind === 'lines' && isGoods(value)) return value.flatMap(({ title, sku }) => [title, sku ?? ''])
    return []
  })
  return foldWords([entryNo, ...texts].join('\n'))
}

/** Text as searches compare it. */
export const foldWords = (text: string): string => text.normalize('NFKC').toLowerCase()
