import type { Register, RegisterMove, RegisterValues } from '../../domain/register/register'
import type { ReadDb } from '../db/open'
import type { WriteTx } from '../db/write'
import type { EntryFilter, StoredEntry } from '../repositories/register-entries'
import type { Actor, Kernel } from './kernel'
import { payoutRules } from './payout-register'
import { shipmentRules } from './wrong-shipment-register'

/**
 * What a register with a table of its own does beyond its description (W1, F1): the engine lists, narrows, pages, counts, sums, exports and
 * checks who may take which step; what a step writes is the owner's. All of it runs inside the write of the step.
 */
export interface OwnedRules {
  /** Values that are worked out of entries, by the entry's id. Accounts are whole here; the engine masks them. */
  workedOut(kernel: Kernel, db: ReadDb, entries: readonly StoredEntry[]): ReadonlyMap<string, RegisterValues>
  /** What a ruled view, or a narrowing that only these rules understand, lets through among a filter. @throws AppError INVALID_INPUT */
  narrow?(kernel: Kernel, asked: { readonly register: Register; readonly filter: EntryFilter; readonly view: string | null; readonly own: Readonly<Record<string, string>> | null }): EntryFilter
  /** Whether a step that the description and the right allow is offered for an entry. */
  offers?(move: string, values: RegisterValues): boolean
  /** Options of a filter that are read from the entries. */
  optionsAtMost?(kernel: Kernel): number
  /** What the audit calls a step, before its id. */
  readonly audit: string
  /** @throws AppError where the owner refuses */
  take(kernel: Kernel, tx: WriteTx, step: { readonly id: string; readonly move: RegisterMove; readonly values: RegisterValues; readonly reason: string | null }): void
  /** Takes the last step back; absent: nothing is. @throws AppError UNDO_REFUSED, FORBIDDEN */
  takeBack?(kernel: Kernel, tx: WriteTx, actor: Actor, id: string): void
}

/** One line per register; looked up when they are needed, since the owners know the engine. */
const all = (): Readonly<Record<string, OwnedRules>> => ({ 'wrong-shipments': shipmentRules, payouts: payoutRules })

export const ownedOf = (register: string): OwnedRules | null => all()[register] ?? null
