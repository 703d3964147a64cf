import type { DateResult, ZoneOffset } from './dates'
import { parseDate } from './dates'
import { detectDamagedId } from './ids'
import type { LostZerosByColumn } from './lost-zeros'
import { hasLostZeros } from './lost-zeros'
import type { Layout } from './mapping'
import type { MoneyResult } from './money'
import { parseMoney } from './money'
import type { RejectedRow, RowProblem, TableRow } from './records'
import { rowProblem } from './problems'
import { cleanCell, isNothing } from './text'

const DRESS = /^\s*(?:="|'|\t)/

/** Reads the fields of one row through a layout and gathers what could not be read. */
export class RowReader {
  private row: TableRow = { line: 0, cells: [] }
  /** What is wrong with the current row, in column order of reading. */
  problems: FieldProblem[] = []
  /** What of the current row could not be used, though the row can. */
  warnings: RejectedRow[] = []

  private readonly nothing: ReadonlySet<string>

  constructor(
    readonly layout: Layout,
    private readonly zone: ZoneOffset,
    private readonly zeros?: LostZerosByColumn,
  ) {
    this.nothing = new Set(layout.mapping.nothing)
  }

  /** Starts the next row. */
  open(row: TableRow): void {
    this.row = row
    if (this.problems.length > 0) this.problems = []
    if (this.warnings.length > 0) this.warnings = []
  }

  /** First filled cell of a field, cleaned; null when there is none. */
  text(field: string): string | null {
    return this.firstOf(this.layout.columns[field])
  }

  /** Cells of a joined field with blanks between, falling back to the plain field. */
  joined(field: string): string | null {
    const columns = this.layout.joins[field]
    if (!columns) return this.text(field)
    let out = ''
    for (const column of columns) {
      const cell = this.cell(column)
      if (cell !== null && !out.includes(cell)) out = out === '' ? cell : `${out} ${cell}`
    }
    return out === '' ? this.text(field) : out
  }

  /**
   * Whether the file itself says that this cell is text (`="…"`, a leading apostrophe or tab): then its digits are as the exporting
   * program wrote them, and zeros at their end are no sign of a spreadsheet's rounding.
   */
  isDressed(field: string): boolean {
    const column = this.columnOf(field)
    return column !== undefined && DRESS.test(this.row.cells[column] ?? '')
  }

  /** Amount in cents; an unreadable one is noted as a problem and gives null. */
  money(field: string, onCurrency?: (code: string) => void): number | null {
    const text = this.text(field)
    if (text === null) return null
    const result: MoneyResult = parseMoney(text, this.layout.mapping.decimal ?? 'auto')
    if (!result.ok) {
      this.note('amount-unreadable', field, text)
      return null
    }
    if (result.currency !== null) onCurrency?.(result.currency)
    return result.cents
  }

  date(field: string): (DateResult & { ok: true }) | null {
    const text = this.text(field)
    if (text === null || /^0000-00-00|^1970-01-01/.test(text)) return null
    const result = parseDate(text, this.zone, this.layout.mapping.dateOrder)
    if (result.ok) return result
    this.note('date-unreadable', field, text)
    return null
  }

  /** Cells kept under names of their own. */
  extras(): Record<string, string> {
    const out: Record<string, string> = {}
    for (const [name, columns] of Object.entries(this.layout.extra)) {
      const value = this.firstOf(columns)
      if (value !== null) out[name] = value
    }
    return out
  }

  /** One cell, cleaned; null when empty or one of the words for nothing. */
  cell(column: number): string | null {
    const raw = this.row.cells[column]
    if (raw === undefined || raw === '') return null
    const text = cleanCell(raw)
    return isNothing(text) || this.nothing.has(text) ? null : text
  }

  /** How a spreadsheet spoilt an id of a field, by its own shape or by that of its column; null for a sound one (spec M1). */
  damage(field: string, id: string): 'damaged' | 'zeros-lost' | null {
    if (detectDamagedId(id, this.isDressed(field)) !== null) return 'damaged'
    const lost = this.zeros !== undefined && (this.layout.columns[field] ?? []).some((column) => hasLostZeros(id, this.zeros?.get(column)))
    return lost ? 'zeros-lost' : null
  }

  note(reason: RowProblem, field: string | null, cell: string | null): void {
    this.problems.push({ ...this.problem(reason, this.columnOf(field), cell), field })
  }

  /** As `note`, for what costs the row only one of its cells. */
  warn(reason: RowProblem, field: string, cell: string | null): void {
    this.warnings.push(this.problem(reason, this.columnOf(field), cell))
  }

  problem(reason: RowProblem, column: number | undefined, cell: string | null): RejectedRow {
    return rowProblem(reason, this.row.line, column === undefined ? null : (this.layout.headers[column] ?? null), cell, this.row.cells)
  }

  /** Header of a field's first column, as the file writes it. */
  headerOf(field: string): string {
    const column = this.columnOf(field)
    return column === undefined ? '' : (this.layout.headers[column] ?? '')
  }

  private columnOf(field: string | null): number | undefined {
    return field === null ? undefined : (this.layout.columns[field] ?? this.layout.joins[field])?.[0]
  }

  private firstOf(columns: number[] | undefined): string | null {
    if (columns === undefined) return null
    for (const column of columns) {
      const value = this.cell(column)
      if (value !== null) return value
    }
    return null
  }
}

/** A problem and the field it was met in. */
export interface FieldProblem extends RejectedRow {
  field: string | null
}

/** What a reader hands back for the rows it was given. */
export interface Taken<R> {
  records: R[]
  /** Rows that were not taken. */
  rejected: RejectedRow[]
  /** Rows that were taken without one of their cells. */
  warnings: RejectedRow[]
}

export interface RowCounts {
  /** Rows below the header that hold data, taken or not. */
  rows: number
  skipped: { blank: number; total: number; note: number; 'repeated-header': number }
}

export function emptyCounts(): RowCounts {
  return { rows: 0, skipped: { blank: 0, total: 0, note: 0, 'repeated-header': 0 } }
}
