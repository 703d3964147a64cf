import { reactive, shallowRef } from 'vue'
import type { StatisticMeasure } from '../../../domain/wrong-shipment/statistics-views'
import type { ShipmentRecord, ShipmentsBehind, WrongShipment } from '../../../contract/wrong-shipments'
import { t } from '../../i18n'
import { rpc } from '../../rpc'
import { showToast } from '../../ui/toasts'

/** The selected entry of the list, and the id of the one whose details are open. */
export const selectedEntry = shallowRef<WrongShipment | null>(null)
export const shownEntryId = shallowRef<string | null>(null)
/** The entry whose details are open, whole; it need not be on the list as it is narrowed now. */
export const shownRecord = shallowRef<ShipmentRecord | null>(null)
/** What the pane shows: the entries, or their statistics (W5). */
export const shownTab = shallowRef<'list' | 'statistics'>('list')
/** The figure whose entries the list shows, with its name. */
export const behind = shallowRef<(ShipmentsBehind & { readonly name: string }) | null>(null)

export const ALL = 'all'
/** What the list is narrowed to; kept outside the pane, so that a look at the statistics or another layout does not lose the place. */
export const filters = reactive({ search: '', month: null as string | null, state: ALL, error: ALL, packedBy: ALL, followUps: ALL as typeof ALL | 'open' | 'late' })
/** What the statistics are asked for: a range of months, a currency; null: what the answer says. */
export const statisticsAsk = reactive({ from: null as string | null, to: null as string | null, currency: null as string | null })
export const statisticsMeasure = shallowRef<StatisticMeasure | null>('cost')

/** The entry that the pane's keys act on. */
export const currentEntry = (): WrongShipment | null => (shownEntryId.value !== null && shownRecord.value?.entry.id === shownEntryId.value ? shownRecord.value.entry : selectedEntry.value)

/** What was done to an entry last, taken back by Ctrl+Z. */
export const undoOf = (entry: Pick<WrongShipment, 'id'>, label: string): { label: string; run: () => Promise<void> } => ({ label, run: async () => void (await rpc.wrongShipments.undo({ id: entry.id, key: crypto.randomUUID() })) })

/** W2: the second pair of hands. */
export async function verifyEntry(entry: WrongShipment): Promise<void> {
  await rpc.wrongShipments.verify({ id: entry.id, key: crypto.randomUUID() })
  showToast({ tone: 'ok', title: t('wrongShipments.verified', { entryNo: entry.entryNo }), undo: undoOf(entry, t('wrongShipments.undoVerdict', { entryNo: entry.entryNo })) })
}
