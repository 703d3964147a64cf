import { addCents } from '../money/money'
import { byText } from './pool'
import type { ReconcileClaim, ReconcileInput, ReconcileLine, StoredMatch } from './types'

/** A line and a claim that a person said do not belong together. */
export interface Pair {
  readonly claimId: string
  readonly lineId: string
}

/** What a person decides on (M4): the month's claims and lines, the matches stored for it and before it, and the pairs refused. */
export interface MonthBooks {
  readonly month: string
  /** A closed month takes no decision; corrections go to `postingMonth` (M5). */
  readonly closed: boolean
  readonly claims: readonly ReconcileClaim[]
  readonly lines: readonly ReconcileLine[]
  readonly matches: readonly StoredMatch[]
  readonly refused: readonly Pair[]
}

/** A claim that a person ended or, when taken back, did not end after all. */
export interface Ending {
  readonly claimId: string
  readonly before: Pick<ReconcileClaim, 'status' | 'endedOn'>
  readonly after: Pick<ReconcileClaim, 'status' | 'endedOn'>
  /** What was still missing, integer cents. */
  readonly restCents: number
  readonly reason: string
}

export const DECISIONS = ['accept', 'reject', 'split', 'merge', 'write-off', 'undo'] as const
export type DecisionKind = (typeof DECISIONS)[number]

/** What is to be stored and removed so that a decision stands. Its inverse is a change as well. */
export interface Change {
  readonly kind: DecisionKind
  readonly store: readonly StoredMatch[]
  readonly remove: readonly StoredMatch[]
  /** Pairs refused by it, and refusals that it lifts. */
  readonly refuse: readonly Pair[]
  readonly allow: readonly Pair[]
  readonly endings: readonly Ending[]
}

const rowKey = (row: StoredMatch): string => `${row.month}\n${row.lineId}\n${row.claimId}`
const pairKey = (pair: Pair): string => `${pair.lineId}\n${pair.claimId}`

/** Matches and refusals in the order in which books keep them, so that equal books are equal lists. */
export function inBookOrder(books: MonthBooks): MonthBooks {
  return {
    ...books,
    matches: [...books.matches].sort((a, b) => byText(rowKey(a), rowKey(b))),
    refused: [...books.refused].sort((a, b) => byText(pairKey(a), pairKey(b))),
  }
}

/** The books after a change. Nothing is checked: a change comes from a decision that was. */
export function applyChange(books: MonthBooks, change: Change): MonthBooks {
  const gone = new Set(change.remove.map(rowKey))
  const allowed = new Set(change.allow.map(pairKey))
  const endings = new Map(change.endings.map((ending) => [ending.claimId, ending.after]))
  return inBookOrder({
    ...books,
    claims: endings.size === 0 ? books.claims : books.claims.map((claim) => ({ ...claim, ...endings.get(claim.id) })),
    matches: [...books.matches.filter((row) => !gone.has(rowKey(row))), ...change.store],
    refused: [...books.refused.filter((pair) => !allowed.has(pairKey(pair))), ...change.refuse],
  })
}

/** What takes a change back: applying it and its inverse leaves the books as they were. */
export function inverseOf(change: Change): Change {
  return {
    kind: 'undo',
    store: change.remove,
    remove: change.store,
    refuse: change.allow,
    allow: change.refuse,
    endings: change.endings.map((ending) => ({ ...ending, before: ending.after, after: ending.before })),
  }
}

/** The input of `reconcile` for these books: live totals after each decision (M3, M4). */
export function inputOf(books: MonthBooks, terms: Pick<ReconcileInput, 'prefixes' | 'currency' | 'windowDays' | 'courierId'> = {}): ReconcileInput {
  return { ...terms, month: books.month, claims: books.claims, lines: books.lines, previousMatches: books.matches, refused: books.refused }
}

/** Cents of a line that this month's matches count already. */
export function takenOfLine(books: MonthBooks, lineId: string): number {
  return books.matches.reduce((sum, row) => (row.lineId === lineId && row.month === books.month ? addCents(sum, row.creditedCents) : sum), 0)
}

/** Net credit of a claim up to and with this month. */
export function creditOfClaim(books: MonthBooks, claimId: string): number {
  return books.matches.reduce((sum, row) => (row.claimId === claimId && row.month <= books.month ? addCents(sum, row.creditedCents) : sum), 0)
}
