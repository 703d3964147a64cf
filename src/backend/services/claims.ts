import type { Claim } from '../../contract/registers'
import { formatNumber } from '../../domain/case/case-no'
import { claimAmount, openBalance } from '../../domain/claim/amounts'
import { claimWaybillKeys, findDuplicateClaims } from '../../domain/claim/duplicates'
import { canTransition, CLAIM_REASONS, isClaimReason, isClaimStatus, staffTransitions, type ClaimStatus } from '../../domain/claim/status'
import { toLocal } from '../../domain/clock/zone'
import { claimWindowEndsAt } from '../../domain/courier/policy'
import { waybillKey } from '../../domain/courier/waybill'
import { AppError } from '../../domain/errors'
import type { WriteTx } from '../db/write'
import * as cases from '../repositories/cases'
import * as masters from '../repositories/masters'
import * as orders from '../repositories/orders'
import * as repo from '../repositories/registers'
import { withTimersOf } from './case-playbook'
import { noteOnCase } from './case-write'
import type { Actor, Kernel } from './kernel'

export interface NewClaim {
  readonly courierId: string
  readonly counterparty: string
  readonly waybill: string
  readonly aliases: readonly string[]
  readonly caseId?: string | null | undefined
  readonly orderNo?: string | null | undefined
  readonly reason: string
  readonly goodsCents: number
  readonly freightCents: number
  readonly otherCents: number
  readonly declaredCents?: number | null | undefined
  readonly currency?: string | null | undefined
  readonly workOrderNo?: string | null | undefined
  readonly branch?: string | null | undefined
  readonly monthlyAccount?: string | null | undefined
  readonly note?: string | null | undefined
  readonly filedOn?: string | null | undefined
  readonly duplicateReason?: string | null | undefined
  readonly key?: string | null | undefined
}

const clean = (text: string | null | undefined): string | null => text?.trim() || null

/** A calendar day of a zone as `YYYY-MM-DD`. */
export function dayOf(ms: number, timeZone: string): string {
  const { year, month, day } = toLocal(timeZone, ms)
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

export function toClaim(view: repo.ClaimView): Claim {
  const { claim } = view
  return {
    id: claim.id,
    claimNo: claim.claimNo,
    counterparty: claim.counterparty,
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
  return toClaim(view)
}

/** L4: the same parcel claimed twice is never silent: it is named, and taken only with a reason. */
function guardDuplicates(kernel: Kernel, tx: WriteTx, input: NewClaim, keys: readonly string[]): void {
  const known = repo.listClaimsOfWaybills(tx.db, keys).map((row) => ({ ...row, status: row.status as ClaimStatus }))
  const prefixes = kernel.resources.couriers.find((courier) => courier.id === input.courierId)?.waybillPrefixes ?? []
  const [found] = findDuplicateClaims({ counterparty: input.counterparty, courierId: input.courierId, waybill: input.waybill, aliases: input.aliases }, known, prefixes)
  if (found !== undefined && clean(input.duplicateReason) === null) {
    throw new AppError('DUPLICATE_CLAIM', { claimNo: found.claim.claimNo, status: found.claim.status, kind: found.kind })
  }
}

/** Registers a claim inside a running write and answers its id (L1); a step of the case that is done by it fires its clock events (P1). */
export function insertClaim(kernel: Kernel, tx: WriteTx, input: NewClaim): string {
  return withTimersOf(kernel, tx, input.caseId, () => registerClaim(kernel, tx, input))
}

function registerClaim(kernel: Kernel, tx: WriteTx, input: NewClaim): string {
  if (!isClaimReason(input.reason)) throw new AppError('INVALID_INPUT', { field: 'reason', value: input.reason, known: [...CLAIM_REASONS] })
  const courier = masters.findCourier(tx.db, input.courierId)
  if (courier === undefined) throw new AppError('UNKNOWN_COURIER', { courier: input.courierId })
  const keys = claimWaybillKeys(input)
  const primary = waybillKey(input.waybill)
  if (primary === null) throw new AppError('INVALID_INPUT', { field: 'waybill', value: input.waybill })
  guardDuplicates(kernel, tx, input, keys)

  const caseRow = input.caseId == null ? undefined : cases.findCase(tx.db, input.caseId)
  if (input.caseId != null && caseRow === undefined) throw new AppError('NOT_FOUND', { what: 'case', id: input.caseId })
  const shop = caseRow === undefined ? masters.listShops(tx.db)[0] : masters.findShop(tx.db, caseRow.shopId)
  const shippedAt = caseRow?.orderId == null ? null : (orders.findOrder(tx.db, caseRow.orderId)?.shippedAt ?? null)
  const amountCents = claimAmount(input)
  const id = tx.newId()
  const claimNo = formatNumber('L', kernel.devicePart, tx.nextNumber('claim'))
  repo.insertClaim(tx, {
    id,
    claimNo,
    counterparty: input.counterparty,
    courierId: courier.id,
    branch: clean(input.branch),
    monthlyAccount: clean(input.monthlyAccount),
    waybill: input.waybill.trim(),
    waybillKey: primary,
    aliases: input.aliases.map((alias) => alias.trim()),
    caseId: caseRow?.id ?? null,
    orderNo: clean(input.orderNo) ?? caseRow?.orderNo ?? null,
    reason: input.reason,
    note: clean(input.note),
    duplicateReason: clean(input.duplicateReason),
    filedOn: input.filedOn ?? dayOf(tx.now, shop?.timeZone ?? 'Asia/Shanghai'),
    createdAt: tx.now,
    createdBy: tx.actorId,
    windowEndsAt: claimWindowEndsAt(shippedAt ?? tx.now, courier),
    goodsCents: input.goodsCents,
    freightCents: input.freightCents,
    otherCents: input.otherCents,
    amountCents,
    declaredCents: input.declaredCents ?? null,
    currency: input.currency ?? caseRow?.currency ?? shop?.currency ?? 'CNY',
    status: 'filed',
    workOrderNo: clean(input.workOrderNo),
    answer: null,
    grantedCents: null,
    statusAt: tx.now,
    creditedCents: 0,
  })
  if (caseRow !== undefined) noteOnCase(kernel, tx, caseRow.id, { type: 'claim-filed', data: { claimId: id, claimNo, courierId: courier.id, waybill: input.waybill, amountCents } }, 'claim-filed')
  return id
}

/** @throws AppError UNKNOWN_COURIER, DUPLICATE_CLAIM, INVALID_INPUT, NOT_FOUND */
export function createClaim(kernel: Kernel, actor: Actor, input: NewClaim): Claim {
  const id = kernel.write(actor, { name: 'claim.create', detail: { courier: input.courierId, reason: input.reason }, key: input.key }, (tx) => insertClaim(kernel, tx, input))
  return getClaim(kernel, id)
}

interface ClaimListInput {
  readonly month?: string | null | undefined
  readonly courierId?: string | null | undefined
  readonly status?: string | null | undefined
  readonly search?: string | null | undefined
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
  const search = clean(input.search)
  const found = repo.listClaims(kernel.read, { ...input, search, waybillKey: waybillKey(search), after: registerCursor(input.cursor), limit: input.limit + 1 })
  const rows = found.slice(0, input.limit).map(toClaim)
  const last = rows.at(-1)
  return { rows, nextCursor: found.length > input.limit && last !== undefined ? `${last.createdAt}:${last.id}` : null }
}

export interface ClaimAnswer {
  readonly status: string
  readonly grantedCents?: number | null | undefined
  readonly answer?: string | null | undefined
  readonly workOrderNo?: string | null | undefined
  readonly key?: string | null | undefined
}

/** As `setClaimStatus`, inside a running write. @throws AppError ILLEGAL_TRANSITION, NOT_FOUND, INVALID_INPUT */
export function moveClaim(kernel: Kernel, tx: WriteTx, id: string, change: Omit<ClaimAnswer, 'key'>): void {
  const { status: to } = change
  if (!isClaimStatus(to)) throw new AppError('INVALID_INPUT', { field: 'status', value: to })
  const row = repo.findClaim(tx.db, id)?.claim
  if (row === undefined) throw new AppError('NOT_FOUND', { what: 'claim', id })
  const from = row.status as ClaimStatus
  if (from !== to && (!canTransition(from, to) || !staffTransitions(from).includes(to))) throw new AppError('ILLEGAL_TRANSITION', { from, to })
  repo.updateClaim(tx, id, {
    status: to,
    ...(from === to ? {} : { statusAt: tx.now }),
    ...(change.grantedCents === undefined ? {} : { grantedCents: change.grantedCents }),
    ...(to === 'granted' && change.grantedCents == null && row.grantedCents === null ? { grantedCents: row.amountCents } : {}),
    ...(change.answer === undefined ? {} : { answer: clean(change.answer) }),
    ...(change.workOrderNo === undefined ? {} : { workOrderNo: clean(change.workOrderNo) }),
  })
  if (row.caseId !== null) noteOnCase(kernel, tx, row.caseId, { type: 'claim-status', data: { claimId: id, claimNo: row.claimNo, from, to } })
}

/** Records the courier's answer (L1). Credit statuses follow from statements only. @throws AppError ILLEGAL_TRANSITION, NOT_FOUND */
export function setClaimStatus(kernel: Kernel, actor: Actor, id: string, change: ClaimAnswer): Claim {
  kernel.write(actor, { name: 'claim.status', subject: id, detail: { to: change.status }, key: change.key }, (tx) => moveClaim(kernel, tx, id, change))
  return getClaim(kernel, id)
}
