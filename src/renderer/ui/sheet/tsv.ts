/**
 * Cells to and from the clipboard as spreadsheets write them (C10): tabs between cells, a line break after each row, and a cell in quotes
 * when it holds a tab, a line break, or begins with a quote. Pure: tests run it anywhere. `parseTsv(formatTsv(x))` is x for any cells.
 */
export type Cells = readonly (readonly string[])[]

export function formatTsv(cells: Cells): string {
  return cells.map((row) => `${row.map(quoted).join('\t')}\r\n`).join('')
}

const quoted = (text: string): string => (/[\t\r\n]|^"/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** Reads a block; every row has at least one cell. A quote that is never closed is a character like any other. */
export function parseTsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  while (at < text.length) {
    const cell = readCell(text, at)
    row.push(cell.text)
    at = cell.end
    if (text[at] === '\t') {
      at += 1
      // a tab at the very end is followed by an empty cell
      if (at < text.length) continue
      row.push('')
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at += 2
    else if (at < text.length) at += 1
    rows.push(row)
    row = []
  }
  return rows
}

/** One cell from a place on, and where it ends: at a tab, a line break or the end of the text. */
function readCell(text: string, from: number): { text: string; end: number } {
  if (text[from] === '"') {
    let body = ''
    for (let at = from + 1; at < text.length; at += 1) {
      if (text[at] !== '"') body += text[at] ?? ''
      else if (text[at + 1] === '"') {
        body += '"'
        at += 1
      } else if (at + 1 === text.length || /[\t\r\n]/.test(text[at + 1] ?? '')) return { text: body, end: at + 1 }
      else break
    }
  }
  let end = from
  while (end < text.length && !/[\t\r\n]/.test(text[end] ?? '')) end += 1
  return { text: text.slice(from, end), end }
}

const LOOKS_LIKE_FORMULA = /^'*[=+\-@]/
const IS_NUMBER = /^[-+]?\d[\d,]*(\.\d+)?$/

/** A text that a spreadsheet would take for a formula, made harmless by a leading apostrophe (R5); numbers stay numbers. */
export const neutralise = (text: string): string => (LOOKS_LIKE_FORMULA.test(text) && !IS_NUMBER.test(text) ? `'${text}` : text)

/** Takes that apostrophe off again: what was copied here comes back as it was. */
export const restore = (text: string): string => (/^'+[=+\-@]/.test(text) ? text.slice(1) : text)

export interface HtmlCell {
  readonly text: string
  /** an id, a waybill: digits that are no number */
  readonly asText: boolean
}

const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`).replaceAll('\n', '<br>')

/** The same block as a table, in which a spreadsheet keeps long digits as text instead of rounding them. */
export function formatHtml(cells: readonly (readonly HtmlCell[])[]): string {
  const cell = ({ text, asText }: HtmlCell): string => `<td${asText ? ` style="mso-number-format:'\\@'"` : ''}>${escapeHtml(text)}</td>`
  return `<table>${cells.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('')}</table>`
}
