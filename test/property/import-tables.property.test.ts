import fc from 'fast-check'
import iconv from 'iconv-lite'
import { utils, write } from '@e965/xlsx'
import { describe, expect, it } from 'vitest'
import { DelimitedReader } from '../../src/backend/imports/delimited'
import { openBytes } from '../../src/backend/imports/table'
import { parseMoney } from '../../src/domain/import/money'
import type { TableRow } from '../../src/domain/import/records'

type Delimiter = ',' | '\t' | ';'

async function readAll(bytes: Buffer, words: string[]): Promise<{ rows: TableRow[]; encoding: string | null; delimiter: string | null }> {
  const table = await openBytes(bytes, new Set(words))
  const rows: TableRow[] = []
  for await (const batch of table.rows(table.sheets[0]?.name ?? '')) rows.push(...batch)
  return { rows, encoding: table.encoding, delimiter: table.delimiter }
}

const quote = (cell: string, delimiter: string, always: boolean): string =>
  always || /["\r\n]/.test(cell) || cell.includes(delimiter) || /^\s*=?"|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell

const HEADER = ['运单号', '赔付金额', '原因', '备注']
const WORDS = ['破损', '遗失', '杭州市余杭区', '小鹿爱喝茶', '已核对', '顺丰速运', '"加急"', '第一行\n第二行', 'a,b', 'x;y', '制表\t符', '　全角　', "'引号", '¥１２．５０', '', '75360218846311', '-8.40', 'é', '=1+1']

const delimiters = fc.constantFrom<Delimiter>(',', '\t', ';')
const ends = fc.constantFrom('\n', '\r\n')
const table = (cell: fc.Arbitrary<string>): fc.Arbitrary<string[][]> =>
  fc.array(fc.array(cell, { minLength: HEADER.length, maxLength: HEADER.length }), { minLength: 3, maxLength: 30 })

describe('tables of any dress', () => {
  it('M1: come back cell for cell from every encoding, delimiter, quoting and line end', async () => {
    const codecs = fc.constantFrom(
      ['utf8', false, 'utf-8'], ['utf8', true, 'utf-8-bom'], ['gb18030', false, 'gb18030'], ['utf-16le', true, 'utf-16le'], ['utf-16be', true, 'utf-16be'],
      ['utf-16le', false, 'utf-16le'], ['utf-16be', false, 'utf-16be'],
    )
    await fc.assert(
      fc.asyncProperty(table(fc.constantFrom(...WORDS)), codecs, delimiters, ends, fc.boolean(), fc.nat(5), async (cells, [codec, bom, name], delimiter, end, always, junk) => {
        const lines = [...Array<string>(junk).fill('对账单'), ...[HEADER, ...cells].map((row) => row.map((cell) => quote(cell, delimiter, always)).join(delimiter))]
        const read = await readAll(iconv.encode(lines.join(end) + end, codec as string, { addBOM: bom as boolean }), HEADER)
        expect(read.encoding).toBe(name)
        expect(read.delimiter).toBe(delimiter)
        expect(read.rows.slice(junk).map((row) => row.cells)).toEqual([HEADER, ...cells])
      }),
      { numRuns: 150 },
    )
  })

  it('M1: any text at all survives UTF-8 and UTF-16', async () => {
    const wild = fc.string({ unit: 'grapheme-composite', maxLength: 20 }).map((text) => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffd]/g, '').replaceAll('\ufeff', ''))
    await fc.assert(
      fc.asyncProperty(table(wild), delimiters, fc.constantFrom('utf8', 'utf-16le'), async (cells, delimiter, codec) => {
        const text = [HEADER, ...cells].map((row) => row.map((cell) => quote(cell, delimiter, false)).join(delimiter)).join('\n')
        const read = await readAll(iconv.encode(text, codec, { addBOM: true }), HEADER)
        expect(read.rows.map((row) => row.cells)).toEqual([HEADER, ...cells])
      }),
      { numRuns: 100 },
    )
  })

  it('M1: workbooks give back every text', async () => {
    const cell = fc.oneof(fc.constantFrom(...WORDS), fc.stringMatching(/^\d{16,20}$/), fc.string({ maxLength: 12 }))
      .map((text) => text.replace(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g, '')).filter((text) => !/_x[0-9A-Fa-f]{4}_/.test(text))
    await fc.assert(
      fc.asyncProperty(table(cell), fc.boolean(), async (cells, shared) => {
        const book = utils.book_new()
        utils.book_append_sheet(book, utils.aoa_to_sheet([HEADER, ...cells]), '表')
        const read = await readAll(write(book, { type: 'buffer', bookType: 'xlsx', bookSST: shared }) as Buffer, HEADER)
        const got = new Map(read.rows.map((row) => [row.line, row.cells]))
        cells.forEach((row, at) => row.forEach((text, column) => expect(got.get(at + 2)?.[column] ?? '').toBe(text)))
      }),
      { numRuns: 40 },
    )
  })

  it('M1: however a text is cut into pieces, its rows are the same', () => {
    const text = fc.array(fc.constantFrom('a', '"', ',', '\r', '\n', '=', '="', '""', ' ', '单'), { maxLength: 60 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, fc.nat(60), fc.nat(60), (whole, one, two) => {
        const expected = new DelimitedReader(',').push(whole, true)
        const reader = new DelimitedReader(',')
        const [from, to] = [Math.min(one, two), Math.max(one, two)]
        const pieces = [reader.push(whole.slice(0, from), false), reader.push(whole.slice(from, to), false), reader.push(whole.slice(to), true)]
        expect(pieces.flat()).toEqual(expected)
      }),
      { numRuns: 2000 },
    )
  })

  it('M1: no line end is lost or invented, whatever the quotation marks', () => {
    const text = fc.array(fc.constantFrom('a', '"', ',', '\n', ' ', '='), { maxLength: 40 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, (whole) => {
        let line = 0
        for (const row of new DelimitedReader(',').push(whole, true)) {
          expect(row.line).toBeGreaterThan(line)
          line = row.line
        }
        expect(line).toBeLessThanOrEqual(whole.split('\n').length)
      }),
      { numRuns: 1000 },
    )
  })

  it('M1: an amount reads the same in every dress', () => {
    const dress = fc.constantFrom<(text: string, negative: boolean) => string>(
      (text, negative) => (negative ? `-${text}` : text),
      (text, negative) => (negative ? `(${text})` : `+${text}`),
      (text, negative) => (negative ? `（${text}）` : `￥${text}`),
      (text, negative) => `${negative ? '-' : ''}¥${text.replace(/\B(?=(\d{3})+\.)/g, ',')}`,
      (text, negative) => `${negative ? '－' : ''}${text.replace(/\d/g, (digit) => '０１２３４５６７８９'[Number(digit)] ?? '')}`,
      (text, negative) => `${text.replace('.', ',')} €${negative ? '-' : ''}`,
      (text, negative) => `${negative ? '−' : ''}${text.replace(/\B(?=(\d{3})+\.)/g, ' ')}元`,
    )
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_999_999_999 }), fc.boolean(), dress, (cents, negative, wear) => {
        const text = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`
        expect(parseMoney(wear(text, negative))).toMatchObject({ ok: true, cents: negative && cents > 0 ? -cents : cents })
      }),
    )
  })
})
