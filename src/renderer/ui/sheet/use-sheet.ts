import { computed, shallowRef, watch, type Ref } from 'vue'
import { at, cursorOf, inside, layOut, rangeOf, type Selection, type Size } from './selection'
import type { SheetColumn, SheetEdit, SheetEditWay } from './columns'
import { formatHtml, formatTsv, neutralise, parseTsv, restore } from './tsv'

export interface SheetState<R> {
  readonly rows: Readonly<Ref<readonly R[]>>
  readonly columns: Readonly<Ref<readonly SheetColumn<R>[]>>
  readonly keyOf: (row: R) => string
  readonly page: () => number
  readonly edit: (edits: SheetEdit<R>[], way: SheetEditWay, cut: number) => void
}

/** The selection of a sheet that follows its rows by key, and what copying, pasting, filling and clearing do with it (C10). */
export function useSheetState<R>({ rows, columns, keyOf, page, edit }: SheetState<R>) {
  const selection = shallowRef<Selection>(at(0, 0))
  const size = computed<Size>(() => ({ rows: rows.value.length, columns: columns.value.length, page: page() }))
  const range = computed(() => rangeOf(selection.value))
  const cursor = computed(() => cursorOf(selection.value))
  const row = computed(() => rows.value[cursor.value.row])
  const column = computed(() => columns.value[cursor.value.column])

  // Rows that were read again may stand elsewhere: the cursor stays on its case. A range over several rows keeps its place.
  watch(rows, (next, before) => {
    const known = before[cursor.value.row]
    const single = range.value.top === range.value.bottom
    const moved = known === undefined || !single ? -1 : next.findIndex((one) => keyOf(one) === keyOf(known))
    const { anchor, head } = selection.value
    const kept = moved < 0 || moved === cursor.value.row ? selection.value : { anchor: { ...anchor, row: moved }, head: { ...head, row: moved } }
    selection.value = next.length === 0 ? at(0, 0) : inside(kept, size.value)
  })
  watch(columns, () => {
    if (rows.value.length > 0) selection.value = inside(selection.value, size.value)
  })

  function editsOf(cells: readonly { readonly row: number; readonly column: number; readonly text: string }[]): SheetEdit<R>[] {
    return cells.flatMap((cell) => {
      const of = rows.value[cell.row]
      const inColumn = columns.value[cell.column]
      return of === undefined || inColumn === undefined || inColumn.text(of) === cell.text ? [] : [{ row: of, key: inColumn.key, text: cell.text }]
    })
  }
  function apply(cells: Parameters<typeof editsOf>[0], way: SheetEditWay, cut = 0): void {
    const edits = editsOf(cells)
    if (edits.length > 0 || cut > 0) edit(edits, way, cut)
  }

  /** What is selected, as text and as a table. */
  function copied(): { text: string; html: string } {
    const { top, bottom, left, right } = range.value
    const shown = columns.value.slice(left, right + 1)
    const cells = rows.value.slice(top, bottom + 1).map((one) => shown.map((of) => ({ text: neutralise(of.text(one)), asText: of.asText === true })))
    // one cell is usually wanted somewhere else than in a spreadsheet: bare, without a line break behind it
    const single = cells.length === 1 && cells[0]?.length === 1
    return { text: single ? (cells[0]?.[0]?.text ?? '') : formatTsv(cells.map((line) => line.map((one) => one.text))), html: formatHtml(cells) }
  }

  function paste(text: string): void {
    const block = parseTsv(text).map((line) => line.map((one) => restore(one).trim()))
    const { cells, cut } = layOut(block, range.value, size.value)
    const last = cells.at(-1)
    if (last !== undefined) selection.value = { anchor: { row: range.value.top, column: range.value.left }, head: { row: Math.max(last.row, range.value.bottom), column: Math.max(last.column, range.value.right) } }
    apply(cells, 'paste', cut)
  }

  function clear(): void {
    apply(everyCell(() => ''), 'clear')
  }

  /** The first row of the selection into those below it. */
  function fillDown(): void {
    const { top } = range.value
    const first = rows.value[top]
    if (first !== undefined) apply(everyCell((_row, of) => columns.value[of]?.text(first) ?? '').filter((cell) => cell.row > top), 'fill')
  }

  function everyCell(text: (row: number, column: number) => string): { row: number; column: number; text: string }[] {
    const { top, bottom, left, right } = range.value
    const cells = []
    for (let r = top; r <= bottom; r += 1) for (let c = left; c <= right; c += 1) cells.push({ row: r, column: c, text: text(r, c) })
    return cells
  }

  /** Enter in the editor: into every selected cell with Ctrl, else into the one. */
  function commit(text: string, everywhere: boolean): void {
    apply(everywhere ? everyCell(() => text) : [{ ...cursor.value, text }], 'type')
  }

  return { selection, size, range, cursor, row, column, copied, paste, clear, fillDown, commit }
}
