import type { TableRow } from '../../domain/import/records'
import { AppError } from '../../domain/errors'
import { LIMITS } from './limits'
import { numberStyle, numberText } from './number-text'

export interface LegacyBook {
  sheets: { name: string; hidden: boolean }[]
  rows(sheet: string): TableRow[]
}

interface LegacyCell {
  t?: string
  v?: unknown
  z?: unknown
}

/**
 * Old workbooks (BIFF .xls), binary and OpenDocument ones and HTML tables, by @e965/xlsx: it reads them all and our own scanner
 * only serves .xlsx. It builds the whole book in memory, which the file process bounds.
 * @param maxRows rows per sheet, for previews
 * @throws AppError FILE_PASSWORD_PROTECTED or FILE_DAMAGED
 */
export async function readLegacy(data: Buffer | string, maxRows?: number): Promise<LegacyBook> {
  const { read } = await import('@e965/xlsx')
  const options = {
    dense: true, raw: true, cellNF: true, cellText: false, cellFormula: false, cellHTML: false, cellDates: false,
    ...(maxRows === undefined ? {} : { sheetRows: maxRows }),
  }
  try {
    const book = typeof data === 'string' ? read(data, { ...options, type: 'string' }) : read(data, { ...options, type: 'buffer' })
    const date1904 = book.Workbook?.WBProps?.date1904 === true
    return {
      sheets: book.SheetNames.slice(0, LIMITS.sheets).map((name, at) => ({ name, hidden: (book.Workbook?.Sheets?.[at]?.Hidden ?? 0) !== 0 })),
      rows: (name) => denseRows((book.Sheets[name] as { '!data'?: (LegacyCell | undefined)[][] } | undefined)?.['!data'] ?? [], date1904),
    }
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    // The library tells a password only by its words.
    if (/password|encrypt|unsupported (?:encryption|cipher)/i.test(text)) throw new AppError('FILE_PASSWORD_PROTECTED', {}, { cause: error })
    throw new AppError('FILE_DAMAGED', { why: 'workbook' }, { cause: error })
  }
}

function denseRows(data: (LegacyCell | undefined)[][], date1904: boolean): TableRow[] {
  const rows: TableRow[] = []
  data.forEach((row, at) => {
    const cells: string[] = []
    for (let column = 0; column < Math.min(row?.length ?? 0, LIMITS.columns); column += 1) {
      const text = cellText(row[column], date1904)
      if (text === '') continue
      while (cells.length < column) cells.push('')
      cells[column] = text
    }
    if (cells.length > 0) rows.push({ line: at + 1, cells })
  })
  return rows
}

function cellText(cell: LegacyCell | undefined, date1904: boolean): string {
  if (cell?.v === undefined || cell.v === null || cell.t === 'e') return ''
  if (typeof cell.v === 'number') return numberText(cell.v, numberStyle(0, typeof cell.z === 'string' ? cell.z : undefined), date1904)
  if (typeof cell.v === 'boolean') return cell.v ? 'TRUE' : 'FALSE'
  return typeof cell.v === 'string' ? cell.v : ''
}
