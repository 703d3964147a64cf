import type { LostZeros } from '../../domain/import/lost-zeros'
import { IdLengths } from '../../domain/import/lost-zeros'
import type { TableRow } from '../../domain/import/records'

/**
 * Finds the columns whose ids have lost their leading zeros (spec M1) while a file is being read. Only the whole column can tell, so the
 * first number that is shorter than the others makes it read the file's ids once more from the start; a file without such a number,
 * and one whose numbers have no common length, is read once. The answer holds for the whole file, whatever the order of its rows.
 */
export class ZeroWatch {
  /** Filled in before the rows that need it are handed on. */
  readonly rules = new Map<number, LostZeros>()
  private readonly columns: { column: number; lengths: IdLengths; settled: boolean }[]

  constructor(
    columns: readonly number[],
    private readonly again: () => AsyncIterable<TableRow[]>,
  ) {
    this.columns = columns.map((column) => ({ column, lengths: new IdLengths(), settled: false }))
  }

  /** Looks at the next rows; returns when they may be read. */
  async look(rows: readonly TableRow[]): Promise<void> {
    const open = this.columns.filter((one) => !one.settled)
    if (open.length === 0) return
    for (const { column, lengths } of open) for (const row of rows) lengths.add(row.cells[column] ?? '')
    // Where couriers are mixed, short numbers are every day's business.
    for (const one of open) one.settled = one.lengths.mixed()
    const suspect = open.filter((one) => !one.settled && one.lengths.hasShort())
    if (suspect.length === 0) return
    const whole = suspect.map(({ column }) => ({ column, lengths: new IdLengths() }))
    for await (const batch of this.again()) {
      for (const { column, lengths } of whole) for (const row of batch) lengths.add(row.cells[column] ?? '')
    }
    for (const { column, lengths } of whole) {
      const rule = lengths.verdict()
      if (rule) this.rules.set(column, rule)
    }
    for (const one of suspect) one.settled = true
  }
}
