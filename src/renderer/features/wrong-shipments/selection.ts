import { reactive, shallowRef } from 'vue'
import type { StatisticMeasure } from '../../../domain/wrong-shipment/statistics-views'
import type { Entry } from '../../../contract/register'
import type { ShipmentRecord, ShipmentsBehind, WrongShipment } from '../../../contract/wrong-shipments'
import { STATISTIC_IDS } from '../../../domain/wrong-shipment/statistics'
import { describedList, rpc } from '../../rpc'

/** The selected entry of the list, and the id of the one whose details are open. */
export const selectedEntry = shallowRef<Entry | null>(null)
export const shownEntryId = shallowRef<string | null>(null)
/** The entry whose details are open, whole; it need not be on the list as it is narrowed now. */
export const shownRecord = shallowRef<ShipmentRecord | null>(null)
/** What the pane shows: the entries, or their statistics (W5). */
export const shownTab = shallowRef<'list' | 'statistics'>('list')

/** What the list is narrowed to; kept outside the pane, so that a look at the statistics or another layout does not lose the place. */
export const filters = describedList()
const behindName = shallowRef('')
/** The figure whose entries the list shows, with its name; null: all entries. */
export function behind(): (ShipmentsBehind & { readonly name: string }) | null {
  const { own } = filters
  const of = STATISTIC_IDS.find((id) => id === own?.['of'])
  return own === null || of === undefined ? null : { from: own['from'] ?? '', to: own['to'] ?? '', currency: own['currency'] ?? '', of, key: own['key'] ?? '', name: behindName.value }
}
/** Goes to the entries behind a figure. */
export function showBehind({ name, ...figure }: ShipmentsBehind & { readonly name: string }): void {
  shownEntryId.value = null
  behindName.value = name
  filters.own = figure
  shownTab.value = 'list'
}
/** What the statistics are asked for: a range of months, a currency; null: what the answer says. */
export const statisticsAsk = reactive({ from: null as string | null, to: null as string | null, currency: null as string | null })
export const statisticsMeasure = shallowRef<StatisticMeasure | null>('cost')

export const numberOf = (row: Entry, field: string): number => (typeof row.values[field] === 'number' ? row.values[field] : 0)

/** The entry that the pane's keys act on, as the register has it. */
export const currentEntry = (): Entry | null => (shownEntryId.value !== null && shownRecord.value?.row.id === shownEntryId.value ? shownRecord.value.row : selectedEntry.value)

/** What was done to an entry last, taken back by Ctrl+Z. */
export const undoOf = (entry: Pick<WrongShipment, 'id'>, label: string): { label: string; run: () => Promise<void> } => ({ label, run: async () => void (await rpc.wrongShipments.undo({ id: entry.id, key: crypto.randomUUID() })) })
