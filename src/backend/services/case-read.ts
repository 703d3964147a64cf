import type { CaseDetail, CaseRow } from '../../contract/cases'
import type { SheetRow } from '../../contract/case-bulk'
import type { Photo } from '../../contract/photos'
import { missingFields } from '../../domain/case/fields'
import { isKindId, kindDef, type KindId } from '../../domain/case/kinds'
import { reasonsFor } from '../../domain/case/reasons'
import { EVIDENCE_SLOTS } from '../../domain/case/slots'
import { allowedStatuses, requiredFields, type Status } from '../../domain/case/status'
import type { ClockName } from '../../domain/clock/policy'
import { couriersByWaybill } from '../../domain/courier/policy'
import { waybillKey } from '../../domain/courier/waybill'
import { AppError } from '../../domain/errors'
import * as repo from '../repositories/cases'
import * as masters from '../repositories/masters'
import * as orders from '../repositories/orders'
import * as photos from '../repositories/photos'
import { countUpTo, cursorOf, windowEnd } from '../repositories/queue'
import { queueWhere } from '../repositories/queue-where'
import * as registers from '../repositories/registers'
import { fieldValues, readClocks, requireCase } from './case-core'
import { stepsOf } from './case-step'
import type { Actor, Kernel } from './kernel'
import { shopNames } from './masters'
import { toOrderFacts } from './orders'
import { askQueue, COUNTED_VIEWS, readCursor, writeCursor, type QueueQuestion } from './queue-question'
import { refundsFor } from './refunds'

const TIMELINE_LIMIT = 300
const SEARCH_LIMIT = 200

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
  const until = windowed && !input.search ? windowEnd(kernel.read, { order, where: base, after }, kernel.resources.policy.queue.archiveWindow) : null
  return {
    order,
    shape: input.search ? null : { name, values },
    where: input.search ? repo.whereAll(where, whereSearch(kernel, input.search)) : where,
    after,
    until,
    limit: input.limit + 1,
  }
}

/** Numbers and buyers by index; only when none fits, words in the summary. */
function whereSearch(kernel: Kernel, search: string) {
  const text = search.trim()
  const ids = repo.findCaseIds(kernel.read, text, waybillKey(text) ?? '', SEARCH_LIMIT)
  return ids.length > 0 ? repo.whereIds(ids) : repo.whereSummaryHas(text)
}

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
  const query = queueQuery(kernel, actor, input)
  const { rows, nextCursor } = pageOf(repo.listQueue(kernel.read, query), query, input.limit)
  const names = shopNames(kernel)
  return { rows: rows.map((row) => toRow(row, names)), nextCursor }
}

/** The same page with what the sheet shows of each case (C10). */
export function listSheet(kernel: Kernel, actor: Actor, input: ListInput): { rows: SheetRow[]; nextCursor: string | null } {
  const query = queueQuery(kernel, actor, input)
  const { rows, nextCursor } = pageOf(repo.listSheet(kernel.read, query), query, input.limit)
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
  return repo.countCases(kernel.read, queueQuery(kernel, actor, input).where)
}

/** Counts of the views that an index covers, up to one more than the policy's cap (X2: never by scanning all cases). */
export function countViews(kernel: Kernel, actor: Actor): Record<string, number> {
  const cap = kernel.resources.policy.queue.countCap
  return Object.fromEntries(COUNTED_VIEWS.map((view) => [view, countUpTo(kernel.read, queueWhere(askQueue(kernel, actor, { view }).spec).where, cap)]))
}

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
function clockTerms(kernel: Kernel, name: ClockName): Pick<CaseDetail['clocks'][number], 'soonMs' | 'owner'> {
  const policy = kernel.resources.policy.clocks
  const def = policy.clocks[name]
  return { soonMs: def?.soonMs ?? policy.soonMs, owner: def?.owner ?? 'us' }
}

/** A case with everything its pane shows (C2, C4, C5). @throws AppError NOT_FOUND */
export function getCase(kernel: Kernel, id: string): CaseDetail {
  const db = kernel.read
  const row = requireCase(db, id)
  const listed = listCasesByIds(kernel, [id])[0]
  if (listed === undefined || !isKindId(row.kind)) throw new AppError('NOT_FOUND', { what: 'case', id })
  const clocks = readClocks(db, id).map((clock) => ({ ...clock, ...clockTerms(kernel, clock.name) }))
  const orderRow = row.orderId === null ? undefined : orders.findOrder(db, row.orderId)
  const orderWaybills = orderRow === undefined ? [] : orders.listWaybills(db, orderRow.id)
  const filed = photos.listPhotosOfCase(db, id).map(toPhoto)
  const status = row.status as Status
  const events = repo.listEvents(db, id, TIMELINE_LIMIT)
  const claims = registers.listClaimsOfCase(db, id)
  const wrongShipments = registers.listWrongShipmentsOfCase(db, id)
  const steps = stepsOf(kernel, row, row.kind, { events, filed, hasClaim: claims.length > 0, hasWrongShipment: wrongShipments.length > 0, orderStatus: orderRow?.status ?? null })
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
    wrongShipments: wrongShipments.map(({ id: entryId, entryNo, error, state }) => ({ id: entryId, entryNo, error, state })),
    allowedStatuses: [...allowedStatuses(status)],
    missingFields: missingFields(requiredFields(row.kind, status, 'resolved'), fieldValues(row)),
  }
}
