import type { Unit } from '../claim/dashboard-views'
import type { ChartSpec } from './document'

/** Figures of one subject as table and chart: what the pane, the spreadsheet and the printed report of any statistics show alike. */
export interface FigureColumn {
  readonly id: string
  readonly title: string
  readonly unit: Unit
  /** Left out on screen and paper while all rows have none of it; files keep it. */
  readonly optional: boolean
}

export interface FigureRow {
  readonly key: string
  /** One value per column. */
  readonly values: readonly (string | number | null)[]
}

export interface FigureView {
  readonly title: string
  /** What the figures mean, in a sentence. */
  readonly note: string
  readonly columns: readonly FigureColumn[]
  readonly rows: readonly FigureRow[]
  readonly total: readonly (string | number | null)[] | null
  readonly chart: ChartSpec | null
}
