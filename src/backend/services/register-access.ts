import type { Entry } from '../../contract/register'
import { AppError } from '../../domain/errors'
import { maskAccount } from '../../domain/identity/mask'
import { mayDo, type Right } from '../../domain/identity/roles'
import { movesFor } from '../../domain/register/moves'
import { hasOwnTable } from '../../domain/register/own-tables'
import type { Register, RegisterValue, RegisterValues } from '../../domain/register/register'
import type { ReadDb } from '../db/open'
import * as masters from '../repositories/masters'
import * as repo from '../repositories/register-entries'
import type { Actor, Kernel } from './kernel'
import { shopTerms } from './reconcile-month'
import { ownedOf } from './register-owned'

/** Who may see which register and which of its entries, and how they are shown (spec section 8, R3). */

/** @throws AppError NOT_FOUND for a register that no description names, FORBIDDEN */
export function requireRegister(kernel: Kernel, actor: Actor, id: string, what: 'read' | 'write'): Register {
  const register = kernel.resources.registers.find((one) => one.id === id)
  if (register === undefined) throw new AppError('NOT_FOUND', { what: 'register', id })
  requireRight(actor, register.rights[what])
  return register
}

/** A register whose entries the engine writes. @throws AppError as `requireRegister`, INVALID_INPUT for one with a table of its own */
export function requireWritten(kernel: Kernel, actor: Actor, id: string): Register {
  const register = requireRegister(kernel, actor, id, 'write')
  if (hasOwnTable(id)) throw new AppError('INVALID_INPUT', { field: 'register', value: id })
  return register
}

export function requireRight(actor: Actor, right: Right): void {
  if (!mayDo(actor.role, right)) throw new AppError('FORBIDDEN', { right })
}

/** The descriptions that a person may read, in the order of their files. */
export const describeRegisters = (kernel: Kernel, actor: Actor): readonly Register[] => kernel.resources.registers.filter(({ rights }) => mayDo(actor.role, rights.read))

export const activeStaff = (db: ReadDb): number => masters.listStaff(db).filter(({ active }) => active).length

/** Whoever pays sees accounts whole; everybody else asks for each (R3). */
export const seesAccounts = (actor: Actor): boolean => mayDo(actor.role, 'payout.pay')

/** Stored entries as a person sees them. */
export function viewEntries(kernel: Kernel, actor: Actor, register: Register, stored: readonly repo.StoredEntry[]): Entry[] {
  const staff = activeStaff(kernel.read)
  const accounts = seesAccounts(actor) ? [] : register.fields.filter(({ kind }) => kind === 'account').map(({ id }) => id)
  const owned = ownedOf(register.id)
  return workedOut(kernel, register, stored).map(({ createdBy, stateBy, raw: _raw, currency, values, ...entry }) => {
    const correctedBy = typeof values['correctedBy'] === 'string' ? values['correctedBy'] : null
    const moves = movesFor(register, { state: entry.state, createdBy, correctedBy: owned === null ? null : correctedBy, actorId: actor.staffId, role: actor.role, activeStaff: staff })
    return {
      ...entry,
      currency: currency ?? shopTerms(kernel).currency,
      createdBy: { id: createdBy, name: kernel.staffName(createdBy) },
      stateBy: kernel.staffName(stateBy),
      values: plain(accounts.length === 0 ? values : masked(values, accounts)),
      moves: moves.filter(({ id }) => owned?.offers?.(id, values) ?? true).map(({ id }) => id),
    }
  })
}

/** Entries with what a register with a table of its own works out of them. */
export function workedOut(kernel: Kernel, register: Register, stored: readonly repo.StoredEntry[]): readonly repo.StoredEntry[] {
  const worked = ownedOf(register.id)?.workedOut(kernel, kernel.read, stored)
  return worked === undefined ? stored : stored.map((entry) => ({ ...entry, values: { ...entry.values, ...worked.get(entry.id) } }))
}

/** The contract's values are open to change by whoever reads them. */
const plain = (values: RegisterValues): Record<string, RegisterValue> => ({ ...values })

function masked(values: RegisterValues, accounts: readonly string[]): RegisterValues {
  const shown: Record<string, RegisterValue> = { ...values }
  for (const id of accounts) if (typeof shown[id] === 'string') shown[id] = maskAccount(shown[id])
  return shown
}

/** @throws AppError NOT_FOUND */
export function requireEntry(db: ReadDb, register: Register, id: string): repo.StoredEntry {
  const found = repo.findEntry(db, register, id)
  if (found === undefined) throw new AppError('NOT_FOUND', { what: register.id, id })
  return found
}

export function getEntry(kernel: Kernel, actor: Actor, register: Register, id: string): Entry {
  const [entry] = viewEntries(kernel, actor, register, [requireEntry(kernel.read, register, id)])
  if (entry === undefined) throw new AppError('NOT_FOUND', { what: register.id, id })
  return entry
}

/** An account whole; the audit says who looked (R3). @throws AppError NOT_FOUND, FORBIDDEN, INVALID_INPUT */
export function unmaskField(kernel: Kernel, actor: Actor, input: { register: string; id: string; field: string }): { value: string | null } {
  const register = requireRegister(kernel, actor, input.register, 'write')
  if (!register.fields.some(({ id, kind }) => id === input.field && kind === 'account')) throw new AppError('INVALID_INPUT', { field: 'field', value: input.field })
  const value = requireEntry(kernel.read, register, input.id).values[input.field]
  kernel.write(actor, { name: 'register.unmask', subject: input.id, detail: { register: register.id, field: input.field } }, () => undefined)
  return { value: typeof value === 'string' ? value : null }
}
