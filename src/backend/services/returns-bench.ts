import type { BenchAnswer, ReturnCandidate } from '../../contract/returns'
import type { Entry } from '../../contract/register'
import { KIND_IDS } from '../../domain/case/kinds'
import { toLocal } from '../../domain/clock/zone'
import { waybillKey } from '../../domain/courier/waybill'
import { AppError } from '../../domain/errors'
import { goodsOf, lineFault, type ReturnLine } from '../../domain/returns/lines'
import { namedTarget, scoreReturn, type ReturnClue } from '../../domain/returns/match'
import type { ReturnResult } from '../../domain/returns/policy'
import { readScan, tidyCode } from '../../domain/returns/scan'
import type { Register } from '../../domain/register/register'
import type { WriteTx } from '../db/write'
import { localTimeText } from '../reports/table'
import * as cases from '../repositories/cases'
import * as orders from '../repositories/orders'
import * as photos from '../repositories/photos'
import * as entries from '../repositories/register-entries'
import * as repo from '../repositories/returns'
import { appendEvent, requireCase } from './case-core'
import { courierOfParcel } from './courier-times'
import type { Actor, Kernel } from './kernel'
import { assignPhoto } from './photos'
import { shopTerms } from './reconcile-month'
import { activeStaff, getEntry, requireEntry, requireRegister } from './register-access'
import { insertEntry, moveEntry } from './register-entries'
import { gatherTargets, toCandidate, type Target } from './returns-targets'
import { asksForInspection, caseForReturn, keepReturnWaybill, takeBackRelease } from './returns-hooks'

/** The returns bench (W6): finds what a parcel belongs to, files what was in it, and lets its case go on. */

/** How many awaited returns a SKU is looked for in. */
const POOL = 500
const INSPECTION_SLOT = 'inspection-photo'

const register = (kernel: Kernel, actor: Actor): Register => requireRegister(kernel, actor, 'returns', 'write')
const keyOf = (code: string): string => waybillKey(code) ?? code
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

function scored(kernel: Kernel, clue: ReturnClue, targets: readonly Target[]) {
  return scoreReturn(clue, targets, kernel.resources.policy.warehouse.match)
}

/** What a code may belong to, with reasons; the newest return that was filed under it before. Nothing is written. @throws AppError FORBIDDEN */
export function lookupReturn(kernel: Kernel, actor: Actor, raw: string): BenchAnswer {
  register(kernel, actor)
  const { scan: policy } = kernel.resources.policy.warehouse
  const scan = readScan(tidyCode(raw, policy), policy)
  if (scan.kind === 'damaged-card' || scan.kind === 'too-long' || scan.code === '') return { code: scan.code, kind: scan.kind, earlier: null, named: null, candidates: [] }
  const caseNo = scan.kind === 'card' ? scan.caseNo : null
  const clue: ReturnClue = { caseNo, codes: caseNo === null ? [keyOf(scan.code), scan.code] : [], skus: [], buyer: null }
  const byNumber = scored(kernel, clue, gatherTargets(kernel, clue, { pool: [], tails: false }))
  // only what is no number of ours may be a SKU: then awaited returns are looked through for it
  const found = byNumber.length > 0 || caseNo !== null ? byNumber : scored(kernel, clue, gatherTargets(kernel, clue, { pool: awaited(kernel), tails: false }))
  const [before] = caseNo === null ? repo.returnsOfCode(kernel.read, keyOf(scan.code)) : []
  return {
    code: scan.code,
    kind: scan.kind,
    earlier: before === undefined || before.state === 'received' || before.state === 'identified' ? null : { entryId: before.id, entryNo: before.entryNo, state: before.state, at: before.stateAt, by: kernel.staffName(before.stateBy) },
    named: namedTarget(found)?.id ?? null,
    candidates: found.map((one) => toCandidate(kernel, one)),
  }
}

const awaited = (kernel: Kernel): cases.CaseDbRow[] => repo.awaitedCases(kernel.read, KIND_IDS.filter((kind) => asksForInspection(kernel, kind)), POOL)

export interface FiledReturn {
  readonly entry: Entry
  readonly caseId: string | null
  readonly caseNo: string | null
  readonly caseMade: boolean
}

export interface ReturnToFile {
  readonly code: string
  readonly entryId?: string | null | undefined
  readonly caseId?: string | null | undefined
  readonly orderNo?: string | null | undefined
  readonly result: ReturnResult
  readonly lines: readonly ReturnLine[]
  readonly courierId?: string | null | undefined
  readonly note?: string | null | undefined
  /** Links of photos that wait in the inbox. */
  readonly evidence: readonly string[]
  readonly key?: string | null | undefined
}

/** The waybill that a code stands for: none for a card, an order number or an entry. */
function waybillOf(kernel: Kernel, code: string, facts: { readonly caseNo: string | null; readonly orderNo: string | null; readonly skus: readonly string[] }): string | null {
  const { scan: policy } = kernel.resources.policy.warehouse
  const scan = readScan(tidyCode(code, policy), policy)
  if (scan.kind !== 'code' || scan.waybillKey === null) return null
  const others = [facts.orderNo, facts.caseNo, ...facts.skus].flatMap((one) => (one === null ? [] : [keyOf(one), one.toUpperCase()]))
  return others.includes(scan.waybillKey) || /^(RT|WT)-/.test(scan.code) ? null : scan.waybillKey
}

/**
 * Files what was found in a parcel: a new entry, or the one that waited for it, checked at once; its case is told (W6). An order without an
 * open case gets one of the kind "return inspection", so that somebody sees it.
 * @throws AppError FORBIDDEN, NOT_FOUND, INVALID_INPUT where result and quantities contradict each other
 */
export async function fileReturn(kernel: Kernel, actor: Actor, input: ReturnToFile): Promise<FiledReturn> {
  const returns = register(kernel, actor)
  const fault = lineFault(input.result, input.lines)
  if (fault !== null) throw new AppError('INVALID_INPUT', { field: 'lines', value: fault })
  const written = kernel.write(actor, { name: 'return.file', subject: input.caseId ?? input.entryId ?? null, detail: { result: input.result }, key: input.key }, (tx): { id: string; caseId: string | null; made: boolean } => {
    const before = input.entryId == null ? undefined : requireEntry(tx.db, returns, input.entryId)
    const given = input.caseId ?? before?.caseId ?? null
    const orderNo = input.orderNo ?? text(before?.values['order']) ?? (given === null ? null : requireCase(tx.db, given).orderNo)
    const skus = input.lines.flatMap(({ sku }) => sku ?? [])
    const waybill = waybillOf(kernel, input.code, { caseNo: given === null ? null : requireCase(tx.db, given).caseNo, orderNo, skus })
    const place = caseForReturn(kernel, tx, { caseId: given, orderNo, waybill })
    const row = place === null ? undefined : requireCase(tx.db, place.id)
    if (place !== null) keepReturnWaybill(kernel, tx, place.id, waybill)
    const found = { result: input.result, expected: goodsOf(input.lines, 'expected'), received: goodsOf(input.lines, 'received'), note: input.note ?? null }
    if (before !== undefined) {
      if (before.caseId === null && place !== null) entries.updateEntry(tx, returns.id, before.id, { caseId: place.id })
      const { result, received, note } = found
      moveEntry(kernel, tx, actor, returns, { id: before.id, move: 'check', values: { result, received, ...(note === null ? {} : { note }) }, reason: null, staff: activeStaff(tx.db) })
      return { id: before.id, caseId: place?.id ?? null, made: place?.made ?? false }
    }
    const shopId = row?.shopId ?? (orderNo === null ? null : (orders.findOrdersByNumber(tx.db, orderNo)[0]?.shopId ?? null))
    const id = insertEntry(kernel, tx, returns, {
      caseId: place?.id ?? null,
      source: null,
      state: 'checked',
      values: { ...found, shop: shopId, order: orderNo ?? row?.orderNo ?? null, waybill, courier: input.courierId ?? courierOf(kernel, tx, waybill), buyer: row?.buyerNick ?? null, sku: skus[0] ?? null, day: today(kernel), checkedBy: actor.staffId, scanned: tidyCode(input.code, kernel.resources.policy.warehouse.scan) },
    })
    return { id, caseId: place?.id ?? null, made: place?.made ?? false }
  })
  if (written.caseId !== null) await movePhotos(kernel, actor, input.evidence, written.caseId)
  return answer(kernel, actor, returns, written)
}

/** The courier whose waybills look like this one; the buyer may have sent it back with any. */
const courierOf = (kernel: Kernel, tx: WriteTx, waybill: string | null): string | null => (waybill === null ? null : (courierOfParcel(kernel, tx.db, waybill, null)?.id ?? null))
const today = (kernel: Kernel): string => localTimeText(toLocal(shopTerms(kernel).timeZone, kernel.now()), 'date')

function answer(kernel: Kernel, actor: Actor, returns: Register, { id, caseId, made }: { id: string; caseId: string | null; made: boolean }): FiledReturn {
  return { entry: getEntry(kernel, actor, returns, id), caseId, caseNo: caseId === null ? null : (cases.findCase(kernel.read, caseId)?.caseNo ?? null), caseMade: made }
}

/** Photos of the inbox follow the parcel to its case; one that is there already, or gone, is left alone. */
async function movePhotos(kernel: Kernel, actor: Actor, linkIds: readonly string[], caseId: string): Promise<void> {
  for (const linkId of linkIds) {
    const link = photos.findLinkRow(kernel.read, linkId)
    if (link !== undefined && link.caseId === null && link.binnedAt === null && link.deletedAt === null) await assignPhoto(kernel, actor, { linkId, caseId, slot: INSPECTION_SLOT })
  }
}

export interface UnknownToFile {
  readonly code: string
  readonly result?: ReturnResult | null | undefined
  readonly sku?: string | null | undefined
  readonly buyer?: string | null | undefined
  readonly courierId?: string | null | undefined
  readonly note?: string | null | undefined
  readonly evidence: readonly string[]
  readonly key?: string | null | undefined
}

/** Registers a parcel that belongs to nobody known; its photos stay in the inbox and are named in it (W6). @throws AppError FORBIDDEN */
export function fileUnknown(kernel: Kernel, actor: Actor, input: UnknownToFile): FiledReturn {
  const returns = register(kernel, actor)
  const code = tidyCode(input.code, kernel.resources.policy.warehouse.scan)
  const waybill = waybillOf(kernel, code, { caseNo: null, orderNo: null, skus: [input.sku ?? ''] })
  const id = kernel.write(actor, { name: 'return.unknown', detail: { photos: input.evidence.length }, key: input.key }, (tx) =>
    insertEntry(kernel, tx, returns, {
      caseId: null,
      source: null,
      state: 'unidentified',
      values: {
        waybill, scanned: code, result: input.result ?? null, sku: input.sku ?? null, buyer: input.buyer ?? null, courier: input.courierId ?? courierOf(kernel, tx, waybill),
        note: input.note ?? null, day: today(kernel), checkedBy: actor.staffId, evidence: evidenceWords(kernel, input.evidence),
      },
    }),
  )
  return answer(kernel, actor, returns, { id, caseId: null, made: false })
}

/** Photos of a parcel without a case, one a line: where each lies, and its link in brackets. */
function evidenceWords(kernel: Kernel, linkIds: readonly string[]): string | null {
  const lines = linkIds.flatMap((linkId) => {
    const link = photos.findLinkRow(kernel.read, linkId)
    return link === undefined ? [] : [`${link.archivedAs} (${linkId})`]
  })
  return lines.join('\n') || null
}

const linksIn = (evidence: unknown): string[] => (typeof evidence === 'string' ? evidence.split('\n').flatMap((line) => /\(([^()\s]+)\)$/.exec(line)?.[1] ?? []) : [])

/**
 * Takes a filed return out again, with what it told its case, while nothing else happened to it (U2). The case that it opened stays.
 * @throws AppError FORBIDDEN, NOT_FOUND, UNDO_REFUSED
 */
export function undoFiled(kernel: Kernel, actor: Actor, input: { readonly entryId: string; readonly key?: string | null | undefined }): void {
  const returns = register(kernel, actor)
  kernel.write(actor, { name: 'return.undo', subject: input.entryId, key: input.key }, (tx) => {
    const entry = requireEntry(tx.db, returns, input.entryId)
    const events = entries.listEntryEvents(tx.db, entry.id)
    if (events.length !== 1 || (entry.state !== 'checked' && entry.state !== 'unidentified')) throw new AppError('UNDO_REFUSED', { why: 'changed-since' })
    entries.removeEntry(tx, returns.id, entry.id)
    entries.insertEntryEvent(tx, { entryId: entry.id, type: 'removed', data: {} })
    if (entry.caseId === null) return
    const told = cases.listEventsOfTypes(tx.db, entry.caseId, ['register-entry']).find(({ data }) => data['entryId'] === entry.id)
    if (told !== undefined) appendEvent(tx, entry.caseId, { type: 'undone', data: { eventId: told.id, type: told.type } })
    takeBackRelease(kernel, tx, entry.caseId, entry.id)
  })
}

/** What an unidentified parcel may belong to: by its label, what was noted of it, and what a person knows besides. @throws AppError FORBIDDEN, NOT_FOUND */
export function returnCandidates(kernel: Kernel, actor: Actor, input: { readonly entryId: string; readonly query?: string | null | undefined }): ReturnCandidate[] {
  const returns = register(kernel, actor)
  const { values } = requireEntry(kernel.read, returns, input.entryId)
  const { scan: policy } = kernel.resources.policy.warehouse
  const query = tidyCode(input.query ?? '', policy)
  const asked = query === '' ? null : readScan(query, policy)
  const codes = [text(values['waybill']), text(values['scanned']), text(values['order']), asked?.kind === 'code' ? query : null].flatMap((one) => (one === null ? [] : [one, keyOf(one)]))
  const sku = text(values['sku'])
  const clue: ReturnClue = { caseNo: asked?.kind === 'card' ? asked.caseNo : null, codes: [...new Set(codes)], skus: sku === null ? [] : [sku.toUpperCase()], buyer: input.query?.trim() || text(values['buyer']) }
  const own = text(values['buyer'])
  const found = scored(kernel, clue, gatherTargets(kernel, clue, { pool: awaited(kernel), tails: true }))
  const byOwnBuyer = own === null || own === clue.buyer ? [] : scored(kernel, { ...clue, codes: [], skus: [], caseNo: null, buyer: own }, gatherTargets(kernel, { ...clue, buyer: own }, { pool: [], tails: false }))
  return [...found, ...byOwnBuyer.filter(({ target }) => !found.some((one) => one.target.id === target.id))].map((one) => toCandidate(kernel, one))
}

/**
 * Gives an unidentified parcel to the case or order that a person chose; what was found in it is told at once, and its photos follow (W6).
 * @throws AppError FORBIDDEN, NOT_FOUND, ILLEGAL_TRANSITION, REQUIRED_FIELDS_MISSING for a case without an order
 */
export async function matchReturn(kernel: Kernel, actor: Actor, input: { readonly entryId: string; readonly caseId?: string | null | undefined; readonly orderNo?: string | null | undefined; readonly key?: string | null | undefined }): Promise<FiledReturn> {
  const returns = register(kernel, actor)
  const written = kernel.write(actor, { name: 'return.match', subject: input.entryId, key: input.key }, (tx) => {
    const entry = requireEntry(tx.db, returns, input.entryId)
    const chosen = input.caseId == null ? undefined : requireCase(tx.db, input.caseId)
    const orderNo = chosen?.orderNo ?? input.orderNo ?? null
    const waybill = text(entry.values['waybill'])
    const place = caseForReturn(kernel, tx, { caseId: chosen?.id ?? null, orderNo, waybill })
    if (place === null) throw new AppError('REQUIRED_FIELDS_MISSING', { fields: ['order'] })
    const row = requireCase(tx.db, place.id)
    entries.updateEntry(tx, returns.id, entry.id, { caseId: place.id, shopId: row.shopId, ...(row.buyerNick === null ? {} : { buyerNick: row.buyerNick }) })
    const staff = activeStaff(tx.db)
    // a case without an order is named by its own number: the step asks for something to stand there
    moveEntry(kernel, tx, actor, returns, { id: entry.id, move: 'identify', values: { order: orderNo ?? row.caseNo }, reason: null, staff })
    keepReturnWaybill(kernel, tx, place.id, waybill)
    if (entry.values['result'] != null) moveEntry(kernel, tx, actor, returns, { id: entry.id, move: 'check', values: {}, reason: null, staff })
    return { id: entry.id, caseId: place.id, made: place.made, links: linksIn(entry.values['evidence']) }
  })
  await movePhotos(kernel, actor, written.links, written.caseId)
  if (written.links.length > 0) {
    // they are on the case now: where they lay in the inbox says nothing any more
    kernel.write(actor, { name: 'return.photos', subject: written.id, detail: { photos: written.links.length } }, (tx) => {
      entries.updateEntry(tx, returns.id, written.id, entries.toColumns(returns, { evidence: null }, requireEntry(tx.db, returns, written.id).values))
    })
  }
  return answer(kernel, actor, returns, written)
}
