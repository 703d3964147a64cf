import { postingMonth, type MonthState, type MonthStep } from '../../domain/reconcile/month-closing'
import { AppError } from '../../domain/errors'
import { parseHlc } from '../../domain/sync/hlc'
import type { ReadDb } from '../db/open'
import { groupStamp, type WriteTx } from '../db/write'
import * as repo from '../repositories/month-closing'
import type { ClaimRow } from '../repositories/registers'
import type { Kernel } from './kernel'

const isReopened = (row: repo.ClosingRow): boolean => row.reopenedAt !== null

function stepsOf(row: repo.ClosingRow): MonthStep[] {
  const { revision } = row
  const closed: MonthStep = { step: 'closed', revision, by: row.closedBy, at: row.closedAt, reason: null }
  if (row.reopenedAt === null) return [closed]
  return [closed, { step: 'reopened', revision, by: row.reopenedBy ?? '', at: row.reopenedAt, reason: row.reopenReason }]
}

/** Where a month stands by its closings (M5), which are in order of revision; without any it is open with revision 0. */
export function stateOf(month: string, closings: readonly repo.ClosingRow[]): MonthState {
  const last = closings.at(-1)
  if (last === undefined) return { month, status: 'open', revision: 0, trail: [] }
  return { month, status: isReopened(last) ? 'reopened' : 'closed', revision: last.revision, trail: closings.flatMap(stepsOf) }
}

/** The states of all months that were ever closed, in order. */
export function closedStates(db: ReadDb): MonthState[] {
  const byMonth = new Map<string, repo.ClosingRow[]>()
  for (const row of repo.listClosings(db)) byMonth.set(row.month, [...(byMonth.get(row.month) ?? []), row])
  return [...byMonth].map(([month, rows]) => stateOf(month, rows))
}

/** The latest month that is closed now; null when none is. */
export function latestClosed(states: readonly MonthState[]): string | null {
  return states.filter(({ status }) => status === 'closed').at(-1)?.month ?? null
}

/**
 * M5: the months that have to be closed in their order, with their states: those with statement lines, and those in which claims were filed,
 * from the month on in which the books begin. They begin with the first statement or the first closing: claims that were filed before are
 * in the pool of that month, and nobody has to close the years before the first statement was imported.
 */
export function bookStates(db: ReadDb): MonthState[] {
  const known = new Map(closedStates(db).map((state) => [state.month, state]))
  const months = repo.listBookMonths(db)
  const begin = [...months.filter(({ lines }) => lines > 0).map(({ month }) => month), ...known.keys()].sort()[0]
  if (begin === undefined) return []
  const all = new Set([...months.map(({ month }) => month), ...known.keys()].filter((month) => month >= begin))
  return [...all].sort().map((month) => known.get(month) ?? stateOf(month, []))
}

/** M5: the month in which a statement of `wanted` is posted: itself, or the first open one after the latest closed month. */
export function monthToPost(db: ReadDb, wanted: string): string {
  const states = closedStates(db)
  const latest = latestClosed(states)
  // A month before a closed one is settled with it, also when nothing of it was there to be closed.
  return postingMonth(states, latest !== null && wanted < latest ? latest : wanted)
}

/**
 * M5: money, waybills, courier and filing day of a claim stand as they were closed. A claim is held by a closing of the month in which it
 * was filed, or of a later one, unless it was registered after that closing. Statuses and answers go on.
 * @throws AppError MONTH_CLOSED with the month and the claim's number
 */
export function guardClosedMonth(_kernel: Kernel, tx: Pick<WriteTx, 'db'>, claim: Pick<ClaimRow, 'claimNo' | 'filedOn' | 'hlc'>): void {
  const month = closedMonthOf(tx.db, claim)
  if (month !== null) throw new AppError('MONTH_CLOSED', { month, claimNo: claim.claimNo })
}

/** The closed month that holds a claim, or null. */
export function closedMonthOf(db: ReadDb, claim: Pick<ClaimRow, 'filedOn' | 'hlc'>): string | null {
  if (claim.filedOn === null) return null
  const filedIn = claim.filedOn.slice(0, 7)
  // When the row was made, not the day it is dated: an older claim that is registered late is in no closing yet.
  const madeAt = parseHlc(groupStamp(claim.hlc, '*'))?.millis ?? 0
  const closings = repo.listClosings(db)
  const holding = closings.find((row, at) => row.month >= filedIn && closings[at + 1]?.month !== row.month && !isReopened(row) && row.closedAt >= madeAt)
  return holding?.month ?? null
}
