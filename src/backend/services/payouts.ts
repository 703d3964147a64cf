import { createHash } from 'node:crypto'
import type { CasePayouts, EarlierPayout, Payout } from '../../contract/payouts'
import { isIdOf } from '../../domain/case/lists'
import { compensationGate, compensationPolicyOf, LADDER, limitOf, nextRung, type CompensationPolicy, type GateReason, type LadderStep } from '../../domain/compensation/gate'
import { countsForLimit, PAYOUT_STATES, type ApprovalWay, type PayoutState, type PayoutType } from '../../domain/compensation/payout'
import { AppError } from '../../domain/errors'
import { isOutside, type PayWay } from '../../domain/finance/batch'
import { addressKey, phoneKey } from '../../domain/identity/keys'
import { maskAccount } from '../../domain/identity/mask'
import type { ReadDb } from '../db/open'
import type { CaseDbRow } from '../repositories/cases'
import * as cases from '../repositories/cases'
import * as masters from '../repositories/masters'
import * as orders from '../repositories/orders'
import * as photos from '../repositories/photos'
import * as repo from '../repositories/payouts'
import { requireCase } from './case-core'
import { noteOnCase } from './case-write'
import type { Actor, Kernel } from './kernel'
import { shopNames } from './masters'
import { parcelOf, type CaseParcel } from './parcel'

const EARLIER_AT_MOST = 20
const WAITING_AT_MOST = 500
/** Enough to find every rung that was logged. */
const EVENTS_READ = 1000

/** States in which a payout came to nothing and no longer counts. */
const ENDED = (Object.keys(PAYOUT_STATES) as PayoutState[]).filter((state) => !countsForLimit(state))

export function toPayout(kernel: Kernel, view: repo.PayoutView): Payout {
  const { payout: row } = view
  const name = (id: string | null): string | null => (id === null ? null : kernel.staffName(id))
  return {
    id: row.id,
    caseId: row.caseId,
    caseNo: view.caseNo ?? '',
    shopName: view.shopId === null ? '' : (shopNames(kernel).get(view.shopId) ?? ''),
    orderNo: row.orderNo,
    buyerNick: row.buyerNick,
    type: row.type as PayoutType,
    ladder: row.ladder as LadderStep,
    amountCents: row.amountCents,
    currency: row.currency,
    issue: row.issue,
    limitCents: row.limitCents,
    state: row.state as PayoutState,
    createdAt: row.createdAt,
    createdBy: name(row.createdBy),
    approvedBy: name(row.approvedBy),
    approvedAt: row.approvedAt,
    approvalWay: row.approvalWay as ApprovalWay | null,
    approvalNote: row.approvalNote,
    confirmBy: row.confirmBy,
    confirmedAt: row.confirmedAt,
    paidAt: row.paidAt,
    paidRef: row.paidRef,
    paidBy: name(row.paidBy),
    payWay: row.payWay as PayWay | null,
    payeeName: row.payeeName,
    payeeAccount: row.payeeAccount === null ? null : maskAccount(row.payeeAccount),
    outsideReason: row.outsideReason,
    batchNo: row.batchNo,
  }
}

/** @throws AppError NOT_FOUND */
export function requirePayout(db: ReadDb, id: string): repo.PayoutView {
  const view = repo.findPayout(db, id)
  if (view === undefined) throw new AppError('NOT_FOUND', { what: 'payout', id })
  return view
}

/** The compensation policy as the case's platform and shop have it; read anew each time, since a supervisor may change it. */
export function policyOf(kernel: Kernel, row: CaseDbRow): CompensationPolicy {
  return compensationPolicyOf(kernel.resources.policy.compensation, row.platform, shopNames(kernel).get(row.shopId) ?? '')
}

interface Limit {
  readonly policy: CompensationPolicy
  readonly parcel: CaseParcel
  readonly usedCents: number
}

function limitFor(kernel: Kernel, db: ReadDb, row: CaseDbRow): Limit {
  const policy = policyOf(kernel, row)
  return { policy, parcel: parcelOf(kernel, db, row, policy.unknownGrams), usedCents: repo.usedCents(db, { caseId: row.id, orderNo: row.orderNo, ended: ENDED }) }
}

/** Rungs of the ladder that were logged on a case: advice and coupon by hand, freight and supervisor by what was asked for. */
function rungsOf(db: ReadDb, caseId: string, payouts: readonly repo.PayoutView[]): LadderStep[] {
  const logged = cases.listEvents(db, caseId, EVENTS_READ).flatMap(({ type, data }) => (type === 'ladder-step' && typeof data['step'] === 'string' ? [data['step']] : []))
  return [...new Set([...logged, ...payouts.map(({ payout }) => payout.ladder)])].filter((step): step is LadderStep => isIdOf(LADDER, step))
}

/** Payouts of a case with what its gate allows now (C7). @throws AppError NOT_FOUND */
export function casePayouts(kernel: Kernel, caseId: string): CasePayouts {
  const db = kernel.read
  const row = requireCase(db, caseId)
  const found = repo.listPayoutsOfCase(db, caseId)
  const { policy, parcel, usedCents } = limitFor(kernel, db, row)
  const rungs = rungsOf(db, caseId, found)
  const { courierId, courierName, area, grams, exact, cents } = parcel
  return {
    payouts: found.map((view) => toPayout(kernel, view)),
    terms: { ...limitOf(policy, parcel.cents), usedCents, alwaysAsk: [...policy.alwaysAsk], minorStainAsks: policy.minorStainAsks },
    parcel: { courierId, courierName, area, grams, exact, cents },
    rungs,
    nextRung: nextRung(rungs),
    hasProof: photos.listPhotosOfCase(db, caseId).some((photo) => photo.slot === policy.spokenSlot),
    proofSlot: policy.spokenSlot,
  }
}

/** One-way form of a key: a copied table must not hand out phones and addresses (R6). */
const sealed = (key: string | null): string | null => (key === null ? null : createHash('sha256').update(key).digest('hex').slice(0, 32))

function keysOf(facts: { readonly buyerNick: string | null; readonly phone: string | null; readonly address: string | null }): repo.PersonKeys {
  const nick = facts.buyerNick?.trim() || null
  return { buyerNick: nick !== null && /[*＊]/.test(nick) ? null : nick, phoneKey: sealed(phoneKey(facts.phone)), addressKey: sealed(addressKey(facts.address)) }
}

function keysOfCase(db: ReadDb, row: CaseDbRow): repo.PersonKeys {
  const order = row.orderId === null ? undefined : orders.findOrder(db, row.orderId)
  return keysOf({ buyerNick: row.buyerNick ?? order?.buyerNick ?? null, phone: order?.phone ?? null, address: order?.address ?? null })
}

/** How the money goes out (F1). */
export interface Payee {
  readonly way?: PayWay | undefined
  readonly payeeName?: string | null | undefined
  readonly payeeAccount?: string | null | undefined
  readonly outsideReason?: string | null | undefined
}

/** The columns of a payee: the platform's own payment needs none of them. @throws AppError REQUIRED_FIELDS_MISSING past the platform */
export function payeeColumns(input: Payee): { payWay: PayWay; payeeName: string | null; payeeAccount: string | null; outsideReason: string | null } {
  const payWay = input.way ?? 'platform'
  if (!isOutside(payWay)) return { payWay, payeeName: null, payeeAccount: null, outsideReason: null }
  const fields = { payeeName: input.payeeName?.trim() || null, payeeAccount: input.payeeAccount?.trim() || null, outsideReason: input.outsideReason?.trim() || null }
  const missing = Object.entries(fields).flatMap(([field, value]) => (value === null ? [field] : []))
  if (missing.length > 0) throw new AppError('REQUIRED_FIELDS_MISSING', { fields: missing })
  return { payWay, ...fields }
}

export interface AskPayout extends Payee {
  readonly caseId: string
  readonly type: PayoutType
  readonly amountCents: number
  readonly issue: string
  readonly minorStain: boolean
  readonly key?: string | null | undefined
}

/**
 * Asks for a payout (C7). Within the limit it may be paid at once, above it it waits for a supervisor. The gate is asked inside the write,
 * so that two requests at once cannot pass the limit together. Past the platform a supervisor approves whatever the amount (F1).
 * @throws AppError NOT_FOUND, REQUIRED_FIELDS_MISSING
 */
export function askPayout(kernel: Kernel, actor: Actor, input: AskPayout): { payout: Payout; reason: GateReason } {
  const { caseId, type, amountCents, issue, minorStain } = input
  const payee = payeeColumns(input)
  const { id, reason } = kernel.write(actor, { name: 'payout.ask', subject: caseId, detail: { type, amountCents }, key: input.key }, (tx) => {
    const row = requireCase(tx.db, caseId)
    const { policy, parcel, usedCents } = limitFor(kernel, tx.db, row)
    const gate = compensationGate({ type, amountCents, usedCents, freightCents: parcel.cents, minorStain, outside: isOutside(payee.payWay) }, policy)
    const state: PayoutState = gate.allowed ? 'approved' : 'waiting'
    const newId = tx.newId()
    repo.insertPayout(tx, {
      id: newId,
      caseId,
      orderNo: row.orderNo,
      ...keysOfCase(tx.db, row),
      createdAt: tx.now,
      createdBy: tx.actorId,
      type,
      ladder: gate.allowed ? 'freight' : 'supervisor',
      amountCents,
      currency: row.currency,
      issue,
      limitCents: gate.limitCents,
      state,
      approvedBy: null,
      approvedAt: null,
      approvalWay: null,
      approvalNote: null,
      confirmBy: null,
      confirmedAt: null,
      paidAt: null,
      paidRef: null,
      ...payee,
    })
    noteOnCase(kernel, tx, caseId, { type: 'payout-asked', text: issue, data: { payoutId: newId, payoutType: type, amountCents, currency: row.currency, state, reason: gate.reason, limitCents: gate.limitCents, usedCents, way: payee.payWay } })
    return { id: newId, reason: gate.reason }
  })
  return { payout: toPayout(kernel, requirePayout(kernel.read, id)), reason }
}

/** Logs a rung of the ladder that was tried (C7). @throws AppError NOT_FOUND */
export function logRung(kernel: Kernel, actor: Actor, input: { caseId: string; step: LadderStep; note?: string | null | undefined; key?: string | null | undefined }): CasePayouts {
  kernel.write(actor, { name: 'payout.rung', subject: input.caseId, detail: { step: input.step }, key: input.key }, (tx) => {
    requireCase(tx.db, input.caseId)
    noteOnCase(kernel, tx, input.caseId, { type: 'ladder-step', text: input.note || null, data: { step: input.step } })
  })
  return casePayouts(kernel, input.caseId)
}

/** What waits for somebody, oldest first (C7). */
export function waitingPayouts(kernel: Kernel): { waiting: Payout[]; toConfirm: Payout[]; toPay: Payout[] } {
  const shown = (views: readonly repo.PayoutView[]): Payout[] => views.map((view) => toPayout(kernel, view))
  return {
    waiting: shown(repo.listPayoutsIn(kernel.read, 'waiting', WAITING_AT_MOST)),
    toConfirm: shown(repo.listUnconfirmed(kernel.read, WAITING_AT_MOST)),
    toPay: shown(repo.listPayoutsIn(kernel.read, 'approved', WAITING_AT_MOST)),
  }
}

export interface Person {
  readonly caseId?: string | null | undefined
  readonly orderNo?: string | null | undefined
  readonly buyerNick?: string | null | undefined
  readonly phone?: string | null | undefined
  readonly address?: string | null | undefined
}

/** Payouts to the same buyer, phone or address before (C11), newest first, those of the case itself left out. @throws AppError NOT_FOUND */
export function earlierPayouts(kernel: Kernel, person: Person): { payouts: EarlierPayout[]; more: boolean } {
  const db = kernel.read
  const order = person.orderNo ? orders.findOrdersByNumber(db, person.orderNo)[0] : undefined
  const ofCase = person.caseId ? keysOfCase(db, requireCase(db, person.caseId)) : order === undefined ? null : keysOf({ buyerNick: order.buyerNick, phone: order.phone, address: order.address })
  const given = keysOf({ buyerNick: person.buyerNick ?? null, phone: person.phone ?? null, address: person.address ?? null })
  const keys: repo.PersonKeys = {
    buyerNick: given.buyerNick ?? ofCase?.buyerNick ?? null,
    phoneKey: given.phoneKey ?? ofCase?.phoneKey ?? null,
    addressKey: given.addressKey ?? ofCase?.addressKey ?? null,
  }
  const found = repo.listPayoutsTo(db, keys, person.caseId ?? null, ENDED, EARLIER_AT_MOST + 1)
  const payouts = found.slice(0, EARLIER_AT_MOST).map((view): EarlierPayout => {
    const same = (key: keyof repo.PersonKeys): boolean => keys[key] !== null && view.payout[key] === keys[key]
    const matched: EarlierPayout['matched'] = [...(same('buyerNick') ? (['buyer'] as const) : []), ...(same('phoneKey') ? (['phone'] as const) : []), ...(same('addressKey') ? (['address'] as const) : [])]
    return { ...toPayout(kernel, view), matched }
  })
  return { payouts, more: found.length > EARLIER_AT_MOST }
}

/** Whether somebody still works here and holds the right to approve. @throws AppError UNKNOWN_STAFF */
export function requireStaff(db: ReadDb, staffId: string): masters.StaffRow {
  const row = masters.findStaff(db, staffId)
  if (row === undefined || !row.active || row.deletedAt !== null) throw new AppError('UNKNOWN_STAFF', { staff: staffId })
  return row
}
