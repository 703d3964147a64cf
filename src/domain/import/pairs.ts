import type { ImportMapping, LayoutAmount, StatementPairRule } from './mapping'
import type { TableRow } from './records'
import { cleanCell, normaliseHeader } from './text'

type HeaderIndex = ReadonlyMap<string, readonly number[]>

/**
 * Amount columns that come again and again behind their descriptions (spec M1; FedEx writes 25 pairs with the same two names). Each amount
 * belongs to the nearest description before it that no other amount has taken; one without a description is left out.
 */
export function pairColumns(mapping: ImportMapping, header: TableRow, index: HeaderIndex): LayoutAmount[] {
  const rules = mapping.statement
  const out: LayoutAmount[] = []
  for (const rule of rules?.pairs ?? []) {
    for (const { label, column } of pairsOf(rule, index)) {
      out.push({ column, header: cleanCell(header.cells[column] ?? ''), sign: rules?.sign ?? 'auto', lineClass: rule.lineClass, label })
    }
  }
  return out
}

function pairsOf(rule: StatementPairRule, index: HeaderIndex): { label: number; column: number }[] {
  const columnsOf = (words: readonly string[]): number[] => [...new Set(words.flatMap((word) => index.get(normaliseHeader(word)) ?? []))].sort((a, b) => a - b)
  const labels = columnsOf(rule.labels)
  const out: { label: number; column: number }[] = []
  let free = 0
  for (const column of columnsOf(rule.amounts)) {
    let label = -1
    while (free < labels.length && (labels[free] ?? 0) < column) label = labels[free++] ?? -1
    if (label >= 0) out.push({ label, column })
  }
  return out
}

/** The column that repeats the sum of a row's amounts, unless it is itself the amount that is read. */
export function sumColumn(mapping: ImportMapping, index: HeaderIndex, amounts: readonly LayoutAmount[]): number | undefined {
  for (const word of mapping.statement?.sum ?? []) {
    const column = index.get(normaliseHeader(word))?.[0]
    if (column !== undefined && !amounts.some((amount) => amount.column === column)) return column
  }
  return undefined
}
