import type { ClaimEvent, ClaimPatch, ClaimRecord, ClaimSums } from '../../contract/claim-log'
import type { Claim } from '../../contract/registers'
import { cleanAliases, kindedAliases } from '../../domain/claim/aliases'
import { claimAmount, statusFromCredit } from '../../domain/claim/amounts'
import { mergeClaims, type MergeAmounts } from '../../domain/claim/merge'
import { CREDIT_STATUSES, type ClaimStatus } from '../../domain/claim/status'
import { AppError } from '../../domain/errors'
import type { ReadDb } from '../db/open'
import type { WriteTx } from '../db/write'
import * as cases from '../repositories/cases'
import * as log from '../repositories/claim-log'
import * as masters from '../repositories/masters'
import * as photos from '../repositories/photos'
import * as repo from '../repositories/registers'
import { toPhoto } from './case-read'
import { noteOnCase } from './case-write'
import { asksOf, type ClaimAsk } from './claim-filter'
import { claimsOnParcel, guardDuplicates, noteOnClaim, partyOf } from './claim-guard'
import { clean, fileDraft, getClaim, requireClaim, requireReason, requireWaybillKey, toClaim, windowEndOf, type ClaimWriting, type Filing } from './claims'
import type { Actor, Kernel } from './kernel'
import { guardClosedMonth } from './month-states'

/** The claim log beyond registering and answering: the claim whole, corrections, filing drafts, merging, sums (L1, L2, L4). */

const CREDIT: readonly string[] = CREDIT_STATUSES

/** Cases whose photos are evidence of a claim: its own, and those whose claim was merged into it. */
export function casesOfClaim(row: Pick<repo.ClaimRow, 'caseId'>, events: readonly log.ClaimEventRow[]): string[] {
  const merged = events.flatMap(({ type, data }) => (type === 'merged' && typeof data['caseId'] === 'string' ? [data['caseId']] : []))
  return [...new Set([...(row.caseId === null ? [] : [row.caseId]), ...merged])]
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** What was said of a claim's other numbers, oldest first. */
export const saidOfAliases = (events: readonly log.ClaimEventRow[]): Record<string, unknown>[] => events.flatMap(({ data }) => (isRecord(data['aliasKinds']) ? [data['aliasKinds']] : []))

/** The history with its beginning: a claim from a sheet, a demo or an older version has none written down. */
function historyOf(kernel: Kernel, row: repo.ClaimRow, events: readonly log.ClaimEventRow[]): ClaimEvent[] {
  const told = events.map((event) => ({ id: event.id, at: event.at, byName: kernel.staffName(event.by), type: event.type, data: event.data }))
  if (events.some(({ type }) => type === 'filed' || type === 'drafted')) return told
  return [{ id: `${row.id}:registered`, at: row.createdAt, byName: kernel.staffName(row.createdBy), type: 'registered', data: { amountCents: row.amountCents, filedOn: row.filedOn } }, ...told]
}

/** A claim with its history, evidence, credited lines and the other claims on its parcel (L1, L4). @throws AppError NOT_FOUND */
export function claimRecord(kernel: Kernel, id: string): ClaimRecord {
  const view = repo.findClaim(kernel.read, id)
  if (view === undefined || view.claim.deletedAt !== null) throw new AppError('NOT_FOUND', { what: 'claim', id })
  const { claim: row } = view
  const events = log.listClaimEvents(kernel.read, id)
  const found = casesOfClaim(row, events).flatMap((caseId) => photos.listPhotosOfCase(kernel.read, caseId))
  const once = [...new Map(found.map((photo) => [photo.sha256, photo])).values()]
  return {
    claim: toClaim(view, row.caseId === null && found.length === 0 ? null : [...new Set(found.flatMap(({ slot }) => slot ?? []))]),
    aliases: kindedAliases(row.aliases, saidOfAliases(events)),
    photos: once.map(toPhoto),
    events: historyOf(kernel, row, events),
    credits: log.listCreditsOfClaim(kernel.read, id),
    others: claimsOnParcel(kernel, kernel.read, row).map(({ claim, kind }) => ({ id: claim.id, claimNo: claim.claimNo, status: claim.status, kind })),
  }
}

/** What stands in the books: a closed month keeps it. */
const BOOKED = ['counterparty', 'counterpartyName', 'courierId', 'waybill', 'waybillKey', 'goodsCents', 'freightCents', 'otherCents', 'amountCents', 'currency', 'filedOn'] as const
/** Beside these a correction of the reason asks why as well. */
const CORRECTED: readonly string[] = [...BOOKED, 'reason', 'declaredCents']
const PARCEL: readonly string[] = ['counterparty', 'counterpartyName', 'courierId', 'waybill', 'aliases']

type Patch = Parameters<typeof repo.updateClaim>[2]

/** The columns that a patch means; only what was named is in it. */
function columnsOf(db: ReadDb, row: repo.ClaimRow, patch: ClaimPatch): Patch {
  const party = patch.counterparty === undefined && patch.courierId === undefined && patch.counterpartyName === undefined ? {} : partyOf(patch.counterparty ?? row.counterparty, patch.courierId === undefined ? row.courierId : patch.courierId, patch.counterpartyName === undefined ? row.counterpartyName : patch.counterpartyName)
  const waybill = patch.waybill?.trim() ?? row.waybill
  const parts = { goodsCents: patch.goodsCents ?? row.goodsCents, freightCents: patch.freightCents ?? row.freightCents, otherCents: patch.otherCents ?? row.otherCents }
  const caseRow = patch.caseId == null ? undefined : cases.findCase(db, patch.caseId)
  if (patch.caseId != null && caseRow === undefined) throw new AppError('NOT_FOUND', { what: 'case', id: patch.caseId })
  const texts = Object.fromEntries((['orderNo', 'branch', 'monthlyAccount', 'note', 'workOrderNo', 'voucher'] as const).flatMap((field) => (patch[field] === undefined ? [] : [[field, clean(patch[field])]])))
  const plain = Object.fromEntries((['caseId', 'declaredCents', 'basis', 'paymentRoute'] as const).flatMap((field) => (patch[field] === undefined ? [] : [[field, patch[field] ?? null]])))
  const lists = Object.fromEntries((['products', 'demandsMet'] as const).flatMap((field) => (patch[field] === undefined ? [] : [[field, patch[field] == null || patch[field].length === 0 ? null : patch[field]]])))
  return {
    ...party,
    ...parts,
    amountCents: claimAmount(parts),
    ...(patch.waybill === undefined ? {} : { waybill, waybillKey: requireWaybillKey(waybill) }),
    ...(patch.waybill === undefined && patch.aliases === undefined ? {} : { aliases: cleanAliases(waybill, patch.aliases ?? row.aliases) }),
    ...(patch.reason === undefined ? {} : { reason: requireReason(patch.reason) }),
    ...(patch.filedOn === undefined || row.status === 'draft' ? {} : { filedOn: patch.filedOn }),
    ...(patch.currency == null ? {} : { currency: patch.currency }),
    ...texts, ...plain, ...lists,
  }
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

/** Writes what differs with the status that follows from the money, and answers the changes. */
function applyPatch(kernel: Kernel, tx: WriteTx, row: repo.ClaimRow, values: Patch, { justified = null, guard = true }: { readonly justified?: string | null; readonly guard?: boolean }): { field: string; from: unknown; to: unknown }[] {
  const changed = Object.keys(values).filter((field) => !same(values[field as keyof Patch], row[field as keyof typeof row]))
  if (changed.length === 0) return []
  if (BOOKED.some((field) => changed.includes(field))) {
    guardClosedMonth(kernel, tx, row)
    // nor may it be moved into a month that was closed without it
    guardClosedMonth(kernel, tx, { ...row, filedOn: values.filedOn ?? row.filedOn })
  }
  if (values.courierId != null && masters.findCourier(tx.db, values.courierId) === undefined) throw new AppError('UNKNOWN_COURIER', { courier: values.courierId })
  // A patch names only columns that it sets: none is undefined.
  const next = { ...row, ...values } as repo.ClaimRow
  if (guard && PARCEL.some((field) => changed.includes(field))) guardDuplicates(kernel, tx, next, justified ?? row.duplicateReason)
  const orderId = next.caseId === null ? null : (cases.findCase(tx.db, next.caseId)?.orderId ?? null)
  const status = statusFromCredit({
    status: row.status as ClaimStatus, amountCents: next.amountCents, grantedCents: row.grantedCents, creditedCents: row.creditedCents,
    touchedByCredit: row.creditedCents !== 0 || row.status === 'clawed-back',
  })
  const byMoney = changed.includes('amountCents') && (row.creditedCents !== 0 || CREDIT.includes(row.status)) && !(row.status === 'credited' && row.creditedCents === 0)
  repo.updateClaim(tx, row.id, {
    ...values,
    ...(changed.includes('courierId') ? { windowEndsAt: windowEndOf(tx.db, next.courierId, orderId, row.createdAt) } : {}),
    ...(justified === null ? {} : { duplicateReason: justified }),
    ...(byMoney && status !== row.status ? { status, statusAt: tx.now } : {}),
  })
  return changed.filter((field) => field !== 'waybillKey').map((field) => ({ field, from: row[field as keyof typeof row] ?? null, to: values[field as keyof Patch] ?? null }))
}

/**
 * Corrects a claim (L1). Money, numbers, party and reason of a filed claim are changed with a reason only, and those that stand in the
 * books never in a closed month (M5). @throws AppError MONTH_CLOSED, DUPLICATE_CLAIM, INVALID_INPUT, UNKNOWN_COURIER, NOT_FOUND
 */
export function updateClaim(kernel: Kernel, actor: Actor, input: { readonly id: string; readonly patch: ClaimPatch; readonly why?: string | null | undefined; readonly duplicateReason?: string | null | undefined; readonly key?: string | null | undefined }): Claim {
  kernel.write(actor, { name: 'claim.update', subject: input.id, detail: { fields: Object.keys(input.patch) }, key: input.key }, (tx) => {
    const row = requireClaim(tx.db, input.id)
    const changes = applyPatch(kernel, tx, row, columnsOf(tx.db, row, input.patch), { justified: clean(input.duplicateReason) })
    const kinds = input.patch.aliasKinds ?? null
    if (changes.length === 0 && kinds === null) return
    const why = clean(input.why)
    const corrects = row.status !== 'draft' && changes.some(({ field }) => CORRECTED.includes(field))
    if (corrects && why === null) throw new AppError('INVALID_INPUT', { field: 'why', value: '' })
    const ticks = changes.length === 1 && changes[0]?.field === 'demandsMet'
    noteOnClaim(tx, row.id, ticks ? 'ticked' : 'corrected', { why, changes, aliasKinds: kinds })
    const caseId = repo.findClaimRow(tx.db, row.id)?.caseId ?? null
    if (corrects && caseId !== null) noteOnCase(kernel, tx, caseId, { type: 'claim-corrected', text: why, data: { claimId: row.id, claimNo: row.claimNo } })
  })
  return getClaim(kernel, input.id)
}

/** Files a draft (L1). @throws AppError ILLEGAL_TRANSITION, MONTH_CLOSED, DUPLICATE_CLAIM, NOT_FOUND */
export function fileClaim(kernel: Kernel, actor: Actor, input: Filing & { readonly id: string; readonly key?: string | null | undefined }): Claim {
  kernel.write(actor, { name: 'claim.file', subject: input.id, key: input.key }, (tx) => fileDraft(kernel, tx, input.id, input))
  return getClaim(kernel, input.id)
}

/**
 * L4: a second writing of a claim on the same parcel is joined with the one that is there: numbers, products, ticks and words are added,
 * the amounts are those that the person chose, its case becomes evidence. @throws AppError NOT_FOUND, INVALID_INPUT when it is another
 * parcel or party, or the claim has ended; MONTH_CLOSED when the amounts of a closed month would change
 */
export function mergeClaim(kernel: Kernel, actor: Actor, input: { readonly into: string; readonly amounts: MergeAmounts; readonly from: ClaimWriting; readonly key?: string | null | undefined }): Claim {
  const { into, amounts, from } = input
  kernel.write(actor, { name: 'claim.merge', subject: into, detail: { amounts }, key: input.key }, (tx) => {
    const row = requireClaim(tx.db, into)
    const party = partyOf(from.counterparty, from.courierId, from.counterpartyName)
    const candidate = { ...party, waybill: from.waybill, aliases: from.aliases }
    const known = claimsOnParcel(kernel, tx.db, candidate).find(({ claim }) => claim.id === into)
    if (known?.kind !== 'open') throw new AppError('INVALID_INPUT', { field: 'into', value: row.claimNo })
    const fromCase = from.caseId == null ? undefined : cases.findCase(tx.db, from.caseId)
    if (from.caseId != null && fromCase === undefined) throw new AppError('NOT_FOUND', { what: 'case', id: from.caseId })
    const merged = mergeClaims(
      { ...row, products: row.products ?? [], demandsMet: row.demandsMet ?? [] },
      { ...from, products: from.products ?? [], demandsMet: from.demandsMet ?? [], note: clean(from.note), workOrderNo: clean(from.workOrderNo), declaredCents: from.declaredCents ?? null },
      amounts,
    )
    const changes = applyPatch(kernel, tx, row, {
      ...merged,
      aliases: [...merged.aliases], products: merged.products.length === 0 ? null : [...merged.products], demandsMet: merged.demandsMet.length === 0 ? null : [...merged.demandsMet],
      branch: row.branch ?? clean(from.branch), monthlyAccount: row.monthlyAccount ?? clean(from.monthlyAccount), orderNo: row.orderNo ?? clean(from.orderNo),
      basis: row.basis ?? from.basis ?? null, paymentRoute: row.paymentRoute ?? from.paymentRoute ?? null, voucher: row.voucher ?? clean(from.voucher),
      caseId: row.caseId ?? fromCase?.id ?? null,
      // one claim stays one: what stands beside it was shown and justified before
    }, { guard: false })
    noteOnClaim(tx, into, 'merged', { waybill: from.waybill, amounts, amountCents: claimAmount(from), reason: from.reason, caseId: fromCase?.id, caseNo: fromCase?.caseNo, changes, aliasKinds: from.aliasKinds })
    // its claim window is met: the parcel is claimed
    if (fromCase !== undefined) noteOnCase(kernel, tx, fromCase.id, { type: 'claim-merged', data: { claimId: into, claimNo: row.claimNo, amountCents: merged.amountCents } }, row.status === 'draft' ? undefined : 'claim-filed')
  })
  return getClaim(kernel, into)
}

/** Sums over everything that a filter lets through, per currency. */
export function claimSums(kernel: Kernel, ask: ClaimAsk): ClaimSums[] {
  return log.sumClaims(kernel.read, asksOf(kernel, ask))
}

/** What of the policy the log shows. */
export function claimTerms(kernel: Kernel): { ageingDays: number[]; windowNearDays: number } {
  const { ageingDays, leak } = kernel.resources.policy.reconcile
  return { ageingDays: [...ageingDays], windowNearDays: leak.windowNearDays }
}
