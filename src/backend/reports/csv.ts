import iconv from 'iconv-lite'
import type { LocalTime } from '../../domain/clock/zone'
import { centsToDecimal } from '../../domain/money/money'
import { writeFileAtomically } from './atomic-file'
import type { CellValue, ColumnType, Table, WriteOptions, WrittenFile } from './table'
import { createLocalTimeReader, localTimeText } from './table'

const FLUSH_CHARS = 64 * 1024
// Full-width signs too: spreadsheets in Chinese and Japanese read them as the narrow ones. Leading blanks do not protect.
const FORMULA_START = /^[\s\p{Cf}\p{Cc}]*[=+\-@＝＋－＠]|^[\t\r\n]/u

/**
 * R5: a text that a spreadsheet would run as a formula when it opens the CSV gets an apostrophe in front. The file is the only
 * place where the text changes; XLSX needs none of this, since a text cell there is never evaluated.
 */
export function neutraliseFormula(text: string): string {
  return FORMULA_START.test(text) ? `'${text}` : text
}

/**
 * Writes one table as CSV: UTF-8 with BOM (Excel takes it for the system's code page otherwise) or GBK, CRLF, quotes where needed. Spreadsheets
 * turn long numbers into rounded ones when they open a CSV: for people, write XLSX. Errors: those of writeFileAtomically, and the
 * signal's reason when it is aborted; nothing is left behind then.
 */
export async function writeCsv(path: string, table: Table, options: WriteOptions = {}): Promise<WrittenFile> {
  const readTime = createLocalTimeReader(options.timeZone)
  const utf8 = new TextEncoder()
  const encode = (text: string): Uint8Array => (options.encoding === 'gbk' ? iconv.encode(text, 'gb18030') : utf8.encode(text))
  let rows = 0
  const { bytes, sha256 } = await writeFileAtomically(path, async (write) => {
    let text = `${options.encoding === 'gbk' ? '' : '\ufeff'}${table.columns.map(({ header }) => quote(neutraliseFormula(header))).join(',')}\r\n`
    for await (const row of table.rows) {
      options.signal?.throwIfAborted()
      text += `${table.columns.map(({ type }, at) => csvCell(row[at], type, readTime)).join(',')}\r\n`
      rows += 1
      if (text.length >= FLUSH_CHARS) {
        await write(encode(text))
        text = ''
      }
    }
    await write(encode(text))
  })
  return { file: path, bytes, sha256, rows, cutCells: 0 }
}

function csvCell(value: CellValue, type: ColumnType, readTime: (value: string | number) => LocalTime | null): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  if (typeof value === 'number' && type === 'money' && Number.isSafeInteger(value)) return centsToDecimal(value)
  if (typeof value === 'number' && (type === 'integer' || type === 'number')) return String(value)
  if (type === 'date' || type === 'datetime') {
    const time = readTime(value)
    if (time !== null) return localTimeText(time, type)
  }
  return quote(neutraliseFormula(String(value)))
}

function quote(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
