import { extname } from 'node:path'
import { writeCsv } from './csv'
import type { Table, WriteOptions, WrittenFile } from './table'
import { writeXlsx } from './xlsx'

export type TableFormat = 'xlsx' | 'csv'

/** The format that a path's ending asks for, null for any other ending. */
export function tableFormat(path: string): TableFormat | null {
  const ending = extname(path).toLowerCase()
  return ending === '.xlsx' ? 'xlsx' : ending === '.csv' ? 'csv' : null
}

/** Writes tables by the path's ending; a CSV holds one table, so it gets the first. Throws RangeError for another ending. */
export async function writeTableFile(path: string, tables: readonly Table[], options: WriteOptions = {}): Promise<WrittenFile> {
  const format = tableFormat(path)
  const [first] = tables
  if (format === null || first === undefined) throw new RangeError('only .xlsx and .csv with at least one table can be written')
  return format === 'xlsx' ? writeXlsx(path, tables, options) : writeCsv(path, first, options)
}
