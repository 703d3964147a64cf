import { halfWidth } from '../import/text'
import { AT_HEAD, buildWordIndex, IN_BODY, IN_HEAD, nearPlaces, nearStart, NO_WORD, placesOf, type WordIndex } from './search-words'

/**
 * Search as you type over reply templates (T2): Chinese, pinyin initials, full pinyin with polyphones, English, tags, number. Pure:
 * pinyin comes prepared in `searchKeys` from the backend, so the page needs no dictionary.
 */
export interface SearchableTemplate {
  readonly id: string
  readonly titleZh: string
  readonly titleEn: string
  readonly bodyZh: string
  readonly bodyEn: string
  readonly kinds: readonly string[]
  readonly step: string | null
  readonly tags: readonly string[]
  /** Platforms whose buyers it is written for; none or left out: any. */
  readonly platforms?: readonly string[] | undefined
  /** Pinyin of the title, then of each Chinese tag: syllables parted by blanks, readings of one character by `/`. */
  readonly searchKeys: readonly string[]
  readonly useCount: number
}

/** What one template looks like to the matcher; made once, since every key press walks all of them. */
interface Entry {
  readonly id: string
  readonly no: number
  readonly title: string
  readonly tags: string
  readonly bodyZh: string
  readonly pinyin: Syllables
  /** Pinyin of the title by its first readings, without blanks. */
  readonly spelled: string
  readonly tagPinyin: readonly Syllables[]
  /** Letters that begin anything here, as bits: most templates are ruled out by one comparison instead of several searches. */
  readonly titleLetters: number
  readonly tagLetters: number
  /** All letters of the pinyin of title and tags: what has another one cannot be spelled by it. */
  readonly spellingLetters: number
  readonly kinds: readonly string[]
  readonly step: string | null
  readonly platforms: readonly string[]
  readonly useCount: number
}

interface Syllables {
  readonly readings: readonly (readonly string[])[]
  /**
   * The first letter of each syllable, `*` where readings differ in it: looking along one string is much quicker than walking nested
   * lists.
   */
  readonly heads: string
}

export interface TemplateIndex {
  readonly entries: readonly Entry[]
  readonly words: WordIndex
}

export interface SearchOptions {
  /** Kind and playbook step of the open case: templates for them come first. */
  readonly kind?: string | null | undefined
  readonly step?: string | null | undefined
  /** Platform of the open case: what is written for others comes after all that fits. */
  readonly platform?: string | null | undefined
  /** How often each template was used, by id; wins over `useCount`. */
  readonly usage?: ReadonlyMap<string, number> | undefined
  readonly limit?: number | undefined
}

export type MatchedBy = 'context' | 'number' | 'title' | 'pinyin' | 'tag' | 'english' | 'body' | 'typo'

export interface SearchHit {
  readonly id: string
  /** Position in the index from 1: what a person can type as a number. */
  readonly no: number
  readonly score: number
  readonly by: MatchedBy
}

const SCORES: Readonly<Record<MatchedBy, number>> = { context: 0, number: 120, title: 100, pinyin: 90, tag: 70, english: 60, body: 20, typo: 10 }
const AT_START = 20
const FOR_KIND = 45
const FOR_STEP = 35
const FOR_OTHER_KIND = -15
const MOST_FOR_USE = 24
const MOST_FOR_STANDING = FOR_KIND + FOR_STEP + MOST_FOR_USE
const TYPO: Match = { score: 10, by: 'typo' }
/** Below every score of what fits. */
const FOR_OTHER_PLATFORM = -1000
/** A copy of one's own counts as much as so many of the team. */
const OWN_USE_WEIGHT = 4
/** Shorter words are too alike to be corrected. */
const TYPO_FROM = 5
/** `*` in `heads` */
const ANY_HEAD = 42
const NO_PINYIN: Syllables = { readings: [], heads: '' }

/** Prepares templates for searching; keep the result while the templates stay the same. */
export function buildTemplateIndex(templates: readonly SearchableTemplate[]): TemplateIndex {
  return {
    entries: templates.map((template, position) => entryOf(template, position + 1)),
    words: buildWordIndex(templates.map(({ titleEn, tags, bodyEn }) => ({ head: wordsOf(`${titleEn} ${tags.join(' ')}`), body: wordsOf(bodyEn) }))),
  }
}

function entryOf(template: SearchableTemplate, no: number): Entry {
  const [pinyin = NO_PINYIN, ...tagPinyin] = template.searchKeys.map(syllablesOf)
  const title = fold(template.titleZh)
  return {
    id: template.id,
    no,
    title,
    tags: fold(template.tags.join('\n')),
    bodyZh: fold(template.bodyZh),
    pinyin,
    spelled: pinyin.readings.map((readings) => readings[0] ?? '').join(''),
    tagPinyin,
    titleLetters: lettersOf(title) | lettersOf(headsOf(pinyin.readings)),
    tagLetters: lettersOf(tagPinyin.map((tag) => headsOf(tag.readings.slice(0, 1))).join('')),
    spellingLetters: lettersOf(template.searchKeys.join('')),
    kinds: template.kinds,
    step: template.step,
    platforms: template.platforms ?? [],
    useCount: template.useCount,
  }
}

/**
 * The best templates for a query, best first. All parts of the query must match; an empty query gives what fits the case and is used
 * most. Equal scores keep the order of the index. Only where nothing is found, one wrong letter in a Latin word of five and more is
 * forgiven.
 */
export function searchTemplates(index: TemplateIndex, query: string, options: SearchOptions = {}): SearchHit[] {
  const terms = termsOf(query)
  const found = searchBy(index, terms, options, false)
  return found.length === 0 && terms.some(forgiven) ? searchBy(index, terms, options, true) : found
}

/** Uses that rank a template for a person: own ones weigh more than those of the team. */
export function weighUses(all: number, own: number): number {
  return all + (OWN_USE_WEIGHT - 1) * own
}

/** Whether one wrong letter is forgiven in this part of a query. */
const forgiven = ({ text, chinese, digits }: Term): boolean => !chinese && !digits && text.length >= TYPO_FROM

function searchBy(index: TemplateIndex, terms: readonly Term[], options: SearchOptions, typos: boolean): SearchHit[] {
  const limit = options.limit ?? 50
  const best: SearchHit[] = []
  const words = terms.map((term): TermWords => {
    if (term.chinese || term.digits) return NOT_WORDS
    return { begin: placesOf(index.words, term.text), near: typos && forgiven(term) ? nearPlaces(index.words, term.text) : null }
  })
  for (const [place, entry] of index.entries.entries()) {
    const match = matchAll(entry, place, terms, words)
    if (match === null) continue
    // what cannot come in by the best standing need not have it worked out
    if (best.length === limit && match.score + MOST_FOR_STANDING <= (best[limit - 1]?.score ?? 0)) continue
    const score = match.score + standing(entry, options)
    const last = best[limit - 1]
    if (last !== undefined && last.score >= score) continue
    insert(best, { id: entry.id, no: entry.no, score, by: match.by }, limit)
  }
  return best
}

interface Match {
  readonly score: number
  readonly by: MatchedBy
}

/** Where the words of one part of the query stand, by place of the template; `near` only when a wrong letter is forgiven. */
interface TermWords {
  readonly begin: Uint8Array | null
  readonly near: Uint8Array | null
}
const NOT_WORDS: TermWords = { begin: null, near: null }

function matchAll(entry: Entry, place: number, terms: readonly Term[], words: readonly TermWords[]): Match | null {
  let total = 0
  let by: MatchedBy = 'context'
  for (let index = 0; index < terms.length; index += 1) {
    const term = terms[index]
    if (term === undefined) continue
    const { begin, near } = words[index] ?? NOT_WORDS
    const match = (term.chinese ? matchChinese(entry, term.text) : matchLatin(entry, term, begin?.[place] ?? NO_WORD)) ?? (near !== null && (near[place] !== NO_WORD || nearStart(entry.spelled, term.text)) ? TYPO : null)
    if (match === null) return null
    total += match.score
    if (by === 'context' || SCORES[match.by] > SCORES[by]) by = match.by
  }
  return { score: terms.length === 0 ? 0 : total / terms.length, by }
}

function matchChinese(entry: Entry, text: string): Match | null {
  const at = entry.title.indexOf(text)
  if (at !== -1) return hit('title', at === 0)
  if (entry.tags.includes(text)) return hit('tag', false)
  return entry.bodyZh.includes(text) ? hit('body', false) : null
}

function matchLatin(entry: Entry, { text, digits, letter, letters }: Term, word: number): Match | null {
  if (digits && String(entry.no).startsWith(text)) return { score: String(entry.no) === text ? SCORES.number + AT_START : SCORES.tag, by: 'number' }
  const spells = !digits && (letters & ~entry.spellingLetters) === 0
  if (mayHold(entry.titleLetters, letter)) {
    const inTitle = entry.title.indexOf(text)
    if (inTitle !== -1) return hit('title', inTitle === 0)
    const start = spells ? pinyinStart(entry.pinyin, text) : -1
    if (start !== -1) return hit('pinyin', start === 0)
  }
  if (spells && mayHold(entry.tagLetters, letter) && entry.tagPinyin.some((tag) => follows(tag.readings, 0, text, 0))) return hit('tag', false)
  if (word >= IN_HEAD) return hit('english', word === AT_HEAD)
  // One letter begins a word of nearly every body: that says nothing.
  return word === IN_BODY && text.length > 1 ? hit('body', false) : null
}

/** Whether the letter of a term is among those of a text; a term that begins with anything else is never ruled out. */
function mayHold(letters: number, letter: number): boolean {
  return letter === 0 || (letters & letter) !== 0
}

function lettersOf(text: string): number {
  let bits = 0
  for (let index = 0; index < text.length; index += 1) bits |= letterBit(text.charCodeAt(index))
  return bits
}

/** One of 26 bits for a to z, 0 for anything else. */
function letterBit(code: number): number {
  return code >= 97 && code <= 122 ? 1 << (code - 97) : 0
}

function hit(by: MatchedBy, atStart: boolean): Match {
  return { score: SCORES[by] + (atStart ? AT_START : 0), by }
}

function syllablesOf(key: string): Syllables {
  const readings = key.split(' ').filter((syllable) => syllable !== '').map((syllable) => syllable.split('/'))
  const heads = readings.map((all) => {
    const [first = '', ...others] = all.map((reading) => reading.charAt(0))
    return others.every((head) => head === first) ? first : '*'
  })
  return { readings, heads: heads.join('') }
}

/** The first letters of all readings. */
function headsOf(readings: Syllables['readings']): string {
  return readings.flat().map((reading) => reading.charAt(0)).join('')
}

/** Where in a text of syllables a typed run of letters begins to match, or -1. */
function pinyinStart({ readings, heads }: Syllables, typed: string): number {
  const head = typed.charCodeAt(0)
  for (let start = 0; start < heads.length; start += 1) {
    const code = heads.charCodeAt(start)
    if ((code === head || code === ANY_HEAD) && follows(readings, start, typed, 0)) return start
  }
  return -1
}

/**
 * Whether `typed` from `at` on spells the syllables from `index` on. Each syllable is given whole or by its initial (`c` or `ch`), the
 * last one by any beginning; so `chongxfh` finds 重新发货 while `ongx` does not.
 */
function follows(syllables: Syllables['readings'], index: number, typed: string, at: number): boolean {
  if (at === typed.length) return true
  const readings = syllables[index]
  if (readings === undefined) return false
  for (const reading of readings) {
    if (reading.charCodeAt(0) !== typed.charCodeAt(at)) continue
    const left = typed.length - at
    if (left <= reading.length ? reading.startsWith(typed.slice(at)) : typed.startsWith(reading, at) && follows(syllables, index + 1, typed, at + reading.length)) return true
    if (hasTwoLetterInitial(reading) && typed.charCodeAt(at + 1) === 104 && follows(syllables, index + 1, typed, at + 2)) return true
    if (follows(syllables, index + 1, typed, at + 1)) return true
  }
  return false
}

/** zh, ch, sh */
function hasTwoLetterInitial(reading: string): boolean {
  return reading.length > 2 && reading.charCodeAt(1) === 104
}

function standing(entry: Entry, options: SearchOptions): number {
  let score = 0
  if (options.kind != null && entry.kinds.length > 0) score += entry.kinds.includes(options.kind) ? FOR_KIND : FOR_OTHER_KIND
  if (options.step != null && entry.step === options.step) score += FOR_STEP
  if (options.platform != null && entry.platforms.length > 0 && !entry.platforms.includes(options.platform)) score += FOR_OTHER_PLATFORM
  const used = options.usage?.get(entry.id) ?? entry.useCount
  return score + Math.min(MOST_FOR_USE, 4 * Math.log2(1 + used))
}

/** Keeps the list sorted and short; later entries go behind equal ones. */
function insert(best: SearchHit[], found: SearchHit, limit: number): void {
  let low = 0
  let high = best.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((best[middle]?.score ?? 0) >= found.score) low = middle + 1
    else high = middle
  }
  best.splice(low, 0, found)
  if (best.length > limit) best.pop()
}

interface Term {
  readonly text: string
  readonly chinese: boolean
  readonly digits: boolean
  /** Bit of the first letter, 0 when it is none. */
  readonly letter: number
  /** Bits of all its letters. */
  readonly letters: number
}

/** Blank-separated parts, and within them runs of Chinese and runs of anything else: `破损bf` is two terms. */
function termsOf(query: string): Term[] {
  const runs = fold(query).match(/[\u3400-\u9fff\uf900-\ufaff]+|[^\s\u3400-\u9fff\uf900-\ufaff]+/g) ?? []
  return runs.map((text) => ({ text, chinese: /[\u3400-\u9fff\uf900-\ufaff]/.test(text), digits: /^\d+$/.test(text), letter: letterBit(text.charCodeAt(0)), letters: lettersOf(text) }))
}

function fold(text: string): string {
  return halfWidth(text).toLowerCase()
}

/** Words of a text, in lower case. */
function wordsOf(text: string): string[] {
  return fold(text).match(/[\p{L}\p{N}]+/gu) ?? []
}
