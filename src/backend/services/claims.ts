import type { Claim } from '../../contract/registers'
import { cleanAliases } from '../../domain/claim/aliases'
import { formatNumber } from '../../domain/case/case-no'
import { claimAmount, openBalance } from '../../domain/claim/amounts'
import { canTransition, CLAIM_REASONS, isClaimReason, isClaimStatus, staffTransitions, type ClaimStatus } from '../../domain/claim/status'
import { localDay } from '../../domain/clock/zone'
import { claimWindowEndsAt } from '../../domain/courier/policy'
import { waybillKey } from '../../domain/courier/waybill'
import { AppError } from '../../domain/errors'
import type { ReadDb } from '../db/open'
import type { WriteTx } from '../db/write'
import * as cases from '../repositories/cases'
import * as log from '../repositories/claim-log'
import * as masters from '../repositories/masters'
import * as orders from '../repositories/orders'
import * as repo from '../repositories/registers'
import { withTimersOf } from './case-playbook'
import { noteOnCase } from './case-write'
import { guardDuplicates, noteOnClaim, partyOf } from './claim-guard'
import { asksOf, type ClaimAsk } from './claim-filter'
import type { Actor, Kernel } from './kernel'
import { guardClosedMonth } from './month-states'

type Product = NonNullable<repo.ClaimRow['products']>[number]

/** What a person writes of a claim (L1). Integer cents. */
export interface ClaimWriting {
  readonly courierId?: string | null | undefined
  readonly counterparty: string
  readonly counterpartyName?: string | null | undefined
  readonly waybill: string
  readonly aliases: readonly string[]
  readonly aliasKinds?: Readonly<Record<string, string>> | null | undefined
  readonly caseId?: string | null | undefined
  readonly orderNo?: string | null | undefined
  readonly reason: string
  readonly goodsCents: number
  readonly freightCents: number
  readonly otherCents: number
  readonly declaredCents?: number | null | undefined
  readonly currency?: string | null | undefined
  readonly basis?: string | null | undefined
  readonly paymentRoute?: string | null | undefined
  readonly voucher?: string | null | undefined
  readonly products?: readonly Product[] | null | undefined
  readonly demandsMet?: readonly string[] | null | undefined
  readonly workOrderNo?: string | null | undefined
  readonly branch?: string | null | undefined
  readonly monthlyAccount?: string | null | undefined
  readonly note?: string | null | undefined
}

export interface NewClaim extends ClaimWriting {
  readonly filedOn?: string | null | undefined
  /** Kept to be filed later. */
  readonly draft?: boolean | undefined
  readonly duplicateReason?: string | null | undefined
  readonly key?: string | null | undefined
}

export const clean = (text: string | null | undefined): string | null => text?.trim() || null

/** A calendar day of a zone as `YYYY-MM-DD`. */
export const dayOf = (ms: number, timeZone: string): string => localDay(timeZone, ms)

/** @param slots evidence slots of its case that hold a photo; null without a case, and where nobody asks for them */
export function toClaim(view: repo.ClaimView, slots: readonly string[] | null = null): Claim {
  const { claim } = view
  return {
    id: claim.id,
    claimNo: claim.claimNo,
    counterparty: claim.counterparty,
    counterpartyName: claim.counterpartyName,
    courierId: claim.courierId,
    courierName: view.courierZh,
    branch: claim.branch,
    monthlyAccount: claim.monthlyAccount,
    waybill: claim.waybill,
    aliases: claim.aliases,
    caseId: claim.caseId,
    caseNo: view.caseNo,
    orderNo: claim.orderNo,
    reason: claim.reason,
    goodsCents: claim.goodsCents,
    freightCents: claim.freightCents,
    otherCents: claim.otherCents,
    amountCents: claim.amountCents,
    declaredCents: claim.declaredCents,
    grantedCents: claim.grantedCents,
    creditedCents: claim.creditedCents,
    balanceCents: openBalance(claim),
    currency: claim.currency,
    basis: claim.basis,
    paymentRoute: claim.paymentRoute,
    voucher: claim.voucher,
    products: claim.products ?? [],
    demandsMet: claim.demandsMet ?? [],
    slots: slots === null ? null : [...slots],
    status: claim.status,
    workOrderNo: claim.workOrderNo,
    answer: claim.answer,
    note: claim.note,
    filedOn: claim.filedOn,
    windowEndsAt: claim.windowEndsAt,
    createdAt: claim.createdAt,
  }
}

/** @throws AppError NOT_FOUND */
export function getClaim(kernel: Kernel, id: string): Claim {
  const view = repo.findClaim(kernel.read, id)
  if (view === undefined) throw new AppError('NOT_FOUND', { what: 'claim', id })
  const { caseId } = view.claim
  return toClaim(view, caseId === null ? null : (log.slotsOfCases(kernel.read, [caseId]).get(caseId) ?? []))
}

/** @throws AppError NOT_FOUND */
export function requireClaim(db: ReadDb, id: string): repo.ClaimRow {
  const row = repo.findClaimRow(db, id)
  if (row === undefined || row.deletedAt !== null) throw new AppError('NOT_FOUND', { what: 'claim', id })
  return row
}

/** Registers a claim inside a running write and answers its id (L1); a step of the case that is done by it fires its clock events (P1). */
export function insertClaim(kernel: Kernel, tx: WriteTx, input: NewClaim): string {
  return withTimersOf(kernel, tx, input.caseId, () => registerClaim(kernel, tx, input))
}

/** @throws AppError INVALID_INPUT */
export function requireReason(reason: string): string {
  if (!isClaimReason(reason)) throw new AppError('INVALID_INPUT', { field: 'reason', value: reason, known: [...CLAIM_REASONS] })
  return reason
}

/** The comparing key of a claim's waybill. @throws AppError INVALID_INPUT */
export function requireWaybillKey(waybill: string): string {
  const primary = waybillKey(waybill)
  if (primary === null) throw new AppError('INVALID_INPUT', { field: 'waybill', value: waybill })
  return primary
}

/** When the claim window of a courier closes for a parcel, from its shipping, else from `otherwise` (L2); null without a courier. */
export function windowEndOf(db: ReadDb, courierId: string | null, orderId: string | null, otherwise: number): number | null {
  const courier = courierId === null ? undefined : masters.findCourier(db, courierId)
  if (courier === undefined) return null
  const shippedAt = orderId === null ? null : (orders.findOrder(db, orderId)?.shippedAt ?? null)
  return claimWindowEndsAt(shippedAt ?? otherwise, courier)
}

const zoneOf = (db: ReadDb, caseRow: cases.CaseDbRow | undefined): masters.ShopRow | undefined => (caseRow === undefined ? masters.listShops(db)[0] : masters.findShop(db, caseRow.shopId))

function registerClaim(kernel: Kernel, tx: WriteTx, input: NewClaim): string {
  const reason = requireReason(input.reason)
  const party = partyOf(input.counterparty, input.courierId, input.counterpartyName)
  if (party.courierId !== null && masters.findCourier(tx.db, party.courierId) === undefined) throw new AppError('UNKNOWN_COURIER', { courier: party.courierId })
  const primary = requireWaybillKey(input.waybill)
  const aliases = cleanAliases(input.waybill, input.aliases)
  guardDuplicates(kernel, tx, { ...party, waybill: input.waybill, aliases }, clean(input.duplicateReason))

  const caseRow = input.caseId == null ? undefined : cases.findCase(tx.db, input.caseId)
  if (input.caseId != null && caseRow === undefined) throw new AppError('NOT_FOUND', { what: 'case', id: input.caseId })
  const shop = zoneOf(tx.db, caseRow)
  const draft = input.draft === true
  const filedOn = draft ? null : (input.filedOn ?? dayOf(tx.now, shop?.timeZone ?? 'Asia/Shanghai'))
  const amountCents = claimAmount(input)
  const id = tx.newId()
  const claimNo = formatNumber('L', kernel.devicePart, tx.nextNumber('claim'))
  repo.insertClaim(tx, {
    id,
    claimNo,
    ...party,
    branch: clean(input.branch),
    monthlyAccount: clean(input.monthlyAccount),
    waybill: input.waybill.trim(),
    waybillKey: primary,
    aliases,
    caseId: caseRow?.id ?? null,
    orderNo: clean(input.orderNo) ?? caseRow?.orderNo ?? null,
    reason,
    note: clean(input.note),
    duplicateReason: clean(input.duplicateReason),
    filedOn,
    createdAt: tx.now,
    createdBy: tx.actorId,
    windowEndsAt: windowEndOf(tx.db, party.courierId, caseRow?.orderId ?? null, tx.now),
    products: input.products == null || input.products.length === 0 ? null : [...input.products],
    demandsMet: input.demandsMet == null || input.demandsMet.length === 0 ? null : [...input.demandsMet],
    goodsCents: input.goodsCents,
    freightCents: input.freightCents,
    otherCents: input.otherCents,
    amountCents,
    declaredCents: input.declaredCents ?? null,
    currency: input.currency ?? caseRow?.currency ?? shop?.currency ?? 'CNY',
    basis: input.basis ?? null,
    paymentRoute: input.paymentRoute ?? null,
    voucher: clean(input.voucher),
    status: draft ? 'draft' : 'filed',
    workOrderNo: clean(input.workOrderNo),
    answer: null,
    grantedCents: null,
    statusAt: tx.now,
    creditedCents: 0,
  })
  noteOnClaim(tx, id, draft ? 'drafted' : 'filed', { amountCents, filedOn, duplicateReason: clean(input.duplicateReason), aliasKinds: input.aliasKinds })
  const row = { id, claimNo, courierId: party.courierId, waybill: input.waybill, amountCents }
  if (caseRow !== undefined && draft) noteOnCase(kernel, tx, caseRow.id, { type: 'claim-drafted', data: { claimId: id, claimNo, amountCents } })
  else if (caseRow !== undefined) noteFiled(kernel, tx, caseRow.id, row)
  return id
}

/** A case hears that its claim was filed; its claim window is met (L2). */
function noteFiled(kernel: Kernel, tx: WriteTx, caseId: string, { id: claimId, ...row }: Pick<repo.ClaimRow, 'id' | 'claimNo' | 'courierId' | 'waybill' | 'amountCents'>): void {
  noteOnCase(kernel, tx, caseId, { type: 'claim-filed', data: { claimId, ...row } }, 'claim-filed')
}

/** @throws AppError UNKNOWN_COURIER, DUPLICATE_CLAIM, INVALID_INPUT, NOT_FOUND */
export function createClaim(kernel: Kernel, actor: Actor, input: NewClaim): Claim {
  const id = kernel.write(actor, { name: 'claim.create', detail: { courier: input.courierId ?? input.counterparty, reason: input.reason }, key: input.key }, (tx) => insertClaim(kernel, tx, input))
  return getClaim(kernel, id)
}

export interface Filing {
  readonly filedOn?: string | null | undefined
  readonly workOrderNo?: string | null | undefined
  readonly duplicateReason?: string | null | undefined
}

/** Files a draft inside a running write (L1). @throws AppError ILLEGAL_TRANSITION, MONTH_CLOSED, DUPLICATE_CLAIM, NOT_FOUND */
export function fileDraft(kernel: Kernel, tx: WriteTx, id: string, filing: Filing): void {
  const row = requireClaim(tx.db, id)
  if (row.status !== 'draft') throw new AppError('ILLEGAL_TRANSITION', { from: row.status, to: 'filed' })
  const caseRow = row.caseId === null ? undefined : cases.findCase(tx.db, row.caseId)
  const filedOn = filing.filedOn ?? dayOf(tx.now, zoneOf(tx.db, caseRow)?.timeZone ?? 'Asia/Shanghai')
  // A draft of before a closing cannot be filed into it afterwards: the books have closed without it (M5).
  guardClosedMonth(kernel, tx, { ...row, filedOn })
  // Somebody else may have filed one for the same parcel while this one lay as a draft.
  guardDuplicates(kernel, tx, row, clean(filing.duplicateReason) ?? row.duplicateReason)
  withTimersOf(kernel, tx, row.caseId, () => {
    repo.updateClaim(tx, id, {
      status: 'filed', statusAt: tx.now, filedOn,
      ...(clean(filing.workOrderNo) === null ? {} : { workOrderNo: clean(filing.workOrderNo) }),
      ...(clean(filing.duplicateReason) === null ? {} : { duplicateReason: clean(filing.duplicateReason) }),
    })
    noteOnClaim(tx, id, 'filed', { amountCents: row.amountCents, filedOn, duplicateReason: clean(filing.duplicateReason) })
    if (caseRow !== undefined) noteFiled(kernel, tx, caseRow.id, row)
  })
}

interface ClaimListInput extends ClaimAsk {
  readonly cursor?: string | null | undefined
  readonly limit: number
}

/** Cursor of registers, which are listed newest first: `<createdAt>:<id>`. */
export function registerCursor(cursor: string | null | undefined): { createdAt: number; id: string } | null {
  const match = /^(\d+):(.+)$/.exec(cursor ?? '')
  return match?.[1] === undefined || match[2] === undefined ? null : { createdAt: Number(match[1]), id: match[2] }
}

/** One page of claims, newest first. */
export function listClaims(kernel: Kernel, input: ClaimListInput): { rows: Claim[]; nextCursor: string | null } {
  const found = repo.listClaims(kernel.read, { ...asksOf(kernel, input), after: registerCursor(input.cursor), limit: input.limit + 1 })
  const shown = found.slice(0, input.limit)
  const slots = log.slotsOfCases(kernel.read, [...new Set(shown.flatMap(({ claim }) => claim.caseId ?? []))])
  const rows = shown.map((view) => toClaim(view, view.claim.caseId === null ? null : (slots.get(view.claim.caseId) ?? [])))
  const last = rows.at(-1)
  return { rows, nextCursor: found.length > input.limit && last !== undefined ? `${last.createdAt}:${last.id}` : null }
}

export interface ClaimAnswer {
  readonly status: string
  readonly grantedCents?: number | null | undefined
  readonly answer?: string | null | undefined
  readonly workOrderNo?: string | null | undefined
  /** Why it is given up or withdrawn. */
  readonly why?: string | null | undefined
  readonly key?: string | null | undefined
}

/** As `setClaimStatus`, inside a running write. @throws AppError ILLEGAL_TRANSITION, NOT_FOUND, INVALID_INPUT */
export function moveClaim(kernel: Kernel, tx: WriteTx, id: string, change: Omit<ClaimAnswer, 'key'>): void {
  const { status: to } = change
  if (!isClaimStatus(to)) throw new AppError('INVALID_INPUT', { field: 'status', value: to })
  const row = requireClaim(tx.db, id)
  const from = row.status as ClaimStatus
  if (from !== to && (!canTransition(from, to) || !staffTransitions(from).includes(to))) throw new AppError('ILLEGAL_TRANSITION', { from, to })
  // Money that is let go has a reason (L1).
  if (from !== to && to === 'given-up' && clean(change.why) === null) throw new AppError('INVALID_INPUT', { field: 'why', value: '' })
  if (from === 'draft' && to === 'filed') {
    fileDraft(kernel, tx, id, { workOrderNo: change.workOrderNo })
    return
  }
  const told = {
    ...(change.grantedCents === undefined ? {} : { grantedCents: change.grantedCents }),
    ...(to === 'granted' && change.grantedCents == null && row.grantedCents === null ? { grantedCents: row.amountCents } : {}),
    ...(change.answer === undefined ? {} : { answer: clean(change.answer) }),
    ...(change.workOrderNo === undefined ? {} : { workOrderNo: clean(change.workOrderNo) }),
  }
  if (!repo.updateClaim(tx, id, { status: to, ...(from === to ? {} : { statusAt: tx.now }), ...told })) return
  const fresh = Object.fromEntries(Object.entries(told).filter(([field, value]) => row[field as keyof typeof told] !== value))
  noteOnClaim(tx, id, 'answered', { from, to, ...fresh, why: clean(change.why) })
  if (row.caseId !== null && from !== to) noteOnCase(kernel, tx, row.caseId, { type: 'claim-status', text: clean(change.why), data: { claimId: id, claimNo: row.claimNo, from, to } })
}

/** Records the courier's answer (L1). Credit statuses follow from statements only. @throws AppError ILLEGAL_TRANSITION, NOT_FOUND */
export function setClaimStatus(kernel: Kernel, actor: Actor, id: string, change: ClaimAnswer): Claim {
  kernel.write(actor, { name: 'claim.status', subject: id, detail: { to: change.status }, key: change.key }, (tx) => moveClaim(kernel, tx, id, change))
  return getClaim(kernel, id)
}
