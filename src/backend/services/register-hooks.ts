import type { Label } from '../../domain/case/lists'
import type { Register, RegisterMove, RegisterValue, RegisterValues } from '../../domain/register/register'
import type { WriteTx } from '../db/write'
import type { StoredEntry } from '../repositories/register-entries'
import { boardHooks, handoverHooks } from './handover-hooks'
import type { Kernel } from './kernel'
import { qualityHooks } from './quality-hooks'
import { returnsHooks } from './returns-hooks'
import { teamHooks } from './team-hooks'
import { warehouseTaskHooks } from './warehouse-tasks-hooks'

/**
 * What a register does beyond its description: follow-ups in other registers, rules that need the database. All of it runs inside the
 * write of the entry, so that both happen or neither. A register without rules of its own has none.
 */
export interface RegisterHooks {
  /** Values that a new entry begins with, beyond the facts of its case. */
  propose?(kernel: Kernel, begun: { register: Register; caseId: string | null; values: RegisterValues }): Readonly<Record<string, RegisterValue>>
  /** Entries that are to be made now, each with what it is made from; those that were made before are left out by the engine. */
  feed?(kernel: Kernel): readonly { source: string; caseId: string | null; values: RegisterValues }[]
  created?(kernel: Kernel, tx: WriteTx, made: { register: Register; id: string; caseId: string | null; state: string; values: RegisterValues }): void
  edited?(kernel: Kernel, tx: WriteTx, change: { register: Register; before: StoredEntry; values: RegisterValues }): void
  /** Throws AppError where a step that the description allows is not to be taken. */
  check?(kernel: Kernel, tx: WriteTx, step: { register: Register; entry: StoredEntry; move: RegisterMove; values: RegisterValues }): void
  moved?(kernel: Kernel, tx: WriteTx, step: { register: Register; before: StoredEntry; move: RegisterMove; values: RegisterValues }): void
  /** Steps whose follow-ups outside cannot be taken back. */
  lasting?(move: string): boolean
  /** After a step was taken back: what the register did besides is to be taken back as well. */
  undone?(kernel: Kernel, tx: WriteTx, step: { register: Register; entry: StoredEntry; move: RegisterMove; to: string }): void
  /** What the case's timeline says of an entry besides its number and state: the result of a check. */
  told?(register: Register, values: RegisterValues): Label | null
}

const NONE: RegisterHooks = {}

/** One line per file of rules. */
const all = (): Readonly<Record<string, RegisterHooks>> => ({ ...teamHooks, handover: handoverHooks, 'handover-boards': boardHooks, quality: qualityHooks, returns: returnsHooks, 'warehouse-tasks': warehouseTaskHooks })

/** The rules of a register; looked up when they are needed, since they insert entries themselves. */
export const hooksOf = (register: string): RegisterHooks => all()[register] ?? NONE
