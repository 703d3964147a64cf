import type { Entry } from '../../contract/register'
import { DAY } from '../../domain/clock/duration'
import { AppError } from '../../domain/errors'
import { openStates, type Register, type RegisterValue, type RegisterValues, viewOf } from '../../domain/register/register'
import * as repo from '../repositories/register-entries'
import { getCase } from './case-read'
import type { Actor, Kernel } from './kernel'
import { getEntry, requireRegister, viewEntries } from './register-access'
import { hooksOf } from './register-hooks'

/** What is read of described registers: pages, counts, breakdowns, one entry with its history, what a new one begins with. */

export interface EntryAsk {
  readonly register: string
  readonly view?: string | null | undefined
  readonly equals?: Readonly<Record<string, string | boolean>> | undefined
  readonly search?: string | null | undefined
  readonly caseId?: string | null | undefined
  readonly buyer?: string | null | undefined
}

/** @throws AppError INVALID_INPUT for a view or a field that the description lacks */
export function filterOf(kernel: Kernel, actor: Actor, register: Register, ask: EntryAsk): repo.EntryFilter {
  const view = ask.view == null ? undefined : viewOf(register, ask.view)
  if (ask.view != null && view === undefined) throw new AppError('INVALID_INPUT', { field: 'view', value: ask.view, known: register.views.map(({ id }) => id) })
  for (const id of Object.keys(ask.equals ?? {})) {
    if (!register.fields.some((field) => field.id === id && field.filter)) throw new AppError('INVALID_INPUT', { field: 'equals', value: id })
  }
  return {
    states: view?.states ?? (view?.dueWithinDays == null ? null : openStates(register)),
    equals: ask.equals,
    assignee: view?.mine === true ? actor.staffId : null,
    dueBy: view?.dueWithinDays == null ? null : kernel.now() + view.dueWithinDays * DAY,
    caseId: ask.caseId,
    buyer: ask.buyer,
    search: ask.search?.trim() || null,
  }
}

function cursorOf(text: string | null | undefined): repo.EntryPage['after'] {
  if (text == null) return null
  const match = /^(\d+):(.+)$/.exec(text)
  if (match?.[1] === undefined || match[2] === undefined) throw new AppError('INVALID_INPUT', { field: 'cursor', value: text })
  return { value: Number(match[1]), id: match[2] }
}

/** One page of a register by keyset. @throws AppError NOT_FOUND, FORBIDDEN, INVALID_INPUT */
export function listEntries(kernel: Kernel, actor: Actor, ask: EntryAsk & { readonly cursor?: string | null | undefined; readonly limit: number }): { rows: Entry[]; nextCursor: string | null } {
  const register = requireRegister(kernel, actor, ask.register, 'read')
  const found = repo.listEntries(kernel.read, register, filterOf(kernel, actor, register, ask), { sort: register.sort, after: cursorOf(ask.cursor), limit: ask.limit + 1 })
  const shown = found.slice(0, ask.limit)
  const last = shown.at(-1)
  return { rows: viewEntries(kernel, actor, register, shown), nextCursor: found.length > ask.limit && last !== undefined ? `${repo.sortValue(register.sort, last)}:${last.id}` : null }
}

/** How many entries each view holds under a filter, and the sums of money of the view that is asked for. */
export function countEntries(kernel: Kernel, actor: Actor, ask: EntryAsk): { views: Record<string, number>; sums: { field: string; currency: string; cents: number }[] } {
  const register = requireRegister(kernel, actor, ask.register, 'read')
  const views = Object.fromEntries(register.views.map(({ id }) => [id, repo.countEntries(kernel.read, register, filterOf(kernel, actor, register, { ...ask, view: id }))]))
  const filter = filterOf(kernel, actor, register, ask)
  const money = register.fields.filter(({ kind, list }) => kind === 'money' && list)
  return { views, sums: money.flatMap(({ id }) => repo.sumEntries(kernel.read, register, filter, id).map((sum) => ({ field: id, ...sum }))) }
}

/** How many entries each option of a field has, under a filter that leaves that field open; null for those without. */
export function breakdown(kernel: Kernel, actor: Actor, ask: EntryAsk & { readonly field: string }): { option: string | null; entries: number; sums: { field: string; currency: string; cents: number }[] }[] {
  const register = requireRegister(kernel, actor, ask.register, 'read')
  const field = register.fields.find(({ id, filter }) => id === ask.field && filter)
  if (field === undefined) throw new AppError('INVALID_INPUT', { field: 'field', value: ask.field })
  const { [ask.field]: _open, ...equals } = ask.equals ?? {}
  const filter = filterOf(kernel, actor, register, { ...ask, equals })
  return repo.breakdown(kernel.read, register, filter, ask.field, register.fields.filter(({ kind, list }) => kind === 'money' && list).map(({ id }) => id))
}

/** An entry with its history. @throws AppError NOT_FOUND, FORBIDDEN */
export function entryRecord(kernel: Kernel, actor: Actor, registerId: string, id: string) {
  const register = requireRegister(kernel, actor, registerId, 'read')
  const entry = getEntry(kernel, actor, register, id)
  return { entry, history: repo.listEntryEvents(kernel.read, id).map((event) => ({ ...event, by: kernel.staffName(event.by) })) }
}

/** Values that a new entry begins with: the facts of a case, and what the register's own rules propose. @throws AppError NOT_FOUND, FORBIDDEN */
export function proposeEntry(kernel: Kernel, actor: Actor, registerId: string, caseId: string | null): Record<string, RegisterValue> {
  const register = requireRegister(kernel, actor, registerId, 'write')
  const has = (id: string): boolean => register.fields.some((field) => field.id === id)
  const values: Record<string, RegisterValue> = {}
  if (caseId !== null) {
    const found = getCase(kernel, caseId)
    const facts: RegisterValues = {
      shop: found.shopId,
      order: found.order?.number ?? found.orderNo,
      waybill: found.waybills[0]?.waybill ?? found.order?.waybills[0]?.waybill ?? null,
      buyer: found.buyerNick,
      amount: found.amountCents,
    }
    for (const [id, value] of Object.entries(facts)) if (has(id) && value !== null) values[id] = value
  }
  return { ...values, ...hooksOf(register.id).propose?.(kernel, { register, caseId, values }) }
}
