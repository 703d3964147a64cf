import type { ChartSpec } from '../print/document'

/**
 * A subject of a report as table, with the picture that is drawn from its own columns: the pane, the spreadsheet and the printed page all
 * show these (M6, K1).
 */

/** `share` from 0 to 1, `money` integer cents, `days` whole or half days, `duration` ms, `score` a mean; null shows nothing. */
export type Unit = 'text' | 'money' | 'count' | 'share' | 'days' | 'duration' | 'score'

export interface TableColumn {
  readonly id: string
  readonly title: string
  readonly unit: Unit
  /** A figure that tells little while all rows have none of it: the pane leaves it out then, files never do. */
  readonly optional: boolean
}

export interface TableRow {
  /** '' for what belongs to nothing of the list. */
  readonly key: string
  /** One value per column. */
  readonly values: readonly (string | number | null)[]
}

/** Figures of one subject as table and picture. */
export interface FigureView {
  readonly title: string
  /** What the figures mean, in a sentence. */
  readonly note: string
  readonly columns: readonly TableColumn[]
  readonly rows: readonly TableRow[]
  /** The sum of all rows; null where rows do not add up to anything. */
  readonly total: readonly (string | number | null)[] | null
  /** Absent where only the table speaks. */
  readonly chart: ChartSpec | null
}

/** One of many on a page: the page knows it by its id. */
export interface TableView extends FigureView {
  readonly id: string
  /** Columns that the chart draws, in the order of its series. */
  readonly drawn: readonly string[]
}

/** Places of the columns that say something: on paper and on screen the others are left out. */
export const tellingColumns = ({ columns, rows }: Pick<FigureView, 'columns' | 'rows'>): number[] =>
  columns.flatMap(({ optional }, at) => (optional && rows.every(({ values }) => (values[at] ?? 0) === 0) ? [] : [at]))
