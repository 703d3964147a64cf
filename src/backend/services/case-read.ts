import type { CaseDetail, CaseRow, CaseView } from '../../contract/cases'
import type { Photo } from '../../contract/photos'
import { missingFields } from '../../domain/case/fields'
import { isKindId, kindDef, type KindId } from '../../domain/case/kinds'
import { reasonsFor } from '../../domain/case/reasons'
import { EVIDENCE_SLOTS } from '../../domain/case/slots'
import { allowedStatuses, requiredFields, type Status } from '../../domain/case/status'
import type { ClockName, ClockPolicy } from '../../domain/clock/policy'
import { couriersByWaybill } from '../../domain/courier/policy'
import { waybillKey } from '../../domain/courier/waybill'
import { AppError } from '../../domain/errors'
import * as repo from '../repositories/cases'
import * as masters from '../repositories/masters'
import * as orders from '../repositories/orders'
import * as photos from '../repositories/photos'
import * as registers from '../repositories/registers'
import { fieldValues, readClocks, requireCase } from './case-core'
import { countSearched, searchCases, type SearchQuestion } from './case-search'
import { stepsOf } from './case-step'
import { clockPolicyOf } from './clock-policy'
import type { Actor, Kernel } from './kernel'
import { shopNames } from './masters'
import { toOrderFacts } from './orders'
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

interface ListInput {
  readonly view: CaseView
  readonly search?: string | null | undefined
  readonly kind?: string | null | undefined
  readonly shopId?: string | null | undefined
  readonly cursor?: string | null | undefined
  readonly limit: number
}

function whereView(view: CaseView, actor: Actor, now: number) {
  switch (view) {
    case 'mine':
      return repo.whereMine(actor.staffId)
    case 'open':
      return repo.whereOpen()
    case 'unassigned':
      return repo.whereUnassigned()
    case 'waiting':
      return repo.whereWaiting()
    case 'overdue':
      return repo.whereOverdue(now)
    case 'resolved':
      return repo.whereResolved()
    case 'all':
      return undefined
  }
}

/** The statement of a queue page: what the service runs, the query-plan test explains and the bench repeats bare. */
export function queueQuery(kernel: Kernel, actor: Actor, input: ListInput): repo.QueueQuery {
  const order = input.view === 'all' || input.view === 'resolved' ? 'opened' : 'due'
  const [value, id] = splitCursor(input.cursor)
  const now = kernel.now()
  return {
    order,
    shape: shapeOf(input, actor, now),
    where: repo.whereAll(
      whereView(input.view, actor, now),
      input.kind ? repo.whereKind(input.kind) : undefined,
      input.shopId ? repo.whereShop(input.shopId) : undefined,
    ),
    after: value === null ? null : { value, id },
    limit: input.limit + 1,
  }
}

/** The values that `where` binds, in its order; see QueueQuery. */
function shapeOf({ view, kind, shopId }: ListInput, actor: Actor, now: number): NonNullable<repo.QueueQuery['shape']> {
  const values = [...(view === 'mine' ? [actor.staffId] : view === 'overdue' ? [now] : []), ...(kind ? [kind] : []), ...(shopId ? [shopId] : [])]
  return { name: `${view}|${kind ? 'kind' : ''}|${shopId ? 'shop' : ''}`, values }
}

function splitCursor(cursor: string | null | undefined): [number, string] | [null, ''] {
  const match = /^(-?\d+):(.+)$/.exec(cursor ?? '')
  return match?.[1] === undefined || match[2] === undefined ? [null, ''] : [Number(match[1]), match[2]]
}

const OPEN_VIEWS: ReadonlySet<CaseView> = new Set(['mine', 'open', 'unassigned', 'waiting', 'overdue'])
/** Views of which the index itself knows who belongs to them, or to which nearly all cases do. */
const WIDE_VIEWS: ReadonlySet<CaseView> = new Set(['all', 'open', 'resolved'])

/** The question that a listing with words puts to the index (X3). */
export function searchQuestion(kernel: Kernel, actor: Actor, input: ListInput): SearchQuestion {
  const { view, kind, shopId } = input
  return {
    text: input.search ?? '',
    openOnly: OPEN_VIEWS.has(view),
    kind: kind || null,
    shopId: shopId || null,
    where: repo.whereAll(whereView(view, actor, kernel.now()), kind ? repo.whereKind(kind) : undefined, shopId ? repo.whereShop(shopId) : undefined),
    picks: !WIDE_VIEWS.has(view),
    cursor: input.cursor ?? null,
    limit: input.limit,
  }
}

/** One page of the queue (C10). */
export function listCases(kernel: Kernel, actor: Actor, input: ListInput): { rows: CaseRow[]; nextCursor: string | null } {
  if (input.search?.trim()) {
    const found = searchCases(kernel.read, searchQuestion(kernel, actor, input))
    const shops = shopNames(kernel)
    return { rows: found.rows.map((row) => toRow(row, shops)), nextCursor: found.nextCursor }
  }
  const query = queueQuery(kernel, actor, input)
  const found = repo.listQueue(kernel.read, query)
  const rows = found.slice(0, input.limit)
  const last = rows.at(-1)
  const more = found.length > input.limit && last !== undefined
  const names = shopNames(kernel)
  return {
    rows: rows.map((row) => toRow(row, names)),
    nextCursor: more ? `${query.order === 'due' ? last.sortDue : last.openedAt}:${last.id}` : null,
  }
}

/** How many cases a listing has in all; by scan, for the command line. */
export function countListed(kernel: Kernel, actor: Actor, input: ListInput): number {
  if (input.search?.trim()) return countSearched(kernel.read, searchQuestion(kernel, actor, input))
  return repo.countCases(kernel.read, queueQuery(kernel, actor, input).where)
}

/** Counts of the views that an index covers (X2: never by scanning all cases). */
export function countViews(kernel: Kernel, actor: Actor): Record<string, number> {
  const views: CaseView[] = ['mine', 'open', 'unassigned', 'waiting', 'overdue']
  return Object.fromEntries(views.map((view) => [view, repo.countCases(kernel.read, whereView(view, actor, kernel.now()))]))
}

/** Cases by id, in the order of the queue. */
export function listCasesByIds(kernel: Kernel, ids: readonly string[]): CaseRow[] {
  if (ids.length === 0) return []
  const names = shopNames(kernel)
  return repo.listQueue(kernel.read, { order: 'opened', shape: null, where: repo.whereIds(ids), after: null, limit: ids.length }).map((row) => toRow(row, names))
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
  const wrongShipments = registers.listWrongShipmentsOfCase(db, id)
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
    wrongShipments: wrongShipments.map(({ id: entryId, entryNo, error, state }) => ({ id: entryId, entryNo, error, state })),
    allowedStatuses: [...allowedStatuses(status)],
    missingFields: missingFields(requiredFields(row.kind, status, 'resolved'), fieldValues(row)),
  }
}
