import { normaliseText } from '../../domain/search/tokens'
import { parseSearch, type SearchTerm } from '../../domain/search/query'
import { parseCaseNo, formatCaseNo } from '../../domain/case/case-no'
import type { ReadDb } from '../db/open'
import * as repo from '../repositories/case-search'
import type { QueueQuery, QueueRow, SheetRow } from '../repositories/queue'
import { countDocs, listQueueByDocs, listSheetByDocs, type Placed } from '../repositories/queue-docs'
import { casesHolding, searchMarks } from './search-index'

/** What is searched and among which cases. */
export interface SearchQuestion {
  readonly text: string
  /** Facts that the index knows: they are asked for together with the words. */
  readonly openOnly: boolean
  readonly kind: string | null
  readonly shopId: string | null
  /** The whole condition of the view and its filters. */
  readonly where: QueueQuery['where']
  /** False when the facts above are all of it, so that nearly no hit falls out afterwards. */
  readonly picks: boolean
  readonly cursor: string | null
  readonly limit: number
}

export interface SearchPage<R> {
  readonly rows: R[]
  readonly nextCursor: string | null
}

/** Numbers that begin or end with a fragment: so many per kind of number are looked at, a page and some; a longer fragment finds the rest (X7). */
export const NUMBERS_AT_MOST = 120
/** One character is looked for among so many of the newest cases. */
const LOOKED_AT = 2_000
/** Hits examined at once where the view drops some, and how often before the page is handed out as far as it came. */
const HITS_AT_ONCE = 1_000
const ROUNDS_AT_MOST = 5
const FROM_THE_NEWEST = Number.MAX_SAFE_INTEGER

const cursorOf = (docid: number): string => `at:${docid}`
const placeOf = (cursor: string | null): number => Number(/^at:(\d+)$/.exec(cursor ?? '')?.[1] ?? FROM_THE_NEWEST)

/** A search taken apart for the index: what FTS5 is asked, and which cases the numbers in it name. */
interface Plan {
  /** Every term as words; null when one of them cannot be asked so. */
  readonly match: string | null
  /** Places found by number, newest first, that fit the other terms too. */
  readonly byNumber: readonly number[]
  /** One character: no index helps. */
  readonly looked: string | null
}

const all = (phrases: readonly string[]): string => phrases.join(' AND ')

/** @internal for the bench and the query-plan tests */
export function planSearch(db: ReadDb, question: Pick<SearchQuestion, 'text' | 'openOnly' | 'kind' | 'shopId'>): Plan {
  const { terms, joined } = parseSearch(question.text)
  const marks = [
    ...(question.openOnly ? [searchMarks.open] : []),
    ...(question.kind === null ? [] : [searchMarks.kind(question.kind)]),
    ...(question.shopId === null ? [] : [searchMarks.shop(question.shopId)]),
  ].map((mark) => `"${mark}"`)
  const phrases = terms.flatMap(({ phrase }) => (phrase === null ? [] : [phrase]))
  // A term without a phrase is one character or mere punctuation; beside real ones it narrows nothing.
  const [only] = terms
  const looked = terms.length === 1 && only !== undefined && only.phrase === null ? normaliseText(only.text) : null
  const match = phrases.length === 0 ? null : all([...phrases, ...marks])
  const whole = joined === null ? [] : repo.listByNumber(db, joined, caseNoOf(joined), NUMBERS_AT_MOST)
  const byNumber = whole.length > 0 ? narrowed(db, whole, marks) : numbersOf(db, terms, marks)
  return { match, byNumber, looked: looked === '' ? null : looked }
}

/** Those of some places whose case has these tokens, newest first. */
function narrowed(db: ReadDb, docids: readonly number[], tokens: readonly string[]): number[] {
  return tokens.length === 0 ? [...docids] : casesHolding(db, docids, tokens)
}

/** The cases that all numbers among the terms name; the other terms must be found in their words. */
function numbersOf(db: ReadDb, terms: readonly SearchTerm[], marks: readonly string[]): number[] {
  let found: number[] | null = null
  const rest: string[] = [...marks]
  for (const term of terms) {
    const here = term.number === null ? [] : repo.listByNumber(db, term.number, caseNoOf(term.text), NUMBERS_AT_MOST)
    if (here.length === 0) {
      if (term.phrase !== null) rest.push(term.phrase)
      continue
    }
    const among: ReadonlySet<number> = new Set(here)
    found = found === null ? here : found.filter((docid) => among.has(docid))
  }
  if (found === null || found.length === 0) return []
  return narrowed(db, found, rest)
}

/** Case numbers are said aloud: O for 0, without hyphens. */
function caseNoOf(text: string): string {
  const parsed = parseCaseNo(text)
  return parsed === null ? text.toUpperCase() : formatCaseNo(parsed.devicePart, parsed.n)
}

/** The next places of a plan before `before`, newest first. */
function hitsOf(db: ReadDb, plan: Plan, before: number, limit: number): number[] {
  if (plan.looked !== null) return repo.listByLooking(db, plan.looked, before, LOOKED_AT)
  const byWords = plan.match === null ? [] : repo.listHits(db, plan.match, before, limit)
  if (plan.byNumber.length === 0) return byWords
  const both = new Set([...byWords, ...plan.byNumber.filter((docid) => docid < before)])
  return [...both].sort((a, b) => b - a).slice(0, limit)
}

/**
 * Cases that a text finds (C10, X3), newest first, a page at a time: words and parts of words of summary, memo, notes and buyer, and numbers
 * from either end. The work of a page is bounded: a page may come short, with a cursor, when the view drops most of what is found.
 */
export const searchCases = (db: ReadDb, question: SearchQuestion): SearchPage<QueueRow> => search(db, question, listQueueByDocs)

/** As `searchCases`, with the columns of the sheet. */
export const searchSheet = (db: ReadDb, question: SearchQuestion): SearchPage<SheetRow> => search(db, question, listSheetByDocs)

function search<R>(db: ReadDb, question: SearchQuestion, list: (db: ReadDb, docids: readonly number[], where: QueueQuery['where']) => Placed<R>[]): SearchPage<R> {
  const plan = planSearch(db, question)
  const { limit } = question
  const atOnce = question.picks ? HITS_AT_ONCE : limit + 1
  const rows: Placed<R>[] = []
  let before = placeOf(question.cursor)
  for (let round = 0; round < ROUNDS_AT_MOST; round += 1) {
    const hits = hitsOf(db, plan, before, atOnce)
    if (hits.length > 0) rows.push(...list(db, hits, question.where))
    const isEnd = plan.looked !== null || hits.length < atOnce
    before = hits.at(-1) ?? 0
    if (rows.length > limit) return { rows: rows.slice(0, limit).map(({ row }) => row), nextCursor: cursorOf(rows[limit - 1]?.docid ?? 0) }
    if (isEnd) return { rows: rows.map(({ row }) => row), nextCursor: null }
  }
  return { rows: rows.map(({ row }) => row), nextCursor: cursorOf(before) }
}

/** How many cases a search finds in all; looks at every hit, for the command line. */
export function countSearched(db: ReadDb, question: Pick<SearchQuestion, 'text' | 'openOnly' | 'kind' | 'shopId' | 'where'>): number {
  const plan = planSearch(db, question)
  const found = new Set(plan.match === null ? [] : repo.listHits(db, plan.match, FROM_THE_NEWEST, -1))
  for (const docid of plan.byNumber) found.add(docid)
  if (plan.looked !== null) for (const docid of repo.listByLooking(db, plan.looked, FROM_THE_NEWEST, LOOKED_AT)) found.add(docid)
  return found.size === 0 ? 0 : countDocs(db, [...found], question.where)
}
