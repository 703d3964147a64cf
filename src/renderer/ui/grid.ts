/** A column of DataGrid. */
export interface GridColumn<T> {
  readonly key: string
  readonly title: string
  /** a CSS grid track: "96px", "minmax(120px, 1fr)" */
  readonly width: string
  /** pixels below which the grid scrolls sideways instead; default: the number that `width` begins with, else 80 */
  readonly minWidth?: number
  /** right-aligned in tabular figures */
  readonly numeric?: boolean
  /** the cell's words, unless the slot `cell-<key>` draws it */
  readonly text?: (row: T) => string
}

/** Pixels that a column needs at least: beyond them a grid scrolls sideways. */
export const leastWidth = ({ minWidth, width }: Pick<GridColumn<never>, 'minWidth' | 'width'>): number => minWidth ?? (Number.parseInt(width, 10) || 80)

/**
 * The columns that fit side by side, in their order; where one is left out a narrower one behind it may still stand. The first two tell rows
 * apart and always stay, and the last words take what is left over.
 * @param space pixels for all of them
 */
export function fittingColumns<T>(columns: readonly GridColumn<T>[], space: number): GridColumn<T>[] {
  let left = space
  const kept = columns.filter((column, at) => {
    const least = leastWidth(column)
    if (at > 1 && least > left) return false
    left -= least
    return true
  })
  const last = kept.length === columns.length ? -1 : kept.findLastIndex(({ numeric }) => numeric !== true)
  return kept.map((column, at) => (at === last ? { ...column, width: `minmax(${leastWidth(column)}px, 1fr)`, minWidth: leastWidth(column) } : column))
}
