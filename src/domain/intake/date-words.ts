import { DAY, HOUR, MINUTE } from '../clock/duration'
import { fromLocal, localMidnight, toLocal } from '../clock/zone'
import { TAKEN } from './numbers'

/** What a date in a message probably is about; only shown, nothing is decided by it (C11). */
export type DateMeaning = 'bought' | 'shipped' | 'signed' | 'promised'

/** A date in words (C11, P11), resolved relative to the time of the message in the shop's zone. */
export interface FoundDate {
  /** As it stands in the text. */
  readonly text: string
  /** Where it stands. */
  readonly index: number
  /** Epoch ms: the time when one is named, else the beginning of the day. */
  readonly at: number
  readonly hasTime: boolean
  /** False when it could be another day (周五: the last or the next) or no date at all (11.20). */
  readonly sure: boolean
  readonly meaning: DateMeaning | null
}

export interface DateOptions {
  readonly timeZone: string
  /** When the message was written, epoch ms. */
  readonly base: number
  /** Which way a bare weekday or day of the month looks: buyers tell what was, couriers what will be. */
  readonly looks: 'back' | 'ahead'
}

const CN_NUMBER = '[零〇一二两三四五六七八九十]{1,3}'
const PART = '(?<part>凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|半夜)?'
const CN_TIME = String.raw`(?:\s*${PART}\s*(?:(?<hour>\d{1,2}|${CN_NUMBER})点(?:(?<half>半)|(?<minute>\d{1,2}|${CN_NUMBER})分?)?|(?<clock>\d{1,2}[:：]\d{2})))?`
const EN_TIME = String.raw`(?:,?\s+(?:at\s+)?(?<enHour>\d{1,2})(?::(?<enMinute>\d{2}))?\s*(?<half12>[ap]\.?m\.?)(?![a-z]))?`
const EN_MONTH = '(?<enMonth>jan|feb|mar|apr|may|jun|jul|aug|sept|sep|oct|nov|dec)[a-z]*\\.?'
const EN_DAY = '(?<weekday>mon|tues|tue|wednes|wed|thurs|thur|thu|fri|satur|sat|sun)(?:day)?'

type Read = (groups: Readonly<Record<string, string | undefined>>, today: number, options: DateOptions) => { day: number; sure: boolean } | null
interface Shape {
  readonly pattern: RegExp
  readonly read: Read
}

const RELATIVE: Readonly<Record<string, number>> = { 大前天: -3, 前天: -2, 昨天: -1, 昨日: -1, 昨晚: -1, 今天: 0, 今日: 0, 今早: 0, 今晚: 0, 明天: 1, 明日: 1, 明早: 1, 后天: 2, 大后天: 3 }
const EN_RELATIVE: Readonly<Record<string, number>> = { 'the day before yesterday': -2, yesterday: -1, today: 0, tonight: 0, tomorrow: 1, 'the day after tomorrow': 2 }
const CN_WEEKDAYS: Readonly<Record<string, number>> = { 一: 0, 二: 1, 三: 2, 四: 3, 五: 4, 六: 5, 日: 6, 天: 6 }
const EN_WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const EN_MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

const weekdayOf = (day: number): number => (new Date(day).getUTCDay() + 6) % 7
/** Days as pseudo-UTC midnights, as everywhere in the calendar. */
function civil(year: number, month: number, day: number): number | null {
  const at = Date.UTC(year, month - 1, day)
  const made = new Date(at)
  return month >= 1 && month <= 12 && made.getUTCMonth() === month - 1 && made.getUTCDate() === day ? at : null
}

function nearestYear(month: number, day: number, today: number, { looks }: DateOptions): number | null {
  const year = new Date(today).getUTCFullYear()
  const years = looks === 'back' ? [year, year - 1] : [year, year + 1]
  // A few days on the other side are the same year still: a buyer may name tomorrow, a courier yesterday.
  const fits = (at: number): boolean => (looks === 'back' ? at <= today + 31 * DAY : at >= today - 31 * DAY)
  for (const one of years) {
    const at = civil(one, month, day)
    if (at !== null && fits(at)) return at
  }
  return null
}

function weekday(wanted: number, prefix: string, today: number, options: DateOptions): { day: number; sure: boolean } {
  const monday = today - weekdayOf(today) * DAY
  if (prefix === 'last' || prefix === '上') return { day: monday - 7 * DAY + wanted * DAY, sure: true }
  if (prefix === 'next' || prefix === '下') return { day: monday + 7 * DAY + wanted * DAY, sure: true }
  if (prefix === 'this' || prefix === '这') return { day: monday + wanted * DAY, sure: true }
  const distance = weekdayOf(today) - wanted
  const back = today - ((distance + 7) % 7) * DAY
  return { day: options.looks === 'back' ? back : today + ((7 - ((distance + 7) % 7)) % 7) * DAY, sure: false }
}

const number = (text: string | undefined): number => Number(text ?? Number.NaN)

/** The most telling first; each stretch of text is read once. */
const SHAPES: readonly Shape[] = [
  {
    pattern: new RegExp(String.raw`(?<![\d])(?<year>20\d{2})[-/.年](?<month>\d{1,2})[-/.月](?<day>\d{1,2})(?:日|号)?(?!\d)${CN_TIME}`, 'g'),
    read: ({ year, month, day }) => ((at) => (at === null ? null : { day: at, sure: true }))(civil(number(year), number(month), number(day))),
  },
  {
    pattern: new RegExp(String.raw`(?<relative>大前天|大后天|前天|昨天|昨日|昨晚|今天|今日|今早|今晚|明天|明日|明早|后天)${CN_TIME}`, 'g'),
    read: ({ relative }, today) => ({ day: today + (RELATIVE[relative ?? ''] ?? 0) * DAY, sure: true }),
  },
  {
    pattern: new RegExp(String.raw`(?<prefix>上个?|这个?|本|下个?)?(?:周|星期|礼拜)(?<cnDay>[一二三四五六日天])${CN_TIME}`, 'g'),
    read: ({ prefix, cnDay }, today, options) => weekday(CN_WEEKDAYS[cnDay ?? ''] ?? 0, prefix === '本' ? '这' : (prefix ?? '').slice(0, 1), today, options),
  },
  {
    pattern: new RegExp(String.raw`(?<!\d)(?<month>\d{1,2})月(?<day>\d{1,2})[日号]?${CN_TIME}`, 'g'),
    read: ({ month, day }, today, options) => ((at) => (at === null ? null : { day: at, sure: true }))(nearestYear(number(month), number(day), today, options)),
  },
  {
    pattern: new RegExp(String.raw`(?<![\d.])(?<day>\d{1,2})[号日](?![\d线楼店码院])${CN_TIME}`, 'g'),
    read: ({ day }, today, options) => ((at) => (at === null ? null : { day: at, sure: false }))(dayOfMonth(number(day), today, options)),
  },
  {
    pattern: new RegExp(String.raw`(?<![\w])(?<enRelative>the day before yesterday|the day after tomorrow|yesterday|today|tonight|tomorrow)(?![a-z])${EN_TIME}`, 'gi'),
    read: ({ enRelative }, today) => ({ day: today + (EN_RELATIVE[(enRelative ?? '').toLowerCase()] ?? 0) * DAY, sure: true }),
  },
  {
    pattern: new RegExp(String.raw`(?<![\w])(?:(?<enPrefix>last|this|next|on)\s+)${EN_DAY}(?![a-z])${EN_TIME}`, 'gi'),
    read: ({ enPrefix, weekday: name }, today, options) => weekday(EN_WEEKDAYS.indexOf((name ?? '').toLowerCase().slice(0, 3)), (enPrefix ?? '').toLowerCase() === 'on' ? '' : (enPrefix ?? '').toLowerCase(), today, options),
  },
  {
    pattern: new RegExp(String.raw`(?<![\w])${EN_MONTH}\s+(?<day>\d{1,2})(?:st|nd|rd|th)?(?![\d:])(?:,?\s+(?<year>20\d{2}))?${EN_TIME}`, 'gi'),
    read: readEnglish,
  },
  {
    pattern: new RegExp(String.raw`(?<![\w.])(?<day>\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?${EN_MONTH}(?![a-z])(?:,?\s+(?<year>20\d{2}))?${EN_TIME}`, 'gi'),
    read: readEnglish,
  },
  {
    // 11.20, 11-24 and 11/24: a date only with a plausible month and day, and nothing that makes it money or a longer number
    pattern: new RegExp(String.raw`(?<![\w.¥￥$€£-])(?<month>\d{1,2})(?<mark>[./-])(?<day>\d{1,2})(?![\w./%-]|\s*(?:元|块|斤|公斤|kg|件|个|折|分|CNY|RMB|USD))${CN_TIME}`, 'g'),
    read: ({ month, day, hour, clock }, today, options) => ((at) => (at === null ? null : { day: at, sure: (clock ?? hour) !== undefined }))(nearestYear(number(month), number(day), today, options)),
  },
]

function readEnglish({ enMonth, day, year }: Readonly<Record<string, string | undefined>>, today: number, options: DateOptions): { day: number; sure: boolean } | null {
  const month = EN_MONTHS.indexOf((enMonth ?? '').toLowerCase().slice(0, 3)) + 1
  const at = year === undefined ? nearestYear(month, number(day), today, options) : civil(number(year), month, number(day))
  return at === null ? null : { day: at, sure: true }
}

function dayOfMonth(wanted: number, today: number, { looks }: DateOptions): number | null {
  const shown = new Date(today)
  const step = looks === 'back' ? -1 : 1
  for (let months = 0; months <= 2; months += 1) {
    const first = new Date(Date.UTC(shown.getUTCFullYear(), shown.getUTCMonth() + step * months, 1))
    const at = civil(first.getUTCFullYear(), first.getUTCMonth() + 1, wanted)
    if (at !== null && (looks === 'back' ? at <= today : at >= today)) return at
  }
  return null
}

const MEANINGS: readonly (readonly [DateMeaning, RegExp])[] = [
  ['promised', /答应|承诺|保证|说好|说了?.{0,8}(?:发|到|回|退|送)|promised|you said/i],
  ['signed', /签收|收到|收货|拿到|delivered|received|arrived/i],
  ['shipped', /发货|寄出|发出|寄的|shipped|sent out|dispatched/i],
  ['bought', /[买拍]|下单|付款|ordered|bought|purchased|paid/i],
]

/** Dates in a text in the order in which they stand (C11). Nothing is found that has not the shape of one of the forms above. */
export function findDates(text: string, options: DateOptions): FoundDate[] {
  const today = localMidnight(toLocal(options.timeZone, options.base))
  const found: FoundDate[] = []
  let rest = text
  for (const { pattern, read } of SHAPES) {
    for (const match of rest.matchAll(pattern)) {
      const groups = match.groups ?? {}
      const day = read(groups, today, options)
      const time = timeOf(groups)
      if (day === null || time === 'impossible') continue
      const wall = day.day + (time ?? 0)
      const shown = match[0].trimEnd()
      found.push({ text: shown, index: match.index, at: fromLocal(options.timeZone, wall), hasTime: time !== null, sure: day.sure, meaning: meaningOf(text, match.index, shown.length) })
      rest = rest.slice(0, match.index) + TAKEN.repeat(match[0].length) + rest.slice(match.index + match[0].length)
    }
  }
  return found.sort((a, b) => a.index - b.index)
}

function timeOf(groups: Readonly<Record<string, string | undefined>>): number | null | 'impossible' {
  const { part, hour, half, minute, clock, enHour, enMinute, half12, relative } = groups
  if (enHour !== undefined && half12 !== undefined) {
    const twelve = Number(enHour)
    if (twelve < 1 || twelve > 12 || number(enMinute ?? '0') > 59) return 'impossible'
    return ((twelve % 12) + (half12.toLowerCase().startsWith('p') ? 12 : 0)) * HOUR + Number(enMinute ?? 0) * MINUTE
  }
  if (clock === undefined && hour === undefined) return null
  const [clockHour, clockMinute] = (clock ?? '').split(/[:：]/)
  const named = clock === undefined ? readCount(hour ?? '') : Number(clockHour)
  const minutes = clock === undefined ? (half === undefined ? (minute === undefined ? 0 : readCount(minute)) : 30) : Number(clockMinute)
  const late = /下午|傍晚|晚上|夜里/.test(part ?? '') || relative === '昨晚' || relative === '今晚'
  const hours = late && named < 12 ? named + 12 : part === '中午' && named < 11 ? named + 12 : named
  return hours > 24 || minutes > 59 ? 'impossible' : hours * HOUR + minutes * MINUTE
}

const CN_DIGITS = '零一二三四五六七八九'
function readCount(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  const plain = text.replace('〇', '零').replace('两', '二')
  const [tens, ones] = plain.includes('十') ? plain.split('十') : [null, plain]
  const digit = (one: string | undefined, empty: number): number => (one === undefined || one === '' ? empty : CN_DIGITS.indexOf(one.slice(-1)))
  return (tens === null ? 0 : digit(tens, 1) * 10) + digit(ones, 0)
}

/** By the words of the same clause; the nearest word wins. */
function meaningOf(text: string, index: number, length: number): DateMeaning | null {
  const ends = /[,，。;；!！?？\n]/
  let from = index
  while (from > 0 && !ends.test(text.charAt(from - 1))) from -= 1
  let to = index + length
  while (to < text.length && !ends.test(text.charAt(to))) to += 1
  const clause = text.slice(from, to)
  return MEANINGS.find(([, words]) => words.test(clause))?.[0] ?? null
}
