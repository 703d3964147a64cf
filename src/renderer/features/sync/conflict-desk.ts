import { shallowRef } from 'vue'
import type { SyncConflict } from '../../../contract/sync-conflicts'
import { t } from '../../i18n'
import { rpc, tellFailure } from '../../rpc'
import { pushUndo, showToast, trackChange } from '../../ui/toasts'
import { openRecord, recordWords } from './words'

/** The conflict that is chosen on the page: its keys act on it. */
export const conflictShown = shallowRef<SyncConflict | null>(null)

const keyOf = ({ table, row, group }: SyncConflict): string => `${table} ${row} ${group}`
export { keyOf as conflictKey }

/** Decides for a side of a conflict; it can be taken back. Answers whether it was done. */
export async function decide(conflict: SyncConflict, side: number): Promise<boolean> {
  const chosen = conflict.sides[side]
  if (chosen === undefined) return false
  const { table, row, group } = conflict
  const what = recordWords(conflict.record)
  try {
    const { before } = await trackChange(rpc.syncConflicts.decide({ table, row, group, stamp: chosen.stamp }))
    pushUndo({ label: t('sync.conflicts.undoLabel', { what }), run: async () => void (await rpc.syncConflicts.decide({ table, row, group, stamp: before })) })
    showToast({ tone: 'ok', title: t('sync.conflicts.chosen', { what }) })
    return true
  } catch (error) {
    tellFailure(error)
    return false
  }
}

export async function act(side: number): Promise<void> {
  if (conflictShown.value !== null) await decide(conflictShown.value, side)
}
export async function openShown(): Promise<void> {
  if (conflictShown.value !== null) await openRecord(conflictShown.value.record)
}
