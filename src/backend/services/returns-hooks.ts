import { isKindId } from '../../domain/case/kinds'
import { isOpen, type Status } from '../../domain/case/status'
import { waybillKey } from '../../domain/courier/waybill'
import { AppError } from '../../domain/errors'
import { questionOf } from '../../domain/playbook/playbook'
import type { Register, RegisterValues } from '../../domain/register/register'
import { isReturnResult, type ReturnResult } from '../../domain/returns/policy'
import type { WriteTx } from '../db/write'
import * as cases from '../repositories/cases'
import * as orders from '../repositories/orders'
import * as entries from '../repositories/register-entries'
import { appendEvent, requireCase } from './case-core'
import { playbookOf, recordAnswer } from './case-playbook'
import { undoEvent } from './case-undo'
import { editCase, giveCase, insertCase, moveCase, noteOnCase } from './case-write'
import type { Kernel } from './kernel'
import type { RegisterHooks } from './register-hooks'

/** What a return does to its case (W6): it goes there, answers the playbook's question of the inspection, and ends the waiting for it. */

/** Whether the playbook of a kind asks what the inspection found. */
export function asksForInspection(kernel: Kernel, kind: string): boolean {
  return isKindId(kind) && questionOf(kernel.resources.playbooks[kind], kernel.resources.policy.warehouse.release.question) !== undefined
}

/**
 * The case that a return goes to: the given one while it is open, else an open one of the order, of those first one that waits for an
 * inspection; else a new one of the kind "return inspection" that nobody has yet. Null when nothing is known of it.
 */
export function caseForReturn(kernel: Kernel, tx: WriteTx, facts: { readonly caseId: string | null; readonly orderNo: string | null; readonly waybill: string | null }): { id: string; made: boolean } | null {
  const given = facts.caseId === null ? undefined : requireCase(tx.db, facts.caseId)
  if (given !== undefined && isOpen(given.status as Status)) return { id: given.id, made: false }
  const orderNo = facts.orderNo ?? given?.orderNo ?? null
  if (orderNo === null && given === undefined) return null
  const open = orderNo === null ? [] : cases.listOpenCasesOfOrder(tx.db, orderNo)
  const found = open.find(({ kind }) => asksForInspection(kernel, kind)) ?? open[0]
  if (found !== undefined) return { id: found.id, made: false }
  const id = insertCase(kernel, tx, { kind: 'return-inspection', shopId: given?.shopId, buyerNick: given?.buyerNick, orderNo, waybill: facts.waybill })
  giveCase(tx, requireCase(tx.db, id), null)
  return { id, made: true }
}

/** A case knows the waybill of its return, so that the next scan finds it. */
export function keepReturnWaybill(kernel: Kernel, tx: WriteTx, caseId: string, waybill: string | null): void {
  const key = waybillKey(waybill)
  if (waybill === null || key === null) return
  const row = requireCase(tx.db, caseId)
  if (!row.waybills.some((one) => waybillKey(one) === key)) editCase(kernel, tx, caseId, { waybills: [...row.waybills, waybill] })
}

/** Tells a case what was found: refund or exchange may go on. */
function release(kernel: Kernel, tx: WriteTx, caseId: string, entryId: string, result: ReturnResult): void {
  const { question, answers, ends } = kernel.resources.policy.warehouse.release
  const row = requireCase(tx.db, caseId)
  const statusEventId = ends.some((status) => status === row.status) ? moveCase(kernel, tx, row, 'working', {}) : null
  const playbook = playbookOf(kernel, row)
  const asked = playbook === undefined ? undefined : questionOf(playbook, question)
  const answer = answers[result].find((value) => asked?.choices.some((choice) => choice.value === value))
  if (answer !== undefined) recordAnswer(kernel, tx, caseId, question, answer, { entryId, statusEventId })
}

/** Takes back what `release` told: the answer is given no more, and the case waits again where nothing happened since. */
export function takeBackRelease(kernel: Kernel, tx: WriteTx, caseId: string, entryId: string): void {
  const events = cases.listEventsOfTypes(tx.db, caseId, ['fact', 'undone', 'status', 'snoozed'])
  const undone = new Set(events.flatMap(({ type, data }) => (type === 'undone' ? [data['eventId']] : [])))
  for (const event of events) {
    if (event.type !== 'fact' || event.data['entryId'] !== entryId || undone.has(event.id)) continue
    appendEvent(tx, caseId, { type: 'undone', data: { eventId: event.id, type: 'fact' } })
    const standing = events.find(({ id, type }) => (type === 'status' || type === 'snoozed') && !undone.has(id))
    if (standing !== undefined && standing.id === event.data['statusEventId'] && requireCase(tx.db, caseId).status === 'working') undoEvent(kernel, tx, { caseId, eventId: standing.id })
  }
  cases.updateCase(tx, caseId, { updatedAt: tx.now })
}

/** An entry that was identified goes to the case of its order. @throws AppError NOT_FOUND for an order that nobody knows */
function linkToOrder(kernel: Kernel, tx: WriteTx, register: Register, entry: entries.StoredEntry, orderNo: string): void {
  const [order] = orders.findOrdersByNumber(tx.db, orderNo)
  if (order === undefined && cases.findCaseOf(tx.db, { waybillKeys: [], orderNo }) === undefined) throw new AppError('NOT_FOUND', { what: 'order', id: orderNo })
  const waybill = typeof entry.values['waybill'] === 'string' ? entry.values['waybill'] : null
  const found = caseForReturn(kernel, tx, { caseId: null, orderNo, waybill })
  if (found === null) return
  const row = requireCase(tx.db, found.id)
  entries.updateEntry(tx, register.id, entry.id, { caseId: found.id, shopId: row.shopId, buyerNick: row.buyerNick })
  noteOnCase(kernel, tx, found.id, { type: 'register-entry', data: { register: register.id, registerZh: register.zh, registerEn: register.en, entryId: entry.id, entryNo: entry.entryNo } })
  keepReturnWaybill(kernel, tx, found.id, waybill)
}

const resultOf = (values: RegisterValues): ReturnResult | null => (isReturnResult(values['result']) ? values['result'] : null)

export const returnsHooks: RegisterHooks = {
  created(kernel, tx, { id, caseId, state, values }) {
    const result = resultOf(values)
    if (caseId !== null && state === 'checked' && result !== null) release(kernel, tx, caseId, id, result)
  },
  edited(kernel, tx, { before, values }) {
    const result = resultOf(values)
    if (before.caseId !== null && before.state === 'checked' && result !== null && result !== before.values['result']) release(kernel, tx, before.caseId, before.id, result)
  },
  moved(kernel, tx, { register, before, move, values }) {
    const result = resultOf(values)
    if (move.id === 'identify' && typeof values['order'] === 'string' && before.caseId === null) linkToOrder(kernel, tx, register, before, values['order'])
    if (move.id !== 'check' || result === null) return
    if (values['checkedBy'] == null) entries.updateEntry(tx, register.id, before.id, entries.toColumns(register, { checkedBy: tx.actorId }, values))
    if (before.caseId !== null) release(kernel, tx, before.caseId, before.id, result)
  },
  undone(kernel, tx, { entry, move }) {
    if (move.id === 'check' && entry.caseId !== null) takeBackRelease(kernel, tx, entry.caseId, entry.id)
  },
  // the case it went to, or that was opened for it, stays where it is
  lasting: (move) => move === 'identify',
  told(register, values) {
    const result = resultOf(values)
    return register.fields.find(({ id }) => id === 'result')?.options.find(({ id }) => id === result) ?? null
  },
}
