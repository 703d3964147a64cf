import { parseDate } from './dates'
import { looksLikeWaybill } from './ids'
import type { ImportMapping, ValueShape } from './mapping'
import { parseMoney } from './money'
import type { TableRow } from './records'
import { cleanCell, isNothing } from './text'

/** Rows that are looked at, and how large a part of them must fit: one spoilt row must not hide what the file is. */
const LOOKED_AT = 50
const MOST = 0.9

/**
 * The names of a file without header line as a row on line 0, or null when the file is another (spec O1, M1). Its rows must have as many
 * cells as the mapping has names (a workbook leaves empty cells at the end out, so fewer will do when every check fits), and each
 * checked column must be filled with values of its shape.
 */
export function headerlessRow(mapping: ImportMapping, rows: readonly TableRow[]): TableRow | null {
  const rules = mapping.headerless
  if (!rules) return null
  const width = rules.headers.length
  const data = rows.filter((row) => row.cells.some((cell) => cleanCell(cell) !== '')).slice(0, LOOKED_AT)
  if (data.length === 0 || data.some((row) => row.cells.length > width)) return null
  const checks = rules.checks.map(({ header, shape }) => ({ column: rules.headers.indexOf(header), shape }))
  const reach = Math.max(...checks.map((check) => check.column))
  const fits = data.filter((row) => row.cells.length > reach && checks.every(({ column, shape }) => hasShape(cleanCell(row.cells[column] ?? ''), shape)))
  return fits.length >= data.length * MOST ? { line: 0, cells: [...rules.headers] } : null
}

function hasShape(text: string, shape: ValueShape): boolean {
  if (isNothing(text)) return false
  switch (shape) {
    case 'id':
      return looksLikeWaybill(text)
    case 'money':
      return parseMoney(text).ok
    case 'date':
      return (!/^\d+(?:\.\d+)?$/.test(text) || /^20\d{6}$/.test(text)) && parseDate(text, () => 0).ok
    case 'code':
      return /^[A-Z0-9]{2,4}$/.test(text)
  }
}
