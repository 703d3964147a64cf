import { shallowRef } from 'vue'
import type { ReportClaims } from '../../../contract/dashboard'

/** The claims behind a figure of the reports (M6): the log shows only these until the filter is taken away. */
export interface ReportFilter {
  readonly courierId: string | null
  readonly report: ReportClaims
  /** What the figure is of; a getter, so that it follows the language. */
  readonly words: string
}

/** Set by `claim.filter`, whether the pane is there already or not; null: no such filter. */
export const reportFilter = shallowRef<ReportFilter | null>(null)
