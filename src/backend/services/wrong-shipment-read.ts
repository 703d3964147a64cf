import type { ShipmentRecord, ShipmentsBehind, WrongShipment } from '../../contract/wrong-shipments'
import { fromLocal, monthIn } from '../../domain/clock/zone'
import { AppError } from '../../domain/errors'
import { openOnes, readFollowUps } from '../../domain/wrong-shipment/follow-ups'
import { groupsOf } from '../../domain/wrong-shipment/statistics'
import { isWeighed, readWeights } from '../../domain/wrong-shipment/weights'
import type { ReadDb } from '../db/open'
import * as masters from '../repositories/masters'
import * as photos from '../repositories/photos'
import { listEntryEvents } from '../repositories/register-entries'
import * as repo from '../repositories/wrong-shipments'
import { toPhoto } from './case-read'
import { registerCursor } from './claims'
import type { Actor, Kernel } from './kernel'
import { shopTerms } from './reconcile-month'
import { correctorOf, requireShipment, weighedLines } from './wrong-shipment-core'
import { taskRegisterFor } from './wrong-shipment-tasks'

/** What the register of wrong shipments shows (W1-W5): lists, sums, one entry whole. */

export function toWrongShipment(kernel: Kernel, actor: Actor, view: repo.WrongShipmentView, db: ReadDb = kernel.read): WrongShipment {
  const { hlc: _hlc, deletedAt: _deletedAt, verifiedAt: _verifiedAt, weights, followUps, submittedBy, verifiedBy, ...entry } = view.entry
  const open = openOnes(readFollowUps(followUps))
  // an entry that waits is asked for its hands; what is over no longer matters
  const correctedBy = entry.state === 'submitted' ? correctorOf(listEntryEvents(db, entry.id)) : null
  return {
    ...entry,
    caseNo: view.caseNo,
    currency: view.caseCurrency ?? shopTerms(kernel).currency,
    submittedBy: kernel.staffName(submittedBy),
    correctedBy: correctedBy === null ? null : kernel.staffName(correctedBy),
    verifiedBy: verifiedBy === null ? null : kernel.staffName(verifiedBy),
    own: submittedBy === actor.staffId || correctedBy === actor.staffId,
    openFollowUps: open.length,
    lateFollowUps: open.filter(({ dueAt }) => dueAt < kernel.now()).length,
    weighed: isWeighed(readWeights(weights)),
  }
}

/** @throws AppError NOT_FOUND */
export const getWrongShipment = (kernel: Kernel, actor: Actor, id: string): WrongShipment => toWrongShipment(kernel, actor, requireShipment(kernel.read, id))

/** An entry with its follow-ups, weights, evidence and history (W1-W4). @throws AppError NOT_FOUND */
export function shipmentRecord(kernel: Kernel, actor: Actor, id: string): ShipmentRecord {
  const view = requireShipment(kernel.read, id)
  const { entry } = view
  const { tolerance, boxGrams, mostGrams } = kernel.resources.policy.wrongShipments.weights
  const shop = masters.listShops(kernel.read)[0]
  return {
    entry: toWrongShipment(kernel, actor, view),
    followUps: readFollowUps(entry.followUps).map((one) => ({
      ...one,
      link: one.link === null ? null : { ...one.link },
      assigneeName: one.assigneeId === null ? null : kernel.staffName(one.assigneeId),
      closedBy: one.closedBy === null ? null : kernel.staffName(one.closedBy),
      handOver: one.state === 'open' && one.link === null && taskRegisterFor(kernel, actor, one.kind) !== null,
    })),
    weights: {
      values: { ...readWeights(entry.weights) },
      expected: weighedLines(kernel.read, entry.expected),
      sent: weighedLines(kernel.read, entry.sent),
      policy: { tolerance: { warehouse: { ...tolerance.warehouse }, courier: { ...tolerance.courier }, buyer: { ...tolerance.buyer } }, boxGrams, mostGrams },
    },
    photos: entry.caseId === null ? [] : photos.listPhotosOfCase(kernel.read, entry.caseId).map(toPhoto),
    history: listEntryEvents(kernel.read, id).map((event) => ({ ...event, by: kernel.staffName(event.by) })),
    shopName: shop?.name ?? '',
    timeZone: shop?.timeZone ?? 'Asia/Shanghai',
  }
}

export interface ShipmentAsk {
  readonly state?: string | null | undefined
  readonly month?: string | null | undefined
  readonly error?: string | null | undefined
  readonly packedBy?: string | null | undefined
  readonly followUps?: 'open' | 'late' | null | undefined
  readonly search?: string | null | undefined
  readonly behind?: ShipmentsBehind | null | undefined
}

/** First instant of the first month and the one after the last. */
export const rangeOfMonths = (timeZone: string, from: string, to: string): { from: number; to: number } => ({ from: monthIn(timeZone, from).from, to: monthIn(timeZone, to).to })

const WEEK_DAYS = 7
/** The week that begins on a Monday `YYYY-MM-DD`. */
function weekIn(timeZone: string, monday: string): { from: number; to: number } {
  const midnight = Date.parse(`${monday}T00:00:00Z`)
  if (Number.isNaN(midnight)) throw new AppError('INVALID_INPUT', { field: 'behind', value: monday })
  return { from: fromLocal(timeZone, midnight), to: fromLocal(timeZone, midnight + WEEK_DAYS * 86_400_000) }
}

/** What the database narrows by, and what is asked of each row besides (a figure's entries are those that the figure counted). */
export function queryOf(kernel: Kernel, ask: ShipmentAsk): { query: repo.ShipmentQuery & { now: number }; fits: ((view: repo.WrongShipmentView) => boolean) | null } {
  const { currency, timeZone } = shopTerms(kernel)
  const { behind } = ask
  const plain = { state: ask.state, error: ask.error, packedBy: ask.packedBy, followUps: ask.followUps, search: ask.search?.trim() || null, now: kernel.now() }
  const asked = ask.month ? monthIn(timeZone, ask.month) : { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER }
  if (behind == null) return { query: { ...plain, ...asked }, fits: null }
  const range = rangeOfMonths(timeZone, behind.from, behind.to)
  const week = behind.of === 'week' ? weekIn(timeZone, behind.key) : range
  return {
    query: {
      ...plain,
      state: 'verified',
      ...(behind.of === 'error' ? { error: behind.key } : {}),
      from: Math.max(asked.from, range.from, week.from),
      to: Math.min(asked.to, range.to, week.to),
    },
    fits: ({ entry, caseCurrency }) => (caseCurrency ?? currency) === behind.currency && groupsOf(entry, timeZone).some(({ by, key }) => by === behind.of && key === behind.key),
  }
}

/** Rows read at a time where only some of them fit. */
const CHUNK = 500

/** Rows of a filter, newest first, beginning after a row; `limit` of them at most. */
export function readShipments(kernel: Kernel, ask: ShipmentAsk, page: repo.ShipmentPage): repo.WrongShipmentView[] {
  const { query, fits } = queryOf(kernel, ask)
  if (fits === null) return repo.listWrongShipments(kernel.read, { ...query, ...page })
  const found: repo.WrongShipmentView[] = []
  let { after } = page
  for (;;) {
    const chunk = repo.listWrongShipments(kernel.read, { ...query, after, limit: CHUNK })
    found.push(...chunk.filter(fits))
    const last = chunk.at(-1)?.entry
    if (found.length >= page.limit || last === undefined || chunk.length < CHUNK) return found.slice(0, page.limit)
    after = { createdAt: last.createdAt, id: last.id }
  }
}

/** One page, newest first. */
export function listWrongShipments(kernel: Kernel, actor: Actor, input: ShipmentAsk & { readonly cursor?: string | null | undefined; readonly limit: number }): { rows: WrongShipment[]; nextCursor: string | null } {
  const found = readShipments(kernel, input, { after: registerCursor(input.cursor), limit: input.limit + 1 })
  const rows = found.slice(0, input.limit).map((view) => toWrongShipment(kernel, actor, view))
  const last = rows.at(-1)
  return { rows, nextCursor: found.length > input.limit && last !== undefined ? `${last.createdAt}:${last.id}` : null }
}

export interface ShipmentSums {
  entries: number
  openFollowUps: number
  lateFollowUps: number
  costs: { currency: string; cents: number }[]
}

/** What a filter lets through: entries, cost per currency, open follow-ups. */
export function sumWrongShipments(kernel: Kernel, ask: ShipmentAsk): ShipmentSums {
  const { query, fits } = queryOf(kernel, ask)
  const own = shopTerms(kernel).currency
  const costs = new Map<string, number>()
  const add = (currency: string | null, cents: number): void => void costs.set(currency ?? own, (costs.get(currency ?? own) ?? 0) + cents)
  let [entries, openFollowUps, lateFollowUps] = [0, 0, 0]
  if (fits === null) {
    for (const sum of repo.sumWrongShipments(kernel.read, query)) {
      entries += sum.entries
      add(sum.currency, sum.cents)
    }
    const { open, late } = repo.countFollowUps(kernel.read, query)
    ;[openFollowUps, lateFollowUps] = [open, late]
  } else {
    for (const { entry, caseCurrency } of readShipments(kernel, ask, { after: null, limit: Number.MAX_SAFE_INTEGER })) {
      const open = openOnes(readFollowUps(entry.followUps))
      entries += 1
      add(caseCurrency, entry.costCents)
      openFollowUps += open.length
      lateFollowUps += open.filter(({ dueAt }) => dueAt < query.now).length
    }
  }
  return { entries, openFollowUps, lateFollowUps, costs: [...costs].map(([currency, cents]) => ({ currency, cents })) }
}

export const listPackers = (kernel: Kernel): string[] => repo.listPackers(kernel.read, kernel.resources.policy.wrongShipments.list.packers)
