import { monthIn } from '../../domain/clock/zone'
import { AppError } from '../../domain/errors'
import type { WeighedLine } from '../../domain/wrong-shipment/weight'
import type { ShipmentLine } from '../../domain/wrong-shipment/wrong-shipment'
import type { ReadDb } from '../db/open'
import type { EntryEvent } from '../repositories/register-entries'
import * as skus from '../repositories/skus'
import * as repo from '../repositories/wrong-shipments'

/** What every part of the wrong-shipment register asks for. */

/** @throws AppError NOT_FOUND */
export function requireShipment(db: ReadDb, id: string): repo.WrongShipmentView {
  const view = repo.findWrongShipment(db, id)
  if (view === undefined || view.entry.deletedAt !== null) throw new AppError('NOT_FOUND', { what: 'wrong-shipment', id })
  return view
}

/** Who corrected an entry last; a correction that was taken back does not count. Events newest first. */
export function correctorOf(events: readonly EntryEvent[]): string | null {
  for (let at = 0; at < events.length; at += 1) {
    const event = events[at]
    // what was taken back is the event before
    if (event?.type === 'undone') at += 1
    else if (event?.type === 'edited') return event.by
  }
  return null
}

/** Lines with the weights of the product list, as it stands now. */
export function weighedLines(db: ReadDb, lines: readonly ShipmentLine[]): WeighedLine[] {
  return lines.map(({ title, sku, quantity }) => {
    const found = sku == null || sku.trim() === '' ? undefined : skus.findSku(db, `sku:${sku.trim()}`)
    return { title, sku: sku ?? null, quantity, unitGrams: found?.weightGrams ?? null, packagingGrams: found?.packagingGrams ?? null }
  })
}

/** First instant of the first month and the one after the last. */
export const rangeOfMonths = (timeZone: string, from: string, to: string): { from: number; to: number } => ({ from: monthIn(timeZone, from).from, to: monthIn(timeZone, to).to })
