import type { ComputedRef, Ref, WritableComputedRef } from 'vue'
import type { GridColumn } from '../grid'
import type { Option } from '../options'

/** What every row of a described register has, whatever its fields. */
export interface DescribedRow {
  readonly id: string
  readonly caseId: string | null
  readonly caseNo: string | null
}

export interface DescribedFilter {
  readonly id: string
  readonly name: string
  readonly options: readonly Option[]
  readonly value: string
}

interface SumLine {
  readonly key: string
  readonly name: string
  readonly words: string
}

/** The list of a described register as DescribedFrame draws it; `useDescribedList` makes it from a description. */
export interface DescribedList<T extends DescribedRow> {
  readonly rows: Readonly<Ref<readonly T[]>>
  readonly loading: Readonly<Ref<boolean>>
  readonly error: Readonly<Ref<{ readonly what: string; readonly safe: string; readonly todo: string } | null>>
  readonly loadMore: () => Promise<void>
  readonly retry: () => Promise<void>
  readonly columns: ComputedRef<readonly GridColumn<T>[]>
  /** A cell that is a chip: the state, and choices with a tone. Null: its column's words. */
  readonly chipOf: (column: string, row: T) => { readonly words: string; readonly tone: 'calm' | 'soon' | 'late' | 'ok'; readonly round: boolean } | null
  readonly overdue: (row: T) => boolean
  readonly keyOf: (row: T) => string
  readonly search: WritableComputedRef<string>
  readonly view: WritableComputedRef<string | null>
  readonly views: ComputedRef<readonly Option[]>
  readonly filters: ComputedRef<readonly DescribedFilter[]>
  readonly narrow: (field: string, value: string | null) => void
  readonly month: WritableComputedRef<string | null>
  readonly hasMonths: ComputedRef<boolean>
  readonly filtered: ComputedRef<boolean>
  readonly clear: () => void
  /** How many the present view holds. */
  readonly count: ComputedRef<number>
  readonly elsewhere: ComputedRef<boolean>
  readonly sums: ComputedRef<readonly SumLine[]>
  readonly totals: ComputedRef<readonly SumLine[]>
  readonly mayWrite: ComputedRef<boolean>
  readonly mayExport: ComputedRef<boolean>
  readonly save: () => Promise<unknown>
}
