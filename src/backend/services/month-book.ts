import { createHash } from 'node:crypto'
import { deflateSync, inflateSync } from 'node:zlib'
import { addCents } from '../../domain/money/money'
import type { ClaimFigures, ReconcileMatch, ReconcileResult } from '../../domain/reconcile/types'
import type { ReadDb } from '../db/open'
import * as masters from '../repositories/masters'
import * as repo from '../repositories/month-closing'
import { isMonthClosed } from '../repositories/month-state'
import * as reconcileRepo from '../repositories/reconcile'
import type { Kernel } from './kernel'
import { latestClosed, closedStates } from './month-states'
import { workOutMonth, type MonthInput } from './reconcile-month'

/** A courier's line in the list of a month (ui.md, month end). */
export interface CourierMonth extends reconcileRepo.CourierLines, reconcileRepo.CourierClaims {
  readonly courierName: string
}

export type ClaimDetail = Omit<repo.ClaimDetailRow, 'id'>

/** What the month before carried over. Integer cents. */
export interface CarriedIn {
  readonly month: string
  readonly number: string
  readonly claims: number
  readonly cents: number
}

/** Everything that a month's screen and report are made of (M5). A closed month's is stored with its closing and never changes again. */
export interface MonthBook {
  readonly version: 1
  readonly result: ReconcileResult
  /** Of claims from which something is still open, by id. */
  readonly details: Readonly<Record<string, ClaimDetail>>
  /** Statement sums per courier and class of line. */
  readonly classes: readonly repo.ClassSum[]
  readonly carriedIn: CarriedIn | null
}

/** Couriers that have lines or claims in a month, with how far their reconciliation is (M3). */
export function overviewOf(db: ReadDb, month: string): CourierMonth[] {
  const lines = new Map(reconcileRepo.countLines(db, month).map((row) => [row.courierId, row]))
  const claims = new Map(reconcileRepo.countClaims(db, month).map((row) => [row.courierId, row]))
  const names = new Map(masters.listCouriers(db).map((courier) => [courier.id, courier.nameZh]))
  return [...new Set([...lines.keys(), ...claims.keys()])].sort().map((courierId) => ({
    courierId,
    courierName: names.get(courierId) ?? courierId,
    lines: lines.get(courierId)?.lines ?? 0,
    totalCents: lines.get(courierId)?.totalCents ?? 0,
    claims: claims.get(courierId)?.claims ?? 0,
    openClaims: claims.get(courierId)?.openClaims ?? 0,
    unmatchedLines: lines.get(courierId)?.unmatchedLines ?? 0,
  }))
}

export interface ClosingSummary {
  readonly carried: { readonly claims: number; readonly cents: number }
  readonly carriedIn: CarriedIn | null
  readonly claims: number
  readonly lines: number
  readonly creditedCents: number
  readonly unexplainedCents: number
  /** Kept apart from the snapshot: the list of couriers is read far more often. */
  readonly overview: readonly CourierMonth[]
}

/** The summary of a stored closing. It is written by `closeMonth` alone, so its form is known. */
export const summaryOf = (row: Pick<repo.ClosingRow, 'summary'>): ClosingSummary => row.summary as unknown as ClosingSummary

/** What the latest month closed before `month` carried over; null when none is closed. */
export function carriedInto(db: ReadDb, month: string): CarriedIn | null {
  const before = latestClosed(closedStates(db).filter((state) => state.month < month))
  const closing = before === null ? undefined : repo.listClosings(db, before).at(-1)
  return closing === undefined ? null : { month: closing.month, number: closing.id, ...summaryOf(closing).carried }
}

const owes = ({ bucket, overPaidCents }: ClaimFigures): boolean => bucket !== 'none' || overPaidCents > 0

/** The book of a month whose result was just worked out or stored. `db`: inside a write, its own reader. */
export function bookOf(db: ReadDb, result: ReconcileResult): MonthBook {
  const wanted = new Set(result.claimFigures.filter(owes).map(({ claimId }) => claimId))
  const details = Object.fromEntries(repo.listClaimDetails(db).flatMap(({ id, ...detail }) => (wanted.has(id) ? [[id, detail] as const] : [])))
  return { version: 1, result, details, classes: repo.sumByClass(db, result.month), carriedIn: carriedInto(db, result.month) }
}

/** A match without the facts that were compared: they are worked out when somebody looks, and nobody does at what was matched and closed. */
function slim({ claimNos, claimIds, lineIds, statementRows, stage, reasonCode, reasonZh, reasonEn, creditedCents, origin, facts, allocations }: ReconcileMatch): ReconcileMatch {
  return { claimNos, claimIds, lineIds, statementRows, stage, reasonCode, reasonZh, reasonEn, creditedCents, origin, facts, compared: [], allocations }
}

/** JSON, deflated, base64; and the SHA-256 of the JSON, which the audit log keeps. Of matches all but `compared`. */
export function packBook(book: MonthBook): { readonly snapshot: string; readonly sha256: string } {
  const json = JSON.stringify({ ...book, result: { ...book.result, matched: book.result.matched.map(slim) } })
  return { snapshot: deflateSync(json, { level: 3 }).toString('base64'), sha256: createHash('sha256').update(json).digest('hex') }
}

/** The book that `packBook` packed: a snapshot comes from this program, over sync too. */
export const unpackBook = (snapshot: string): MonthBook => JSON.parse(inflateSync(Buffer.from(snapshot, 'base64')).toString('utf8')) as MonthBook

/** The book of a month as it was closed, or null while it is open (M5). */
export function closedBook(kernel: Kernel, month: string): MonthBook | null {
  if (!isMonthClosed(kernel.read, month)) return null
  const snapshot = repo.snapshotOf(kernel.read, repo.listClosings(kernel.read, month).at(-1)?.id ?? '')
  return snapshot === null ? null : unpackBook(snapshot)
}

/** The list of couriers of a month: as it was closed, else as it stands now (M3, M5). */
export function couriersOf(kernel: Kernel, month: string): readonly CourierMonth[] {
  const last = isMonthClosed(kernel.read, month) ? repo.listClosings(kernel.read, month).at(-1) : undefined
  return last === undefined ? overviewOf(kernel.read, month) : summaryOf(last).overview
}

/** The book of a month: as it was closed, else as it stands now. Errors: MoneyOverflowError. */
export function readBook(kernel: Kernel, month: string): MonthBook {
  return closedBook(kernel, month) ?? bookOf(kernel.read, workOutMonth(kernel, { month }).result)
}

/** A month's result: what was closed, whatever changed since, else worked out now and stored nowhere (M3, M5). Errors: MoneyOverflowError. */
export function resultOf(kernel: Kernel, input: MonthInput): ReconcileResult {
  const closed = closedBook(kernel, input.month)
  if (closed === null) return workOutMonth(kernel, input).result
  return input.courierId == null ? closed.result : ofCourier(closed.result, input.courierId)
}

/** One courier's part of a result. What the bounds of the search left out is told for the whole month: it is not kept per courier. */
export function ofCourier(result: ReconcileResult, courierId: string): ReconcileResult {
  const totals = result.perCourier.filter((one) => one.courierId === courierId)
  const claimFigures = result.claimFigures.filter((one) => one.courierId === courierId)
  const claims = new Set(claimFigures.map(({ claimId }) => claimId))
  const unexplained = result.unexplained.filter((one) => one.courierId === courierId)
  const lines = new Set(unexplained.map(({ lineId }) => lineId))
  const [own] = totals
  const empty = Object.fromEntries(Object.keys(result).flatMap((key) => (typeof result[key as keyof ReconcileResult] === 'number' ? [[key, 0] as const] : [])))
  const { groupsNotSearched, lumpSumsNotTried, listsNotRead, staleMatches } = result
  return {
    ...result,
    ...(own ?? empty),
    groupsNotSearched,
    lumpSumsNotTried,
    listsNotRead,
    staleMatches,
    matched: result.matched.filter(({ claimIds }) => claimIds.some((id) => claims.has(id))),
    review: result.review.filter(({ lineIds }) => lineIds.some((id) => lines.has(id))),
    unexplained,
    claimFigures,
    perCourier: totals,
  }
}

/** Sum of a courier's lines of some classes; of all couriers when `courierId` is null. */
export function classSum(book: Pick<MonthBook, 'classes'>, courierId: string | null, classes: readonly string[]): number {
  return book.classes.reduce((sum, row) => ((courierId === null || row.courierId === courierId) && classes.includes(row.lineClass) ? addCents(sum, row.cents) : sum), 0)
}
