import { AppError } from '../../domain/errors'
import type { TableRow } from '../../domain/import/records'

export type Delimiter = ',' | '\t' | ';' | '|'
export const DELIMITERS: readonly Delimiter[] = [',', '\t', ';', '|']

/** A quoted cell longer than this is a quotation mark that nobody closed. */
const MAX_QUOTED = 256 * 1024
/** A row longer than this is no row, and looking at it again with every further piece would take for ever. */
const MAX_ROW = 2 * 1024 * 1024
/** More lines than this are not listed. */
const MAX_BROKEN = 5_000
const QUOTE = 34
const LF = 10
const CR = 13

/**
 * Splits delimited text into rows, piece by piece (spec M1). Own code because none of csv-parse, papaparse and udsv does the
 * three things that courier files need at once: physical line numbers, rows of any width, and going on after a quotation
 * mark that is never closed (they take the rest of the file into one cell or stop). Such a mark counts as plain text and its line
 * is listed in `brokenQuotes`.
 */
export class DelimitedReader {
  readonly brokenQuotes: number[] = []
  private rest = ''
  private line = 1
  private readonly separator: number

  constructor(
    delimiter: Delimiter,
    private readonly quoting: 'standard' | 'none' = 'standard',
  ) {
    this.separator = delimiter.charCodeAt(0)
  }

  /** Takes the next piece; `last` says that the file ends with it. Blank lines come as rows of one empty cell. */
  push(piece: string, last: boolean): TableRow[] {
    const text = this.rest === '' ? piece : this.rest + piece
    const rows: TableRow[] = []
    let at = 0
    while (at < text.length) {
      const record = this.record(text, at, last)
      if (record === null) break
      rows.push({ line: this.line, cells: record.cells })
      this.line += record.lines
      at = record.next
    }
    this.rest = at >= text.length ? '' : text.slice(at)
    if (this.rest.length > MAX_ROW) throw new AppError('FILE_DAMAGED', { why: 'row length', line: this.line })
    return rows
  }

  /** One record from `start`; null when the text ends before it does and more may come. */
  private record(text: string, start: number, last: boolean): { cells: string[]; next: number; lines: number } | null {
    const cells: string[] = []
    let lines = 1
    let at = start
    // Behind a mark that was never closed the rest of the line is plain: otherwise each further mark would search as far again.
    let plain = this.quoting === 'none'
    for (;;) {
      const quoted = plain ? null : this.quotedCell(text, at, last, this.line + lines - 1)
      if (quoted === 'more') return null
      let end: number
      if (quoted === 'broken') plain = true
      if (quoted !== null && quoted !== 'broken') {
        cells.push(quoted.value)
        lines += quoted.lines
        end = quoted.end
      } else {
        end = this.plainEnd(text, at)
        if (end >= text.length && !last) return null
        cells.push(text.slice(at, end))
      }
      const code = text.charCodeAt(end)
      if (code === this.separator) {
        at = end + 1
        // A separator at the very end of the text opens one more, empty cell.
        if (at >= text.length) {
          if (!last) return null
          cells.push('')
          return { cells, next: at, lines }
        }
        continue
      }
      if (end >= text.length) return last ? { cells, next: end, lines } : null
      if (code === CR && end + 1 >= text.length && !last) return null
      return { cells, next: code === CR && text.charCodeAt(end + 1) === LF ? end + 2 : end + 1, lines }
    }
  }

  private plainEnd(text: string, from: number): number {
    let at = from
    for (; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      if (code === this.separator || code === LF || code === CR) break
    }
    return at
  }

  /** A cell in quotation marks (also `="…"`, kept with its dress), null when it is none, `broken` when it never ends, `more` when it may go on. */
  private quotedCell(
    text: string, from: number, last: boolean, line: number,
  ): { value: string; end: number; lines: number } | 'more' | 'broken' | null {
    let open = from
    while (text.charCodeAt(open) === 32) open += 1
    const formula = text.charCodeAt(open) === 61 && text.charCodeAt(open + 1) === QUOTE
    if (formula) open += 1
    if (text.charCodeAt(open) !== QUOTE) return null
    let at = open + 1
    let lines = 0
    let doubled = false
    for (;;) {
      const close = text.indexOf('"', at)
      const limit = close < 0 ? text.length : close
      const breaks = countBreaks(text, at, limit)
      lines += breaks
      if (limit - open > MAX_QUOTED || (close < 0 && last)) return this.broken(line)
      if (close < 0 || (close + 1 >= text.length && !last)) return 'more'
      if (text.charCodeAt(close + 1) === QUOTE) {
        doubled = true
        at = close + 2
        continue
      }
      const end = this.afterQuote(text, close + 1)
      if (end >= 0) {
        if (formula) return { value: text.slice(from, close + 1), end, lines }
        const value = text.slice(open + 1, close)
        return { value: doubled ? value.replaceAll('""', '"') : value, end, lines }
      }
      // A lone mark inside: part of the words on one line, but behind a line end it shows that the cell was never closed.
      if (lines > 0) return this.broken(line)
      at = close + 1
    }
  }

  private broken(line: number): 'broken' {
    if (this.brokenQuotes.at(-1) !== line && this.brokenQuotes.length < MAX_BROKEN) this.brokenQuotes.push(line)
    return 'broken'
  }

  /** Where the separator or line end behind a closing quote stands, past blanks; -1 when something else follows. */
  private afterQuote(text: string, from: number): number {
    let at = from
    for (;;) {
      const code = text.charCodeAt(at)
      if (at >= text.length || code === this.separator || code === LF || code === CR) return at
      if (code !== 32 && code !== 9) return -1
      at += 1
    }
  }
}

function countBreaks(text: string, from: number, to: number): number {
  let count = 0
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at)
    if (code === LF || (code === CR && text.charCodeAt(at + 1) !== LF)) count += 1
  }
  return count
}

/**
 * The delimiter of a text by its first rows: the one that splits most rows into the same number of cells, words of known
 * headers counting most (`EUR 90,00` in a file with semicolons splits well by commas, too).
 */
export function detectDelimiter(sample: string, known: (cells: readonly string[]) => number): Delimiter {
  let best: Delimiter = ','
  let bestScore = -1
  for (const delimiter of DELIMITERS) {
    const rows = new DelimitedReader(delimiter).push(sample, true).slice(0, 60)
    const widths = new Map<number, number>()
    let words = 0
    for (const row of rows) {
      if (row.cells.length > 1) widths.set(row.cells.length, (widths.get(row.cells.length) ?? 0) + 1)
      words = Math.max(words, known(row.cells))
    }
    let regular = 0
    for (const [width, count] of widths) regular = Math.max(regular, (count / rows.length) * (1 + Math.log2(width) / 10))
    const score = words * 3 + regular
    if (score > bestScore + 1e-9) {
      best = delimiter
      bestScore = score
    }
  }
  return best
}
