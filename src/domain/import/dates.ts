import { fromLocal } from '../clock/zone'
import { halfWidth } from './text'

export type DateOrder = 'ymd' | 'mdy' | 'dmy'

/** `at` is the instant (epoch ms), `day` the calendar day as printed. */
export type DateResult = { ok: true; at: number; day: string } | { ok: false }

/** Offset of a zone from UTC in milliseconds at a wall-clock time given as if it were UTC. */
export type ZoneOffset = (wallAsUtc: number) => number

const REFUSED: DateResult = { ok: false }
const HOUR = 3_600_000
const FAST = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?$/
const TAIL = String.raw`(?:[ T,]+(\d{1,2})[:时点](\d{1,2})(?:[:分](\d{1,2})(?:[.,]\d+)?秒?)?分?\s*(AM|PM)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?`
const YMD = new RegExp(String.raw`^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?${TAIL}$`)
const XXY = new RegExp(String.raw`^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})${TAIL}$`)
const NAMED_FIRST = new RegExp(String.raw`^([A-ZÉÛÄ]{3,9})\.?[- ]+(\d{1,2})(?:ST|ND|RD|TH)?[-, ]+(\d{4}|\d{2})${TAIL}$`)
const NAMED_SECOND = new RegExp(String.raw`^(\d{1,2})[- ]+([A-ZÉÛÄ]{3,9})\.?[- ]+(\d{4}|\d{2})${TAIL}$`)
const COMPACT = /^(\d{4})(\d{2})(\d{2})(?:[ T]?(\d{2}):?(\d{2}):?(\d{2}))?$/
const SERIAL = /^\d{5}(?:\.\d+)?$/

const MONTHS: Record<string, number> = {
  JAN: 1, FEB: 2, MAR: 3, APR: 4, MAY: 5, JUN: 6, JUL: 7, AUG: 8, SEP: 9, OCT: 10, NOV: 11, DEC: 12,
  JANV: 1, FÉVR: 2, FEVR: 2, MARS: 3, AVR: 4, AVRIL: 4, MAI: 5, JUIN: 6, JUIL: 7, AOÛT: 8, AOUT: 8, SEPT: 9, DÉC: 12,
  MÄR: 3, MRZ: 3, OKT: 10, DEZ: 12, JANUARY: 1, FEBRUARY: 2, MARCH: 3, APRIL: 4, JUNE: 6, JULY: 7, AUGUST: 8,
  SEPTEMBER: 9, OCTOBER: 10, NOVEMBER: 11, DECEMBER: 12,
}

/**
 * A date or time as exports write it → instant and printed day (spec O1, M1).
 * @param zone offset function of the shop's zone, used when the text names no offset of its own
 * @param order how `11/05/2026` is meant; a part above 12 decides by itself
 */
export function parseDate(text: string, zone: ZoneOffset, order: DateOrder = 'ymd'): DateResult {
  const fast = FAST.exec(text)
  if (fast) return build(zone, num(fast[1]), num(fast[2]), num(fast[3]), num(fast[4]), num(fast[5]), num(fast[6]))
  if (text.length > 64) return REFUSED
  const plain = tidy(text)
  const ymd = YMD.exec(plain)
  if (ymd) return timed(zone, num(ymd[1]), num(ymd[2]), num(ymd[3]), ymd, 4)
  const compact = COMPACT.exec(plain)
  if (compact) {
    return build(zone, num(compact[1]), num(compact[2]), num(compact[3]), num(compact[4]), num(compact[5]), num(compact[6]))
  }
  const named = NAMED_FIRST.exec(plain)
  if (named) return timed(zone, year(named[3]), MONTHS[named[1] ?? ''] ?? 0, num(named[2]), named, 4)
  const second = NAMED_SECOND.exec(plain)
  if (second) return timed(zone, year(second[3]), MONTHS[second[2] ?? ''] ?? 0, num(second[1]), second, 4)
  const parts = XXY.exec(plain)
  if (parts) {
    const a = num(parts[1])
    const b = num(parts[2])
    const dayFirst = a > 12 || (order === 'dmy' && b <= 12)
    return timed(zone, year(parts[3]), dayFirst ? b : a, dayFirst ? a : b, parts, 4)
  }
  if (SERIAL.test(plain)) return fromSerial(Number(plain), zone)
  return REFUSED
}

function tidy(text: string): string {
  return halfWidth(text)
    .trim()
    .toUpperCase()
    .replace(/\s*[([（【]?(?:周|星期)[一二三四五六日天][)\]）】]?/, '')
    .replace(/\s+/g, ' ')
    .replace(/(上午|下午|中午)\s*(\d{1,2}[:时点]\d{1,2}(?:[:分]\d{1,2}秒?)?)/, (_, half: string, time: string) =>
      `${time} ${half === '上午' ? 'AM' : 'PM'}`,
    )
}

function timed(zone: ZoneOffset, y: number, m: number, d: number, match: RegExpExecArray, from: number): DateResult {
  let hour = num(match[from])
  const half = match[from + 3]
  if (half && hour > 12) return REFUSED
  if (half === 'PM' && hour < 12) hour += 12
  if (half === 'AM' && hour === 12) hour = 0
  return build(zone, y, m, d, hour, num(match[from + 1]), num(match[from + 2]), match[from + 4])
}

function build(
  zone: ZoneOffset, y: number, m: number, d: number, hh = 0, mm = 0, ss = 0, offset?: string | undefined,
): DateResult {
  if (y < 1990 || y > 2100 || m < 1 || m > 12 || d < 1 || hh > 24 || mm > 59 || ss > 60) return REFUSED
  const wall = Date.UTC(y, m - 1, d, hh, mm, ss)
  // A rolled-over day (30 February) is an error, not the 2nd of March.
  if (new Date(Date.UTC(y, m - 1, d)).getUTCDate() !== d) return REFUSED
  const day = `${y}-${two(m)}-${two(d)}`
  return { ok: true, at: wall - (offset ? fixedOffset(offset) : zone(wall)), day }
}

function fixedOffset(text: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(text)
  if (!match) return 0
  return (match[1] === '-' ? -1 : 1) * (num(match[2]) * 60 + num(match[3])) * 60_000
}

/** Excel's day number (1900 system) as a wall-clock time. */
function fromSerial(serial: number, zone: ZoneOffset): DateResult {
  if (serial < 32_000 || serial > 73_000) return REFUSED
  const wall = Math.round((serial - 25_569) * 86_400) * 1000
  return { ok: true, at: wall - zone(wall), day: new Date(wall).toISOString().slice(0, 10) }
}

function num(text: string | undefined): number {
  return text === undefined ? 0 : Number(text)
}

function year(text: string | undefined): number {
  const value = num(text)
  return text?.length === 2 ? 2000 + value : value
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value)
}

/**
 * Offsets of an IANA zone, remembered per hour of wall time because files repeat their days.
 * @throws RangeError for a zone that the runtime does not know
 */
export function zoneOffset(zone: string): ZoneOffset {
  const seen = new Map<number, number>()
  return (wall) => {
    const hour = Math.floor(wall / HOUR)
    const known = seen.get(hour)
    if (known !== undefined) return known
    const offset = hour * HOUR - fromLocal(zone, hour * HOUR)
    seen.set(hour, offset)
    return offset
  }
}
