import { shallowRef } from 'vue'
import type { WrongShipment } from '../../../contract/wrong-shipments'
import { t } from '../../i18n'
import { rpc } from '../../rpc'
import { showToast } from '../../ui/toasts'

/** The selected entry of the pane, and the id of the one whose details are open. */
export const selectedEntry = shallowRef<WrongShipment | null>(null)
export const shownEntryId = shallowRef<string | null>(null)

/** W2: the second pair of hands. */
export async function verifyEntry(entry: WrongShipment): Promise<void> {
  await rpc.wrongShipments.verify({ id: entry.id, key: crypto.randomUUID() })
  showToast({ tone: 'ok', title: t('wrongShipments.verified', { entryNo: entry.entryNo }) })
}
