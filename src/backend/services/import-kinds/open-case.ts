import { formatCaseNo } from '../../../domain/case/case-no'
import { kindDef, type KindId } from '../../../domain/case/kinds'
import { canTransition, isOpen, isWaiting, transition, type Status } from '../../../domain/case/status'
import { onEvent, onStatus, startClocks, sweepClocks, type ClockState } from '../../../domain/clock/engine'
import type { ClockPolicy } from '../../../domain/clock/policy'
import type { PublishProblem } from '../../../domain/import/publish-problems'
import type { WriteTx } from '../../db/write'
import * as repo from '../../repositories/cases'
import * as orders from '../../repositories/orders'
import * as registers from '../../repositories/registers'
import { appendEvent, derived, fieldValues, fireClockEvent, readClocks, saveClocks, waybillKeys } from '../case-core'
import { chooseShop, claimWindowOf, ensureBuyer, findOrderFor, moveCase } from '../case-write'
import { clockPolicyOf } from '../clock-policy'
import type { Kernel } from '../kernel'

/** A case as a sheet or a platform's list brings it. Times are epoch ms, amounts integer cents; null where nothing is said. */
export interface ImportedCase {
  readonly id: string
  readonly kind: KindId
  readonly shopId: string | null
  readonly channel: string | null
  readonly buyerNick: string | null
  readonly orderNo: string | null
  readonly waybills: readonly string[]
  readonly summary: string | null
  readonly openedAt: number | null
  readonly status: Status
  /** When it came to that status; the day of the sheet otherwise. */
  readonly statusAt: number | null
  readonly nextAction: string | null
  readonly nextActionAt: number | null
  readonly reason: string | null
  readonly remedy: string | null
  readonly liableParty: string | null
  readonly freightPayer: string | null
  readonly amountCents: number | null
  /** Null: that of the order, else of the shop. */
  readonly currency: string | null
  readonly memo: string | null
  readonly assigneeId: string | null
  /** Where it comes from, for the timeline: the file and the number it has there. */
  readonly file: string
  readonly sheetNo: string | null
}

/**
 * Clocks of an imported case: none once it is over; else from the day of the sheet. Whoever wrote it down had read the buyer's message,
 * so first response counts as given then.
 */
function clocksFor(policy: ClockPolicy, input: ImportedCase, openedAt: number, paidAt: number | null, claimWindow: number | null, now: number): ClockState[] {
  if (!isOpen(input.status)) return []
  const started = startClocks(input.kind, policy, openedAt, paidAt === null ? {} : { paid: paidAt }, claimWindow === null ? {} : { 'claim-window': claimWindow })
  const answered = onEvent(started, 'reply-copied', policy, { kind: input.kind, at: openedAt })
  const moved = input.status === 'new' ? answered : onStatus(answered, 'new', input.status, policy, openedAt, input.kind)
  return sweepClocks(moved, now, policy)
}

/** Writes a case with the dates of its history (C2, C4); facts of a known order fill what is not given, claims on its parcels are linked. */
export function openImportedCase(kernel: Kernel, tx: WriteTx, input: ImportedCase): void {
  const { id, kind, status } = input
  const order = findOrderFor(tx, input.orderNo, input.shopId)
  const shop = chooseShop(tx, order?.shopId ?? input.shopId, order)
  const platform = order?.platform ?? shop.platform
  const nick = input.buyerNick ?? order?.buyerNick ?? null
  const buyer = nick === null ? null : ensureBuyer(tx, platform, nick)
  const ofOrder = order === undefined ? [] : orders.listWaybills(tx.db, order.id).map((row) => row.waybill)
  const given = new Set(waybillKeys(input.waybills))
  const waybills = [...input.waybills, ...ofOrder.filter((one) => !waybillKeys([one]).some((key) => given.has(key)))]
  const openedAt = Math.min(input.openedAt ?? tx.now, tx.now)
  const policy = clockPolicyOf(kernel, tx.db, { shopId: shop.id, platform })
  const clocks = clocksFor(policy, input, openedAt, order?.paidAt ?? null, claimWindowOf(kernel, tx, waybills[0], order), tx.now)
  const open = isOpen(status)
  const nextAction = open ? input.nextAction : null
  const nextActionAt = open ? input.nextActionAt : null
  repo.insertCase(tx, {
    id,
    caseNo: formatCaseNo(kernel.devicePart, tx.nextNumber('case')),
    shopId: shop.id,
    platform,
    openedAt,
    openedBy: tx.actorId,
    kind,
    channel: input.channel,
    buyerId: buyer?.id ?? null,
    buyerNick: nick,
    orderId: order?.id ?? null,
    orderNo: input.orderNo,
    summary: input.summary,
    priority: kindDef(kind).priority,
    difficult: buyer?.difficult ?? false,
    vip: buyer?.vipTier != null,
    waybills,
    status,
    reason: input.reason,
    nextAction,
    nextActionAt,
    statusAt: Math.min(input.statusAt ?? openedAt, tx.now),
    assigneeId: input.assigneeId,
    liableParty: input.liableParty ?? kindDef(kind).liable,
    freightPayer: input.freightPayer,
    remedy: input.remedy,
    amountCents: input.amountCents,
    currency: input.currency ?? order?.currency ?? shop.currency,
    flag: null,
    memo: input.memo,
    ...derived(clocks, status, nextActionAt, tx.now, policy),
  })
  repo.addCaseWaybills(tx, id, waybillKeys(waybills))
  saveClocks(tx, id, clocks)
  appendEvent(tx, id, { type: 'created', at: openedAt, data: { kind, clocks: clocks.filter((clock) => clock.metAt === null).map((clock) => clock.name) } })
  appendEvent(tx, id, { type: 'imported', data: { file: input.file, sheetNo: input.sheetNo, status } })
  linkClaims(kernel, tx, id, waybillKeys(waybills))
}

/** Claims that were registered before the case was known belong to it now, and the courier's window is met (L1, C4). */
function linkClaims(kernel: Kernel, tx: WriteTx, caseId: string, keys: readonly string[]): void {
  for (const claim of registers.listClaimsOfWaybills(tx.db, keys)) {
    if (claim.caseId !== null) continue
    registers.updateClaim(tx, claim.id, { caseId })
    const { claimNo, courierId, waybill, amountCents } = claim
    const row = repo.findCase(tx.db, caseId)
    const at = Math.max(claim.createdAt, row?.openedAt ?? 0)
    appendEvent(tx, caseId, { type: 'claim-filed', at, data: { claimId: claim.id, claimNo, courierId, waybill, amountCents } })
    if (row?.isOpen === true) fireClockEvent(kernel, tx, row, 'claim-filed', { at })
  }
}

/** What a sheet says about where a case stands. */
export interface ImportedStatus {
  readonly status: Status
  readonly nextAction: string | null
  readonly nextActionAt: number | null
  readonly at: number | null
}

/**
 * Moves a stored case to the status of a sheet along the table of legal transitions (C3). A case that was opened in the app keeps its
 * gates; one that came from a sheet brought its history without them. Answers what stood in the way, and whether anything changed.
 */
export function followSheet(kernel: Kernel, tx: WriteTx, row: repo.CaseDbRow, said: ImportedStatus, fromSheet: boolean): { changed: boolean; problem: PublishProblem | null } {
  const from = row.status as Status
  const nextAction = said.nextAction ?? row.nextAction
  const nextActionAt = said.nextActionAt ?? row.nextActionAt
  const waitsForNothing = isWaiting(said.status) && (nextAction === null || nextActionAt === null)
  const to = waitsForNothing && from !== said.status ? 'working' : said.status
  const missing: PublishProblem | null = waitsForNothing && from !== said.status ? 'next-action-missing' : null
  if (from === to) {
    if (!isOpen(from) || (nextAction === row.nextAction && nextActionAt === row.nextActionAt)) return { changed: false, problem: missing }
    moveCase(kernel, tx, row, to, { nextAction, nextActionAt })
    return { changed: true, problem: missing }
  }
  if (!canTransition(from, to)) return { changed: false, problem: 'status-not-legal' }
  if (!fromSheet) {
    const tried = transition({ kind: row.kind as KindId, status: from }, to, { ...fieldValues(row), nextAction, nextActionAt })
    if (!tried.ok) return { changed: false, problem: 'status-needs-fields' }
    moveCase(kernel, tx, row, to, { nextAction, nextActionAt })
    return { changed: true, problem: missing }
  }
  const at = Math.min(said.at ?? tx.now, tx.now)
  const policy = clockPolicyOf(kernel, tx.db, row)
  const clocks = sweepClocks(onStatus(readClocks(tx.db, row.id), from, to, policy, at, row.kind as KindId), tx.now, policy)
  saveClocks(tx, row.id, clocks)
  const next = isOpen(to) ? { nextAction, nextActionAt } : { nextAction: null, nextActionAt: null }
  repo.updateCase(tx, row.id, { status: to, ...next, statusAt: at, ...derived(clocks, to, next.nextActionAt, tx.now, policy) })
  appendEvent(tx, row.id, { type: 'status', text: next.nextAction, at, data: { from, to, nextActionAt: next.nextActionAt, reason: null } })
  return { changed: true, problem: missing }
}
