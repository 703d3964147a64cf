/**
 * Text search (C10, X3): what of a text goes into the index, and how a query asks for it. Both sides come from the same walk over the
 * text, so that they cannot disagree. Why these tokens: docs/adr/0009-search-index.md.
 *
 * Writing without blanks (Chinese, kana, hangul) becomes pairs of neighbouring characters, and the last character of a run once more alone:
 * 「包装破损」 → 包装 装破 破损 损. The lone last one keeps two runs from reading as one, and lets one character be asked for by its beginning.
 * Everything else becomes whole words. Case, width and compatibility forms do not count; simplified and traditional stay what they are.
 */

/** Rises when texts would get other tokens: the index is then built anew. */
export const TOKENISER_VERSION = 1

/** A word is told apart by its first so many characters; longer ones are addresses of web pages. */
const LONGEST_WORD = 40
/** From here on a word that is typed may be the beginning of a longer one; the index keeps beginnings of this length (migration 0003). */
const SHORTEST_BEGINNING = 3

/**
 * First character of a mark (see `markToken`). It belongs to no script, so that no text and no query can contain a mark.
 */
const MARK = '\ue000'
const MARK_JOINT = '\ue001'
/** Between two fields, so that no phrase reaches from one into the next. */
const FIELD_END = '\ue002'

interface Piece {
  /** Characters of a script without blanks, or one word. */
  readonly kind: 'run' | 'word'
  /** Whole characters, never half of a surrogate pair. */
  readonly chars: readonly string[]
}

/** Blocks of the scripts that are written without blanks: CJK with its extensions, kana, hangul. */
function isRunChar(code: number): boolean {
  if (code < 0x2e80) return false
  return (
    (code >= 0x3040 && code <= 0x30ff) || (code >= 0x3400 && code <= 0x4dbf) || (code >= 0x4e00 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7af) ||
    (code >= 0xf900 && code <= 0xfaff) || (code >= 0x20000 && code <= 0x3ffff) || (code >= 0x2e80 && code <= 0x2fdf) || code === 0x3005 || code === 0x3007
  )
}

const WORD_CHAR = /[\p{L}\p{N}\p{M}]/u

function isWordChar(char: string, code: number): boolean {
  if (code < 128) return (code >= 0x30 && code <= 0x39) || (code >= 0x61 && code <= 0x7a)
  return WORD_CHAR.test(char)
}

/** One form for what people see as the same: full width → half width, capitals → small letters. */
export const normaliseText = (text: string): string => text.normalize('NFKC').toLowerCase()

/** The pieces of a normalised text in their order; punctuation and blanks only part them. */
function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = []
  let kind: Piece['kind'] | null = null
  let chars: string[] = []
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0
    const next = isRunChar(code) ? 'run' : isWordChar(char, code) ? 'word' : null
    if (next !== kind) {
      if (kind !== null) pieces.push({ kind, chars })
      kind = next
      chars = []
    }
    if (next !== null) chars.push(char)
  }
  if (kind !== null) pieces.push({ kind, chars })
  return pieces
}

const wordToken = (chars: readonly string[]): string => chars.slice(0, LONGEST_WORD).join('')

const pairsOf = (chars: readonly string[]): string[] => chars.slice(0, -1).map((char, index) => char + (chars[index + 1] ?? ''))

/** A fact of the case beside its words (its shop, that it is open), for queries that ask for it. */
export const markToken = (name: string, value: string): string => `${MARK}${name}${value.replace(/[^0-9A-Za-z]/g, MARK_JOINT).toLowerCase()}`

/**
 * The indexed text of a case: tokens with a blank between them.
 * @param fields texts of the case; null and empty ones are left out
 * @param marks from `markToken`
 */
export function indexedText(fields: readonly (string | null)[], marks: readonly string[]): string {
  const tokens = [...marks]
  for (const field of fields) {
    if (field === null || field === '') continue
    tokens.push(FIELD_END)
    for (const { kind, chars } of piecesOf(normaliseText(field))) {
      if (kind === 'word') tokens.push(wordToken(chars))
      else tokens.push(...pairsOf(chars), chars.at(-1) ?? '')
    }
  }
  return tokens.join(' ')
}

/**
 * How FTS5 is asked for one term (no blanks in it): a phrase, whose last word may go on from its third character on. Shorter beginnings
 * would have FTS5 put together the cases of thousands of words; they are taken as whole words, and one last character of a script without
 * blanks is left out until its neighbour is typed. Null when nothing is left to ask for.
 */
export function termPhrase(term: string): string | null {
  const pieces = piecesOf(normaliseText(term))
  const last = pieces.at(-1)
  if (last?.kind === 'run' && last.chars.length === 1) pieces.pop()
  if (pieces.length === 0) return null
  const tokens: string[] = []
  let goesOn = false
  pieces.forEach(({ kind, chars }, index) => {
    const isLast = index === pieces.length - 1
    if (kind === 'word') {
      tokens.push(wordToken(chars))
      goesOn = isLast && chars.length >= SHORTEST_BEGINNING
      return
    }
    tokens.push(...pairsOf(chars))
    // Before another piece a run ends here, and its last character stands alone.
    if (!isLast) tokens.push(chars.at(-1) ?? '')
  })
  return `"${tokens.join(' ')}"${goesOn ? '*' : ''}`
}

/**
 * What FTS5 answers for a phrase of `termPhrase`, or a mark in quotes, on one indexed text. For a few cases that are known already: the index
 * would walk through all cases that have the words (X7).
 */
export function holdsPhrase(indexed: string, phrase: string): boolean {
  const goesOn = phrase.endsWith('*')
  const words = phrase.slice(1, goesOn ? -2 : -1)
  return goesOn ? ` ${indexed}`.includes(` ${words}`) : ` ${indexed} `.includes(` ${words} `)
}
