/**
 * The Latin words of all templates, each with the places of the templates that hold it (T2): a typed word is looked up once in a sorted
 * list instead of being searched in every text. Pure.
 */
export const NO_WORD = 0
export const IN_BODY = 1
export const IN_HEAD = 2
/** The first word of the title. */
export const AT_HEAD = 3
export type WordPlace = typeof NO_WORD | typeof IN_BODY | typeof IN_HEAD | typeof AT_HEAD

export interface WordIndex {
  /** Sorted by code unit. */
  readonly words: readonly string[]
  /** Per word: places of templates, times four, plus where it stands in each. */
  readonly postings: readonly (readonly number[])[]
  readonly size: number
}

export interface WordedText {
  /** Words of title and tags, in their order. */
  readonly head: readonly string[]
  readonly body: readonly string[]
}

export function buildWordIndex(texts: readonly WordedText[]): WordIndex {
  const postings = new Map<string, number[]>()
  texts.forEach(({ head, body }, place) => {
    const here = new Map<string, WordPlace>()
    for (const word of body) here.set(word, IN_BODY)
    for (const word of head) here.set(word, IN_HEAD)
    if (head[0] !== undefined) here.set(head[0], AT_HEAD)
    for (const [word, level] of here) {
      const list = postings.get(word)
      if (list === undefined) postings.set(word, [place * 4 + level])
      else list.push(place * 4 + level)
    }
  })
  const words = [...postings.keys()].sort((a, b) => (a < b ? -1 : 1))
  return { words, postings: words.map((word) => postings.get(word) ?? []), size: texts.length }
}

/** Where a word that begins with `text` stands in each template, the best place of several; one entry per template. */
export function placesOf(index: WordIndex, text: string): Uint8Array {
  const places = new Uint8Array(index.size)
  for (let at = firstFrom(index.words, text); at < index.words.length && index.words[at]?.startsWith(text) === true; at += 1) mark(places, index.postings[at], NO_WORD)
  return places
}

/** As `placesOf` for words of titles and tags that begin with `text` but for one letter: left out, put in, changed, or swapped with the next. */
export function nearPlaces(index: WordIndex, text: string): Uint8Array {
  const places = new Uint8Array(index.size)
  const first = text.charAt(0)
  for (let at = firstFrom(index.words, first); at < index.words.length; at += 1) {
    const word = index.words[at] ?? ''
    if (!word.startsWith(first)) break
    if (nearStart(word, text)) mark(places, index.postings[at], IN_BODY)
  }
  return places
}

function mark(places: Uint8Array, posting: readonly number[] | undefined, above: WordPlace): void {
  for (const packed of posting ?? []) {
    const level = packed & 3
    const place = packed >>> 2
    if (level > above && level > (places[place] ?? 0)) places[place] = level
  }
}

function firstFrom(words: readonly string[], text: string): number {
  let low = 0
  let high = words.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((words[middle] ?? '') < text) low = middle + 1
    else high = middle
  }
  return low
}

/** Whether a word begins like a typed one but for one letter. The first letter is mostly right, and is taken as given. */
export function nearStart(word: string, text: string): boolean {
  let same = 0
  while (same < text.length && word.charCodeAt(same) === text.charCodeAt(same)) same += 1
  if (same === 0) return false
  const rest = text.slice(same)
  const swapped = rest.length > 1 && word.startsWith(`${rest.charAt(1)}${rest.charAt(0)}${rest.slice(2)}`, same)
  return swapped || word.startsWith(rest.slice(1), same + 1) || word.startsWith(rest.slice(1), same) || word.startsWith(rest, same + 1)
}
