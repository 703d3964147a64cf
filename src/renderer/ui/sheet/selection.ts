/** The selection of a sheet (C10): a range between two corners, and in it the cell that is edited. Pure: tests run it anywhere. */
export interface Place {
  readonly row: number
  readonly column: number
}
export interface Selection {
  readonly anchor: Place
  /** the corner that Shift moves */
  readonly head: Place
  /** the cell that is edited, inside the range; the head when absent */
  readonly cursor?: Place
}
export interface Size {
  readonly rows: number
  readonly columns: number
  /** rows of a page, for PageUp and PageDown */
  readonly page: number
}
export interface Range {
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

const clamp = (value: number, most: number): number => Math.max(0, Math.min(most, value))
/** The cell that is edited. */
export const cursorOf = ({ head, cursor }: Selection): Place => cursor ?? head
export const at = (row: number, column: number): Selection => ({ anchor: { row, column }, head: { row, column } })

/** The selection inside what there is. */
export function inside({ anchor, head, cursor }: Selection, size: Size): Selection {
  const fit = (place: Place): Place => ({ row: clamp(place.row, size.rows - 1), column: clamp(place.column, size.columns - 1) })
  return { anchor: fit(anchor), head: fit(head), ...(cursor === undefined ? {} : { cursor: fit(cursor) }) }
}

export function rangeOf({ anchor, head }: Selection): Range {
  return { top: Math.min(anchor.row, head.row), bottom: Math.max(anchor.row, head.row), left: Math.min(anchor.column, head.column), right: Math.max(anchor.column, head.column) }
}

export const isIn = (range: Range, row: number, column: number): boolean => row >= range.top && row <= range.bottom && column >= range.left && column <= range.right

/** Where a key leads the cursor; null for keys that move nothing. Ctrl goes to the edge. */
export function target(head: Place, key: string, ctrl: boolean, size: Size): Place | null {
  const { row, column } = head
  const [lastRow, lastColumn] = [size.rows - 1, size.columns - 1]
  const to = (wantedRow: number, wantedColumn: number): Place => ({ row: clamp(wantedRow, lastRow), column: clamp(wantedColumn, lastColumn) })
  switch (key) {
    case 'ArrowUp':
      return to(ctrl ? 0 : row - 1, column)
    case 'ArrowDown':
      return to(ctrl ? lastRow : row + 1, column)
    case 'ArrowLeft':
      return to(row, ctrl ? 0 : column - 1)
    case 'ArrowRight':
      return to(row, ctrl ? lastColumn : column + 1)
    case 'Home':
      return to(ctrl ? 0 : row, 0)
    case 'End':
      return to(ctrl ? lastRow : row, lastColumn)
    case 'PageUp':
      return to(row - size.page, column)
    case 'PageDown':
      return to(row + size.page, column)
    default:
      return null
  }
}

/** The selection after a moving key: Shift draws it out, else it is the one cell. */
export function move(selection: Selection, key: string, held: { readonly ctrl: boolean; readonly shift: boolean }, size: Size): Selection | null {
  const head = target(held.shift ? selection.head : cursorOf(selection), key, held.ctrl, size)
  if (head === null) return null
  return held.shift ? { anchor: selection.anchor, head } : { anchor: head, head }
}

/** Enter and Tab: inside a range from cell to cell and around, else one on, Tab to the next row at the end of one. */
export function step(selection: Selection, direction: 'down' | 'up' | 'right' | 'left', size: Size): Selection {
  const range = rangeOf(selection)
  const single = range.top === range.bottom && range.left === range.right
  const { row, column } = cursorOf(selection)
  if (single) {
    if (direction === 'down' || direction === 'up') return at(clamp(row + (direction === 'down' ? 1 : -1), size.rows - 1), column)
    const next = row * size.columns + column + (direction === 'right' ? 1 : -1)
    const place = clamp(next, size.rows * size.columns - 1)
    return at(Math.floor(place / size.columns), place % size.columns)
  }
  const [height, width] = [range.bottom - range.top + 1, range.right - range.left + 1]
  const down = direction === 'down' || direction === 'up'
  const order = down ? (column - range.left) * height + (row - range.top) : (row - range.top) * width + (column - range.left)
  const count = height * width
  const next = (order + (direction === 'down' || direction === 'right' ? 1 : -1) + count) % count
  const cursor = down
    ? { row: range.top + (next % height), column: range.left + Math.floor(next / height) }
    : { row: range.top + Math.floor(next / width), column: range.left + (next % width) }
  return { anchor: selection.anchor, head: selection.head, cursor }
}

export interface CellText {
  readonly row: number
  readonly column: number
  readonly text: string
}

/**
 * Where the cells of a block go: one cell fills the whole selection, a block is laid from its upper left corner, as often as it fits when
 * the selection is a multiple of it. Nothing goes beyond the sheet; `cut` says how many cells would have.
 */
export function layOut(block: readonly (readonly string[])[], range: Range, size: Pick<Size, 'rows' | 'columns'>): { cells: CellText[]; cut: number } {
  const height = block.length
  const width = Math.max(0, ...block.map((row) => row.length))
  if (height === 0 || width === 0) return { cells: [], cut: 0 }
  const [rows, columns] = [range.bottom - range.top + 1, range.right - range.left + 1]
  const repeated = rows % height === 0 && columns % width === 0
  const [tall, wide] = repeated ? [rows, columns] : [height, width]
  const cells: CellText[] = []
  let cut = 0
  for (let row = 0; row < tall; row += 1) {
    for (let column = 0; column < wide; column += 1) {
      const text = block[row % height]?.[column % width]
      if (text === undefined) continue
      if (range.top + row < size.rows && range.left + column < size.columns) cells.push({ row: range.top + row, column: range.left + column, text })
      else cut += 1
    }
  }
  return { cells, cut }
}
