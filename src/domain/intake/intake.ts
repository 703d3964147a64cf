import type { KindId } from '../case/kinds'
import { KIND_IDS } from '../case/kinds'
import { halfWidth } from '../import/text'
import type { ChatLine, ChatOptions } from './chat'
import { parseChat, waitingSince } from './chat'
import { collectFindings, type Finding } from './findings'
import { KIND_WORDS, ON_EBAY } from './kind-words'
import type { FoundNumbers, NumberOptions } from './numbers'
import { findNumbers } from './numbers'

/** A kind with the words that spoke for it; a suggestion, never a decision (C11). */
export interface KindSuggestion {
  readonly kind: KindId
  readonly score: number
  readonly words: readonly string[]
}

export interface IntakeResult extends FoundNumbers {
  readonly lines: readonly ChatLine[]
  /** Nicks of the buyer's side in order of appearance, each once. */
  readonly buyerNicks: readonly string[]
  /** Since when the buyer waits, epoch ms UTC: the first-response clock starts here. */
  readonly messageAt: number | null
  /** Everything that was read, each with the words it was read from. */
  readonly findings: readonly Finding[]
  /** Best first; empty when no word was recognised. */
  readonly kinds: readonly KindSuggestion[]
}

export type IntakeOptions = NumberOptions & ChatOptions

const MAX_TEXT = 20_000
const MAX_SUGGESTIONS = 5
/** "没有破损", "not damaged": the trouble is denied. Only words for damage and defects, since 没收到 is a trouble itself. */
const DENIABLE: ReadonlySet<KindId> = new Set<KindId>(['damaged', 'quality', 'wrong-item', 'lost', 'complaint', 'refused'])
const DENIED_BEFORE = /(?:没有?|未|不是|并非|无|not|no|isn't|wasn't|aren't|never)\s*$/i

/** Reads pasted text (C11): numbers, buyer, time and which kinds the words speak for. Pure; looks nothing up. */
export function analyseIntake(text: string, options: IntakeOptions = {}): IntakeResult {
  const { preamble, lines } = parseChat(halfWidth(text.slice(0, MAX_TEXT)), options)
  const theirs = lines.filter((line) => !line.ours)
  const words = (of: readonly ChatLine[]): string => [preamble, ...of.map((line) => line.text)].join('\n')
  // Heads stay out: a nick made of digits is not a number of the conversation.
  const numbers = findNumbers(words(lines), options)
  const isEbay = numbers.orders.some((order) => order.sure && order.platforms.includes('ebay')) || onlyEbay(options)
  return {
    ...numbers,
    lines,
    buyerNicks: [...new Set(theirs.map((line) => line.nick))],
    messageAt: waitingSince(lines)?.at ?? null,
    findings: collectFindings({ preamble, lines, numbers, timeZone: options.timeZone ?? 'Asia/Shanghai', now: options.now ?? 0 }),
    kinds: suggestKinds(words(theirs), isEbay),
  }
}

/** Kinds by the words of a text, best first. On eBay the kinds with rules of their own stand before the everyday ones. */
export function suggestKinds(text: string, isEbay = false): KindSuggestion[] {
  const lower = text.toLowerCase()
  const found = new Map<KindId, { score: number; words: string[] }>()
  for (const kind of KIND_IDS) {
    const words = (KIND_WORDS[kind] ?? []).filter((word) => says(lower, word, DENIABLE.has(kind)))
    // 没发货 also holds 发货: only the longest of nested words counts.
    const distinct = words.filter((word) => !words.some((other) => other !== word && other.includes(word)))
    if (distinct.length > 0) found.set(kind, { score: distinct.reduce((sum, word) => sum + weight(word), 0), words: distinct })
  }
  if (isEbay) {
    for (const [everyday, there] of Object.entries(ON_EBAY) as [KindId, KindId][]) {
      const hit = found.get(everyday)
      if (hit === undefined) continue
      const own = found.get(there)
      found.set(there, { score: hit.score + 1 + (own?.score ?? 0), words: [...new Set([...(own?.words ?? []), ...hit.words])] })
    }
  }
  return [...found]
    .map(([kind, { score, words }]) => ({ kind, score, words }))
    .sort((a, b) => b.score - a.score)
    .slice(0, MAX_SUGGESTIONS)
}

function says(lower: string, word: string, deniable: boolean): boolean {
  const latin = /^[a-z]/.test(word)
  for (let at = lower.indexOf(word); at !== -1; at = lower.indexOf(word, at + 1)) {
    if (latin && (/[a-z]/.test(lower.charAt(at - 1)) || /[a-z]/.test(lower.charAt(at + word.length)))) continue
    if (deniable && DENIED_BEFORE.test(lower.slice(Math.max(0, at - 8), at))) continue
    return true
  }
  return false
}

/** A Chinese character says about as much as half an English word. */
function weight(word: string): number {
  return /^[a-z]/.test(word) ? word.split(' ').length + 1 : Math.min(word.length, 5)
}

function onlyEbay(options: IntakeOptions): boolean {
  return options.knownPlatforms?.length === 1 && options.knownPlatforms[0] === 'ebay'
}
