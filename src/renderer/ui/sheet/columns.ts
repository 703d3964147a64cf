import type { Option } from '../options'

/** A column of a sheet. `text` is what a cell shows, what is copied of it, and what its editor begins with. */
export interface SheetColumn<R> {
  readonly key: string
  readonly title: string
  readonly width: number
  /** right-aligned in tabular figures */
  readonly numeric?: boolean
  /** an id or a waybill: digits that spreadsheets must not take for a number */
  readonly asText?: boolean
  readonly editor: 'none' | 'text' | 'money' | 'choice'
  /** of a choice; typing finds by their words */
  readonly options?: readonly Option[]
  readonly sortable?: boolean
  readonly text: (row: R) => string
}

/** One cell that a person changed: the text as it was typed, pasted or chosen. */
export interface SheetEdit<R> {
  readonly row: R
  readonly key: string
  readonly text: string
}

export type SheetEditWay = 'type' | 'paste' | 'fill' | 'clear'
