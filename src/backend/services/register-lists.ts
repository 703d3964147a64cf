import type { Entry } from '../../contract/register'
import { DAY } from '../../domain/clock/duration'
import { monthIn } from '../../domain/clock/zone'
import { AppError } from '../../domain/errors'
import { addCents } from '../../domain/money/money'
import { openStates, type Register, type RegisterSort, type RegisterValue, type RegisterValues, summedFields, viewOf } from '../../domain/register/register'
import * as repo from '../repositories/register-entries'
import { getCase } from './case-read'
import type { Actor, Kernel } from './kernel'
import { getEntry, requireRegister, requireWritten, viewEntries } from './register-access'
import { hooksOf } from './register-hooks'
import { ownedOf } from './register-owned'
import { shopTerms } from './reconcile-month'

/** What is read of described registers: pages, counts, breakdowns, one entry with its history, what a new one begins with. */

export interface EntryAsk {
  readonly register: string
  readonly view?: string | null | undefined
  readonly equals?: Readonly<Record<string, string | boolean>> | undefined
  readonly search?: string | null | undefined
  readonly caseId?: string | null | undefined
  readonly buyer?: string | null | undefined
  /** Of registration, `YYYY-MM` in the zone of the shop. */
  readonly month?: string | null | undefined
  /** What only the register's own rules understand. */
  readonly own?: Readonly<Record<string, string>> | null | undefined
}

/** @throws AppError INVALID_INPUT for a view, a field, a month or an own narrowing that the description or its rules lack */
export function filterOf(kernel: Kernel, actor: Actor, register: Register, ask: EntryAsk): repo.EntryFilter {
  const view = ask.view == null ? undefined : viewOf(register, ask.view)
  if (ask.view != null && view === undefined) throw new AppError('INVALID_INPUT', { field: 'view', value: ask.view, known: register.views.map(({ id }) => id) })
  for (const id of Object.keys(ask.equals ?? {})) {
    if (!register.fields.some((field) => field.id === id && field.filter)) throw new AppError('INVALID_INPUT', { field: 'equals', value: id })
  }
  if (ask.month != null && !register.months) throw new AppError('INVALID_INPUT', { field: 'month', value: ask.month })
  const month = ask.month == null ? null : monthIn(shopTerms(kernel).timeZone, ask.month)
  const filter: repo.EntryFilter = {
    states: view?.states ?? (view?.dueWithinDays == null ? null : openStates(register)),
    equals: { ...ask.equals, ...view?.where },
    createdFrom: month?.from,
    createdTo: month?.to,
    now: kernel.now(),
    assignee: view?.mine === true ? actor.staffId : null,
    dueBy: view?.dueWithinDays == null ? null : kernel.now() + view.dueWithinDays * DAY,
    caseId: ask.caseId,
    buyer: ask.buyer,
    search: ask.search?.trim() || null,
  }
  if (ask.own == null && view?.ruled !== true) return filter
  const owned = ownedOf(register.id)
  if (owned?.narrow === undefined) throw new AppError('INVALID_INPUT', { field: 'own', value: Object.keys(ask.own ?? {}).join() })
  return owned.narrow(kernel, { register, filter, view: view?.ruled === true ? view.id : null, own: ask.own ?? null })
}

/** In which order a view shows its entries. */
export const sortOf = (register: Register, view: string | null | undefined): RegisterSort => (view == null ? undefined : viewOf(register, view))?.sort ?? register.sort

function cursorOf(text: string | null | undefined): repo.EntryPage['after'] {
  if (text == null) return null
  const match = /^(\d+):(.+)$/.exec(text)
  if (match?.[1] === undefined || match[2] === undefined) throw new AppError('INVALID_INPUT', { field: 'cursor', value: text })
  return { value: Number(match[1]), id: match[2] }
}

/** One page of a register by keyset. @throws AppError NOT_FOUND, FORBIDDEN, INVALID_INPUT */
export function listEntries(kernel: Kernel, actor: Actor, ask: EntryAsk & { readonly cursor?: string | null | undefined; readonly limit: number }): { rows: Entry[]; nextCursor: string | null } {
  const register = requireRegister(kernel, actor, ask.register, 'read')
  const sort = sortOf(register, ask.view)
  const found = repo.listEntries(kernel.read, register, filterOf(kernel, actor, register, ask), { sort, after: cursorOf(ask.cursor), limit: ask.limit + 1 })
  const shown = found.slice(0, ask.limit)
  const last = shown.at(-1)
  return { rows: viewEntries(kernel, actor, register, shown), nextCursor: found.length > ask.limit && last !== undefined ? `${repo.sortValue(sort, last)}:${last.id}` : null }
}

export interface EntrySum {
  readonly field: string
  readonly currency: string
  readonly cents: number
  /** A value of the description's `sumBy`. */
  readonly by: string | null
  readonly entries: number
}

/** Sums in the shop's currency where entries have none of their own; one line per field, currency and part. */
function inCurrencies<T extends { readonly field: string; readonly currency: string | null; readonly cents: number; readonly by: string | null; readonly entries: number }>(kernel: Kernel, sums: readonly T[]): EntrySum[] {
  const own = shopTerms(kernel).currency
  const added = new Map<string, EntrySum>()
  for (const { field, currency, cents, by, entries } of sums) {
    const key = JSON.stringify([field, by, currency ?? own])
    const before = added.get(key)
    added.set(key, { field, by, currency: currency ?? own, cents: addCents(before?.cents ?? 0, cents), entries: (before?.entries ?? 0) + entries })
  }
  return [...added.values()]
}

/** How many entries each view holds under a filter, and the sums of the view that is asked for: money, and numbers that the description adds up. */
export function countEntries(kernel: Kernel, actor: Actor, ask: EntryAsk): { views: Record<string, number>; sums: EntrySum[]; totals: Record<string, number> } {
  const register = requireRegister(kernel, actor, ask.register, 'read')
  const views = Object.fromEntries(register.views.map(({ id }) => [id, repo.countEntries(kernel.read, register, filterOf(kernel, actor, register, { ...ask, view: id }))]))
  const filter = filterOf(kernel, actor, register, ask)
  const [money, numbers] = [summedFields(register).filter(({ kind }) => kind === 'money'), summedFields(register).filter(({ kind }) => kind === 'number')]
  return {
    views,
    sums: inCurrencies(kernel, money.flatMap(({ id }) => repo.sumEntries(kernel.read, register, filter, id, register.sumBy).map((sum) => ({ field: id, ...sum })))),
    totals: Object.fromEntries(numbers.map(({ id }) => [id, repo.totalEntries(kernel.read, register, filter, id)])),
  }
}

/** A list that is narrowed by hand does not go on for ever. */
const OPTIONS_AT_MOST = 500

/** How many entries each option of a field has, under a filter that leaves that field open; null for those without. */
export function breakdown(kernel: Kernel, actor: Actor, ask: EntryAsk & { readonly field: string }): { option: string | null; entries: number; sums: { field: string; currency: string; cents: number }[] }[] {
  const register = requireRegister(kernel, actor, ask.register, 'read')
  const field = register.fields.find(({ id, filter }) => id === ask.field && filter)
  if (field === undefined) throw new AppError('INVALID_INPUT', { field: 'field', value: ask.field })
  const { [ask.field]: _open, ...equals } = ask.equals ?? {}
  const filter = filterOf(kernel, actor, register, { ...ask, equals })
  const money = register.fields.filter(({ kind, list }) => kind === 'money' && list).map(({ id }) => id)
  const own = shopTerms(kernel).currency
  return repo.breakdown(kernel.read, register, filter, ask.field, money, ownedOf(register.id)?.optionsAtMost?.(kernel) ?? OPTIONS_AT_MOST).map(({ sums, ...one }) => ({ ...one, sums: sums.map((sum) => ({ ...sum, currency: sum.currency ?? own })) }))
}

/** An entry with its history. @throws AppError NOT_FOUND, FORBIDDEN */
export function entryRecord(kernel: Kernel, actor: Actor, registerId: string, id: string) {
  const register = requireRegister(kernel, actor, registerId, 'read')
  const entry = getEntry(kernel, actor, register, id)
  return { entry, history: repo.listEntryEvents(kernel.read, id).map((event) => ({ ...event, by: kernel.staffName(event.by) })) }
}

/** Values that a new entry begins with: the facts of a case, and what the register's own rules propose. @throws AppError NOT_FOUND, FORBIDDEN */
export function proposeEntry(kernel: Kernel, actor: Actor, registerId: string, caseId: string | null): Record<string, RegisterValue> {
  const register = requireWritten(kernel, actor, registerId)
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
