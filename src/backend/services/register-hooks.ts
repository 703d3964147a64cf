import type { Register, RegisterMove, RegisterValue, RegisterValues } from '../../domain/register/register'
import type { WriteTx } from '../db/write'
import type { StoredEntry } from '../repositories/register-entries'
import { boardHooks, handoverHooks } from './handover-hooks'
import type { Kernel } from './kernel'

/**
 * What a register does beyond its description: follow-ups in other registers, rules that need the database. All of it runs inside the
 * write of the entry, so that both happen or neither. A register without rules of its own has none.
 */
export interface RegisterHooks {
  /** Values that a new entry begins with, beyond the facts of its case. */
  propose?(kernel: Kernel, begun: { register: Register; caseId: string | null; values: RegisterValues }): Readonly<Record<string, RegisterValue>>
  created?(kernel: Kernel, tx: WriteTx, made: { register: Register; id: string; caseId: string | null; values: RegisterValues }): void
  edited?(kernel: Kernel, tx: WriteTx, change: { register: Register; before: StoredEntry; values: RegisterValues }): void
  /** Throws AppError where a step that the description allows is not to be taken. */
  check?(kernel: Kernel, tx: WriteTx, step: { register: Register; entry: StoredEntry; move: RegisterMove; values: RegisterValues }): void
  moved?(kernel: Kernel, tx: WriteTx, step: { register: Register; before: StoredEntry; move: RegisterMove; values: RegisterValues }): void
  /** Steps whose follow-ups outside cannot be taken back. */
  lasting?(move: string): boolean
}

const HOOKS: Readonly<Record<string, RegisterHooks>> = {
  handover: handoverHooks,
  'handover-boards': boardHooks,
}

export const hooksOf = (register: string): RegisterHooks => HOOKS[register] ?? {}
