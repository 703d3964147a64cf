import { isAbsolute } from 'node:path'
import { AppError } from '../../domain/errors'
import type { Locale } from '../../domain/money/money'
import type { Table, TableRow } from '../reports/table'
import { tableFormat, writeTableFile } from '../reports/write-table-file'
import type { RegisterPage } from '../repositories/registers'
import * as masters from '../repositories/masters'
import type { ExportColumn, ExportContext } from './export-columns'
import type { Actor, Kernel } from './kernel'
import { shopTerms } from './reconcile-month'

/** What every export of a list does alike: rows page by page, columns in the reader's language, the file, the audit (R5, R7). */

/** Rows held in memory at a time. */
const PAGE = 1000

/** All rows of a keyset listing, read page by page while they are written. */
export function* everyRow<T>(read: (page: RegisterPage) => T[], cursorOf: (row: T) => NonNullable<RegisterPage['after']>): Generator<T, void, void> {
  let after: RegisterPage['after'] = null
  for (;;) {
    const page = read({ after, limit: PAGE })
    yield* page
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return
    after = cursorOf(last)
  }
}

/** Rows of anything as a table, in the language of the export. */
export function tableOf<T>(names: Readonly<Record<Locale, string>>, columns: readonly ExportColumn<T>[], rows: Iterable<T>, context: ExportContext): Table {
  const { locale } = context
  function* cells(): Generator<TableRow, void, void> {
    for (const row of rows) yield columns.map(({ value }) => value(row, context))
  }
  return {
    name: names[locale],
    columns: columns.map((column) => ({ header: column[locale], type: column.type, ...(column.width === undefined ? {} : { width: column.width }) })),
    rows: cells(),
  }
}

/** What columns need besides their rows. */
export function contextOf(kernel: Kernel, locale: Locale, timeZone: string): ExportContext {
  return {
    locale,
    timeZone,
    shops: new Map(masters.listShops(kernel.read).map((shop) => [shop.id, shop])),
    reasons: new Map(kernel.resources.policy.reasons.map((reason) => [reason.id, reason])),
    staffName: (id) => kernel.staffName(id),
  }
}

export interface ListExport {
  /** Absolute, ending in `.xlsx` or `.csv`. */
  readonly path: string
  /** What the audit says was exported. */
  readonly subject: string
  /** What it was narrowed to, for the audit; never where it was written. */
  readonly detail: Readonly<Record<string, unknown>>
  readonly tables: (timeZone: string) => readonly Table[]
}

/** Writes tables as XLSX or CSV, with times of the shop. @throws AppError INVALID_INPUT for another ending; file errors with their system code (DISK_FULL, …) at the edge */
export async function exportList(kernel: Kernel, actor: Actor, { path, subject, detail, tables }: ListExport): Promise<{ file: string; rows: number }> {
  if (tableFormat(path) === null || !isAbsolute(path)) throw new AppError('INVALID_INPUT', { field: 'path', value: path, known: ['.xlsx', '.csv'] })
  const { timeZone } = shopTerms(kernel)
  const { file, rows } = await writeTableFile(path, tables(timeZone), { timeZone })
  kernel.write(actor, { name: 'export', subject, detail: { ...detail, rows } }, () => undefined)
  return { file, rows }
}
