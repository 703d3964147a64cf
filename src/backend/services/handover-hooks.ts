import { AppError } from '../../domain/errors'
import { isOver } from '../../domain/handover/lines'
import * as entries from '../repositories/register-entries'
import * as masters from '../repositories/masters'
import { boardFigures, comingMorning, linesOf } from './handover'
import type { RegisterHooks } from './register-hooks'

/** A line that is written from the registers pane belongs to the coming morning (H1). */
export const handoverHooks: RegisterHooks = {
  propose(kernel) {
    return { kind: 'note', why: 'left', ...comingMorning(kernel) }
  },
}

/** Two shifts sign a board: not one person for both unless alone, and with open lines only with a reason (H1). */
export const boardHooks: RegisterHooks = {
  check(kernel, tx, { entry, move }) {
    if (move.id !== 'sign' && move.id !== 'sign-open') return
    const others = masters.listStaff(tx.db).filter(({ active }) => active).length > 1
    if (others && entry.values['nightBy'] === tx.actorId) throw new AppError('FORBIDDEN', { right: move.right, why: 'own-entry' })
    const open = linesOf(kernel, String(entry.values['day'])).filter(({ state }) => !isOver(state)).length
    if (move.id === 'sign' && open > 0) throw new AppError('REQUIRED_FIELDS_MISSING', { fields: ['reason'], open })
  },
  moved(kernel, tx, { register, before, move }) {
    if (move.id !== 'sign' && move.id !== 'sign-open') return
    const figures = boardFigures(kernel, before)
    entries.updateEntry(tx, register.id, before.id, entries.toColumns(register, { ...figures }, entries.findEntry(tx.db, register, before.id)?.values ?? before.values))
  },
}
