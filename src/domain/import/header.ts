import { headerlessRow } from './headerless'
import type { ImportMapping, Layout } from './mapping'
import { pairColumns, sumColumn } from './pairs'
import type { TableRow } from './records'
import { cleanCell, headerWithoutUnit, normaliseHeader } from './text'

/** How far down a header line is looked for (spec M1: junk lines before it). */
export const HEADER_SEARCH_LINES = 60

type HeaderIndex = Map<string, number[]>

/**
 * Finds the header line and the mapping that explains it best among the first rows of a file (spec O1, M1).
 * Mappings for `source` come first, then those known for a fact; a mapping of another source is used last.
 * Returns null when no mapping's required columns are there.
 */
export function findLayout(rows: readonly TableRow[], mappings: readonly ImportMapping[], source?: string): Layout | null {
  let best: { layout: Layout; rank: number } | null = null
  const first = rows[0]?.line ?? 1
  rows.forEach((row, at) => {
    if (row.line - first >= HEADER_SEARCH_LINES && at >= HEADER_SEARCH_LINES) return
    const header = withSubHeader(row, rows[at + 1])
    const index = indexHeaders(header.cells)
    if (index.filled < 2) return
    for (const mapping of mappings) {
      // Guessed words of one courier say nothing about another's file.
      if (mapping.certainty === 'proposed' && mapping.source !== 'any' && mapping.source !== source) continue
      const layout = layOver(mapping, header, index)
      if (!layout) continue
      const rank = rankOf(layout, mapping, source)
      if (!best || rank > best.rank) best = { layout, rank }
    }
  })
  // The closure above hides the assignment from the compiler's flow analysis.
  const found = (best as { layout: Layout; rank: number } | null)?.layout ?? null
  return found ?? withoutHeader(rows, mappings, source)
}

/** Layout of a file that has no header line at all, by the mappings that know such a file. */
function withoutHeader(rows: readonly TableRow[], mappings: readonly ImportMapping[], source: string | undefined): Layout | null {
  for (const mapping of mappings) {
    if (source !== undefined && mapping.source !== source && mapping.source !== 'any') continue
    const header = headerlessRow(mapping, rows)
    const layout = header && layoutFor(mapping, header)
    if (layout) return layout
  }
  return null
}

/** Lays one mapping over a given header line, or null when a required column is missing. */
export function layoutFor(mapping: ImportMapping, header: TableRow): Layout | null {
  return layOver(mapping, header, indexHeaders(header.cells))
}

function rankOf(layout: Layout, mapping: ImportMapping, source: string | undefined): number {
  const certainty = { known: 2, partly: 1, proposed: 0 }[mapping.certainty]
  const own = source !== undefined && mapping.source === source ? 4 : 0
  const foreign = source !== undefined && mapping.source !== source && mapping.source !== 'any' ? -3 : 0
  return (certainty + own + foreign) * 1000 + layout.confidence * 100 + Object.keys(layout.columns).length + layout.amounts.length
}

function indexHeaders(cells: readonly string[]): { map: HeaderIndex; filled: number } {
  const map: HeaderIndex = new Map()
  let filled = 0
  cells.forEach((cell, column) => {
    const name = normaliseHeader(cell)
    if (name === '' || name.length > 80) return
    filled += 1
    for (const key of new Set([name, headerWithoutUnit(name)])) {
      if (key === '') continue
      const known = map.get(key)
      if (known) known.push(column)
      else map.set(key, [column])
    }
  })
  return { map, filled }
}

function layOver(mapping: ImportMapping, header: TableRow, index: { map: HeaderIndex; filled: number }): Layout | null {
  const has = (word: string): boolean => index.map.has(normaliseHeader(word))
  if (!mapping.requires.every((group) => group.some(has)) || mapping.forbids?.some(has)) return null
  const find = (words: readonly string[]): number[] => {
    const found: number[] = []
    for (const word of words) {
      // Of equal headers the first counts; a second with the same words is another thing.
      const column = index.map.get(normaliseHeader(word))?.[0]
      if (column !== undefined && !found.includes(column)) found.push(column)
    }
    return found
  }
  const resolve = (fields: Record<string, string[]> | undefined): Record<string, number[]> => {
    const out: Record<string, number[]> = {}
    for (const [field, words] of Object.entries(fields ?? {})) {
      const columns = find(words)
      if (columns.length > 0) out[field] = columns
    }
    return out
  }
  const columns = resolve(mapping.columns)
  const joins = resolve(mapping.joins)
  const extra = resolve(mapping.extra)
  const amounts = mapping.kind === 'statement' ? amountColumns(mapping, header, columns, index.map) : []
  if (mapping.kind === 'statement' && amounts.length === 0) return null
  const sum = amounts.length > 0 ? sumColumn(mapping, index.map, amounts) : undefined
  const explained = new Set([...Object.values(columns), ...Object.values(joins), ...Object.values(extra)].flat())
  for (const amount of amounts) explained.add(amount.column)
  if (sum !== undefined) explained.add(sum)
  const confidence = index.filled === 0 ? 0 : Math.min(1, explained.size / index.filled)
  return { mapping, headerLine: header.line, headers: header.cells.map(cleanCell), columns, joins, extra, amounts, confidence, ...(sum === undefined ? {} : { sum }) }
}

function amountColumns(
  mapping: ImportMapping, header: TableRow, columns: Record<string, number[]>, index: HeaderIndex,
): Layout['amounts'] {
  const rules = mapping.statement
  const out: Layout['amounts'] = []
  const take = (alone: boolean): void => {
    for (const rule of rules?.amounts ?? []) {
      if ((rule.onlyAlone ?? false) !== alone) continue
      for (const word of rule.headers) {
        const column = index.get(normaliseHeader(word))?.[0]
        if (column === undefined || out.some((known) => known.column === column)) continue
        out.push({ column, header: cleanCell(header.cells[column] ?? ''), sign: rule.sign ?? rules?.sign ?? 'auto', lineClass: rule.lineClass ?? null })
        break
      }
      // A sum column is one: never two of them.
      if (alone && out.length > 0) return
    }
  }
  take(false)
  out.push(...pairColumns(mapping, header, index))
  if (out.length === 0) take(true)
  const single = columns['amount']?.[0]
  if (out.length === 0 && single !== undefined) {
    out.push({ column: single, header: cleanCell(header.cells[single] ?? ''), sign: rules?.sign ?? 'auto', lineClass: null })
  }
  return out
}

/**
 * Merged two-line headers: when the line below fills only blanks of this one and holds no digits, it is the lower half.
 */
function withSubHeader(row: TableRow, below: TableRow | undefined): TableRow {
  // A title stands alone; the line below it is the header itself.
  if (!below || row.cells.filter((cell) => cleanCell(cell) !== '').length < 2) return row
  const filled = below.cells.map((cell, column) => ({ column, text: cleanCell(cell) })).filter((cell) => cell.text !== '')
  const fills = filled.filter((cell) => cleanCell(row.cells[cell.column] ?? '') === '')
  if (fills.length === 0 || filled.some((cell) => /\d{2}/.test(cell.text))) return row
  if (filled.length > fills.length + 1 || cleanCell(row.cells[0] ?? '') === '') return row
  const cells = [...row.cells]
  for (const cell of filled) cells[cell.column] = cell.text
  return { line: below.line, cells }
}
