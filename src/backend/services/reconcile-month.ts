import type { ClaimStatus } from '../../domain/claim/status'
import { isEndedByDecision } from '../../domain/claim/status'
import { statusFromCredit } from '../../domain/claim/amounts'
import type { StatementLineClass } from '../../domain/import/records'
import { addCents } from '../../domain/money/money'
import { matchesToStore, reconcile } from '../../domain/reconcile/reconcile'
import type { MatchStage, ReconcileClaim, ReconcileInput, ReconcileLine, ReconcileResult, StoredMatch } from '../../domain/reconcile/types'
import type { ReadDb } from '../db/open'
import * as masters from '../repositories/masters'
import * as repo from '../repositories/reconcile'
import { dayOf } from './claims'
import type { Kernel } from './kernel'

export interface MonthInput {
  readonly month: string
  readonly courierId?: string | null | undefined
}

/** A month worked out from what is stored now, and what storing it would write. Claims have the status that follows from this run. */
export interface MonthRun {
  readonly result: ReconcileResult
  readonly plan: StorePlan
}

const NO_ALIASES: readonly string[] = []

/** A claim for the engine beside what a run is compared with: one object for both, since there are a hundred thousand. */
export interface ClaimOfMonth extends ReconcileClaim {
  readonly creditedCents: number
  readonly statusAt: number
  /** As it is stored; `endedOn` is the day that counts. */
  readonly storedEndedOn: string | null
  readonly caseId: string | null
}

function toClaim(row: repo.ClaimFacts, timeZone: string): ClaimOfMonth {
  const [id, claimNo, courierId, waybill, aliases, workOrderNo, amountCents, goodsCents, freightCents, grantedCents, creditedCents, said, statusAt, storedEndedOn, filedOn, caseId] = row
  const status = said as ClaimStatus
  return {
    id, claimNo, courierId, waybill, aliases: aliases === '[]' ? NO_ALIASES : (JSON.parse(aliases) as string[]), workOrderNo, amountCents, goodsCents, freightCents, grantedCents, status,
    filedOn, endedOn: isEndedByDecision(status) ? (storedEndedOn ?? dayOf(statusAt, timeZone)) : null, creditedCents, statusAt, storedEndedOn, caseId,
  }
}

function toLine([id, row, courierId, waybill, damaged, workOrderNo, amountCents, lineClass, waybillRaw, memo, occurredOn]: repo.LineFacts): ReconcileLine {
  return { id, row, courierId, waybill, waybillDamaged: damaged === 1, workOrderNo, amountCents, lineClass: lineClass as StatementLineClass, waybillRaw, memo, occurredOn }
}

/** A match counts as long as its line is there and still of its month. */
const counts = (row: repo.MatchFacts): boolean => row.lineMonth === row.month

function toStored(row: repo.MatchFacts): StoredMatch {
  return {
    month: row.month,
    claimId: row.claimId,
    lineId: row.lineId,
    stage: row.stage as MatchStage,
    creditedCents: row.creditedCents,
    origin: row.stage === 'manual' ? 'person' : 'auto',
    ...(row.reasonZh === null || row.reasonEn === null ? {} : { reasonZh: row.reasonZh, reasonEn: row.reasonEn }),
  }
}

/** Statements carry no currency: they are in the shop's, and so are the claims that they can pay. */
export function shopTerms(kernel: Kernel): { currency: string; timeZone: string } {
  const shop = masters.listShops(kernel.read)[0]
  return { currency: shop?.currency ?? 'CNY', timeZone: shop?.timeZone ?? 'Asia/Shanghai' }
}

/** A month as it is stored: the input of a run beside the rows that a run is compared with. */
export interface MonthRows {
  readonly input: ReconcileInput
  readonly claims: readonly ClaimOfMonth[]
  readonly stored: readonly repo.MatchFacts[]
}

/** Reads a month: four statements. `db` is that of a running write where what it wrote has to be seen. */
export function readMonthRows(kernel: Kernel, { month, courierId: courier }: MonthInput, db: ReadDb = kernel.read): MonthRows {
  const courierId = courier ?? null
  const { currency, timeZone } = shopTerms(kernel)
  const claims = repo.listClaimFacts(db, currency, courierId).map((row) => toClaim(row, timeZone))
  const stored = repo.listMatchFacts(db, month, courierId)
  const input: ReconcileInput = {
    month,
    claims,
    lines: repo.listLineFacts(db, month, courierId).map(toLine),
    previousMatches: stored.filter(counts).map(toStored),
    refused: repo.listRefusedPairs(db, month, courierId),
    prefixes: Object.fromEntries(kernel.resources.couriers.map((one) => [one.id, one.waybillPrefixes])),
    courierId,
    currency,
    windowDays: kernel.resources.policy.reconcile.windowDays,
  }
  return { input, claims, stored }
}

/**
 * A run over what was read, writing nothing (M2, M3). A claim that a person ended and that is paid in full now (its claw-back has gone)
 * goes on: the month is worked out once more with it, as the next run would, so that what is stored is what a run says. Each round lets at
 * least one claim go on and none ends by a run, so it comes to an end. Errors: MoneyOverflowError.
 */
export function runOver({ input, claims, stored }: MonthRows): MonthRun {
  const resumed = new Map<string, ClaimStatus>()
  for (;;) {
    const result = reconcile(resumed.size === 0 ? input : { ...input, claims: input.claims.map((claim) => goesOn(claim, resumed.get(claim.id))) })
    const plan = planStore(result, claims, stored, resumed)
    const paid = plan.claims.filter(({ claim, status }) => !resumed.has(claim.id) && goesOnFrom(claim.status, status))
    if (paid.length === 0) return { result: withNewStatuses(result, plan), plan }
    for (const { claim, status } of paid) resumed.set(claim.id, status)
  }
}

const goesOn = (claim: ReconcileClaim, status: ClaimStatus | undefined): ReconcileClaim => (status === undefined ? claim : { ...claim, status, endedOn: null })

/** Had a person ended the claim, and is it no longer so? */
export function goesOnFrom(before: ClaimStatus, after: ClaimStatus): boolean {
  return isEndedByDecision(before) && !isEndedByDecision(after)
}

/** Works a month out (M2, M3): reads it, then the domain; writes nothing. Errors: MoneyOverflowError. */
export function workOutMonth(kernel: Kernel, input: MonthInput): MonthRun {
  return runOver(readMonthRows(kernel, input))
}

/** What is shown must not depend on whether this run has been stored before. */
function withNewStatuses(result: ReconcileResult, plan: StorePlan): ReconcileResult {
  const changed = new Map(plan.claims.map(({ claim, status }) => [claim.id, status]))
  if (changed.size === 0) return result
  const renewed = <T extends { readonly claimId: string; readonly status: ClaimStatus }>(row: T): T => {
    const status = changed.get(row.claimId) ?? row.status
    return status === row.status ? row : { ...row, status }
  }
  const review = result.review.map((row) => ({ ...row, candidates: row.candidates.map(renewed) }))
  let figures: ReconcileResult['claimFigures'] | null = null
  return {
    ...result,
    review,
    // Storing a month shows none of its hundred thousand claims.
    get claimFigures() {
      return (figures ??= result.claimFigures.map(renewed))
    },
  }
}

export interface ClaimChange {
  readonly claim: ClaimOfMonth
  readonly creditedCents: number
  readonly status: ClaimStatus
}

/** What a run has to write so that the database says what the run says; all empty when it does already. */
export interface StorePlan {
  readonly store: readonly repo.NewMatch[]
  readonly drop: readonly string[]
  readonly claims: readonly ClaimChange[]
}

/** Compares a run with what is stored. Rows of the month are replaced, and those of other months whose line has moved into it. */
function planStore(result: ReconcileResult, claims: readonly ClaimOfMonth[], stored: readonly repo.MatchFacts[], resumed: ReadonlyMap<string, ClaimStatus>): StorePlan {
  const { month } = result
  const ofRun = new Map(stored.filter((row) => row.month === month || row.lineMonth === month).map((row) => [row.id, row]))
  const credit = new Map<string, number>()
  const add = (claimId: string, cents: number): void => void credit.set(claimId, addCents(credit.get(claimId) ?? 0, cents))
  for (const row of stored) if (counts(row) && row.month !== month) add(row.claimId, row.creditedCents)

  const wasMatched = new Set([...ofRun.values()].map(({ claimId }) => claimId))
  const store: repo.NewMatch[] = []
  for (const row of matchesToStore(result)) {
    add(row.claimId, row.creditedCents)
    const { claimId, lineId, creditedCents, stage, reasonZh, reasonEn } = row
    const id = `${lineId}:${claimId}`
    if (ofRun.size > 0) {
      const known = ofRun.get(id)
      ofRun.delete(id)
      if (known?.month === month && known.stage === stage && known.creditedCents === creditedCents && known.reasonZh === reasonZh && known.reasonEn === reasonEn) continue
    }
    store.push({ id, month, claimId, lineId, stage, creditedCents, reasonZh, reasonEn })
  }
  const changes = claims.flatMap((claim) => changeOf(claim, resumed.get(claim.id) ?? claim.status, credit.get(claim.id), wasMatched.has(claim.id)))
  return { store, drop: [...ofRun.keys()], claims: changes }
}

/** `now`: the status that the run saw, which is the stored one unless the claim went on in it. */
function changeOf(claim: ClaimOfMonth, now: ClaimStatus, credit: number | undefined, wasMatched: boolean): ClaimChange[] {
  const creditedCents = credit ?? 0
  const touched = credit !== undefined
  // A claim that never had a match keeps its status, also one that a person brought along as paid from an older list.
  const concerned = touched || wasMatched || claim.creditedCents !== creditedCents
  // What a person ended stays ended until it is paid in full, or the next run would see another claim than this one did.
  const ended = isEndedByDecision(now) && creditedCents < claim.amountCents
  const status = !concerned || ended ? now : statusFromCredit({ status: now, amountCents: claim.amountCents, grantedCents: claim.grantedCents, creditedCents, touchedByCredit: touched })
  return status === claim.status && creditedCents === claim.creditedCents ? [] : [{ claim, creditedCents, status }]
}
