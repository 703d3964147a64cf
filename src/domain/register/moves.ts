import { mayDo, type Role } from '../identity/roles'
import { moveOf, stateOf, type Register, type RegisterMove } from './register'

export type MoveProblem = 'unknown-move' | 'wrong-state' | 'right' | 'own-entry' | 'reason'

export interface MoveTerms {
  readonly state: string
  readonly createdBy: string
  /** Whose entry it is besides: who corrected it last (W2). */
  readonly correctedBy?: string | null | undefined
  readonly actorId: string
  readonly role: Role
  /** Of the shop: whoever is alone verifies their own (W2). */
  readonly activeStaff: number
  readonly reason: string | null
}

/** Why a person may not take a step with an entry; null when they may. */
export function moveProblem(register: Register, id: string, terms: MoveTerms): MoveProblem | null {
  const move = moveOf(register, id)
  if (move === undefined) return 'unknown-move'
  if (!mayDo(terms.role, move.right)) return 'right'
  if (!move.from.includes(terms.state)) return 'wrong-state'
  if (move.otherHands && (terms.createdBy === terms.actorId || terms.correctedBy === terms.actorId) && terms.activeStaff > 1) return 'own-entry'
  return move.reason && (terms.reason === null || terms.reason.trim() === '') ? 'reason' : null
}

/** The steps that a person may take with an entry now, reasons aside. */
export function movesFor(register: Register, terms: Omit<MoveTerms, 'reason'>): readonly RegisterMove[] {
  return register.moves.filter(({ id }) => moveProblem(register, id, { ...terms, reason: 'x' }) === null)
}

/** Where an entry stands after a correction of its values (S3: an edit voids what was verified). */
export const stateAfterEdit = (register: Register, state: string): string => stateOf(register, state)?.editedTo ?? state
