import type { Layout } from './mapping'
import type { SkippedKind, TableRow } from './records'
import { cleanCell, normaliseHeader } from './text'

const TOTAL = /^(?:本页|本月|当月|本期|总)?(?:合计|总计|小计|共计|累计|汇总|总额|总金额|总和|totals?|sub-?totals?|grandtotals?)(?:金额|数量|[(（].*[)）])?[:：]?[¥￥]?[-\d.,]*(?:元|票|笔|件|单|条)?$/
const NOTE = /^(?:备注[:：]|说明|注[:：]|制表|制单|打印|导出时间|审核|复核|日期[:：]|共\s*\d+|以上|[-=*#_]{4,})|end of (?:report|file)/i
/** A row is the header again when so many of its named columns say the same. */
const SAME_SHARE = 0.8
/** Footers that are known by their words, however many cells they fill (eBay adds the dates of its report). */
const FOOTER = /^seller id\s*:|^record\(s\) downloaded/i

/**
 * Sorts a row below the header (spec M1: footers and totals never become lines): null for data, else why it is none.
 * @param keys columns that make a row a row: the id and the amounts
 */
export function triageRow(row: TableRow, layout: Layout, keys: readonly number[]): SkippedKind | null {
  const { cells } = row
  let filled = 0
  let first = -1
  for (let column = 0; column < cells.length; column += 1) {
    if (cells[column] === '') continue
    if (first < 0) {
      if (cleanCell(cells[column] ?? '') === '') continue
      first = column
    }
    filled += 1
  }
  if (first < 0) return 'blank'
  const idColumn = keys[0] ?? 0
  const id = cleanCell(cells[idColumn] ?? '')
  if (id !== '' && /\d{5}/.test(id)) return null
  const opening = normaliseHeader(cells[first] ?? '')
  if (TOTAL.test(opening) || (id !== '' && TOTAL.test(normaliseHeader(id)))) return 'total'
  if (filled <= 8 && cells.some((cell) => cell !== '' && cell.length < 100 && FOOTER.test(cleanCell(cell)))) return 'note'
  if (isHeaderAgain(cells, layout)) return 'repeated-header'
  if (filled <= 3 && cells.some((cell) => cell !== '' && cell.length < 500 && NOTE.test(cleanCell(cell)))) return 'note'
  const keyless = keys.every((column) => cleanCell(cells[column] ?? '') === '')
  if (keyless && filled <= 2 && layout.headers.length >= 5) return 'note'
  return null
}

/**
 * As triageRow, for kinds of one record per row: names and notes are free words there, so a row counts as data whenever one of
 * its key cells is filled.
 */
export function triageRecord(row: TableRow, layout: Layout, keys: readonly number[]): SkippedKind | null {
  const filled = row.cells.filter((cell) => cell !== '' && cleanCell(cell) !== '')
  if (filled.length === 0) return 'blank'
  if (isHeaderAgain(row.cells, layout)) return 'repeated-header'
  const first = normaliseHeader(filled[0] ?? '')
  if (TOTAL.test(first) && filled.length <= Math.max(2, layout.headers.length / 2)) return 'total'
  const keyless = keys.every((column) => cleanCell(row.cells[column] ?? '') === '')
  return keyless && filled.length <= 2 ? 'note' : null
}

/** The named columns of a header, in comparable form; asked for each row of a file, worked out once. */
const comparable = new WeakMap<Layout, readonly (readonly [column: number, header: string])[]>()

function namedColumns(layout: Layout): readonly (readonly [number, string])[] {
  let named = comparable.get(layout)
  if (named === undefined) {
    named = layout.headers.flatMap((header, column) => (header === '' ? [] : [[column, normaliseHeader(header)] as const]))
    comparable.set(layout, named)
  }
  return named
}

function isHeaderAgain(cells: readonly string[], layout: Layout): boolean {
  const named = namedColumns(layout)
  if (named.length < 2) return false
  // A row of data shows after its first cells that it is none: most of reading a long file went into looking at the others.
  let mayDiffer = Math.floor(named.length - named.length * SAME_SHARE)
  for (const [column, header] of named) {
    if (normaliseHeader(cells[column] ?? '') === header) continue
    mayDiffer -= 1
    if (mayDiffer < 0) return false
  }
  return true
}
