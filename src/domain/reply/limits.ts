import type { Label } from '../case/lists'
import { fit, lengthOf, type LengthLimit } from '../memo/fit'

/** How long one message may be (T1), by the channel over which a case is spoken about, else by its platform. */
export interface ReplyPolicy {
  readonly channels: Readonly<Record<string, ReplyLimit>>
  readonly platforms: Readonly<Record<string, ReplyLimit>>
  readonly otherPlatforms: ReplyLimit
  /** Numbers of the couriers that a buyer may call, by the id of the courier. */
  readonly hotlines: Readonly<Record<string, string>>
}

export interface ReplyLimit extends LengthLimit, Label {}

/** The limit that holds for a case. */
export function replyLimit(policy: ReplyPolicy, one: { readonly channel: string | null; readonly platform: string }): ReplyLimit {
  const own = (list: Readonly<Record<string, ReplyLimit>>, name: string | null): ReplyLimit | undefined => (name !== null && Object.hasOwn(list, name) ? list[name] : undefined)
  return own(policy.channels, one.channel) ?? own(policy.platforms, one.platform) ?? policy.otherPlatforms
}

/** What ends a sentence, and what a sentence is parted by; closing marks stay with what they close. */
const SENTENCE_END = /(?:[。！？!?…；;]|\.(?=\s))[”’」』）)"'\s]*|\n\s*/gu
const CLAUSE_END = /[，,、：:][”’」』）)"'\s]*|\s+/gu

/**
 * A reply in parts that each fit (T1): parted behind sentences, a sentence that is too long behind its clauses, and only what has
 * neither between characters. Joined, the parts are the text, to the character; no part is empty. One part when it fits as it is.
 */
export function splitReply(text: string, limit: LengthLimit): string[] {
  const parts: string[] = []
  let rest = text
  while (lengthOf(rest, limit.unit) > limit.max) {
    const { head } = fit(rest, limit)
    const end = lastEnd(head, rest, SENTENCE_END) ?? lastEnd(head, rest, CLAUSE_END) ?? (head.length > 0 ? head.length : firstCharacters(rest, limit))
    parts.push(rest.slice(0, end))
    rest = rest.slice(end)
  }
  if (rest !== '' || parts.length === 0) parts.push(rest)
  return parts
}

/** Behind the last mark that ends within the head; the mark is looked for in the whole, since what follows decides what a full stop is. */
function lastEnd(head: string, rest: string, marks: RegExp): number | null {
  let found: number | null = null
  for (const match of rest.matchAll(marks)) {
    const end = match.index + match[0].length
    if (end > head.length) break
    found = end
  }
  return found
}

/** A single character that is longer than the limit (a base with many marks) is parted between its code points; one of them always goes. */
function firstCharacters(rest: string, limit: LengthLimit): number {
  let end = 0
  let length = 0
  for (const character of rest) {
    length += lengthOf(character, limit.unit)
    if (end > 0 && length > limit.max) break
    end += character.length
  }
  return end
}
