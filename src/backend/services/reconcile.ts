import { EXPLAINED_AT_MOST, type OpenClaim, type ReconcileExplanation, type ReconcileResult, type StatementLine } from '../../contract/reconcile'
import { claimWords } from '../../domain/reconcile/claim-words'
import type { ClaimFigures, ReconcileResult as DomainResult } from '../../domain/reconcile/types'
import { AppError } from '../../domain/errors'
import type { ReadDb } from '../db/open'
import type { WriteTx } from '../db/write'
import * as cases from '../repositories/cases'
import { isMonthClosed } from '../repositories/month-state'
import * as repo from '../repositories/reconcile'
import { updateClaim } from '../repositories/registers'
import { noteOnCase } from './case-write'
import type { Actor, Kernel } from './kernel'
import { couriersOf, resultOf, type CourierMonth } from './month-book'
import { workOutMonth, type ClaimChange, type MonthInput, type StorePlan } from './reconcile-month'

function toResult(run: DomainResult, ms: number): ReconcileResult {
  return {
    month: run.month,
    claims: run.claims,
    claimedCents: run.claimedCents,
    lines: run.lines,
    statementCents: run.statementCents,
    matched: run.matched.map((match) => ({
      claimNos: [...match.claimNos],
      claimIds: [...match.claimIds],
      lineIds: [...match.lineIds],
      statementRows: [...match.statementRows],
      stage: match.stage,
      creditedCents: match.creditedCents,
      differenceCents: match.facts.differenceCents,
      reasonZh: match.reasonZh,
      reasonEn: match.reasonEn,
    })),
    review: run.review.map((row) => ({
      claimNos: [...row.claimNos],
      claimIds: [...row.claimIds],
      lineIds: [...row.lineIds],
      statementRows: [...row.statementRows],
      stage: row.stage,
      score: row.score,
      candidates: row.candidates.map((candidate) => ({ ...candidate, compared: [...candidate.compared] })),
      together: row.together,
      reasonZh: row.reasonZh,
      reasonEn: row.reasonEn,
    })),
    creditedCents: run.creditedCents,
    shortPaidCents: run.shortPaidCents,
    overPaidCents: run.overPaidCents,
    outstandingCents: run.outstandingCents,
    grantedNotCreditedCents: run.grantedNotCreditedCents,
    awaitingCents: run.awaitingCents,
    rejectedCents: run.rejectedCents,
    withdrawnCents: run.withdrawnCents,
    givenUpCents: run.givenUpCents,
    unexplainedCents: run.unexplainedCents,
    claimLinesCents: run.claimLinesCents,
    chargesCents: run.chargesCents,
    otherCents: run.otherCents,
    invariantsHold: run.invariantsHold,
    notTried: { groups: run.groupsNotSearched, lumpSums: run.lumpSumsNotTried, lists: run.listsNotRead },
    ms: Math.round(ms),
  }
}

/** Books a claim's credit and the status that follows from it; its case hears of changed credit. */
function bookCredit(kernel: Kernel, tx: WriteTx, month: string, { claim, creditedCents, status }: ClaimChange): void {
  updateClaim(tx, claim.id, status === claim.status ? { creditedCents } : { creditedCents, status, statusAt: tx.now })
  if (claim.caseId === null || creditedCents === claim.creditedCents || cases.findCase(tx.db, claim.caseId) === undefined) return
  const data = { claimId: claim.id, claimNo: claim.claimNo, month, creditedCents, changeCents: creditedCents - claim.creditedCents, amountCents: claim.amountCents, status }
  noteOnCase(kernel, tx, claim.caseId, { type: 'claim-credited', data })
}

/** Writes what a run has found: its matches, the credit of each claim and the status that follows. */
export function storePlan(kernel: Kernel, tx: WriteTx, month: string, plan: StorePlan): void {
  for (const id of plan.drop) repo.dropMatch(tx, id)
  repo.storeMatches(tx, plan.store)
  for (const change of plan.claims) bookCredit(kernel, tx, month, change)
}

/** A closed month takes no decision (M5). @throws AppError MONTH_CLOSED */
export function requireOpenMonth(db: ReadDb, month: string): void {
  if (isMonthClosed(db, month)) throw new AppError('MONTH_CLOSED', { month })
}

/**
 * Reconciles a month and stores it (M2, M3): its matches, what each claim is credited over all months, and the status that follows.
 * Only what differs is written, so a second run leaves nothing but its audit entry. All in one transaction: reading, working out and
 * storing happen without a pause, and no claim can change in between. A closed month answers what was closed and is not touched (M5).
 */
export function runReconcile(kernel: Kernel, actor: Actor, input: MonthInput): ReconcileResult {
  const start = performance.now()
  const { month } = input
  if (isMonthClosed(kernel.read, month)) return toResult(resultOf(kernel, input), performance.now() - start)
  const { result, plan } = workOutMonth(kernel, input)
  const detail = { courier: input.courierId ?? null, stored: plan.store.length, dropped: plan.drop.length, claims: plan.claims.length, invariantsHold: result.invariantsHold }
  kernel.write(actor, { name: 'reconcile.run', subject: month, detail }, (tx) => {
    requireOpenMonth(tx.db, month)
    storePlan(kernel, tx, month, plan)
  })
  return toResult(result, performance.now() - start)
}

function toOpenClaim(figures: ClaimFigures, currency: string): OpenClaim {
  const words = claimWords(figures, currency)
  return { ...figures, reasonZh: words.zh, reasonEn: words.en }
}

/** The month as it stands now, or as it was closed (M5), with the reasons for every row, stored nowhere (M3, M4). Lists are cut at EXPLAINED_AT_MOST. */
export function explainMonth(kernel: Kernel, input: MonthInput): ReconcileExplanation {
  const start = performance.now()
  return explanationOf(resultOf(kernel, input), start)
}

/** What a page shows of a run that began at `start`; without `withMatched` only what is open, matches that fit to the cent left out. */
export function explanationOf(result: DomainResult, start: number, withMatched = true): ReconcileExplanation {
  const { matched, review, unexplained } = result
  const open = result.claimFigures.filter((figures) => figures.bucket !== 'none' || figures.overPaidCents > 0)
  const shown = withMatched ? matched : matched.filter(({ stage, facts }) => stage === 'claw-back' || facts.differenceCents !== 0)
  const cut = { ...result, matched: shown.slice(0, EXPLAINED_AT_MOST), review: review.slice(0, EXPLAINED_AT_MOST) }
  return {
    currency: result.currency,
    result: toResult(cut, performance.now() - start),
    unexplained: unexplained.slice(0, EXPLAINED_AT_MOST).map(({ reasonCode: _code, compared, ...line }) => ({ ...line, compared: [...compared] })),
    openClaims: open.slice(0, EXPLAINED_AT_MOST).map((figures) => toOpenClaim(figures, result.currency)),
    invariantsBroken: [...result.invariantsBroken],
    counts: { matched: matched.length, review: review.length, unexplained: unexplained.length, openClaims: open.length },
  }
}

/** Couriers that have lines or claims in a month, with how far their reconciliation is (M3); of a closed month as it was closed (M5). */
export function reconcileOverview(kernel: Kernel, { month }: { month: string }): CourierMonth[] {
  return [...couriersOf(kernel, month)]
}

export interface LinesInput extends MonthInput {
  readonly only: repo.LineQuery['only']
  readonly cursor?: string | null | undefined
  readonly limit: number
}

/** A cursor is the JSON of `[courier, file, row, id]`; anything else starts at the beginning. */
function lineCursor(cursor: string | null | undefined): repo.LineCursor | null {
  if (cursor == null) return null
  try {
    const [courierId, file, row, id] = JSON.parse(cursor) as unknown[]
    return typeof courierId === 'string' && typeof file === 'string' && typeof row === 'number' && typeof id === 'string' ? { courierId, file, row, id } : null
  } catch {
    return null
  }
}

/** Statement lines of a month in the order of their files, one page, with what they are matched to. */
export function listStatementLines(kernel: Kernel, input: LinesInput): { rows: StatementLine[]; nextCursor: string | null } {
  const { month, only, limit } = input
  const found = repo.listLines(kernel.read, { month, courierId: input.courierId ?? null, only, after: lineCursor(input.cursor), limit: limit + 1 })
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return { rows: toStatementLines(kernel, month, page), nextCursor: found.length > limit && last !== undefined ? JSON.stringify([last.courierId, last.file, last.rowNo, last.id]) : null }
}

/** Lines as a page shows them, with what they are matched to in the month. */
export function toStatementLines(kernel: Kernel, month: string, page: readonly repo.StatementLineRow[]): StatementLine[] {
  const matches = new Map<string, { stage: string; claimNo: string | null }[]>()
  for (const match of repo.listMatchesOfLines(kernel.read, month, page.map(({ id }) => id))) matches.set(match.lineId, [...(matches.get(match.lineId) ?? []), match])
  return page.map((line): StatementLine => {
    const own = matches.get(line.id) ?? []
    return {
      id: line.id,
      row: line.rowNo,
      file: line.file,
      courierId: line.courierId,
      waybill: line.waybill,
      waybillRaw: line.waybillRaw,
      waybillDamaged: line.waybillDamaged,
      amountCents: line.amountCents,
      lineClass: line.lineClass,
      memo: line.memo,
      occurredOn: line.occurredOn,
      matchStage: own[0]?.stage ?? null,
      claimNos: own.flatMap(({ claimNo }) => (claimNo === null ? [] : [claimNo])),
    }
  })
}
