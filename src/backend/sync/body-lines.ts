import { isVector, STAMP } from '../../contract/sync-files'
import { jsonOf } from './signed-file'

/** Columns of a group by their name in SQL. */
export type Fields = Readonly<Record<string, string | number | null>>
export type VectorText = Readonly<Record<string, string>>

/** One version of a group of a row (docs/sync-format.md, section 1). */
export interface ChangeLine {
  readonly kind: 'change'
  readonly stamp: string
  readonly table: string
  readonly row: string
  /** `*`: a new row. */
  readonly group: string
  readonly fields: Fields
  /** The person who wrote it. */
  readonly by: string | null
}

/** From here on the writer knew this too. */
export interface KnowsLine {
  readonly kind: 'knows'
  readonly vector: VectorText
}

/** A line of a segment (section 4), in the order of the writer's commits. */
export type BodyLine = KnowsLine | ChangeLine

const NAME = /^[A-Za-z][A-Za-z0-9_]{0,99}$/

export const isTable = (value: unknown): value is string => typeof value === 'string' && NAME.test(value)
export const isRowId = (value: unknown): value is string => typeof value === 'string' && value !== ''
export const isGroup = (value: unknown): value is string => value === '*' || isTable(value)
export const isBy = (value: unknown): value is string | null => value === null || isRowId(value)
export const isStamp = (value: unknown): value is string => typeof value === 'string' && STAMP.test(value)

/** Whether this is an object of columns with values that SQLite stores as they are. */
export function isFields(value: unknown): value is Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const fields = value as Readonly<Record<string, unknown>>
  // What JSON gives has no properties but its own; lists of entries were a fifth of the cost of reading a segment.
  for (const name in fields) {
    if (!NAME.test(name)) return false
    const field = fields[name]
    // JSON has no infinity, but 1e999 reads as one.
    if (field !== null && typeof field !== 'string' && !(typeof field === 'number' && Number.isFinite(field))) return false
  }
  return true
}

/** `[stamp, table, row, group, fields, by]` as one change; null when it is none. */
export function changeOf(values: readonly unknown[]): ChangeLine | null {
  const [stamp, table, row, group, fields, by] = values
  if (!isStamp(stamp) || !isTable(table) || !isRowId(row) || !isGroup(group) || !isFields(fields) || !isBy(by)) return null
  return { kind: 'change', stamp, table, row, group, fields, by }
}

/** The one key and value of an object like `{"c":[…]}`; null for anything else. */
export function tagged(line: string): { readonly tag: string; readonly value: unknown } | null {
  const json = jsonOf(line)
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return null
  const [only, more] = Object.entries(json) as [string, unknown][]
  return only === undefined || more !== undefined ? null : { tag: only[0], value: only[1] }
}

/** A line as text, without its newline. */
export function lineText(line: BodyLine): string {
  return line.kind === 'knows' ? JSON.stringify({ k: line.vector }) : JSON.stringify({ c: [line.stamp, line.table, line.row, line.group, line.fields, line.by] })
}

/** A line from its text; null when it is none. */
export function lineOf(text: string): BodyLine | null {
  const line = tagged(text)
  if (line?.tag === 'k') return isVector(line.value) ? { kind: 'knows', vector: line.value } : null
  return line?.tag === 'c' && Array.isArray(line.value) && line.value.length === 6 ? changeOf(line.value) : null
}

/** All lines of a text in which each ends with a newline; null when one of them is none. */
export function linesOf<L>(text: string, read: (line: string) => L | null): readonly L[] | null {
  const lines: L[] = []
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from)
    const line = end < 0 ? null : read(text.slice(from, end))
    if (line === null) return null
    lines.push(line)
    from = end + 1
  }
  return lines
}
