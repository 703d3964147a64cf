import { onMounted, onScopeDispose, watch } from 'vue'
import { t } from '../../i18n'
import { useChanges, useCouriers } from '../../rpc'
import { findCommand, isPossible, keysOf } from '../../ui/commands'
import type { Option } from '../../ui/options'
import { usePane } from '../../ui/pane'

/**
 * Reads figures when the pane opens and again once changes of `tables` have paused for `settleMs` (an import writes for seconds, people work all
 * day); what changed while nobody looked is read when somebody does.
 */
export function useSettledReading(tables: readonly string[], settleMs: number, read: () => Promise<void>): void {
  const { visible } = usePane()
  const couriers = useCouriers()
  let timer: ReturnType<typeof setTimeout> | undefined
  let stale = false
  watch(visible, (now) => {
    if (!now || !stale) return
    stale = false
    void read()
  })
  onScopeDispose(() => clearTimeout(timer))
  onMounted(() => Promise.all([couriers.load(), read()]))
  useChanges(tables, () => {
    if (!visible.value) {
      stale = true
      return
    }
    clearTimeout(timer)
    timer = setTimeout(() => void read(), settleMs)
  })
}

const FORMS = ['report.exportTable', 'report.exportDocument'] as const
/** The forms in which a report can be had: its commands, with their keys. */
export const reportForms = (): Option<(typeof FORMS)[number]>[] => FORMS.map((value) => ({ value, label: t(value === 'report.exportTable' ? 'reports.asTable' : 'reports.asDocument'), hint: keysOf(value)[0] ?? '' }))

/** This person may export reports, here and now. */
export function mayExportReport(): boolean {
  const command = findCommand('report.exportTable')
  return command !== undefined && isPossible(command)
}
