import { AppError } from '../../domain/errors'
import type { RegisterValues } from '../../domain/register/register'
import { listEntries } from '../repositories/register-entries'
import { listPayouts, type PayoutRow } from '../repositories/payouts'
import { bounceIn } from './finance'
import type { Kernel } from './kernel'
import { doublesOf } from './payout-doubles'
import { approveIn, cancelIn, payIn, refuseIn } from './payout-steps'
import type { OwnedRules } from './register-owned'

/** What the finance list does beyond its description (resources/registers/payouts.yaml). */

/** Approved payouts that are looked at for doubles; more than that are never open at once. */
const OPEN_AT_MOST = 2000
const OPEN: readonly string[] = ['approved', 'waiting']

/** Payouts that may go out twice and that nobody has explained, of these. */
function suspected(kernel: Kernel, rows: readonly PayoutRow[]): ReadonlySet<string> {
  const { of } = doublesOf(kernel, kernel.read, rows)
  return new Set(rows.flatMap(({ id, state }) => (OPEN.includes(state) && (of.get(id)?.open.length ?? 0) > 0 ? [id] : [])))
}

const text = (value: RegisterValues[string] | undefined): string | null => (typeof value === 'string' ? value : null)

export const payoutRules: OwnedRules = {
  audit: 'payout',
  workedOut(kernel, db, entries) {
    const suspects = suspected(kernel, listPayouts(db, entries.map(({ id }) => id)))
    return new Map(entries.map(({ id }) => [id, { suspect: suspects.has(id) }]))
  },
  narrow(kernel, { register, filter, own }) {
    if (own !== null) throw new AppError('INVALID_INPUT', { field: 'own', value: Object.keys(own).join() })
    const open = listEntries(kernel.read, register, filter, { sort: 'oldest', after: null, limit: OPEN_AT_MOST })
    const suspects = suspected(kernel, listPayouts(kernel.read, open.map(({ id }) => id)))
    return { ...filter, ids: [...suspects] }
  },
  offers: (move, values) => (move === 'pay' ? values['suspect'] !== true : move === 'bounce' ? values['paidAt'] != null || values['batched'] === true : true),
  take(kernel, tx, { id, move, values, reason }) {
    switch (move.id) {
      case 'pay':
        return payIn(kernel, tx, id, text(values['reference']))
      case 'bounce':
        return bounceIn(kernel, tx, id, reason ?? '')
      case 'approve':
        return approveIn(kernel, tx, id)
      case 'refuse':
        return refuseIn(kernel, tx, id, reason ?? '')
      default:
        return cancelIn(kernel, tx, id, reason ?? '')
    }
  },
}
