import type { CourierPolicy } from '../courier/policy'
import { waybillKey } from '../courier/waybill'
import { halfWidth } from '../import/text'
import { parseMoney } from '../import/money'
import { parseChat } from '../intake/chat'
import { findDates, type FoundDate } from '../intake/date-words'
import { findNumbers } from '../intake/numbers'

/** Where a parcel is by the courier's own words. */
export type TraceWord = 'in-transit' | 'delivering' | 'delivered' | 'returning' | 'held'

/** What a courier's answer says about one parcel (P11). Nothing is decided here: a person confirms it. Amounts in integer cents. */
export interface CourierAnswer {
  /** As it stands in the text. */
  readonly waybill: string
  readonly key: string
  /** Its own lines, as pasted. */
  readonly said: string
  /** 认赔: goods and freight as far as they were named; both null when only the word stands there. */
  readonly granted: { readonly goodsCents: number | null; readonly freightCents: number | null; readonly totalCents: number | null } | null
  /** 拒赔, with the reason that was given. */
  readonly rejected: { readonly reason: string | null } | null
  /** 已受理 or 申诉中: it goes on, nothing is decided. */
  readonly progress: 'accepted' | 'arbitration' | null
  /** 工单号 that the courier named; never taken for a parcel. */
  readonly workOrderNo: string | null
  readonly found: boolean
  /** Beginning of the day, or the time that was named, epoch ms. */
  readonly redeliverAt: number | null
  readonly trace: TraceWord | null
  readonly lastScan: { readonly at: number | null; readonly place: string | null } | null
  /** What was said beyond that: shown, so that nothing is lost unread. */
  readonly unread: readonly string[]
  /** It says two things that do not go together: both are shown, none is taken. */
  readonly contradicts: boolean
}

export interface DeskReading {
  readonly answers: readonly CourierAnswer[]
  /** Lines that name no parcel and follow none. */
  readonly unread: readonly string[]
}

export interface DeskOptions {
  readonly couriers: readonly CourierPolicy[]
  readonly timeZone: string
  readonly now: number
  /** Waybills that were asked about, as they are stored: they are recognised whatever their shape. */
  readonly asked: readonly string[]
}

const MONEY = String.raw`(?:¥|￥|RMB|CNY)?\s*(\d[\d,]*(?:\.\d{1,2})?)\s*(?:元|块钱?|RMB|CNY)?`
const REJECTED = /(?:拒绝?(?:理)?赔付?|不予?(?:理)?赔付?|不认赔?|无法(?:理)?赔付?|赔付?不了|申诉?不通过|不通过|\breject(?:ed|s)?\b|\bdeclined?\b|\brefuse[sd]?\b(?:\s+the\s+claim)?)(?:\s*[,，:：(（]?\s*(?:原因|因为|reason)?\s*[:：]?\s*)(?<reason>[^\n]*)/i
const GRANTED = new RegExp(String.raw`(?:认赔|同意(?:赔付?|理赔)|确认赔付?|可以赔付?|赔付|理赔|赔偿?|货款|货值|\baccept(?:ed|s)?\b|\bgrant(?:ed|s)?\b|\bwill pay\b|\bcompensat\w+\b)\s*(?:金额)?\s*[:：]?\s*(?:${MONEY})?`, 'i')
const WORK_ORDER = /(?:工单(?:编?号)?|理赔(?:单|编)号|案件号|受理号|\bwork\s*order(?:\s*(?:no\.?|number))?|\bclaim\s*(?:no\.?|number)|\bticket(?:\s*(?:no\.?|number))?)\s*[:：#]?\s*(?<no>(?=[A-Za-z-]*\d)[A-Za-z0-9][A-Za-z0-9-]{3,29})/i
const ACCEPTED = /已(?:经)?受理|受理[了中]|已立案|\b(?:case|claim|ticket)\s+(?:was\s+)?(?:opened|registered)\b/i
const ARBITRATION = /申诉中|已(?:提交)?申诉|仲裁中|(?:已|转|提交)仲裁|复核中|\bunder\s+(?:review|appeal|arbitration)\b|\bin\s+arbitration\b/i
const FREIGHT = new RegExp(String.raw`(?:退?运费|邮费|快递费|\bfreight\b|\bshipping\b)\s*[:：]?\s*${MONEY}`, 'i')
const TOTAL = new RegExp(String.raw`(?:合计|总共|总计|一共|共计?|\btotal\b)\s*[:：]?\s*${MONEY}`, 'i')
const FOUND = /(?:已经?|件)?找到了?(?:件|包裹)?|\bfound\b/i
const NOT_FOUND = /(?:没|未|找不|没有)\s*找?到|not\s+found|cannot\s+find/i
const REDELIVER = /(?:安排|重新|再次|再|会|给)?\s*(?:派送|派件|投递|配送|派|送货|送到)|\b(?:re)?deliver(?:y|ed|ing)?\b/i
const SCAN = /(?:最后(?:一次)?(?:扫描|轨迹|更新)|最新(?:轨迹|扫描|物流)?|last\s+scan(?:ned)?)\s*[:：]?\s*(?:在|时间)?/i
const TRACES: readonly (readonly [TraceWord, RegExp])[] = [
  ['returning', /退回中|已?退回|退件中|\breturning\b|\breturned to sender\b/i],
  ['held', /留仓|滞留|在仓库?|疑难件|\bheld\b|\bon hold\b/i],
  ['delivered', /已?(?:正常|妥投)?签收|已?妥投|\bdelivered\b/i],
  ['delivering', /派送中|派件中|正在派送|\bout for delivery\b/i],
  ['in-transit', /在途|运输中|转运中|\bin transit\b/i],
]
const FILLER = /[\s,，。;；:：、()（）!！~～.\-—|]+|您好|你好|亲|麻烦|谢谢|收到|好的|的话|这(?:个|票|单|件)|那(?:个|票|单|件)|件|已经?|了|运单号?|单号/g

/** Reads what a courier's chat group answered: several lines, several parcels, chat heads or none (P11). Pure; looks nothing up. */
export function readAnswers(text: string, options: DeskOptions): DeskReading {
  const { preamble, lines } = parseChat(halfWidth(text), { timeZone: options.timeZone, now: options.now })
  const parts = [{ text: preamble, at: options.now }, ...lines.map((line) => ({ text: line.text, at: line.at ?? options.now }))]
  const blocks = new Map<string, { waybill: string; base: number; lines: string[] }>()
  const unread: string[] = []
  let current: string[] = []
  for (const part of parts) {
    for (const raw of part.text.split(/\n/)) {
      const line = raw.trim()
      if (line === '') continue
      const named = waybillsIn(line, options)
      const pieces = named.length > 1 ? splitAt(line, named) : [{ waybills: named, text: line }]
      for (const piece of pieces) {
        if (piece.waybills.length > 0) current = piece.waybills.map((one) => one.key)
        else if (current.length === 0) unread.push(line)
        for (const key of piece.waybills.length > 0 ? current : current) {
          const waybill = piece.waybills.find((one) => one.key === key)?.text
          const block = blocks.get(key) ?? { waybill: waybill ?? key, base: part.at, lines: [] }
          block.lines.push(piece.text)
          blocks.set(key, block)
        }
      }
    }
  }
  return { answers: [...blocks].map(([key, block]) => readOne(key, block, options)), unread }
}

interface NamedWaybill {
  readonly text: string
  readonly key: string
  readonly from: number
}

/** Waybills of a line in their order: those that were asked about, and whatever has the shape of one. */
function waybillsIn(raw: string, options: DeskOptions): NamedWaybill[] {
  // A courier's own number has the shape of a parcel's: the word before it tells them apart.
  const line = raw.replace(WORK_ORDER, (text) => ' '.repeat(text.length))
  const found = new Map<string, NamedWaybill>()
  const take = (text: string): void => {
    const key = waybillKey(text)
    const from = line.toUpperCase().indexOf(text.toUpperCase())
    if (key !== null && from >= 0 && !found.has(key)) found.set(key, { text: raw.slice(from, from + text.length), key, from })
  }
  for (const waybill of options.asked) if (isAlone(line, waybill)) take(waybill)
  const numbers = findNumbers(line, { couriers: options.couriers })
  for (const { value, sure } of numbers.waybills) if (sure || /^\d{12}$/.test(value)) take(value)
  return [...found.values()].sort((a, b) => a.from - b.from)
}

function isAlone(line: string, waybill: string): boolean {
  const upper = line.toUpperCase()
  const at = waybill === '' ? -1 : upper.indexOf(waybill.toUpperCase())
  return at >= 0 && !/[0-9A-Z]/.test(upper.charAt(at - 1)) && !/[0-9A-Z]/.test(upper.charAt(at + waybill.length))
}

/** `A 认赔 50 B 拒赔` are two answers, `A B 都已找到` one for both: a number with words of its own behind it begins a piece. */
function splitAt(line: string, named: readonly NamedWaybill[]): { waybills: NamedWaybill[]; text: string }[] {
  const pieces: { waybills: NamedWaybill[]; text: string }[] = []
  let waiting: NamedWaybill[] = []
  named.forEach((one, index) => {
    const end = named[index + 1]?.from ?? line.length
    const words = line.slice(one.from + one.text.length, end)
    waiting.push(one)
    if (words.replace(/和|跟|与|及|都|and|[\s,，、;；/+&]+/gi, '') === '' && index < named.length - 1) return
    const first = waiting[0]
    pieces.push({ waybills: waiting, text: line.slice(index === 0 || pieces.length === 0 ? 0 : (first?.from ?? 0), end).trim() })
    waiting = []
  })
  return pieces
}

function readOne(key: string, block: { readonly waybill: string; readonly base: number; readonly lines: readonly string[] }, options: DeskOptions): CourierAnswer {
  const said = block.lines.join('\n')
  // Longer numbers first out of the way: their digits are no amounts and no dates.
  let rest = said
  const numbers = new Set([...waybillsOf(said, options), block.waybill])
  for (const one of numbers) rest = rest.replaceAll(new RegExp(escape(one), 'gi'), (text) => ' '.repeat(text.length))
  const dates = findDates(rest, { timeZone: options.timeZone, base: block.base, looks: 'ahead' })
  const past = findDates(rest, { timeZone: options.timeZone, base: block.base, looks: 'back' })
  const words = createWords(rest)

  const workOrderNo = words.take(WORK_ORDER)?.groups?.['no'] ?? null
  const scan = readScan(rest, words, past)
  const rejection = words.take(REJECTED)
  const granted = rejection === null ? readGrant(words) : null
  const amounts = rejection === null ? null : GRANTED.exec(words.left())
  const progress = words.take(ARBITRATION) !== null ? ('arbitration' as const) : words.take(ACCEPTED) !== null ? ('accepted' as const) : null
  const missing = words.take(NOT_FOUND)
  const found = missing === null && words.take(FOUND) !== null
  const trace = TRACES.find(([, shape]) => words.take(shape) !== null)?.[0] ?? null
  const delivery = dates.find((date) => scan?.date?.index !== date.index && date.at >= dayBefore(block.base) && isBeside(rest, date, REDELIVER))
  if (delivery !== undefined) {
    words.blank(delivery.index, delivery.text.length)
    words.take(REDELIVER)
  }
  const rejected = rejection === null ? null : { reason: tidy(rejection.groups?.['reason'] ?? '') }
  const left = words.left().split('\n').map(tidy).filter((one) => one !== null)
  if (missing !== null) left.unshift(missing[0].trim())
  return {
    waybill: block.waybill, key, said, granted, rejected, progress, workOrderNo, found,
    redeliverAt: delivery?.at ?? null,
    trace,
    lastScan: scan === null ? null : { at: scan.date?.at ?? null, place: scan.place },
    unread: [...new Set(left)],
    contradicts: (rejected !== null && (found || amounts?.[1] !== undefined)) || (granted !== null && found) || (granted !== null && disagrees(granted)),
  }
}

const dayBefore = (at: number): number => at - 86_400_000
const waybillsOf = (text: string, options: DeskOptions): string[] => text.split('\n').flatMap((line) => waybillsIn(line, options).map((one) => one.text))
const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Words that are read once: what was taken is blanked, so that what is left over is what nobody understood. */
function createWords(text: string): { take(shape: RegExp): RegExpExecArray | null; blank(at: number, length: number): void; left(): string } {
  let rest = text
  const blank = (at: number, length: number): void => {
    rest = rest.slice(0, at) + ' '.repeat(length) + rest.slice(at + length)
  }
  return {
    take(shape) {
      const match = shape.exec(rest)
      if (match !== null) blank(match.index, match[0].length)
      return match
    },
    blank,
    left: () => rest,
  }
}

function readGrant(words: ReturnType<typeof createWords>): CourierAnswer['granted'] {
  const freight = words.take(FREIGHT)
  const total = words.take(TOTAL)
  const goods = words.take(GRANTED)
  if (goods === null && freight === null && total === null) return null
  // 赔付货款54.9: the amount stands behind the second word.
  const again = goods !== null && goods[1] === undefined ? words.take(GRANTED) : null
  return { goodsCents: cents(goods?.[1] ?? again?.[1]), freightCents: cents(freight?.[1]), totalCents: cents(total?.[1]) }
}

function cents(text: string | undefined): number | null {
  if (text === undefined) return null
  const money = parseMoney(text, 'dot')
  return money.ok ? money.cents : null
}

/** Goods and freight that do not make the total that was named. */
function disagrees({ goodsCents, freightCents, totalCents }: NonNullable<CourierAnswer['granted']>): boolean {
  return totalCents !== null && goodsCents !== null && goodsCents + (freightCents ?? 0) !== totalCents
}

/** What the answer comes to: the total that was named, else goods and freight together; null when no amount was named. */
export function grantedCents({ goodsCents, freightCents, totalCents }: NonNullable<CourierAnswer['granted']>): number | null {
  if (totalCents !== null) return totalCents
  return goodsCents === null && freightCents === null ? null : (goodsCents ?? 0) + (freightCents ?? 0)
}

function readScan(text: string, words: ReturnType<typeof createWords>, dates: readonly FoundDate[]): { date: FoundDate | null; place: string | null } | null {
  const mark = words.take(SCAN)
  if (mark === null) return null
  const from = mark.index + mark[0].length
  const lineEnd = text.indexOf('\n', from)
  const end = lineEnd === -1 ? text.length : lineEnd
  const date = dates.find((one) => one.index >= from && one.index < end) ?? null
  const after = date === null ? from : date.index + date.text.length
  const place = tidy(/^[\s,，:：在]*(?<place>[^,，。;；\n]*)/.exec(text.slice(after, end))?.groups?.['place'] ?? '')
  if (date !== null) words.blank(date.index, date.text.length)
  if (place !== null) {
    const at = text.indexOf(place, after)
    words.blank(at, place.length)
  }
  return { date, place }
}

function isBeside(text: string, date: FoundDate, shape: RegExp): boolean {
  const ends = /[,，。;；\n]/
  let to = date.index + date.text.length
  while (to < text.length && !ends.test(text.charAt(to))) to += 1
  let from = date.index
  while (from > 0 && !ends.test(text.charAt(from - 1))) from -= 1
  return shape.test(text.slice(from, to))
}

/** Without fillers at the ends; null when nothing was said. */
function tidy(text: string): string | null {
  const plain = text.replaceAll(/\s+/g, ' ').replace(/^[\s,，。;；:：、)）.-]+|[\s,，。;；:：、(（-]+$/g, '')
  return plain.replaceAll(FILLER, '') === '' ? null : plain
}
