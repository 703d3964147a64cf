import { toLocal } from '../clock/zone'
import { DAY } from '../clock/duration'
import { parseDate, zoneOffset } from '../import/dates'

/** One message of a pasted chat (C11). `at` is epoch ms UTC, null when the line names no time. */
export interface ChatLine {
  readonly nick: string
  readonly at: number | null
  readonly text: string
  /** Written by the shop's side: a sub-account (`shop:name`) or one of `staffNicks`. */
  readonly ours: boolean
}

export interface ChatOptions {
  /** IANA zone in which the chat client shows its times. */
  readonly timeZone?: string | undefined
  /** For times without a date or year; without it they are left unknown. */
  readonly now?: number | undefined
  readonly staffNicks?: readonly string[] | undefined
}

const CLOCK = String.raw`\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AP]M)?`
const DATE = String.raw`(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/月]\d{1,2}日?|[A-Z][a-z]{2,8}\.? \d{1,2},? \d{4},?)`
const WHEN = String.raw`(?<when>(?:${DATE}(?:\s+|T|\s+at\s+))?${CLOCK})`
/** Without brackets around it, a time must have a date or seconds: "I called at 10:30" is no head. */
const BARE_WHEN = String.raw`(?<when>${DATE}(?:\s+|T|\s+at\s+)${CLOCK}|\d{1,2}:\d{2}:\d{2})`
const NICK = String.raw`(?<nick>[^\s()（）\[\]【】][^()（）\[\]【】\n]{0,59}?)`

/** Ways in which chat clients head a message, the most telling first. */
const HEADERS: readonly RegExp[] = [
  // 千牛: nick (2026-11-21 10:21:33): text
  new RegExp(String.raw`^${NICK}\s*[(（]\s*${WHEN}\s*[)）]\s*[:：]?\s*(?<text>.*)$`),
  // [2026-11-21 10:21] nick: text
  new RegExp(String.raw`^[\[【]\s*${WHEN}\s*[\]】]\s*${NICK}\s*[:：]\s*(?<text>.*)$`),
  // 2026-11-21 10:21:33 nick (the text follows on the next line)
  new RegExp(String.raw`^${BARE_WHEN}\s+${NICK}\s*[:：]?\s*(?<text>)$`),
  // nick 2026-11-21 10:21:33
  new RegExp(String.raw`^${NICK}\s+${BARE_WHEN}\s*[:：]?\s*(?<text>)$`),
]

export interface ParsedChat {
  /** Whatever stands before the first head. */
  readonly preamble: string
  readonly lines: readonly ChatLine[]
}

/** Splits pasted chat into messages. Text without any head is all preamble. */
export function parseChat(text: string, options: ChatOptions = {}): ParsedChat {
  const preamble: string[] = []
  const lines: { nick: string; at: number | null; text: string[]; ours: boolean }[] = []
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim()
    const groups = HEADERS.map((shape) => shape.exec(line)?.groups).find((found) => found !== undefined)
    const nick = groups?.['nick']?.trim()
    if (groups !== undefined && nick !== undefined && nick !== '') {
      lines.push({ nick, at: readTime(groups['when'] ?? '', options), text: [groups['text'] ?? ''], ours: isOurs(nick, options) })
    } else {
      ;(lines.at(-1)?.text ?? preamble).push(line)
    }
  }
  const join = (parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n')
  return { preamble: join(preamble), lines: lines.map((line) => ({ ...line, text: join(line.text) })) }
}

/** Since when the buyer waits: the first of the buyer's messages after our last one (ui.md: first response runs from here). */
export function waitingSince(lines: readonly ChatLine[]): ChatLine | null {
  const lastOurs = lines.findLastIndex((line) => line.ours)
  return lines.slice(lastOurs + 1).find((line) => !line.ours) ?? lines.findLast((line) => !line.ours) ?? null
}

function isOurs(nick: string, options: ChatOptions): boolean {
  return /\S[:：]\S/.test(nick) || (options.staffNicks?.includes(nick) ?? false)
}

function readTime(when: string, options: ChatOptions): number | null {
  const timeZone = options.timeZone ?? 'Asia/Shanghai'
  const plain = when.replace(/\s+at\s+/, ' ').replace(/年|月/g, '-').replace('日', '')
  const read = (text: string): number | null => {
    const parsed = parseDate(text, zoneOffset(timeZone))
    return parsed.ok ? parsed.at : null
  }
  if (/^(?:\d{4}|[A-Z])/.test(plain)) return read(plain)
  if (options.now === undefined) return null
  const today = toLocal(timeZone, options.now)
  const isClockOnly = /^\d{1,2}:/.test(plain)
  const at = read(isClockOnly ? `${today.year}-${today.month}-${today.day} ${plain}` : `${today.year}-${plain.replace('/', '-')}`)
  if (at === null || at <= options.now + DAY / 24) return at
  // 23:50 seen after midnight was yesterday; 12-30 seen in January was last year.
  if (isClockOnly) return at - DAY
  return read(`${today.year - 1}-${plain.replace('/', '-')}`)
}
