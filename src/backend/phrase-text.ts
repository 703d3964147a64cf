import { isMap, isSeq, parseDocument, stringify, type Node } from 'yaml'
import type { z } from 'zod'
import { phraseSchema } from '../contract/coach-policy'
import type { Phrase } from '../domain/coach/policy'

/**
 * The phrases of the coach's file as a list, and the file with one of them changed (P8). Only the phrase's own characters are touched: every
 * comment and the order of the rest stay as people wrote them, so that the difference between two versions is the phrase alone.
 */

type Place = { readonly from: number; readonly to: number }
interface Found {
  readonly phrase: Phrase | null
  readonly place: Place
}

/** Where the list stands, or null when the text is no file of this kind. */
function look(text: string): { readonly items: readonly Found[]; readonly flow: boolean; readonly list: Place } | null {
  const document = parseDocument(text)
  if (document.errors.length > 0 || !isMap(document.contents)) return null
  const list = document.contents.get('phrases', true)
  const listPlace = isSeq(list) ? placeOf(text, list) : null
  if (!isSeq(list) || listPlace === null) return null
  const items: Found[] = []
  for (const item of list.items) {
    const place = isMap(item) ? placeOf(text, item) : null
    if (!isMap(item) || place === null) return null
    const read = phraseSchema.safeParse(item.toJS(document))
    items.push({ phrase: read.success ? read.data : null, place })
  }
  return { items, flow: list.flow === true, list: listPlace }
}

function placeOf(text: string, { range }: Pick<Node, 'range'>): Place | null {
  if (range == null) return null
  let to = range[1]
  while (to > range[0] && /\s/.test(text.charAt(to - 1))) to -= 1
  return { from: range[0], to }
}

/** The phrases in the order of the file; null when it cannot be read. One that has a mistake is null, so that places stay those of the file. */
export const phrasesIn = (text: string): (Phrase | null)[] | null => look(text)?.items.map((one) => one.phrase) ?? null

const written = (phrase: z.input<typeof phraseSchema>): string => stringify(phrase, { collectionStyle: 'flow', lineWidth: 0 }).trim()
const withoutEmpty = ({ except, ...rest }: Phrase): z.input<typeof phraseSchema> => {
  const { rule, words, reason, better } = rest
  return { rule, words: [...words], ...(except.length === 0 ? {} : { except: [...except] }), reason, better }
}

/**
 * The text with a phrase put in (`at` null: behind the last), changed, or taken out (`phrase` null). Null when the text cannot be read, or has no
 * phrase at that place.
 */
export function withPhrase(text: string, at: number | null, phrase: Phrase | null): string | null {
  const found = look(text)
  if (found === null) return null
  const words = phrase === null ? null : written(withoutEmpty(phrase))
  if (at === null) return words === null ? null : added(text, found, words)
  const place = found.items[at]?.place
  if (place === undefined) return null
  if (words !== null) return text.slice(0, place.from) + words + text.slice(place.to)
  if (!found.flow && found.items.length > 1) {
    const lineStart = text.lastIndexOf('\n', place.from - 1) + 1
    const lineEnd = text.indexOf('\n', place.to)
    return text.slice(0, lineStart) + (lineEnd === -1 ? '' : text.slice(lineEnd + 1))
  }
  const rest = found.items.filter((_, index) => index !== at).map((one) => text.slice(one.place.from, one.place.to))
  return text.slice(0, found.list.from) + `[${rest.join(', ')}]` + text.slice(found.list.to)
}

function added(text: string, { items, flow, list }: NonNullable<ReturnType<typeof look>>, words: string): string {
  const last = items.at(-1)?.place
  if (flow || last === undefined) {
    const all = [...items.map((one) => text.slice(one.place.from, one.place.to)), words]
    return `${text.slice(0, list.from)}[${all.join(', ')}]${text.slice(list.to)}`
  }
  const lineStart = text.lastIndexOf('\n', last.from - 1) + 1
  // what stands before an entry on its line: its indent and its dash
  const lead = text.slice(lineStart, last.from).replace(/[^\s-]/g, ' ')
  const lineEnd = text.indexOf('\n', last.to)
  const end = lineEnd === -1 ? text.length : lineEnd
  return `${text.slice(0, end)}\n${lead}${words}${text.slice(end)}`
}
