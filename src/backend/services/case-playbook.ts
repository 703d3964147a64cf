import type { CaseDetail } from '../../contract/cases'
import { isKindId } from '../../domain/case/kinds'
import type { EvidenceSlotId } from '../../domain/case/slots'
import { EVIDENCE_SLOTS } from '../../domain/case/slots'
import type { Status } from '../../domain/case/status'
import type { CaseFact, FactValue } from '../../domain/playbook/facts'
import { clockEventsBetween, questionOf, type Playbook, type PlaybookFacts, type Question } from '../../domain/playbook/playbook'
import { isRefundPending, type RefundStatus } from '../../domain/refund/refund'
import { AppError } from '../../domain/errors'
import type { ReadDb } from '../db/open'
import type { WriteTx } from '../db/write'
import * as repo from '../repositories/cases'
import * as orders from '../repositories/orders'
import * as photos from '../repositories/photos'
import * as linked from '../repositories/playbook-facts'
import * as refunds from '../repositories/refunds'
import * as registers from '../repositories/registers'
import * as shipments from '../repositories/wrong-shipments'
import { appendEvent, fieldValues, fireClockEvent, requireCase } from './case-core'
import type { Actor, Kernel } from './kernel'

/** More than a person could answer on one case; older events say nothing that newer ones do not. */
const EVENTS_READ = 300

/** What the playbook of a case is judged by, where the caller has it already. */
export interface FactSources {
  readonly events: readonly repo.EventDbRow[]
  readonly slots: readonly (string | null)[]
  readonly hasClaim: boolean
  readonly hasWrongShipment: boolean
  readonly order: orders.OrderRow | null
}

/** Reads what the playbook of a case is judged by. */
export function readSources(db: ReadDb, row: repo.CaseDbRow): FactSources {
  return {
    events: repo.listEvents(db, row.id, EVENTS_READ),
    slots: photos.listPhotosOfCase(db, row.id).map((photo) => photo.slot),
    hasClaim: registers.listClaimsOfCase(db, row.id).length > 0,
    hasWrongShipment: shipments.listWrongShipmentsOfCase(db, row.id).length > 0,
    order: row.orderId === null ? null : (orders.findOrder(db, row.orderId) ?? null),
  }
}

const isSlot = (slot: string | null): slot is EvidenceSlotId => slot !== null && Object.hasOwn(EVIDENCE_SLOTS, slot)

/** Facts of a playbook (P1) as they follow from rows of the case, its order and its timeline; the rest is ticked or answered. */
export function playbookFacts(db: ReadDb, row: repo.CaseDbRow, sources: FactSources, now: number): PlaybookFacts {
  const { events, order } = sources
  const entries = linked.entriesOfCase(db, row.id)
  const returns = entries.filter(({ register }) => register === 'returns')
  const tasks = entries.filter(({ register }) => register === 'warehouse-tasks')
  const requests = refunds.listRefundsFor(db, { caseId: row.id, orderNo: row.orderNo })
  // a reply that was taken back was not given (T4)
  const undone = new Set(events.flatMap((event) => (event.type === 'undone' ? [event.data['eventId']] : [])))
  const texts = (type: string, field: string): string[] =>
    events.flatMap((event) => {
      const value = event.type === type && !undone.has(event.id) ? event.data[field] : undefined
      return typeof value === 'string' ? [value] : []
    })
  const shipped = order?.status === 'shipped' || order?.status === 'completed'
  const facts: [CaseFact, boolean][] = [
    ['order-known', row.orderId !== null],
    ['return-received', returns.length > 0],
    ['return-inspected', returns.some(({ state }) => state === 'checked' || state === 'settled')],
    ['warehouse-contacted', tasks.length > 0],
    ['reissued', tasks.some(({ kind, state }) => kind === 'reissue' && state === 'done')],
    ['intercepted', tasks.some(({ kind, state }) => kind === 'intercept' && state === 'done')],
    ['courier-contacted', events.some((event) => event.type === 'courier-asked')],
    ['reason-known', row.reason !== null],
    ['liable-known', row.liableParty !== null],
    ['remedy-chosen', row.remedy !== null],
    ['claim-opened', sources.hasClaim],
    ['wrong-shipment-registered', sources.hasWrongShipment],
    ['promise-made', linked.hasPromise(db, row.id)],
    ['supervisor-approved', linked.hasApproval(db, row.id)],
    ['shipped', shipped],
    ['completed', order?.status === 'completed'],
    ['refunded', order?.status === 'refunded' || requests.some((one) => one.status === 'done' && one.type !== 'exchange' && one.type !== 'reissue' && one.type !== 'repair') || linked.hasPayment(db, row.id, 'refund')],
    ['compensated', linked.hasPayment(db, row.id, 'other')],
    ['vip', row.vip],
    ['difficult', row.difficult],
    ['return-waybill-known', requests.some((one) => one.returnWaybill !== null)],
    ['platform-case-open', requests.some((one) => isRefundPending(one.status as RefundStatus))],
    ['other-case-open', row.orderNo !== null && linked.hasOtherOpenCase(db, row.id, row.orderNo)],
  ]
  const values: Record<string, FactValue> = known({
    platform: row.platform, channel: row.channel, reason: row.reason, remedy: row.remedy, liable: row.liableParty, 'freight-payer': row.freightPayer,
    'order-status': order?.status, 'refund-status': requests[0]?.status, 'order-cents': order?.paidCents, 'agreed-cents': row.amountCents,
  })
  const instants: Record<string, number> = known({ opened: row.openedAt, paid: order?.paidAt, shipped: order?.shippedAt })
  // The timeline stands oldest first: the last answer is the one that holds.
  for (const event of events) {
    const { fact, value } = event.type === 'fact' && !undone.has(event.id) ? event.data : {}
    if (typeof fact !== 'string' || (typeof value !== 'string' && typeof value !== 'number')) continue
    values[fact] = value
    instants[fact] = typeof value === 'number' ? value : event.at
  }
  return {
    now,
    status: row.status as Status,
    slots: sources.slots.filter(isSlot),
    facts: facts.flatMap(([fact, isSo]) => (isSo ? [fact] : [])),
    copiedTemplates: texts('reply-copied', 'templateId'),
    ticked: texts('step-done', 'stepId'),
    values,
    instants,
    fields: fieldValues(row),
  }
}

function known<T>(values: Readonly<Record<string, T | null | undefined>>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, T] => entry[1] != null))
}

/** The playbook of a case; undefined for a kind of a newer version. */
export function playbookOf(kernel: Kernel, row: repo.CaseDbRow): Playbook | undefined {
  return isKindId(row.kind) ? kernel.resources.playbooks[row.kind] : undefined
}

/**
 * Does some work on a case and fires the clock events of the steps that became done by it and of the questions that it answered, in the
 * same transaction (P1, C4). `copied`: a template whose copy the caller writes to the timeline only after this.
 */
export function withTimers<T>(kernel: Kernel, tx: WriteTx, caseId: string, work: () => T, copied?: string | null): T {
  const factsNow = (): PlaybookFacts => {
    const row = requireCase(tx.db, caseId)
    return playbookFacts(tx.db, row, readSources(tx.db, row), tx.now)
  }
  const before = factsNow()
  const done = work()
  const playbook = playbookOf(kernel, requireCase(tx.db, caseId))
  if (playbook === undefined) return done
  const now = factsNow()
  const after = copied == null ? now : { ...now, copiedTemplates: [...now.copiedTemplates, copied] }
  for (const event of clockEventsBetween(playbook, before, after)) fireClockEvent(kernel, tx, requireCase(tx.db, caseId), event)
  return done
}

/** As `withTimers` for a register whose entry may belong to no case, or to one that another PC has not sent yet. */
export function withTimersOf<T>(kernel: Kernel, tx: WriteTx, caseId: string | null | undefined, work: () => T): T {
  return caseId == null || repo.findCase(tx.db, caseId) === undefined ? work() : withTimers(kernel, tx, caseId, work)
}

/** What an answer must be: one of the choices, or an instant for a day that is not in the future. */
function wordsOfAnswer(question: Question, value: FactValue, now: number): { zh: string; en: string } {
  if (question.input === 'day') {
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value > now) throw new AppError('INVALID_INPUT', { field: question.id, value: String(value) })
    return { zh: '', en: '' }
  }
  const choice = question.choices.find((one) => one.value === value)
  if (choice === undefined) throw new AppError('INVALID_INPUT', { field: question.id, value: String(value) })
  return { zh: choice.zh, en: choice.en }
}

/**
 * Answers a question of the case's playbook inside a running write (P1): an event on the timeline, whose id it answers; the last
 * answer holds. `more`: what else the event keeps, such as the register entry that the answer came from.
 * @throws AppError NOT_FOUND for a question that the playbook does not ask, INVALID_INPUT for an answer that it does not offer
 */
export function recordAnswer(kernel: Kernel, tx: WriteTx, caseId: string, questionId: string, value: FactValue, more: Readonly<Record<string, unknown>> = {}): string {
  const playbook = playbookOf(kernel, requireCase(tx.db, caseId))
  const question = playbook === undefined ? undefined : questionOf(playbook, questionId)
  if (question === undefined) throw new AppError('NOT_FOUND', { what: 'question', id: questionId })
  const words = wordsOfAnswer(question, value, tx.now)
  return withTimers(kernel, tx, caseId, () => {
    const id = appendEvent(tx, caseId, { type: 'fact', data: { ...more, fact: questionId, value, questionZh: question.zh, questionEn: question.en, wordsZh: words.zh, wordsEn: words.en } })
    repo.updateCase(tx, caseId, { updatedAt: tx.now })
    return id
  })
}

/** As `recordAnswer`, as a use case of its own; `read` gives the case as pages see it. */
export function answerCase(kernel: Kernel, actor: Actor, input: { id: string; question: string; value: FactValue; key?: string | null | undefined }, read: (id: string) => CaseDetail): CaseDetail {
  kernel.write(actor, { name: 'case.answer', subject: input.id, detail: { question: input.question }, key: input.key }, (tx) => void recordAnswer(kernel, tx, input.id, input.question, input.value))
  return read(input.id)
}
