import type { LocalTime } from '../../domain/clock/zone'
import { centsToDecimal } from '../../domain/money/money'
import type { CellValue, ColumnType, TableColumn } from './table'

/** The XML of a workbook (ECMA-376), only what this program writes. */

export const MAX_ROWS = 1_048_576
/** What a cell holds at most, in UTF-16 units. */
export const MAX_CELL_CHARS = 32_767

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'

/** Indexes into cellXfs of STYLES. Text cells have the format "@": they stay text when someone edits them. */
const STYLE: Readonly<Record<ColumnType | 'header', number>> = { header: 1, text: 2, money: 3, integer: 4, date: 5, datetime: 6, number: 0 }

export const STYLES = `${HEAD}<styleSheet xmlns="${MAIN}"><numFmts count="3"><numFmt numFmtId="164" formatCode="#,##0.00;[Red]\\-#,##0.00"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="166" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFEFF3F6"/><bgColor indexed="64"/></patternFill></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="7"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1"/>${[49, 164, 1, 165, 166].map((id) => `<xf numFmtId="${id}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`).join('')}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`

export const PACKAGE_RELS = `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`

const numbers = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1)

/** `drawings`: the sheets that have one; `formats`: those of the pictures in the file. */
export function contentTypes(sheets: number, drawings: readonly number[] = [], formats: readonly string[] = []): string {
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
  const overrides = numbers(sheets).map((n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${type}.worksheet+xml"/>`)
  const drawn = drawings.map((n) => `<Override PartName="/xl/drawings/drawing${n}.xml" ContentType="application/vnd.openxmlformats-officedocument.drawing+xml"/>`)
  return `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${formats.map((format) => `<Default Extension="${format}" ContentType="image/${format}"/>`).join('')}<Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${type}.styles+xml"/>${overrides.join('')}${drawn.join('')}</Types>`
}

export function workbookRels(sheets: number): string {
  const relations = numbers(sheets).map((n) => `<Relationship Id="rId${n}" Type="${RELS}/worksheet" Target="worksheets/sheet${n}.xml"/>`)
  return `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${relations.join('')}<Relationship Id="rId${sheets + 1}" Type="${RELS}/styles" Target="styles.xml"/></Relationships>`
}

export function workbook(names: readonly string[]): string {
  const sheets = names.map((name, at) => `<sheet name="${escapeXml(name).replaceAll('"', '&quot;')}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`)
  return `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${RELS}"><bookViews><workbookView activeTab="0"/></bookViews><sheets>${sheets.join('')}</sheets></workbook>`
}

/** A name Excel accepts: at most 31 characters, none of []:*?/\, no apostrophe at an end, not used before (case does not count). */
export function sheetName(wanted: string, used: ReadonlySet<string>): string {
  const plain = Array.from(wanted.replace(/[[\]:*?/\\\p{Cc}]/gu, ' ').replace(/^['\s]+|['\s]+$/g, ''))
  const base = plain.length === 0 ? 'Sheet' : plain.join('')
  for (let count = 1; ; count += 1) {
    const suffix = count === 1 ? '' : ` (${count})`
    let name = base
    while (name.length + suffix.length > 31) name = Array.from(name).slice(0, -1).join('')
    name += suffix
    if (!used.has(name.toLowerCase())) return name
  }
}

const DEFAULT_WIDTH: Readonly<Record<ColumnType, number>> = { text: 20, money: 14, integer: 10, number: 12, date: 12, datetime: 17 }

export function sheetStart(columns: readonly TableColumn[]): string {
  const cols = columns.map(({ type, width }, at) => `<col min="${at + 1}" max="${at + 1}" width="${width ?? DEFAULT_WIDTH[type]}" customWidth="1"/>`)
  const header = columns.map(({ header: text }, at) => textCell(`${columnName(at)}1`, STYLE.header, text))
  return `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>${cols.join('')}</cols><sheetData><row r="1">${header.join('')}</row>`
}

/** `after`: what stands behind the filter, such as the reference of a drawing. */
export function sheetEnd(columns: number, lastRow: number, after = ''): string {
  return `</sheetData><autoFilter ref="A1:${columnName(columns - 1)}${lastRow}"/>${after}</worksheet>`
}

export function columnName(index: number): string {
  let name = ''
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) name = String.fromCharCode(65 + ((rest - 1) % 26)) + name
  return name
}

/** One cell, '' when there is nothing in it. What does not fit its column's type is written as text, never dropped. */
export function cell(reference: string, value: CellValue, type: ColumnType, readTime: (value: string | number) => LocalTime | null): string {
  if (value === null || value === undefined || value === '') return ''
  if (typeof value === 'boolean') return `<c r="${reference}" t="b"><v>${value ? 1 : 0}</v></c>`
  if (type === 'date' || type === 'datetime') {
    const serial = serialOf(readTime(value), type)
    return serial === null ? textCell(reference, STYLE.text, String(value)) : numberCell(reference, STYLE[type], serial)
  }
  if (typeof value === 'number' && Number.isFinite(value)) {
    if (type === 'money' && Number.isSafeInteger(value)) return numberCell(reference, STYLE.money, centsToDecimal(value))
    if (type === 'integer' || type === 'number') return numberCell(reference, STYLE[type], String(value))
  }
  return textCell(reference, STYLE.text, String(value))
}

function numberCell(reference: string, style: number, text: string): string {
  return `<c r="${reference}" s="${style}"><v>${text}</v></c>`
}

function textCell(reference: string, style: number, text: string): string {
  return `<c r="${reference}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(cutText(cellBreaks(text)))}</t></is></c>`
}

/** Days since 1899-12-30; null before 1900-03-01, where Excel's calendar is wrong. */
function serialOf(time: LocalTime | null, type: 'date' | 'datetime'): string | null {
  if (time === null) return null
  const days = Date.UTC(time.year, time.month - 1, time.day) / 86_400_000 + 25_569
  if (days < 61 || days > 2_958_465) return null
  return type === 'date' ? String(days) : String(days + (time.hour * 3600 + time.minute * 60 + time.second) / 86_400)
}

export function isCut(value: CellValue): boolean {
  return typeof value === 'string' && value.length > MAX_CELL_CHARS
}

function cutText(text: string): string {
  if (text.length <= MAX_CELL_CHARS) return text
  const cut = text.slice(0, MAX_CELL_CHARS - 1)
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`
}

/** A line break inside a cell is a line feed for every spreadsheet, so CRLF becomes one. */
const cellBreaks = (text: string): string => (text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text)

// What XML cannot hold is written as _xHHHH_ (ECMA-376 ST_Xstring), so a text that looks like that is escaped as well. A plain carriage
// return would come back as a line feed.
const SPECIAL = /[&<>]|_(?=x[0-9A-Fa-f]{4}_)|(?![\t\n])\p{Cc}|[\ufffe\uffff]/gu

export function escapeXml(text: string): string {
  return text.replace(SPECIAL, (found) => {
    if (found === '&') return '&amp;'
    if (found === '<') return '&lt;'
    if (found === '>') return '&gt;'
    return `_x${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`
  })
}
