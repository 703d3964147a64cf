import { halfWidth } from '../import/text'
import type { ChatLine } from './chat'
import { findDates, type DateMeaning } from './date-words'
import type { FoundNumbers } from './numbers'
import { PHONE, TAKEN } from './numbers'

/** One thing that a paste says, with the words it was read from: the person sees both and decides (C11). */
export interface Finding {
  readonly type: 'order' | 'waybill' | 'buyer' | 'phone' | 'masked-phone' | 'amount' | 'date'
  /** As it stands in the paste. */
  readonly text: string
  /** What it is used as: a number without blanks, cents, epoch ms as text. A masked phone is used as nothing. */
  readonly value: string
  /** False when it could be something else: offered, never taken by itself. */
  readonly sure: boolean
  readonly currency: string | null
  readonly meaning: DateMeaning | null
  readonly hasTime: boolean
}

/** 138****1234, 138 **** 1234, 1**********: the platform hid it, so it is no key to anything (O1). */
const MASKED_PHONE = /(?<![\w*＊])(?:\+?86[- ]?)?1[3-9*＊][\d*＊][- ]?[*＊]{4}[- ]?[\d*＊]{2,4}(?![\w*＊])/g

export interface FindingFacts {
  readonly preamble: string
  readonly lines: readonly ChatLine[]
  readonly numbers: FoundNumbers
  readonly timeZone: string
  /** When a line names no time, it was written now. */
  readonly now: number
}

/** Everything that was read, in the order of the kinds of finding; the same thing said twice stands once. */
export function collectFindings({ preamble, lines, numbers, timeZone, now }: FindingFacts): Finding[] {
  const parts = [{ text: preamble, at: now }, ...lines.map((line) => ({ text: line.text, at: line.at ?? now }))]
  const text = parts.map((part) => part.text).join('\n')
  const plain = { currency: null, meaning: null, hasTime: false }
  const found: Finding[] = []
  const asWritten = (value: string): string => {
    const at = text.toLowerCase().indexOf(value.toLowerCase())
    return at === -1 ? value : text.slice(at, at + value.length)
  }
  for (const { value, sure } of numbers.orders) found.push({ ...plain, type: 'order', text: asWritten(value), value, sure })
  for (const { value, sure } of numbers.waybills) found.push({ ...plain, type: 'waybill', text: asWritten(value), value, sure })
  for (const nick of new Set(lines.filter((line) => !line.ours).map((line) => line.nick))) found.push({ ...plain, type: 'buyer', text: nick, value: nick, sure: true })
  for (const match of text.matchAll(PHONE)) {
    const [written, a = '', b = '', c = '', extension] = match
    const value = a + b + c + (extension === undefined ? '' : `-${extension}`)
    if (numbers.phones.includes(value)) found.push({ ...plain, type: 'phone', text: written, value, sure: true })
  }
  for (const [written] of text.matchAll(MASKED_PHONE)) found.push({ ...plain, type: 'masked-phone', text: written, value: '', sure: false })
  for (const { cents, currency, text: written } of numbers.amounts) found.push({ ...plain, type: 'amount', text: written, value: String(cents), sure: true, currency })
  for (const part of parts) {
    for (const date of findDates(withoutNumbers(part.text, numbers), { timeZone, base: part.at, looks: 'back' })) {
      found.push({ type: 'date', text: part.text.slice(date.index, date.index + date.text.length), value: String(date.at), sure: date.sure, currency: null, meaning: date.meaning, hasTime: date.hasTime })
    }
  }
  const seen = new Set<string>()
  return found.filter((one) => {
    const key = `${one.type}|${one.type === 'masked-phone' ? one.text : one.value}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

/** Numbers that are something already are no dates: 240915-123… is an order, 54.9元 is money. */
function withoutNumbers(text: string, numbers: FoundNumbers): string {
  let rest = halfWidth(text)
  const taken = [...numbers.orders.map((one) => one.value), ...numbers.waybills.map((one) => one.value), ...numbers.amounts.map((one) => one.text)]
  for (const one of taken) {
    for (let at = rest.toLowerCase().indexOf(one.toLowerCase()); one !== '' && at !== -1; at = rest.toLowerCase().indexOf(one.toLowerCase(), at + one.length)) {
      rest = rest.slice(0, at) + TAKEN.repeat(one.length) + rest.slice(at + one.length)
    }
  }
  return rest
}
