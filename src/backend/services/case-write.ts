import type { CaseDetail } from '../../contract/cases'
import { formatCaseNo } from '../../domain/case/case-no'
import { missingFields } from '../../domain/case/fields'
import { isKindId, kindDef, KIND_IDS, type KindId } from '../../domain/case/kinds'
import { isStatus, replan, transition, type RefusalReason, type Status, type TransitionResult } from '../../domain/case/status'
import { onStatus, startClocks, sweepClocks } from '../../domain/clock/engine'
import { DAY } from '../../domain/clock/duration'
import type { ClockEvent } from '../../domain/clock/policy'
import { AppError } from '../../domain/errors'
import type { WriteTx } from '../db/write'
import * as repo from '../repositories/cases'
import * as masters from '../repositories/masters'
import * as orders from '../repositories/orders'
import { appendEvent, derived, fieldValues, fireClockEvent, readClocks, requireCase, saveClocks, statusSnapshot, waybillKeys } from './case-core'
import { withTimers } from './case-playbook'
import { getCase } from './case-read'
import { clockPolicyOf } from './clock-policy'
import { courierOfParcel, holdMsOf } from './courier-times'
import type { Actor, Kernel } from './kernel'
import { proposeQuality } from './quality-feed'

export interface NewCase {
  readonly kind: string
  readonly shopId?: string | null | undefined
  readonly channel?: string | null | undefined
  readonly buyerNick?: string | null | undefined
  readonly orderNo?: string | null | undefined
  readonly waybill?: string | null | undefined
  readonly note?: string | null | undefined
  readonly messageAt?: number | null | undefined
  readonly key?: string | null | undefined
}

const clean = (text: string | null | undefined): string | null => text?.trim() || null

function requireKind(kind: string): KindId {
  if (!isKindId(kind)) throw new AppError('UNKNOWN_KIND', { kind, known: [...KIND_IDS] })
  return kind
}

/** The buyer's row, made when unknown (section 14). Its id derives from platform and nick, so that two PCs make one row. */
export function ensureBuyer(tx: WriteTx, platform: string, nick: string): { id: string; vipTier: string | null; difficult: boolean } {
  const id = `${platform}:${nick}`
  const known = masters.findBuyer(tx.db, id)
  if (known !== undefined) return known
  masters.insertBuyer(tx, { id, platform, nick, vipTier: null, difficult: false, createdAt: tx.now })
  return { id, vipTier: null, difficult: false }
}

/** The order of a number, of the shop where it has one. */
export function findOrderFor(tx: WriteTx, orderNo: string | null, shopId: string | null): orders.OrderRow | undefined {
  if (orderNo === null) return undefined
  const found = orders.findOrdersByNumber(tx.db, orderNo)
  return found.find((order) => order.shopId === shopId) ?? found[0]
}

/** The shop that is meant, that of the order, or the first. @throws AppError UNKNOWN_SHOP */
export function chooseShop(tx: WriteTx, shopId: string | null, order: orders.OrderRow | undefined): masters.ShopRow {
  const wanted = shopId ?? order?.shopId
  const shop = wanted === undefined || wanted === null ? masters.listShops(tx.db)[0] : masters.findShop(tx.db, wanted)
  if (shop === undefined) throw new AppError('UNKNOWN_SHOP', wanted === undefined || wanted === null ? {} : { shop: wanted })
  return shop
}

/** The claim window of the courier at hand, in ms (L2); null when the courier is not known and the policy's own applies. */
export function claimWindowOf(kernel: Kernel, tx: WriteTx, waybill: string | undefined, order: orders.OrderRow | undefined): number | null {
  const courier = courierOfParcel(kernel, tx.db, waybill, order?.id ?? null)
  return courier === undefined ? null : courier.claimWindowDays * DAY
}

/** Opens a case with its clocks and first timeline event; order facts fill what was not given (C1, C2, C4, C11). Answers its id. */
export function insertCase(kernel: Kernel, tx: WriteTx, input: NewCase): string {
  const kind = requireKind(input.kind)
  const orderNo = clean(input.orderNo)
  const order = findOrderFor(tx, orderNo, clean(input.shopId))
  const shop = chooseShop(tx, clean(input.shopId), order)
  const nick = clean(input.buyerNick) ?? order?.buyerNick ?? null
  const platform = order?.platform ?? shop.platform
  const buyer = nick === null ? null : ensureBuyer(tx, platform, nick)
  const orderWaybills = order === undefined ? [] : orders.listWaybills(tx.db, order.id).map((row) => row.waybill)
  const given = clean(input.waybill)
  const waybills = given === null ? orderWaybills : [given, ...orderWaybills.filter((one) => waybillKeys([one])[0] !== waybillKeys([given])[0])]
  const note = clean(input.note)

  const claimWindow = claimWindowOf(kernel, tx, waybills[0], order)
  const hold = holdMsOf(kernel, tx.db, waybills[0], order?.id ?? null)
  const anchors = {
    ...(input.messageAt === null || input.messageAt === undefined ? {} : { message: input.messageAt }),
    ...(order?.paidAt === null || order?.paidAt === undefined ? {} : { paid: order.paidAt }),
  }
  const policy = clockPolicyOf(kernel, tx.db, { shopId: shop.id, platform })
  const clocks = startClocks(kind, policy, tx.now, anchors, { ...(claimWindow === null ? {} : { 'claim-window': claimWindow }), ...(hold === null ? {} : { 'courier-hold': hold }) })
  const id = tx.newId()
  repo.insertCase(tx, {
    id,
    caseNo: formatCaseNo(kernel.devicePart, tx.nextNumber('case')),
    shopId: shop.id,
    platform,
    openedAt: tx.now,
    openedBy: tx.actorId,
    kind,
    channel: clean(input.channel),
    buyerId: buyer?.id ?? null,
    buyerNick: nick,
    orderId: order?.id ?? null,
    orderNo,
    summary: note,
    priority: kindDef(kind).priority,
    difficult: buyer?.difficult ?? false,
    vip: buyer?.vipTier != null,
    waybills,
    status: 'new',
    reason: null,
    nextAction: null,
    nextActionAt: null,
    statusAt: tx.now,
    assigneeId: tx.actorId,
    liableParty: kindDef(kind).liable,
    freightPayer: null,
    remedy: null,
    amountCents: null,
    currency: order?.currency ?? shop.currency,
    flag: null,
    memo: null,
    ...derived(clocks, 'new', null, tx.now, policy),
  })
  repo.setCaseWaybills(tx, id, waybillKeys(waybills))
  saveClocks(tx, id, clocks)
  if (note !== null) appendEvent(tx, id, { type: 'buyer-message', text: note, ...(input.messageAt == null ? {} : { at: Math.min(input.messageAt, tx.now) }) })
  appendEvent(tx, id, { type: 'created', data: { kind, clocks: clocks.map((clock) => clock.name) } })
  proposeQuality(kernel, tx, id)
  return id
}

/** @throws AppError UNKNOWN_KIND, UNKNOWN_SHOP */
export function createCase(kernel: Kernel, actor: Actor, input: NewCase): CaseDetail {
  const id = kernel.write(actor, { name: 'case.create', detail: { kind: input.kind }, key: input.key }, (tx) => insertCase(kernel, tx, input))
  return getCase(kernel, id)
}

export interface CasePatch {
  readonly kind?: string | undefined
  readonly channel?: string | null | undefined
  readonly buyerNick?: string | null | undefined
  readonly orderNo?: string | null | undefined
  readonly summary?: string | null | undefined
  readonly priority?: number | undefined
  readonly liableParty?: string | null | undefined
  readonly freightPayer?: string | null | undefined
  readonly remedy?: string | null | undefined
  readonly amountCents?: number | null | undefined
  readonly currency?: string | undefined
  readonly flag?: number | null | undefined
  readonly memo?: string | null | undefined
  readonly reason?: string | null | undefined
  readonly difficult?: boolean | undefined
  readonly waybills?: string[] | undefined
}

/** Edits fields of a case inside a running write; the timeline says what was before and after (C5). Answers the event, or null when nothing changed. */
export function editCase(kernel: Kernel, tx: WriteTx, id: string, patch: CasePatch): string | null {
  const row = requireCase(tx.db, id)
  const values: Parameters<typeof repo.updateCase>[2] = {}
  const { kind, waybills, orderNo, buyerNick, ...plain } = patch
  Object.assign(values, plain)
  if (kind !== undefined) values.kind = requireKind(kind)
  if (buyerNick !== undefined) {
    const nick = clean(buyerNick)
    values.buyerNick = nick
    values.buyerId = nick === null ? null : ensureBuyer(tx, row.platform, nick).id
  }
  if (orderNo !== undefined) {
    values.orderNo = clean(orderNo)
    values.orderId = findOrderFor(tx, clean(orderNo), row.shopId)?.id ?? null
  }
  if (waybills !== undefined) {
    values.waybills = waybills
    repo.setCaseWaybills(tx, id, waybillKeys(waybills))
  }
  const before = Object.fromEntries(Object.keys(values).map((field) => [field, row[field as keyof typeof row]]))
  if (!repo.updateCase(tx, id, { ...values, updatedAt: tx.now })) return null
  const after: Record<string, unknown> = { ...values }
  const changed = Object.keys(after).filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
  if (changed.length === 0) return null
  const started: string[] = []
  // Another kind has other clocks: those it lacks start now, running ones go on.
  if (values.kind !== undefined && values.kind !== row.kind) {
    const policy = clockPolicyOf(kernel, tx.db, row)
    const running = readClocks(tx.db, id)
    const fresh = startClocks(values.kind as KindId, policy, tx.now).filter((clock) => !running.some((one) => one.name === clock.name))
    const clocks = sweepClocks([...running, ...fresh], tx.now, policy)
    saveClocks(tx, id, clocks)
    repo.updateCase(tx, id, derived(clocks, row.status as Status, row.nextActionAt, tx.now, policy))
    started.push(...fresh.map((clock) => clock.name))
  }
  if (values.kind !== undefined && values.kind !== row.kind) proposeQuality(kernel, tx, id)
  const changes = changed.map((field) => ({ field, from: before[field] ?? null, to: after[field] ?? null }))
  return appendEvent(tx, id, { type: 'edited', data: { changes, ...(started.length === 0 ? {} : { startedClocks: started }) } })
}

/** As `editCase`, as a use case of its own. @throws AppError NOT_FOUND, UNKNOWN_KIND */
export function updateCase(kernel: Kernel, actor: Actor, id: string, patch: CasePatch, key?: string | null): CaseDetail {
  kernel.write(actor, { name: 'case.update', subject: id, detail: { fields: Object.keys(patch) }, key }, (tx) => withTimers(kernel, tx, id, () => void editCase(kernel, tx, id, patch)))
  return getCase(kernel, id)
}

/** A refused move as an error. */
export function refuseMove(reasons: readonly RefusalReason[]): AppError {
  const first = reasons[0]
  const fields = reasons.flatMap((reason) => (reason.code === 'missing-field' ? [reason.field] : []))
  if (first?.code === 'over') return new AppError('CASE_OVER', { status: first.status })
  if (first?.code === 'illegal-transition') return new AppError('ILLEGAL_TRANSITION', { from: first.from, to: first.to })
  if (fields.length > 0) return new AppError('REQUIRED_FIELDS_MISSING', { fields })
  return new AppError('NEXT_ACTION_REQUIRED', {})
}

export interface StatusChange {
  readonly status: string
  readonly nextAction?: string | null | undefined
  readonly nextActionAt?: number | null | undefined
  readonly reason?: string | null | undefined
  readonly key?: string | null | undefined
}

/** Whether a case can be moved, with what it has afterwards. The same waiting state with a new date is snoozing: an edit, not a transition. */
export function judgeMove(row: repo.CaseDbRow, to: Status, change: Omit<StatusChange, 'status' | 'key'>): TransitionResult {
  const from = row.status as Status
  const given = clean(change.reason)
  const reason = to === 'closed' ? row.reason : (given ?? row.reason)
  return from === to
    ? replan(to, row, change)
    : transition({ kind: row.kind as KindId, status: from }, to, {
          ...fieldValues({ ...row, reason }),
          closeReason: given,
          nextAction: clean(change.nextAction) ?? row.nextAction,
          nextActionAt: change.nextActionAt ?? row.nextActionAt,
        })
}

/** Moves a case inside a running write; answers the event. @throws AppError ILLEGAL_TRANSITION, REQUIRED_FIELDS_MISSING, NEXT_ACTION_REQUIRED, CASE_OVER */
export function moveCase(kernel: Kernel, tx: WriteTx, row: repo.CaseDbRow, to: Status, change: Omit<StatusChange, 'status' | 'key'>): string {
  const from = row.status as Status
  const given = clean(change.reason)
  const reason = to === 'closed' ? row.reason : (given ?? row.reason)
  const result = judgeMove(row, to, change)
  if (!result.ok) throw refuseMove(result.reasons)
  const policy = clockPolicyOf(kernel, tx.db, row)
  const before = readClocks(tx.db, row.id)
  const clocks = onStatus(before, from, to, policy, tx.now, row.kind as KindId)
  saveClocks(tx, row.id, clocks)
  const { nextAction, nextActionAt } = result
  repo.updateCase(tx, row.id, {
    status: to,
    reason,
    nextAction,
    nextActionAt,
    ...(from === to ? {} : { statusAt: tx.now }),
    ...derived(clocks, to, nextActionAt, tx.now, policy),
  })
  return appendEvent(tx, row.id, { type: from === to ? 'snoozed' : 'status', text: nextAction, data: { from, to, nextActionAt, reason: given, undo: statusSnapshot(row, before, clocks) } })
}

/** Moves a case along the table of legal transitions (C3). @throws AppError ILLEGAL_TRANSITION, REQUIRED_FIELDS_MISSING, NEXT_ACTION_REQUIRED, CASE_OVER */
export function setStatus(kernel: Kernel, actor: Actor, id: string, change: StatusChange): CaseDetail {
  const to = change.status
  if (!isStatus(to)) throw new AppError('INVALID_INPUT', { field: 'status', value: to })
  kernel.write(actor, { name: 'case.status', subject: id, detail: { to }, key: change.key }, (tx) => withTimers(kernel, tx, id, () => moveCase(kernel, tx, requireCase(tx.db, id), to, change)))
  return getCase(kernel, id)
}

export function assignCase(kernel: Kernel, actor: Actor, id: string, staffId: string | null, key?: string | null): CaseDetail {
  kernel.write(actor, { name: 'case.assign', subject: id, key }, (tx) => void giveCase(tx, requireCase(tx.db, id), staffId))
  return getCase(kernel, id)
}

/** Gives a case to somebody, or back to everybody, inside a running write. Answers the event, or null when it was so already. @throws AppError UNKNOWN_STAFF */
export function giveCase(tx: WriteTx, row: repo.CaseDbRow, staffId: string | null): string | null {
  if (staffId !== null && masters.findStaff(tx.db, staffId) === undefined) throw new AppError('UNKNOWN_STAFF', { staff: staffId })
  if (row.assigneeId === staffId) return null
  repo.updateCase(tx, row.id, { assigneeId: staffId, updatedAt: tx.now })
  return appendEvent(tx, row.id, { type: 'assigned', data: { staffId, from: row.assigneeId } })
}

export function addNote(kernel: Kernel, actor: Actor, id: string, text: string, key?: string | null): CaseDetail {
  kernel.write(actor, { name: 'case.note', subject: id, key }, (tx) => {
    requireCase(tx.db, id)
    appendEvent(tx, id, { type: 'note', text })
    repo.updateCase(tx, id, { updatedAt: tx.now })
  })
  return getCase(kernel, id)
}

/** Marks a playbook step as done by hand (P1). @throws AppError NOT_FOUND, REQUIRED_FIELDS_MISSING for a step whose fields are not filled in */
export function tickStep(kernel: Kernel, actor: Actor, id: string, stepId: string, key?: string | null): CaseDetail {
  kernel.write(actor, { name: 'case.step', subject: id, detail: { step: stepId }, key }, (tx) => {
    const row = requireCase(tx.db, id)
    const step = isKindId(row.kind) ? kernel.resources.playbooks[row.kind].steps.find((one) => one.id === stepId) : undefined
    if (step === undefined) throw new AppError('NOT_FOUND', { what: 'step', id: stepId })
    const missing = missingFields(step.requires, fieldValues(row))
    if (missing.length > 0) throw new AppError('REQUIRED_FIELDS_MISSING', { fields: missing })
    withTimers(kernel, tx, id, () => {
      appendEvent(tx, id, { type: 'step-done', data: { stepId, titleZh: step.titleZh, titleEn: step.titleEn } })
      repo.updateCase(tx, id, { updatedAt: tx.now })
    })
  })
  return getCase(kernel, id)
}

/** What other registers put on a case's timeline, with the clock event it stands for. */
export function noteOnCase(kernel: Kernel, tx: WriteTx, caseId: string, event: { type: string; text?: string | null; data?: Record<string, unknown> }, clockEvent?: ClockEvent): void {
  const row = requireCase(tx.db, caseId)
  appendEvent(tx, caseId, event)
  if (clockEvent === undefined) repo.updateCase(tx, caseId, { updatedAt: tx.now })
  else fireClockEvent(kernel, tx, row, clockEvent)
}
