import { localMidnight, toLocal } from '../clock/zone'
import { addCents } from '../money/money'
import { diffShipment, type ShipmentLine } from './wrong-shipment'

/** Statistics of wrong shipments (spec W5): by packer, item, error and week, with what they cost. Of one currency; verified entries only. */

export const STATISTIC_IDS = ['packer', 'sku', 'error', 'week'] as const
export type StatisticId = (typeof STATISTIC_IDS)[number]

export interface CountedEntry {
  readonly createdAt: number
  readonly error: string
  readonly packedBy: string | null
  readonly costCents: number
  readonly expected: readonly ShipmentLine[]
  readonly sent: readonly ShipmentLine[]
}

export interface StatisticGroup {
  /** What its entries have in common; '' where nothing was written down. */
  readonly key: string
  /** Of an item: its title as it was last written. */
  readonly title: string | null
  readonly entries: number
  /** Pieces that were missing or too much. */
  readonly pieces: number
  readonly costCents: number
}

export interface Statistics {
  readonly entries: number
  readonly pieces: number
  readonly costCents: number
  readonly by: Readonly<Record<StatisticId, readonly StatisticGroup[]>>
}

/** Monday of the week of an instant in a zone, `YYYY-MM-DD`. */
export function weekOf(timeZone: string, at: number): string {
  const midnight = localMidnight(toLocal(timeZone, at))
  const sinceMonday = (new Date(midnight).getUTCDay() + 6) % 7
  return new Date(midnight - sinceMonday * 86_400_000).toISOString().slice(0, 10)
}

export const packerKey = (packedBy: string | null): string => (packedBy ?? '').normalize('NFKC').trim()

export interface ItemShare {
  readonly key: string
  readonly title: string
  readonly pieces: number
}

/** The items that an entry got wrong; of one whose lists agree (a copied label), all that was expected. An item without a SKU is its title. */
export function itemsOf({ expected, sent }: Pick<CountedEntry, 'expected' | 'sent'>): readonly ItemShare[] {
  const diff = diffShipment(expected, sent)
  const wrong = [...diff.missing, ...diff.extra]
  const items = wrong.length > 0 ? wrong : diff.same
  const shares = new Map<string, ItemShare>()
  for (const { sku, title, delta } of items) {
    const key = (sku ?? '').trim() === '' ? title.normalize('NFKC').trim() : (sku ?? '').trim()
    const before = shares.get(key)
    shares.set(key, { key, title, pieces: (before?.pieces ?? 0) + Math.abs(delta) })
  }
  return shares.size === 0 ? [{ key: '', title: '', pieces: 0 }] : [...shares.values()]
}

/** Cents in so many parts that differ by one at most and add up to the whole. */
export function splitCents(cents: number, parts: number): number[] {
  const each = Math.trunc(cents / parts)
  const rest = cents - each * parts
  return Array.from({ length: parts }, (_, at) => each + (at < Math.abs(rest) ? Math.sign(rest) : 0))
}

/** The groups that an entry belongs to, with its part of the pieces and the cost in each. */
export function groupsOf(entry: CountedEntry, timeZone: string): { readonly by: StatisticId; readonly key: string; readonly title: string | null; readonly pieces: number; readonly costCents: number }[] {
  const items = itemsOf(entry)
  const pieces = items.reduce((sum, item) => sum + item.pieces, 0)
  const parts = splitCents(entry.costCents, items.length)
  const whole = { title: null, pieces, costCents: entry.costCents }
  return [
    { by: 'packer', key: packerKey(entry.packedBy), ...whole },
    { by: 'error', key: entry.error, ...whole },
    { by: 'week', key: weekOf(timeZone, entry.createdAt), ...whole },
    ...items.map(({ key, title, pieces: own }, at) => ({ by: 'sku' as const, key, title, pieces: own, costCents: parts[at] ?? 0 })),
  ]
}

/**
 * W5: entries, pieces and cost of every group, dearest first and weeks in their order. The cost of an entry about several items is parted
 * among them, so that each table adds up to the same sum. @throws MoneyOverflowError
 */
export function statisticsOf(entries: Iterable<CountedEntry>, timeZone: string): Statistics {
  const by: Record<StatisticId, Map<string, StatisticGroup>> = { packer: new Map(), sku: new Map(), error: new Map(), week: new Map() }
  let [count, pieces, costCents] = [0, 0, 0]
  for (const entry of entries) {
    count += 1
    costCents = addCents(costCents, entry.costCents)
    for (const part of groupsOf(entry, timeZone)) {
      if (part.by === 'error') pieces += part.pieces
      const before = by[part.by].get(part.key) ?? { key: part.key, title: null, entries: 0, pieces: 0, costCents: 0 }
      by[part.by].set(part.key, { key: part.key, title: part.title, entries: before.entries + 1, pieces: before.pieces + part.pieces, costCents: addCents(before.costCents, part.costCents) })
    }
  }
  const dearest = (groups: Map<string, StatisticGroup>): StatisticGroup[] => [...groups.values()].sort((a, b) => b.costCents - a.costCents || b.entries - a.entries || (a.key < b.key ? -1 : 1))
  return { entries: count, pieces, costCents, by: { packer: dearest(by.packer), sku: dearest(by.sku), error: dearest(by.error), week: [...by.week.values()].sort((a, b) => (a.key < b.key ? -1 : 1)) } }
}
