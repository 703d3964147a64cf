import type { CaseDetail, CaseRow } from '../../contract/cases'
import type { SheetRow } from '../../contract/case-bulk'
import type { Photo } from '../../contract/photos'
import { missingFields } from '../../domain/case/fields'
import { isKindId, kindDef, type KindId } from '../../domain/case/kinds'
import { isArchiveView, type CaseView } from '../../domain/case/queue'
import { reasonsFor } from '../../domain/case/reasons'
import { EVIDENCE_SLOTS } from '../../domain/case/slots'
import { allowedStatuses, requiredFields, type Status } from '../../domain/case/status'
import type { ClockName, ClockPolicy } from '../../domain/clock/policy'
import { couriersByWaybill } from '../../domain/courier/policy'
import { waybillKey } from '../../domain/courier/waybill'
import { AppError } from '../../domain/errors'
import { readFollowUps } from '../../domain/wrong-shipment/follow-ups'
import { listAppealsOfCase } from '../repositories/appeals'
import * as repo from '../repositories/cases'
import * as masters from '../repositories/masters'
import * as orders from '../repositories/orders'
import * as photos from '../repositories/photos'
import { countUpTo, cursorOf, windowEnd, type SheetRow as SheetDbRow } from '../repositories/queue'
import { queueWhere } from '../repositories/queue-where'
import * as registers from '../repositories/registers'
import * as shipments from '../repositories/wrong-shipments'
import { fieldValues, readClocks, requireCase } from './case-core'
import { countSearched, searchCases, searchSheet, type SearchQuestion } from './case-search'
import { stepsOf } from './case-step'
import { clockPolicyOf } from './clock-policy'
import type { Actor, Kernel } from './kernel'
import { entriesOf } from './register-links'
import { shopNames } from './masters'
import { toOrderFacts } from './orders'
import { askQueue, COUNTED_VIEWS, readCursor, writeCursor, type QueueQuestion } from './queue-question'
import { refundsFor } from './refunds'

const TIMELINE_LIMIT = 300

export function toPhoto(row: photos.PhotoRow): Photo {
  return { ...row }
}

/** Field by field: a hundred rows with a rest pattern cost half a millisecond (X2). */
function toRow(row: repo.QueueRow, names: ReadonlyMap<string, string>): CaseRow {
  return {
    id: row.id,
    caseNo: row.caseNo,
    kind: row.kind,
    status: row.status,
    priority: row.priority,
    shopId: row.shopId,
    shopName: names.get(row.shopId) ?? '',
    platform: row.platform,
    buyerNick: row.buyerNick,
    orderNo: row.orderNo,
    subline: (row.isWaiting ? row.nextAction : null) ?? row.summary ?? row.nextAction,
    amountCents: row.amountCents,
    currency: row.currency,
    flag: row.flag,
    assigneeId: row.assigneeId,
    vip: row.vip,
    nextClock: row.nextClock,
    nextDueAt: row.nextDueAt,
    nextActionAt: row.nextActionAt,
    openedAt: row.openedAt,
    updatedAt: row.updatedAt,
  }
}

export interface ListInput extends QueueQuestion {
  readonly cursor?: string | null | undefined
  readonly limit: number
}

/**
 * The statement of a queue page: what the service runs, the query-plan test explains and the bench repeats. A filter of the archive that
 * no index serves is looked for in one window of it, which is measured here.
 */
export function queueQuery(kernel: Kernel, actor: Actor, input: ListInput): repo.QueueQuery {
  const { order, spec } = askQueue(kernel, actor, input)
  const { where, base, windowed, name, values } = queueWhere(spec)
  const after = readCursor(input.cursor)
  const until = windowed ? windowEnd(kernel.read, { order, where: base, after }, kernel.resources.policy.queue.archiveWindow) : null
  return {
    order,
    shape: { name, values },
    where,
    after,
    until,
    limit: input.limit + 1,
  }
}

const isSearch = (input: ListInput): boolean => (input.search?.trim() ?? '') !== ''

/** The question that a listing with words puts to the index (X3): what the index knows it is asked for, the rest is the condition of the page. */
export function searchQuestion(kernel: Kernel, actor: Actor, input: ListInput): SearchQuestion {
  const { view, kind, shopId, filter } = input
  const { kinds = [], shopIds = [], ...others } = filter ?? {}
  const only = (one: string | null | undefined, several: readonly string[]): string | null => one || (several.length === 1 ? (several[0] ?? null) : null)
  const filtered = kinds.length > 1 || shopIds.length > 1 || Object.values(others).some((value) => value !== undefined)
  return {
    text: input.search ?? '',
    openOnly: !isArchiveView(view),
    kind: only(kind, kinds),
    shopId: only(shopId, shopIds),
    where: queueWhere(askQueue(kernel, actor, input).spec).where,
    picks: filtered || !WIDE_VIEWS.has(view),
    cursor: input.cursor ?? null,
    limit: input.limit,
  }
}
/** Views of which the index itself knows who belongs to them, or to which nearly all cases do. */
const WIDE_VIEWS: ReadonlySet<CaseView> = new Set(['all', 'open', 'resolved'])

/** Cuts the row that only tells of more off a page, and says where the next one begins. */
function pageOf<R extends repo.QueueRow>(found: R[], query: repo.QueueQuery, limit: number): { rows: R[]; nextCursor: string | null } {
  const rows = found.slice(0, limit)
  const last = rows.at(-1)
  if (found.length > limit && last !== undefined) return { rows, nextCursor: writeCursor(cursorOf(query.order, last)) }
  // nothing more in this window: the next page begins behind it
  return { rows, nextCursor: query.until ? writeCursor(query.until) : null }
}

/** One page of the queue (C10). A page of a windowed archive may be short or empty and yet not the last. */
export function listCases(kernel: Kernel, actor: Actor, input: ListInput): { rows: CaseRow[]; nextCursor: string | null } {
  const names = shopNames(kernel)
  if (isSearch(input)) {
    const found = searchCases(kernel.read, searchQuestion(kernel, actor, input))
    return { rows: found.rows.map((row) => toRow(row, names)), nextCursor: found.nextCursor }
  }
  const query = queueQuery(kernel, actor, input)
  const { rows, nextCursor } = pageOf(repo.listQueue(kernel.read, query), query, input.limit)
  return { rows: rows.map((row) => toRow(row, names)), nextCursor }
}

function sheetPage(kernel: Kernel, actor: Actor, input: ListInput): { rows: SheetDbRow[]; nextCursor: string | null } {
  const query = queueQuery(kernel, actor, input)
  return pageOf(repo.listSheet(kernel.read, query), query, input.limit)
}

/** The same page with what the sheet shows of each case (C10). */
export function listSheet(kernel: Kernel, actor: Actor, input: ListInput): { rows: SheetRow[]; nextCursor: string | null } {
  const { rows, nextCursor } = isSearch(input) ? searchSheet(kernel.read, searchQuestion(kernel, actor, input)) : sheetPage(kernel, actor, input)
  const names = shopNames(kernel)
  return {
    rows: rows.map((row) => ({
      ...toRow(row, names),
      nextAction: row.nextAction,
      summary: row.wholeSummary,
      memo: row.memo,
      channel: row.channel,
      reason: row.reason,
      remedy: row.remedy,
      liableParty: row.liableParty,
      freightPayer: row.freightPayer,
      agreedCents: row.agreedCents,
      difficult: row.difficult,
      waybills: row.waybills,
      assigneeName: row.assigneeId === null ? null : kernel.staffName(row.assigneeId),
    })),
    nextCursor,
  }
}

/** How many cases a listing has in all; by scan, for the command line. */
export function countListed(kernel: Kernel, actor: Actor, input: ListInput): number {
  if (isSearch(input)) return countSearched(kernel.read, searchQuestion(kernel, actor, input))
  return repo.countCases(kernel.read, queueQuery(kernel, actor, input).where)
}

/** Counts of the views that an index covers, up to one more than the policy's cap (X2: never by scanning all cases). */
export function countViews(kernel: Kernel, actor: Actor): Record<string, number> {
  const cap = kernel.resources.policy.queue.countCap
  return Object.fromEntries(COUNTED_VIEWS.map((view) => [view, countUpTo(kernel.read, queueWhere(askQueue(kernel, actor, { view }).spec).where, cap)]))
}

/** How many cases one view holds, up to the cap of the policy. */
export const countView = (kernel: Kernel, actor: Actor, view: CaseView): number => countUpTo(kernel.read, queueWhere(askQueue(kernel, actor, { view }).spec).where, kernel.resources.policy.queue.countCap)

/** Cases by id, in the order of the queue. */
export function listCasesByIds(kernel: Kernel, ids: readonly string[]): CaseRow[] {
  if (ids.length === 0) return []
  const names = shopNames(kernel)
  return repo.listQueue(kernel.read, { order: 'newest', shape: null, where: repo.whereIds(ids), after: null, limit: ids.length }).map((row) => toRow(row, names))
}

/** The courier of a waybill: as the order says, else by the only shape that fits. */
function courierOf(kernel: Kernel, waybill: string, known: readonly { courierId: string | null; courierText: string | null; waybillKey: string }[]) {
  const key = waybillKey(waybill) ?? ''
  const stored = known.find((one) => one.waybillKey === key)
  const byShape = couriersByWaybill(kernel.resources.couriers, key)
  const courierId = stored?.courierId ?? (byShape.length === 1 ? (byShape[0]?.id ?? null) : null)
  const name = courierId === null ? null : masters.findCourier(kernel.read, courierId)?.nameZh
  return { courierId, courierName: name ?? stored?.courierText ?? null, waybill }
}

function evidenceSlots(kind: KindId, filed: readonly Photo[]) {
  return kindDef(kind).slots.map((slot) => ({
    slot,
    labelZh: EVIDENCE_SLOTS[slot].zh,
    labelEn: EVIDENCE_SLOTS[slot].en,
    required: true,
    photoCount: filed.filter((photo) => photo.slot === slot).length,
  }))
}

/** When a clock asks for attention and who has to act, by the policy (C4). */
function clockTerms(policy: ClockPolicy, name: ClockName): Pick<CaseDetail['clocks'][number], 'soonMs' | 'owner'> {
  const def = policy.clocks[name]
  return { soonMs: def?.soonMs ?? policy.soonMs, owner: def?.owner ?? 'us' }
}

/** A case with everything its pane shows (C2, C4, C5). @throws AppError NOT_FOUND */
export function getCase(kernel: Kernel, id: string): CaseDetail {
  const db = kernel.read
  const row = requireCase(db, id)
  const listed = listCasesByIds(kernel, [id])[0]
  if (listed === undefined || !isKindId(row.kind)) throw new AppError('NOT_FOUND', { what: 'case', id })
  const policy = clockPolicyOf(kernel, db, row)
  const clocks = readClocks(db, id).map((clock) => ({ ...clock, ...clockTerms(policy, clock.name) }))
  const orderRow = row.orderId === null ? undefined : orders.findOrder(db, row.orderId)
  const orderWaybills = orderRow === undefined ? [] : orders.listWaybills(db, orderRow.id)
  const filed = photos.listPhotosOfCase(db, id).map(toPhoto)
  const status = row.status as Status
  const events = repo.listEvents(db, id, TIMELINE_LIMIT)
  const claims = registers.listClaimsOfCase(db, id)
  const wrongShipments = shipments.listWrongShipmentsOfCase(db, id)
  const steps = stepsOf(kernel, row, row.kind, { events, slots: filed.map((photo) => photo.slot), hasClaim: claims.length > 0, hasWrongShipment: wrongShipments.length > 0, order: orderRow ?? null })
  return {
    ...listed,
    channel: row.channel,
    buyerId: row.buyerId,
    summary: row.summary,
    liableParty: row.liableParty,
    freightPayer: row.freightPayer,
    remedy: row.remedy,
    reason: row.reason,
    memo: row.memo,
    nextAction: row.nextAction,
    difficult: row.difficult,
    assigneeName: row.assigneeId === null ? null : kernel.staffName(row.assigneeId),
    waybills: row.waybills.map((waybill) => courierOf(kernel, waybill, orderWaybills)),
    order: orderRow === undefined ? null : toOrderFacts(kernel, orderRow),
    refunds: refundsFor(kernel, { caseId: id, orderNo: row.orderNo }),
    clocks,
    timeline: events.map((event) => ({ id: event.id, at: event.at, type: event.type, actorName: kernel.staffName(event.actorId), text: event.text, data: event.data })),
    photos: filed,
    evidenceSlots: evidenceSlots(row.kind, filed),
    ...steps,
    reasons: reasonsFor(kernel.resources.policy.reasons, row.kind).map(({ id: reasonId, zh, en }) => ({ id: reasonId, zh, en })),
    agreedCents: row.amountCents,
    claims: claims.map(({ id: claimId, claimNo, status: state, amountCents, waybill }) => ({ id: claimId, claimNo, status: state, amountCents, waybill })),
    wrongShipments: wrongShipments.map(({ id: entryId, entryNo, error, state, followUps }) => ({ id: entryId, entryNo, error, state, followUps: readFollowUps(followUps).map(({ id: followUpId, kind, state: at, dueAt }) => ({ id: followUpId, kind, state: at, dueAt })) })),
    appeals: listAppealsOfCase(db, id).map(({ id: appealId, appealNo, type, status: state }) => ({ id: appealId, appealNo, type, status: state })),
    entries: entriesOf(kernel, { caseId: id }).map(({ at: _at, ...entry }) => entry),
    allowedStatuses: [...allowedStatuses(status)],
    missingFields: missingFields(requiredFields(row.kind, status, 'resolved'), fieldValues(row)),
  }
}
