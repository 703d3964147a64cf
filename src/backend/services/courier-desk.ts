import type { DeskAnswer, DeskParcel } from '../../contract/desk'
import { transition, type Status } from '../../domain/case/status'
import type { KindId } from '../../domain/case/kinds'
import { isEndedByDecision, staffTransitions, type ClaimStatus } from '../../domain/claim/status'
import { readAnswers } from '../../domain/courier-desk/answer'
import { demandLine } from '../../domain/courier-desk/demand'
import { waybillKey } from '../../domain/courier/waybill'
import { AppError } from '../../domain/errors'
import type { WriteTx } from '../db/write'
import * as cases from '../repositories/cases'
import * as due from '../repositories/due'
import * as masters from '../repositories/masters'
import * as registers from '../repositories/registers'
import { appendEvent, fieldValues } from './case-core'
import { moveCase } from './case-write'
import { noteOnClaim } from './claim-guard'
import { moveClaim } from './claims'
import { courierOfParcel } from './courier-times'
import type { Actor, Kernel } from './kernel'
import { courierPolicies } from './masters'

/** The courier desk (P11). */

const PARCELS_AT_MOST = 500

type Parcel = Omit<DeskParcel, 'askedAt'>

function parcelsOfCase(kernel: Kernel, id: string): Parcel[] {
  const row = cases.findCase(kernel.read, id)
  if (row === undefined) throw new AppError('NOT_FOUND', { what: 'case', id })
  const claims = registers.listClaimsOfCase(kernel.read, id)
  return row.waybills.map((waybill) => {
    const claim = claims.find((one) => one.waybillKey === waybillKey(waybill))
    const courier = claim?.courierId == null ? courierOfParcel(kernel, kernel.read, waybill, row.orderId) : masters.findCourier(kernel.read, claim.courierId)
    return {
      caseId: id, caseNo: row.caseNo, claimId: claim?.id ?? null, claimNo: claim?.claimNo ?? null, kind: row.kind, status: row.status, waybill,
      courierId: courier?.id ?? null, courierName: courier?.nameZh ?? null, branch: claim?.branch ?? null,
    }
  })
}

function parcelOfClaim(kernel: Kernel, id: string): Parcel {
  const view = registers.findClaim(kernel.read, id)
  if (view === undefined) throw new AppError('NOT_FOUND', { what: 'claim', id })
  const { claim, caseNo, courierZh } = view
  const row = claim.caseId === null ? undefined : cases.findCase(kernel.read, claim.caseId)
  return {
    caseId: claim.caseId, caseNo, claimId: claim.id, claimNo: claim.claimNo,
    kind: isPromised(claim) ? 'not-credited' : (row?.kind ?? (claim.reason === 'damaged' || claim.reason === 'lost' ? claim.reason : 'other')),
    status: claim.status, waybill: claim.waybill, courierId: claim.courierId, courierName: courierZh, branch: claim.branch,
  }
}

/** Granted, and not or not wholly there: then it is the money that is asked for (M8). */
function isPromised(claim: registers.ClaimRow): boolean {
  return claim.status !== 'draft' && !isEndedByDecision(claim.status as ClaimStatus) && (claim.grantedCents ?? (claim.status === 'granted' ? claim.amountCents : 0)) > claim.creditedCents
}

/** Parcels to ask about: of cases and claims, or of all open cases that wait for a courier. @throws AppError NOT_FOUND */
export function deskParcels(kernel: Kernel, input: { readonly caseIds: readonly string[]; readonly claimIds: readonly string[] }): DeskParcel[] {
  const named = input.caseIds.length + input.claimIds.length > 0
  const caseIds = named ? input.caseIds : due.waitingForCourier(kernel.read, PARCELS_AT_MOST)
  const found = [...caseIds.flatMap((id) => parcelsOfCase(kernel, id)), ...input.claimIds.map((id) => parcelOfClaim(kernel, id))]
  const asked = due.lastAsked(kernel.read, found.flatMap(({ caseId }) => (caseId === null ? [] : [caseId])))
  return found.map((parcel) => ({ ...parcel, askedAt: parcel.caseId === null ? null : (asked.get(parcel.caseId) ?? null) }))
}

export interface AskInput {
  readonly parcels: readonly { readonly caseId: string | null; readonly claimId: string | null; readonly waybill: string; readonly contact?: string | null | undefined }[]
  readonly language: 'zh' | 'en'
  readonly key?: string | null | undefined
}

export interface Asked {
  readonly groups: { courierName: string | null; branch: string | null; text: string; count: number }[]
  readonly answerDueAt: number
  readonly notWaiting: string[]
}

/**
 * Writes the lines for the couriers' groups, notes on every case and claim what was asked, and leaves it waiting for the courier until the answer is
 * due (P11). The log says that it was copied, not that it was sent. @throws AppError NOT_FOUND
 */
export function askCouriers(kernel: Kernel, actor: Actor, input: AskInput): Asked {
  const policy = kernel.resources.policy.courierDesk
  return kernel.write(actor, { name: 'courier.ask', detail: { parcels: input.parcels.length }, key: input.key }, (tx): Asked => {
    const answerDueAt = tx.now + policy.answerAfterMs
    const groups = new Map<string, Asked['groups'][number]>()
    const notWaiting = new Set<string>()
    for (const wanted of input.parcels) {
      const known = wanted.caseId === null ? (wanted.claimId === null ? [] : [parcelOfClaim(kernel, wanted.claimId)]) : parcelsOfCase(kernel, wanted.caseId)
      const parcel = known.find((one) => waybillKey(one.waybill) === waybillKey(wanted.waybill))
      const kind = parcel?.kind ?? 'other'
      const line = demandLine(policy, { kind, waybill: wanted.waybill, contact: wanted.contact ?? null }, input.language)
      const group = groups.get(`${parcel?.courierId}|${parcel?.branch}`) ?? { courierName: parcel?.courierName ?? null, branch: parcel?.branch ?? null, text: '', count: 0 }
      groups.set(`${parcel?.courierId}|${parcel?.branch}`, { ...group, text: group.text === '' ? line : `${group.text}\n${line}`, count: group.count + 1 })
      const claimId = wanted.claimId ?? parcel?.claimId ?? null
      if (claimId !== null) noteOnClaim(tx, claimId, 'chased', { line, answerDueAt })
      const caseId = wanted.caseId ?? parcel?.caseId ?? null
      if (caseId === null) continue
      appendEvent(tx, caseId, { type: 'courier-asked', text: line, data: { waybill: wanted.waybill, courierId: parcel?.courierId ?? null, contact: wanted.contact?.trim() || null, answerDueAt } })
      if (!leaveWaiting(kernel, tx, caseId, input.language === 'zh' ? `等快递回复 ${wanted.waybill}` : `Courier's answer for ${wanted.waybill}`, answerDueAt)) notWaiting.add(parcel?.caseNo ?? caseId)
    }
    return { groups: [...groups.values()], answerDueAt, notWaiting: [...notWaiting] }
  })
}

/** Leaves an open case waiting for the courier; false when its status or missing fields do not allow it. */
function leaveWaiting(kernel: Kernel, tx: WriteTx, caseId: string, nextAction: string, nextActionAt: number): boolean {
  const row = cases.findCase(tx.db, caseId)
  if (row === undefined || !row.isOpen) return false
  const from = row.status as Status
  const allowed = from === 'waiting-courier' || transition({ kind: row.kind as KindId, status: from }, 'waiting-courier', { ...fieldValues(row), nextAction, nextActionAt }).ok
  if (allowed) moveCase(kernel, tx, row, 'waiting-courier', { nextAction, nextActionAt })
  else cases.updateCase(tx, caseId, { updatedAt: tx.now })
  return allowed
}

/** Reads a pasted answer beside the claims and cases that it is about (P11); nothing is stored. */
export function readDesk(kernel: Kernel, text: string): { answers: DeskAnswer[]; unread: string[] } {
  const waiting = due.waitingForCourier(kernel.read, PARCELS_AT_MOST).flatMap((id) => cases.findCase(kernel.read, id)?.waybills ?? [])
  const timeZone = masters.listShops(kernel.read)[0]?.timeZone ?? 'Asia/Shanghai'
  const reading = readAnswers(text, { couriers: courierPolicies(kernel), timeZone, now: kernel.now(), asked: waiting })
  return {
    unread: [...reading.unread],
    answers: reading.answers.map(({ key, ...answer }) => {
      const claims = registers.listClaimsOfWaybills(kernel.read, [key])
      const ids = cases.listOpenCasesOf(kernel.read, { orderNos: [], buyerNicks: [], waybillKeys: [key] })
      const rows = ids.flatMap((id) => cases.findCase(kernel.read, id) ?? [])
      return {
        ...answer,
        unread: [...answer.unread],
        claims: claims.map(({ id, claimNo, status, amountCents, currency }) => ({ id, claimNo, status, amountCents, currency, mayTake: [status, ...staffTransitions(status as ClaimStatus)] })),
        cases: rows.map(({ id, caseNo, kind, status }) => ({ id, caseNo, kind, status })),
      }
    }),
  }
}

export interface ConfirmedAnswer {
  readonly waybill: string
  readonly said: string
  readonly claimId: string | null
  readonly caseId: string | null
  readonly verdict: 'granted' | 'rejected' | 'accepted' | 'arbitration' | 'none'
  readonly workOrderNo?: string | null | undefined
  readonly grantedCents: number | null
  readonly reason: string | null
  readonly found: boolean
  readonly redeliverAt: number | null
  readonly trace: string | null
  readonly lastScan: { readonly at: number | null; readonly place: string | null } | null
}

/**
 * Stores what a person has confirmed: the verdict on the claim, the answer and the last scan on the timeline, and the next look at the case
 * (P11). All or nothing. @throws AppError NOT_FOUND, ILLEGAL_TRANSITION
 */
export function confirmAnswers(kernel: Kernel, actor: Actor, input: { readonly answers: readonly ConfirmedAnswer[]; readonly language: 'zh' | 'en'; readonly key?: string | null | undefined }): { claims: number; cases: number } {
  return kernel.write(actor, { name: 'courier.answer', detail: { answers: input.answers.length }, key: input.key }, (tx) => {
    let claims = 0
    const touched = new Set<string>()
    for (const answer of input.answers) {
      const claim = answer.claimId === null ? undefined : registers.findClaimRow(tx.db, answer.claimId)
      if (answer.claimId !== null && claim === undefined) throw new AppError('NOT_FOUND', { what: 'claim', id: answer.claimId })
      // A number that is there stays: another one is in the words of the answer.
      const workOrderNo = claim?.workOrderNo == null ? (answer.workOrderNo?.trim() || null) : null
      if (claim !== undefined && (answer.verdict !== 'none' || workOrderNo !== null)) {
        const granted = answer.verdict === 'granted'
        const status = answer.verdict === 'none' ? claim.status : answer.verdict
        moveClaim(kernel, tx, claim.id, { status, answer: answer.said, ...(granted ? { grantedCents: answer.grantedCents } : {}), ...(workOrderNo === null ? {} : { workOrderNo }) })
        claims += 1
      }
      const caseId = answer.caseId ?? claim?.caseId ?? null
      if (caseId === null) continue
      noteAnswer(kernel, tx, caseId, answer, claim?.currency ?? null, input.language)
      touched.add(caseId)
    }
    return { claims, cases: touched.size }
  })
}

function noteAnswer(kernel: Kernel, tx: WriteTx, caseId: string, answer: ConfirmedAnswer, currency: string | null, language: 'zh' | 'en'): void {
  const row = cases.findCase(tx.db, caseId)
  if (row === undefined) throw new AppError('NOT_FOUND', { what: 'case', id: caseId })
  const { waybill, verdict, grantedCents, reason, found, redeliverAt, trace, lastScan } = answer
  appendEvent(tx, caseId, { type: 'courier-answer', text: answer.said, data: { waybill, verdict, grantedCents, currency, reason, found, redeliverAt, trace } })
  if (lastScan !== null) appendEvent(tx, caseId, { type: 'parcel-scan', text: lastScan.place, data: { waybill, scannedAt: lastScan.at, trace } })
  if (row.status !== 'waiting-courier') {
    cases.updateCase(tx, caseId, { updatedAt: tx.now })
    return
  }
  const { redeliveryMs, handleAnswerMs } = kernel.resources.policy.courierDesk
  // Still under way and nothing decided: the case goes on waiting until the answer was due.
  if (redeliverAt === null && verdict === 'none' && !found) {
    cases.updateCase(tx, caseId, { updatedAt: tx.now })
    return
  }
  const [nextAction, nextActionAt] = redeliverAt === null ? [ANSWERED[language], tx.now + handleAnswerMs] : [REDELIVERED[language], Math.max(tx.now + handleAnswerMs, redeliverAt + redeliveryMs)]
  moveCase(kernel, tx, row, 'waiting-courier', { nextAction: nextAction(waybill), nextActionAt })
}

const ANSWERED = { zh: (waybill: string) => `快递已回复 ${waybill}，接着处理`, en: (waybill: string) => `The courier answered on ${waybill}: go on` }
const REDELIVERED = { zh: (waybill: string) => `核实 ${waybill} 是否派送`, en: (waybill: string) => `Check whether ${waybill} was delivered` }
