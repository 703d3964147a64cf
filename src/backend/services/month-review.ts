import type { MonthBoard, MonthDecision, MonthStand, ReviewClaim } from '../../contract/month-review'
import { openBalance } from '../../domain/claim/amounts'
import type { DecisionKind } from '../../domain/reconcile/books'
import { ageing, lastDayOf } from '../../domain/reconcile/ageing'
import { sumCents } from '../../domain/money/money'
import type { ReconcileResult } from '../../domain/reconcile/types'
import * as log from '../repositories/month-decisions'
import { latestClosing } from '../repositories/month-state'
import { listClaimsById, type ClaimView } from '../repositories/registers'
import type { Kernel } from './kernel'
import { loggedChange, subjectsOf } from './month-decisions'
import { explanationOf, toStatementLines } from './reconcile'
import { resultOf } from './month-book'
import { workOutMonth, type MonthInput, type StorePlan } from './reconcile-month'

/** Decisions that the list shows; the oldest are in the log all the same. */
const DECISIONS_SHOWN = 500

/** Where a month stands (M5). */
export function monthStand(kernel: Kernel, month: string): MonthStand {
  const row = latestClosing(kernel.read, month)
  const closed = row !== null && row.reopenedAt === null
  return { month, closed, revision: row?.revision ?? 0, closedAt: closed ? row.closedAt : null, closedBy: closed ? kernel.staffName(row.closedBy) : null }
}

/** The decisions on a month, newest first, with what they were about. */
function decisionsOf(kernel: Kernel, month: string): MonthDecision[] {
  const rows = log.listDecisions(kernel.read, month).reverse().slice(0, DECISIONS_SHOWN)
  const subjects = new Map(rows.map((row) => [row.id, subjectsOf(loggedChange(row))]))
  const claims = new Map(listClaimsById(kernel.read, [...new Set([...subjects.values()].flatMap(({ claimIds }) => claimIds))]).map(({ claim }) => [claim.id, claim.claimNo]))
  const lines = new Map(log.listLinesById(kernel.read, [...new Set([...subjects.values()].flatMap(({ lineIds }) => lineIds))]).map(({ id, rowNo }) => [id, rowNo]))
  return rows.map((row) => {
    const change = loggedChange(row)
    const { claimIds = [], lineIds = [] } = subjects.get(row.id) ?? {}
    return {
      id: row.id,
      kind: row.kind as DecisionKind,
      decidedAt: row.decidedAt,
      decidedBy: kernel.staffName(row.decidedBy),
      approvedBy: change.approvedBy === null ? null : kernel.staffName(change.approvedBy),
      undoneAt: row.undoneAt,
      undoneBy: row.undoneBy === null ? null : kernel.staffName(row.undoneBy),
      note: row.note,
      claimNos: claimIds.flatMap((id) => claims.get(id) ?? []),
      statementRows: lineIds.flatMap((id) => lines.get(id) ?? []),
      cents: sumCents([...change.store.map(({ creditedCents }) => creditedCents), ...change.endings.map(({ restCents }) => restCents)]),
    }
  })
}

/** Ageing and the difference of each courier, from the figures of the run (M4). */
function comparisons(kernel: Kernel, result: ReconcileResult): Pick<MonthBoard, 'ages' | 'couriers'> {
  const { ageingDays } = kernel.resources.policy.reconcile
  const day = lastDayOf(result.month)
  const ages = (courierId?: string | null): MonthBoard['ages'] => ageing(result.claimFigures, day, ageingDays, courierId)
  return {
    ages: ages(),
    couriers: result.perCourier.map((one) => ({
      courierId: one.courierId,
      claims: one.claims,
      claimedCents: one.claimedCents,
      creditedCents: one.creditedCents,
      shortPaidCents: one.shortPaidCents,
      overPaidCents: one.overPaidCents,
      outstandingCents: one.outstandingCents,
      unexplainedCents: one.unexplainedCents,
      ages: ages(one.courierId),
    })),
  }
}

function toReviewClaim({ claim, caseNo, courierZh }: ClaimView, { status, creditedCents }: { readonly status: string; readonly creditedCents: number }): ReviewClaim {
  const { id, claimNo, courierId, waybill, caseId, reason, amountCents, grantedCents, currency, workOrderNo, filedOn } = claim
  const balanceCents = openBalance({ status, amountCents, creditedCents })
  return { id, claimNo, courierId, courierName: courierZh, waybill, caseId, caseNo, reason, amountCents, grantedCents, creditedCents, balanceCents, currency, status, workOrderNo, filedOn }
}

const NOTHING_TO_STORE: StorePlan = { store: [], drop: [], claims: [] }

/** Credit and status of claims as a result shows them: those that storing would give, and of a closed month those at its end (M5). */
function standingOf(result: ReconcileResult, plan: StorePlan, closed: boolean): Map<string, { status: string; creditedCents: number }> {
  if (closed) return new Map(result.claimFigures.map(({ claimId, status, creditedCents }) => [claimId, { status, creditedCents }]))
  return new Map(plan.claims.map(({ claim, status, creditedCents }) => [claim.id, { status, creditedCents }]))
}

/**
 * M4: the whole review of a month in one reading: the run as it stands (of a closed month as it was closed, M5), every line and claim that
 * it names, notes, decisions, ages.
 */
export function monthBoard(kernel: Kernel, input: MonthInput & { readonly matched: boolean }): MonthBoard {
  const start = performance.now()
  const { month } = input
  const state = monthStand(kernel, month)
  const { result, plan } = state.closed ? { result: resultOf(kernel, input), plan: NOTHING_TO_STORE } : workOutMonth(kernel, input)
  const explanation = explanationOf(result, start, input.matched)
  const { matched, review } = explanation.result
  const claimIds = new Set([...matched, ...review].flatMap(({ claimIds: ids }) => ids))
  for (const { claimId } of explanation.openClaims) claimIds.add(claimId)
  const lineIds = new Set([...matched, ...review].flatMap(({ lineIds: ids }) => ids))
  for (const { lineId } of explanation.unexplained) lineIds.add(lineId)
  const standing = standingOf(result, plan, state.closed)
  const claims = listClaimsById(kernel.read, [...claimIds]).map((view) => toReviewClaim(view, standing.get(view.claim.id) ?? view.claim))
  const notes = log.listNotes(kernel.read, [...[...claimIds].map((id) => `claim:${id}`), ...[...lineIds].map((id) => `line:${id}`)])
  const unstored = new Set(plan.store.map(({ lineId }) => lineId))
  return {
    state,
    explanation,
    lines: toStatementLines(kernel, month, log.listLinesById(kernel.read, [...lineIds])),
    claims,
    notes: notes.map(({ id, text, notedAt, notedBy }) => {
      const at = id.indexOf(':')
      return { what: id.slice(0, at) === 'line' ? 'line' : 'claim', id: id.slice(at + 1), text, notedAt, notedBy: kernel.staffName(notedBy) }
    }),
    decisions: decisionsOf(kernel, month),
    ...comparisons(kernel, result),
    unbooked: unstored.size === 0 ? 0 : result.matched.filter(({ lineIds: ids }) => ids.some((id) => unstored.has(id))).length,
    writeOffLimitCents: kernel.resources.policy.reconcile.writeOffLimitCents,
  }
}
