import { shipmentsBehindSchema, type ShipmentsBehind } from '../../contract/wrong-shipments'
import { fromLocal } from '../../domain/clock/zone'
import { AppError } from '../../domain/errors'
import type { RegisterValues } from '../../domain/register/register'
import { openOnes, readFollowUps } from '../../domain/wrong-shipment/follow-ups'
import { groupsOf } from '../../domain/wrong-shipment/statistics'
import { isWeighed, readWeights } from '../../domain/wrong-shipment/weights'
import type { ReadDb } from '../db/open'
import { listEntryEvents, type EntryFilter, type StoredEntry } from '../repositories/register-entries'
import * as repo from '../repositories/wrong-shipments'
import type { Kernel } from './kernel'
import { shopTerms } from './reconcile-month'
import type { OwnedRules } from './register-owned'
import { correctorOf, rangeOfMonths } from './wrong-shipment-core'
import { takeBackIn, verdictIn } from './wrong-shipments'

/** What the register of wrong shipments does beyond its description (resources/registers/wrong-shipments.yaml). */

/** What is worked out of an entry: its follow-ups (W3), whether it was weighed (W4), who corrected it while it waits (W2). */
function workedOf(kernel: Kernel, db: ReadDb, { id, state, raw }: StoredEntry): RegisterValues {
  const open = openOnes(readFollowUps(raw['followUps'] as repo.WrongShipmentRow['followUps']))
  const late = open.filter(({ dueAt }) => dueAt < kernel.now()).length
  return {
    todo: [...new Set(open.map(({ kind }) => kind))],
    followUps: late > 0 ? 'late' : open.length > 0 ? 'open' : null,
    openTodo: open.length,
    lateTodo: late,
    weighed: isWeighed(readWeights(raw['weights'] as repo.WrongShipmentRow['weights'])),
    // an entry that waits is asked for its hands; what is over no longer matters
    correctedBy: state === 'submitted' ? correctorOf(listEntryEvents(db, id)) : null,
  }
}

const WEEK_DAYS = 7
/** The week that begins on a Monday `YYYY-MM-DD`. @throws AppError INVALID_INPUT */
function weekIn(timeZone: string, monday: string): { from: number; to: number } {
  const midnight = Date.parse(`${monday}T00:00:00Z`)
  if (Number.isNaN(midnight)) throw new AppError('INVALID_INPUT', { field: 'behind', value: monday })
  return { from: fromLocal(timeZone, midnight), to: fromLocal(timeZone, midnight + WEEK_DAYS * 86_400_000) }
}

/** Rows read at a time where only some of them fit. */
const CHUNK = 500

/** The verified entries that a figure of the statistics counted (W5), by their ids. */
function idsBehind(kernel: Kernel, { from, to, currency, of, key }: ShipmentsBehind): string[] {
  const { currency: own, timeZone } = shopTerms(kernel)
  const range = rangeOfMonths(timeZone, from, to)
  const week = of === 'week' ? weekIn(timeZone, key) : range
  const bounds = { from: Math.max(range.from, week.from), to: Math.min(range.to, week.to) }
  const ids: string[] = []
  let after: repo.ShipmentPage['after'] = null
  for (;;) {
    const page: repo.WrongShipmentView[] = repo.listVerified(kernel.read, { ...bounds, after, limit: CHUNK })
    for (const { entry, caseCurrency } of page) if ((caseCurrency ?? own) === currency && groupsOf(entry, timeZone).some((group) => group.by === of && group.key === key)) ids.push(entry.id)
    const last = page.at(-1)?.entry
    if (last === undefined || page.length < CHUNK) return ids
    after = { createdAt: last.createdAt, id: last.id }
  }
}

export const shipmentRules: OwnedRules = {
  audit: 'wrong-shipment',
  workedOut: (kernel, db, entries) => new Map(entries.map((entry) => [entry.id, workedOf(kernel, db, entry)])),
  narrow(kernel, { filter, own }): EntryFilter {
    const behind = shipmentsBehindSchema.safeParse(own)
    if (!behind.success) throw new AppError('INVALID_INPUT', { field: 'own', value: Object.keys(own ?? {}).join() })
    return { ...filter, ids: idsBehind(kernel, behind.data) }
  },
  optionsAtMost: (kernel) => kernel.resources.policy.wrongShipments.list.packers,
  take: (kernel, tx, { id, move, reason }) => verdictIn(kernel, tx, id, move.id === 'verify' ? 'verified' : 'returned', reason),
  takeBack: takeBackIn,
}
