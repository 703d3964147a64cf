import { AppError } from '../../domain/errors'
import { mayDo } from '../../domain/identity/roles'
import type { Register, RegisterValue } from '../../domain/register/register'
import type { FollowUp, FollowUpKind } from '../../domain/wrong-shipment/follow-ups'
import { diffShipment } from '../../domain/wrong-shipment/wrong-shipment'
import type { WriteTx } from '../db/write'
import * as cases from '../repositories/cases'
import { findEntry } from '../repositories/register-entries'
import type { WrongShipmentRow } from '../repositories/wrong-shipments'
import type { Actor, Kernel } from './kernel'
import { insertEntry } from './register-entries'

/** A follow-up as a task of the warehouse (W3, W6): only where that register is described, by the fields that its description has. */

const TASKS = 'warehouse-tasks'
/** Names of the choice that a task register may have for a follow-up. */
const OPTIONS: Readonly<Partial<Record<FollowUpKind, readonly string[]>>> = { reissue: ['reissue'], delist: ['delist', 'stock-check'] }

/** The field and the option that stand for a kind of follow-up; null: the register has none. */
function choiceOf(register: Register, kind: FollowUpKind): { field: string; option: string } | null {
  for (const { id, kind: fieldKind, options } of register.fields) {
    const option = fieldKind === 'choice' ? options.find((one) => OPTIONS[kind]?.includes(one.id)) : undefined
    if (option !== undefined) return { field: id, option: option.id }
  }
  return null
}

/** The register of warehouse tasks if it is there, has such a task, and the person may write there. */
export function taskRegisterFor(kernel: Kernel, actor: Actor, kind: FollowUpKind): Register | null {
  const register = kernel.resources.registers.find(({ id }) => id === TASKS)
  return register !== undefined && mayDo(actor.role, register.rights.write) && choiceOf(register, kind) !== null ? register : null
}

/**
 * Makes a task of a follow-up inside a running write, once; answers its id. What the register's own rules refuse is refused here too.
 * @throws AppError INVALID_INPUT where there is no such task; REQUIRED_FIELDS_MISSING and others of the register
 */
export function insertTask(kernel: Kernel, tx: WriteTx, actor: Actor, entry: WrongShipmentRow, followUp: FollowUp): { register: string; entryId: string } {
  const register = taskRegisterFor(kernel, actor, followUp.kind)
  const choice = register === null ? null : choiceOf(register, followUp.kind)
  if (register === null || choice === null) throw new AppError('INVALID_INPUT', { field: 'followUp', value: followUp.kind })
  const source = `wrong-shipment:${entry.id}:${followUp.id}`
  const known = findEntry(tx.db, register, `${register.id}:${source}`)
  if (known !== undefined) return { register: register.id, entryId: known.id }
  const caseRow = entry.caseId === null ? undefined : cases.findCase(tx.db, entry.caseId)
  const { missing, extra } = diffShipment(entry.expected, entry.sent)
  // a reissue sends what is missing; stock is counted of what was mixed up
  const goods = (followUp.kind === 'reissue' && missing.length > 0 ? missing : [...missing, ...extra]).map(({ title, sku, delta }) => ({ title, sku, quantity: Math.abs(delta) }))
  const facts: Readonly<Record<string, RegisterValue>> = {
    [choice.field]: choice.option,
    shop: caseRow?.shopId ?? null,
    order: entry.orderNo,
    waybill: entry.waybill,
    buyer: entry.buyerNick,
    sku: followUp.sku ?? goods.find(({ sku }) => sku !== null)?.sku ?? null,
    due: followUp.dueAt,
    assignee: null,
    goods: goods.length === 0 ? null : goods,
    note: [entry.entryNo, followUp.title].filter(Boolean).join(' '),
  }
  const values = Object.fromEntries(Object.entries(facts).filter(([id, value]) => value !== null && register.fields.some((field) => field.id === id)))
  return { register: register.id, entryId: insertEntry(kernel, tx, register, { caseId: entry.caseId, values, source }) }
}
