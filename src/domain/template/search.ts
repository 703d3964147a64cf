import { halfWidth } from '../import/text'

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
  /** English title and tags, then from `bodyFrom` on the English body; a blank before each word. */
  readonly english: string
  readonly bodyFrom: number
  readonly pinyin: Syllables
  /** Pinyin of the title by its first readings, without blanks. */
  readonly spelled: string
  readonly tagPinyin: readonly Syllables[]
  /** Letters that begin anything here, as bits: most templates are ruled out by one comparison instead of several searches. */
  readonly titleLetters: number
  readonly tagLetters: number
  readonly englishLetters: number
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
  return { entries: templates.map((template, position) => entryOf(template, position + 1)) }
}

function entryOf(template: SearchableTemplate, no: number): Entry {
  const [pinyin = NO_PINYIN, ...tagPinyin] = template.searchKeys.map(syllablesOf)
  const title = fold(template.titleZh)
  const words = wordsOf(`${template.titleEn} ${template.tags.join(' ')}`)
  const bodyEn = wordsOf(template.bodyEn)
  return {
    id: template.id,
    no,
    title,
    tags: fold(template.tags.join('\n')),
    bodyZh: fold(template.bodyZh),
    english: [words, bodyEn].join(''),
    bodyFrom: words.length,
    pinyin,
    spelled: pinyin.readings.map((readings) => readings[0] ?? '').join(''),
    tagPinyin,
    titleLetters: lettersOf(title) | lettersOf(headsOf(pinyin.readings)),
    tagLetters: lettersOf(tagPinyin.map((tag) => headsOf(tag.readings.slice(0, 1))).join('')),
    englishLetters: lettersOf([...`${words}${bodyEn}`.matchAll(/ ([a-z])/g)].map((match) => match[1] ?? '').join('')),
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
  for (const entry of index.entries) {
    const match = matchAll(entry, terms, typos)
    if (match === null) continue
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

function matchAll(entry: Entry, terms: readonly Term[], typos: boolean): Match | null {
  let total = 0
  let by: MatchedBy = 'context'
  for (const term of terms) {
    const match = (term.chinese ? matchChinese(entry, term.text) : matchLatin(entry, term)) ?? (typos && forgiven(term) && nearWord(entry, term.text) ? hit('typo', false) : null)
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

function matchLatin(entry: Entry, { text, digits, letter }: Term): Match | null {
  if (digits && String(entry.no).startsWith(text)) return { score: String(entry.no) === text ? SCORES.number + AT_START : SCORES.tag, by: 'number' }
  if (mayHold(entry.titleLetters, letter)) {
    const inTitle = entry.title.indexOf(text)
    if (inTitle !== -1) return hit('title', inTitle === 0)
    const start = digits ? -1 : pinyinStart(entry.pinyin, text)
    if (start !== -1) return hit('pinyin', start === 0)
  }
  if (!digits && mayHold(entry.tagLetters, letter) && entry.tagPinyin.some((tag) => follows(tag.readings, 0, text, 0))) return hit('tag', false)
  if (!mayHold(entry.englishLetters, letter)) return null
  const word = wordStart(entry.english, text)
  if (word === -1) return null
  if (word < entry.bodyFrom) return hit('english', word === 1)
  // One letter begins a word of nearly every body: that says nothing.
  return text.length > 1 ? hit('body', false) : null
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

/** Looks for the text and then at the blank before it: looking for a blank first would stop at every word. */
function wordStart(words: string, text: string): number {
  let at = words.indexOf(text)
  while (at !== -1 && words.charCodeAt(at - 1) !== 32) at = words.indexOf(text, at + 1)
  return at
}

/** Whether a word of the English title or tags, or the whole pinyin of the title, begins like the typed one but for one letter. */
function nearWord(entry: Entry, text: string): boolean {
  const words = entry.english.slice(0, entry.bodyFrom)
  for (let at = words.indexOf(' '); at !== -1; at = words.indexOf(' ', at + 1)) if (nearAt(words, at + 1, text)) return true
  return nearAt(entry.spelled, 0, text)
}

/** Whether `words` from `at` on begins with `text`, one letter left out, put in, changed or swapped with the next. */
function nearAt(words: string, at: number, text: string): boolean {
  let same = 0
  while (same < text.length && words.charCodeAt(at + same) === text.charCodeAt(same)) same += 1
  // the first letter is mostly right, and taking it as given keeps this quick
  if (same === 0) return false
  const rest = text.slice(same)
  const swapped = rest.length > 1 && words.startsWith(`${rest.charAt(1)}${rest.charAt(0)}${rest.slice(2)}`, at + same)
  return swapped || words.startsWith(rest.slice(1), at + same + 1) || words.startsWith(rest.slice(1), at + same) || words.startsWith(rest, at + same + 1)
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
}

/** Blank-separated parts, and within them runs of Chinese and runs of anything else: `破损bf` is two terms. */
function termsOf(query: string): Term[] {
  const runs = fold(query).match(/[\u3400-\u9fff\uf900-\ufaff]+|[^\s\u3400-\u9fff\uf900-\ufaff]+/g) ?? []
  return runs.map((text) => ({ text, chinese: /[\u3400-\u9fff\uf900-\ufaff]/.test(text), digits: /^\d+$/.test(text), letter: letterBit(text.charCodeAt(0)) }))
}

function fold(text: string): string {
  return halfWidth(text).toLowerCase()
}

/**
 * Words each behind a blank, so that a term is found at the beginning of a word only. The result of `replace` is one flat string; put
 * together from two, or cut, it would be searched several times slower.
 */
function wordsOf(text: string): string {
  return fold(` ${text}`).replace(/[^\p{L}\p{N}]+/gu, ' ')
}
