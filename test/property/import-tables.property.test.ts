import fc from 'fast-check'
import iconv from 'iconv-lite'
import { utils, write } from '@e965/xlsx'
import { describe, expect, it } from 'vitest'
import { DelimitedReader } from '../../src/backend/imports/delimited'
import { openBytes } from '../../src/backend/imports/table'
import { parseMoney } from '../../src/domain/import/money'
import { recognise } from '../../src/domain/import/propose'
import type { TableRow } from '../../src/domain/import/records'
import { shippedMappings } from '../unit/import-support'

type Delimiter = ',' | '\t' | ';' | '|'
type Junk = 'title' | 'blank' | 'separators' | 'padded' | 'sum'

async function readAll(bytes: Buffer, words: string[]): Promise<{ rows: TableRow[]; encoding: string | null; delimiter: string | null }> {
  const table = await openBytes(bytes, new Set(words))
  const rows: TableRow[] = []
  for await (const batch of table.rows(table.sheets[0]?.name ?? '')) rows.push(...batch)
  return { rows, encoding: table.encoding, delimiter: table.delimiter }
}

type Quoting = 'always' | 'where needed' | 'never'
const quote = (cell: string, delimiter: string, quoting: Quoting): string =>
  quoting === 'always' || (quoting === 'where needed' && (/["\r\n]/.test(cell) || cell.includes(delimiter) || /^\s*=?"|^\s|\s$/.test(cell))) ? `"${cell.replaceAll('"', '""')}"` : cell

const HEADER = ['运单号', '赔付金额', '原因', '备注']
const WORDS = ['破损', '遗失', '杭州市余杭区', '小鹿爱喝茶', '已核对', '顺丰速运', '"加急"', '第一行\n第二行', 'a,b', 'x;y', '制表\t符', '　全角　', "'引号", '¥１２．５０', '', '75360218846311', '-8.40', 'é', '=1+1']

interface Codec {
  iconvName: string
  addBOM: boolean
  /** What the reader must call it. */
  name: string
  header: string[]
  words: string[]
  title: string
  sum: string
}
const chinese = (iconvName: string, addBOM: boolean, name: string, more: string[] = []): Codec => ({ iconvName, addBOM, name, header: HEADER, words: [...WORDS.filter((word) => word !== ''), ...more], title: '对账单', sum: '合计' })
const ANY = ['𠮷𡈽龘', 'é', '😀', '\u00a0x\u00a0', '한국', 'Ω']
const CODECS = {
  'UTF-8': chinese('utf8', false, 'utf-8', ANY),
  'UTF-8 with mark': chinese('utf8', true, 'utf-8-bom', ANY),
  // GBK itself knows only the wide sign.
  GBK: { ...chinese('gbk', false, 'gb18030'), words: [...WORDS.filter((word) => word !== '' && !word.includes('¥')), '￥１２．５０'] },
  GB18030: chinese('gb18030', false, 'gb18030', ['𠮷𡈽龘', 'é', '😀']),
  'UTF-16 LE': chinese('utf-16le', false, 'utf-16le', ANY),
  'UTF-16 LE with mark': chinese('utf-16le', true, 'utf-16le', ANY),
  'UTF-16 BE': chinese('utf-16be', false, 'utf-16be', ANY),
  'UTF-16 BE with mark': chinese('utf-16be', true, 'utf-16be', ANY),
  Big5: {
    iconvName: 'big5', addBOM: false, name: 'big5', header: ['運單號碼', '賠償金額', '損壞原因', '備註說明'], title: '對帳單', sum: '合計',
    words: ['破損', '遺失', '臺北市信義區', '已核對', '"加急"', '第一行\n第二行', 'a,b', 'x;y', '12|34', '75360218846311', '-8.40', ' 空白 ', '=1+1'],
  },
  'Windows-1252': {
    iconvName: 'win1252', addBOM: false, name: 'windows-1252', header: ['Numéro', 'Montant réglé', 'Détails', 'Città'], title: 'Relevé détaillé', sum: 'Total général',
    words: ['Côte d’Azur', 'Besançon', 'Müller', '90,00 €', '£12.00', 'Größe "XL"', 'una\nseconda riga', 'a,b', 'x;y', '12|34', '75360218846311', '-8.40', ' à la carte ', '=1+1', 'plain'],
  },
} satisfies Record<string, Codec>
const COMBINATIONS = (Object.keys(CODECS) as (keyof typeof CODECS)[]).flatMap((codec) =>
  ([',', '\t', ';', '|'] as const).flatMap((delimiter) => (['always', 'where needed', 'never'] as const).map((quoting): [keyof typeof CODECS, Delimiter, Quoting] => [codec, delimiter, quoting])))

const delimiters = fc.constantFrom<Delimiter>(',', '\t', ';', '|')
const ends = fc.constantFrom('\n', '\r\n', '\r')
const table = (cell: fc.Arbitrary<string>): fc.Arbitrary<string[][]> =>
  fc.array(fc.array(cell, { minLength: HEADER.length, maxLength: HEADER.length }), { minLength: 3, maxLength: 30 })

describe('tables of any dress', () => {
  it.each(COMBINATIONS)('M1: come back cell for cell: %s, "%s", %s', async (codec, delimiter, quoting) => {
    const { header, words, title, sum, name, addBOM, iconvName } = CODECS[codec]
    const allowed = quoting === 'never' ? words.filter((word) => !/["\r\n,;|\t]/.test(word) && word === word.trim()) : words
    const cut = fc.constantFrom('', ...allowed)
    await fc.assert(
      fc.asyncProperty(table(cut), ends, fc.array(fc.constantFrom<Junk>('title', 'blank', 'separators', 'padded'), { maxLength: 5 }), fc.array(fc.constantFrom<Junk>('sum', 'blank', 'title'), { maxLength: 3 }), fc.boolean(), async (cells, end, above, below, open) => {
        const junk: Record<Junk, string[]> = {
          title: [title], blank: [''], separators: ['', '', '', ''], padded: [title, '', '', ''], sum: [sum, '', '12.00', ''],
        }
        const rows = [...above.map((kind) => junk[kind]), header, ...cells, ...below.map((kind) => junk[kind])]
        const text = rows.map((row) => (row.length === 1 && row[0] === '' ? '' : row.map((cell) => quote(cell, delimiter, quoting)).join(delimiter))).join(end) + (open ? '' : end)
        const read = await readAll(iconv.encode(text, iconvName, { addBOM }), header)
        expect(read.encoding).toBe(name)
        expect(read.delimiter).toBe(delimiter)
        const blankEnd = open && below.at(-1) === 'blank' ? 1 : 0
        expect(read.rows.map((row) => row.cells)).toEqual(rows.slice(0, rows.length - blankEnd))
        if (codec === 'Big5' || codec === 'Windows-1252') return
        expect(recognise(read.rows.slice(0, 200), shippedMappings, 'statement')?.layout).toMatchObject({ mapping: { id: 'courier-claim-result' }, headers: header, headerLine: read.rows[above.length]?.line })
      }),
      { numRuns: 8 },
    )
  })

  it('M1: any text at all survives UTF-8 and UTF-16', async () => {
    const wild = fc.string({ unit: 'grapheme-composite', maxLength: 20 }).map((text) => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffd]/g, '').replaceAll('\ufeff', ''))
    await fc.assert(
      fc.asyncProperty(table(wild), delimiters, fc.constantFrom('utf8', 'utf-16le'), async (cells, delimiter, codec) => {
        const text = [HEADER, ...cells].map((row) => row.map((cell) => quote(cell, delimiter, 'where needed')).join(delimiter)).join('\n')
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
      fc.asyncProperty(table(cell), fc.boolean(), fc.constantFrom('xlsx' as const, 'biff8' as const), async (cells, shared, bookType) => {
        const book = utils.book_new()
        utils.book_append_sheet(book, utils.aoa_to_sheet([HEADER, ...cells]), '表')
        const read = await readAll(write(book, { type: 'buffer', bookType, bookSST: shared }) as Buffer, HEADER)
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
