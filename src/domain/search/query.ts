import { termPhrase } from './tokens'

/** A search as people type it, taken apart. */
export interface SearchQuery {
  readonly terms: readonly SearchTerm[]
  /** The terms as one number, when they may be one that was typed with blanks (`SF12 0488 0147`). */
  readonly joined: string | null
}

export interface SearchTerm {
  /** As it was typed, without blanks. */
  readonly text: string
  /** For FTS5; null when the index cannot answer it. */
  readonly phrase: string | null
  /** Letters and digits in the form of waybill and order keys; null when the term is no number. */
  readonly number: string | null
}

/** Shorter fragments fit far too many numbers. */
const SHORTEST_NUMBER = 4
const MOST_TERMS = 8

/** Four or more letters and digits with a digit among them: perhaps (a part of) a waybill, an order or a case number. Letters are capitals, as in waybill keys. */
export function numberOf(term: string): string | null {
  const tidy = term.normalize('NFKC').toUpperCase().replace(/[·_]/g, '')
  if (!/^[0-9A-Z-]+$/.test(tidy) || !/\d/.test(tidy)) return null
  return tidy.replace(/-/g, '').length >= SHORTEST_NUMBER ? tidy : null
}

/** Terms are parted by blanks, and each must be found; nothing a person types is an operator. */
export function parseSearch(text: string): SearchQuery {
  const terms = text.trim().split(/\s+/u).filter((term) => term !== '').slice(0, MOST_TERMS)
  return { terms: terms.map((term) => ({ text: term, phrase: termPhrase(term), number: numberOf(term) })), joined: terms.length > 1 ? numberOf(terms.join('')) : null }
}

/** A key read from its end, for look-ups by how it ends. */
export const reversed = (key: string): string => [...key].reverse().join('')
