import type { Appeal, AppealPatch, AppealProposal, AppealRecord, AppealSumsRow } from '../../contract/appeals'
import { packDetailSchema } from '../../contract/appeals'
import type { Photo } from '../../contract/photos'
import { APPEAL_STATUSES, APPEAL_TYPES, appealSums, canMoveAppeal, isAppealStatus, isAppealType, outcomeProblem, type AppealStatus, type AppealType } from '../../domain/appeal/appeal'
import { evidenceTally, proposedEvidence } from '../../domain/appeal/evidence'
import { formatNumber, NUMBER_PREFIXES } from '../../domain/case/case-no'
import { DAY } from '../../domain/clock/duration'
import { AppError } from '../../domain/errors'
import type { ReadDb } from '../db/open'
import type { WriteTx } from '../db/write'
import * as repo from '../repositories/appeals'
import * as masters from '../repositories/masters'
import * as photoRepo from '../repositories/photos'
import { getCase, toPhoto } from './case-read'
import { withTimersOf } from './case-playbook'
import { noteOnCase } from './case-write'
import { clean, registerCursor } from './claims'
import type { Actor, Kernel } from './kernel'

/** What a page asks of the register. */
export interface AppealAsk {
  readonly type?: AppealType | null | undefined
  readonly status?: AppealStatus | null | undefined
  /** Only drafts whose deadline has passed or is near by the policy. */
  readonly near: boolean
  readonly search?: string | null | undefined
}

export interface NewAppeal extends AppealPatch {
  readonly type: AppealType
  readonly caseId?: string | null | undefined
  readonly key?: string | null | undefined
}

export interface AppealOutcome {
  readonly id: string
  readonly status: AppealStatus
  readonly result?: string | null | undefined
  readonly recoveredCents?: number | null | undefined
  readonly key?: string | null | undefined
}

const policyOf = (kernel: Kernel): Kernel['resources']['policy']['appeals'] => kernel.resources.policy.appeals

/** Rows of the database hold only what was checked when it was written. */
function typeOf(row: repo.AppealRow): AppealType {
  if (!isAppealType(row.type)) throw new AppError('INVALID_INPUT', { field: 'type', value: row.type, known: [...APPEAL_TYPES] })
  return row.type
}
function statusOf(row: repo.AppealRow): AppealStatus {
  if (!isAppealStatus(row.status)) throw new AppError('INVALID_INPUT', { field: 'status', value: row.status, known: [...APPEAL_STATUSES] })
  return row.status
}

function toAppeal(kernel: Kernel, view: repo.AppealView, slots: ReadonlyMap<string, string | null>): Appeal {
  const { hlc: _hlc, deletedAt: _deletedAt, ...row } = view.appeal
  const type = typeOf(view.appeal)
  // evidence whose photo was taken away shows nothing any more
  const shown = row.evidence.flatMap(({ linkId, caption }) => (slots.has(linkId) ? [{ slot: slots.get(linkId) ?? null, caption }] : []))
  return { ...row, type, status: statusOf(view.appeal), caseNo: view.caseNo, createdBy: kernel.staffName(row.createdBy), ...evidenceTally(policyOf(kernel).types[type].demands, shown) }
}

function toAppeals(kernel: Kernel, views: readonly repo.AppealView[]): Appeal[] {
  const slots = repo.slotsOfLinks(kernel.read, views.flatMap(({ appeal }) => appeal.evidence.map(({ linkId }) => linkId)))
  return views.map((view) => toAppeal(kernel, view, slots))
}

function requireView(db: ReadDb, id: string): repo.AppealView {
  const view = repo.findAppeal(db, id)
  if (view === undefined) throw new AppError('NOT_FOUND', { what: 'appeal', id })
  return view
}

/** @throws AppError NOT_FOUND */
export function getAppeal(kernel: Kernel, id: string): Appeal {
  const [appeal] = toAppeals(kernel, [requireView(kernel.read, id)])
  if (appeal === undefined) throw new AppError('NOT_FOUND', { what: 'appeal', id })
  return appeal
}

/** The question of a page as the repository understands it: "near" is an instant, by the policy now. */
export const appealFilter = (kernel: Kernel, ask: AppealAsk): repo.AppealFilter => ({
  type: ask.type,
  ...(ask.status == null ? {} : { statuses: [ask.status] }),
  search: clean(ask.search),
  dueBy: ask.near ? kernel.now() + (policyOf(kernel).nearDays + 1) * DAY - 1 : null,
})

/** One page of the register, newest first (A8). */
export function listAppeals(kernel: Kernel, ask: AppealAsk & { readonly cursor?: string | null | undefined; readonly limit: number }): { rows: Appeal[]; nextCursor: string | null } {
  const found = repo.listAppeals(kernel.read, { ...appealFilter(kernel, ask), after: registerCursor(ask.cursor), limit: ask.limit + 1 })
  const rows = toAppeals(kernel, found.slice(0, ask.limit))
  const last = rows.at(-1)
  return { rows, nextCursor: found.length > ask.limit && last !== undefined ? `${last.createdAt}:${last.id}` : null }
}

/** Sums over everything that a filter lets through, per currency (A8). */
export function sumAppeals(kernel: Kernel, ask: AppealAsk): AppealSumsRow[] {
  return appealSums(repo.listAppealAmounts(kernel.read, appealFilter(kernel, ask)).flatMap((row) => (isAppealStatus(row.status) ? [{ ...row, status: row.status }] : [])))
}

/** What of the policy the register shows. */
export function appealTerms(kernel: Kernel) {
  const { nearDays, mostEvidence, types } = policyOf(kernel)
  const demandsOf = (type: AppealType) => types[type].demands.map((demand) => ({ ...demand, slots: [...demand.slots] }))
  return { nearDays, mostEvidence, demands: { freight: demandsOf('freight'), goods: demandsOf('goods'), review: demandsOf('review') } }
}

/** An appeal with the photos that may be chosen for it and the packs made of it. @throws AppError NOT_FOUND */
export function appealRecord(kernel: Kernel, id: string): AppealRecord {
  const appeal = getAppeal(kernel, id)
  return { appeal, photos: photosFor(kernel, appeal), packs: packsOf(kernel, id) }
}

/** Photos of the case and those chosen already, each place once; chosen ones that are gone are left out. */
export function photosFor(kernel: Kernel, { caseId, evidence }: Pick<Appeal, 'caseId' | 'evidence'>): Photo[] {
  const ofCase = caseId === null ? [] : photoRepo.listPhotosOfCase(kernel.read, caseId)
  const known = new Set(ofCase.map(({ linkId }) => linkId))
  const alive = repo.slotsOfLinks(kernel.read, evidence.map(({ linkId }) => linkId))
  const others = evidence.flatMap(({ linkId }) => (known.has(linkId) || !alive.has(linkId) ? [] : (photoRepo.findLink(kernel.read, linkId) ?? [])))
  return [...ofCase, ...others].map(toPhoto)
}

function packsOf(kernel: Kernel, id: string): AppealRecord['packs'] {
  return repo.listPacks(kernel.read, id).flatMap(({ at, actorId, detail }) => {
    const kept = packDetailSchema.safeParse(JSON.parse(detail))
    return kept.success ? [{ at, by: kernel.staffName(actorId), file: kept.data.file, sha256: kept.data.sha256 }] : []
  })
}

/**
 * What a new appeal begins with (A8): order, buyer, waybill, platform and currency of the case, evidence from its slots, the deadline that
 * the policy gives. @throws AppError NOT_FOUND
 */
export function proposeAppeal(kernel: Kernel, input: { caseId?: string | null | undefined; type: AppealType; language: 'zh' | 'en' }): AppealProposal {
  const { mostEvidence, types } = policyOf(kernel)
  const { deadlineDays, demands } = types[input.type]
  const deadlineAt = kernel.now() + deadlineDays * DAY
  if (input.caseId == null) {
    const shop = masters.listShops(kernel.read)[0]
    return { platform: shop?.platform ?? null, orderNo: null, waybill: null, buyerNick: null, deadlineAt, claimedCents: null, currency: shop?.currency ?? 'CNY', evidence: [], photos: [] }
  }
  const found = getCase(kernel, input.caseId)
  const claimed: Readonly<Record<AppealType, number | null>> = { freight: found.order?.postageCents ?? null, goods: found.amountCents, review: null }
  return {
    platform: found.platform,
    orderNo: found.order?.number ?? found.orderNo,
    waybill: found.waybills[0]?.waybill ?? found.order?.waybills[0]?.waybill ?? null,
    buyerNick: found.buyerNick,
    deadlineAt,
    claimedCents: claimed[input.type],
    currency: found.currency,
    evidence: proposedEvidence(found.photos, demands, input.language, mostEvidence),
    photos: found.photos,
  }
}

/** Evidence that is there, each place once, no more than the policy lets in. @throws AppError INVALID_INPUT, NOT_FOUND */
function checkedEvidence(kernel: Kernel, tx: WriteTx, evidence: repo.AppealRow['evidence'], kept: repo.AppealRow['evidence'] = []): repo.AppealRow['evidence'] {
  const { mostEvidence } = policyOf(kernel)
  const ids = evidence.map(({ linkId }) => linkId)
  if (ids.length > mostEvidence) throw new AppError('INVALID_INPUT', { field: 'evidence', value: String(ids.length) })
  if (new Set(ids).size < ids.length) throw new AppError('INVALID_INPUT', { field: 'evidence', value: 'twice' })
  const there = repo.slotsOfLinks(tx.db, ids)
  // a photo that went to the bin after it was chosen does not stand in the way of other corrections
  const before = new Set(kept.map(({ linkId }) => linkId))
  for (const id of ids) if (!there.has(id) && !before.has(id)) throw new AppError('NOT_FOUND', { what: 'photo', id })
  return evidence.map(({ linkId, caption }) => ({ linkId, caption: caption.trim() }))
}

/** Registers an appeal, from a case or alone (A8); the case hears of it. @throws AppError NOT_FOUND, INVALID_INPUT */
export function createAppeal(kernel: Kernel, actor: Actor, input: NewAppeal): Appeal {
  const id = kernel.write(actor, { name: 'appeal.create', detail: { type: input.type }, key: input.key }, (tx) => withTimersOf(kernel, tx, input.caseId, () => registerAppeal(kernel, tx, input)))
  return getAppeal(kernel, id)
}

function registerAppeal(kernel: Kernel, tx: WriteTx, input: NewAppeal): string {
  const proposed = proposeAppeal(kernel, { caseId: input.caseId, type: input.type, language: 'zh' })
  const given = <T>(value: T | undefined, otherwise: T): T => (value === undefined ? otherwise : value)
  const id = tx.newId()
  const appealNo = formatNumber(NUMBER_PREFIXES.appeal, kernel.devicePart, tx.nextNumber('appeal'))
  repo.insertAppeal(tx, {
    id,
    appealNo,
    caseId: input.caseId ?? null,
    createdAt: tx.now,
    createdBy: tx.actorId,
    type: input.type,
    platform: given(input.platform, proposed.platform),
    platformNo: clean(input.platformNo),
    orderNo: clean(given(input.orderNo, proposed.orderNo)),
    waybill: clean(given(input.waybill, proposed.waybill)),
    buyerNick: clean(given(input.buyerNick, proposed.buyerNick)),
    statement: clean(input.statement),
    note: clean(input.note),
    deadlineAt: given(input.deadlineAt, proposed.deadlineAt),
    claimedCents: given(input.claimedCents, proposed.claimedCents),
    currency: input.currency ?? proposed.currency,
    evidence: checkedEvidence(kernel, tx, input.evidence ?? proposed.evidence),
    status: 'draft',
    statusAt: tx.now,
    result: null,
    recoveredCents: null,
  })
  if (input.caseId != null) noteOnCase(kernel, tx, input.caseId, { type: 'appeal-opened', data: { appealId: id, appealNo, appealType: input.type } })
  return id
}

/** Corrects an appeal; fields that are not named stay. An amount that was recovered keeps to its rules. @throws AppError NOT_FOUND, INVALID_INPUT, REQUIRED_FIELDS_MISSING */
export function updateAppeal(kernel: Kernel, actor: Actor, input: { id: string; patch: AppealPatch; key?: string | null | undefined }): Appeal {
  kernel.write(actor, { name: 'appeal.update', subject: input.id, detail: { fields: Object.keys(input.patch) }, key: input.key }, (tx) => {
    const { appeal: row } = requireView(tx.db, input.id)
    const { evidence, type, platform, deadlineAt, claimedCents, currency, ...texts } = input.patch
    requireOutcome({ type: type ?? typeOf(row), claimedCents: claimedCents === undefined ? row.claimedCents : claimedCents }, statusOf(row), row.recoveredCents)
    repo.updateAppeal(tx, input.id, {
      ...Object.fromEntries(Object.entries(texts).map(([field, value]) => [field, clean(value)])),
      ...(type === undefined ? {} : { type }),
      ...(platform === undefined ? {} : { platform }),
      ...(deadlineAt === undefined ? {} : { deadlineAt }),
      ...(claimedCents === undefined ? {} : { claimedCents }),
      ...(currency === undefined ? {} : { currency }),
      ...(evidence === undefined ? {} : { evidence: checkedEvidence(kernel, tx, evidence, row.evidence) }),
    })
  })
  return getAppeal(kernel, input.id)
}

function requireOutcome(appeal: { type: AppealType; claimedCents: number | null }, status: AppealStatus, recoveredCents: number | null): void {
  const problem = outcomeProblem(appeal, status, recoveredCents)
  if (problem === 'amount-missing') throw new AppError('REQUIRED_FIELDS_MISSING', { fields: ['recoveredCents'] })
  if (problem !== null) throw new AppError('INVALID_INPUT', { field: 'recoveredCents', value: problem })
}

/** A step with its result and the amount recovered (A8); the case hears of it. @throws AppError NOT_FOUND, ILLEGAL_TRANSITION, REQUIRED_FIELDS_MISSING, INVALID_INPUT */
export function setAppealStatus(kernel: Kernel, actor: Actor, input: AppealOutcome): Appeal {
  const { id, status } = input
  kernel.write(actor, { name: 'appeal.set-status', subject: id, detail: { status }, key: input.key }, (tx) => {
    const { appeal: row } = requireView(tx.db, id)
    const from = statusOf(row)
    if (!canMoveAppeal(from, status)) throw new AppError('ILLEGAL_TRANSITION', { from, to: status })
    const recoveredCents = input.recoveredCents ?? null
    const result = clean(input.result)
    requireOutcome({ type: typeOf(row), claimedCents: row.claimedCents }, status, recoveredCents)
    repo.updateAppeal(tx, id, { status, statusAt: tx.now, result, recoveredCents })
    if (row.caseId !== null) noteOnCase(kernel, tx, row.caseId, { type: 'appeal-status', text: result, data: { appealId: id, appealNo: row.appealNo, from, to: status, recoveredCents, currency: row.currency } })
  })
  return getAppeal(kernel, id)
}

/** Takes a draft out of the register again: nothing of it was sent. @throws AppError NOT_FOUND, ILLEGAL_TRANSITION */
export function removeAppeal(kernel: Kernel, actor: Actor, input: { id: string; key?: string | null | undefined }): void {
  kernel.write(actor, { name: 'appeal.remove', subject: input.id, key: input.key }, (tx) => {
    const { appeal: row } = requireView(tx.db, input.id)
    if (row.status !== 'draft') throw new AppError('ILLEGAL_TRANSITION', { from: row.status, to: 'removed' })
    repo.removeAppeal(tx, input.id)
    if (row.caseId !== null) noteOnCase(kernel, tx, row.caseId, { type: 'appeal-removed', data: { appealId: input.id, appealNo: row.appealNo } })
  })
}
