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
