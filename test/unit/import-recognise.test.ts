import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import type { WorkBook } from '@e965/xlsx'
import { utils, write } from '@e965/xlsx'
import { afterAll, describe, expect, it } from 'vitest'
import { inspectTable } from '../../src/backend/imports/layout'
import { allLines, allOrders, brief, fixture, made, shippedMappings } from './import-support'

/** The words of the issue under "Recognise", each as a file that a shop or courier might send. */
const folder = mkdtempSync(join(tmpdir(), 'import-recognise-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = (name: string, bytes: string | Buffer): string => {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}
type Kind = 'xlsx' | 'biff8'
const save = (name: string, book: WorkBook, bookType: Kind): string => file(`${name}.${bookType === 'xlsx' ? 'xlsx' : 'xls'}`, write(book, { type: 'buffer', bookType }) as Buffer)
const KINDS: Kind[] = ['xlsx', 'biff8']

describe('encodings, whole files', () => {
  const simple = '运单号,赔付金额,原因\r\n75360218846311,54.90,破损\r\n75360218846312,1.00,遗失，已核对\r\n'
  const rare = simple.replace('破损', '𠮷𡈽龘破损')
  const traditional = '運單號碼,訂單編號,買家名稱,訂單金額\r\n75360218846311,20261003001,陳小姐,118.00\r\n75360218846312,20261003002,林先生,90.50\r\n'

  it.each<[string, string, boolean, string, string]>([
    ['UTF-8', 'utf8', false, rare, 'utf-8'], ['UTF-8 with its mark', 'utf8', true, rare, 'utf-8-bom'], ['GBK', 'gbk', false, simple, 'gb18030'],
    ['GB18030 with characters of four bytes', 'gb18030', false, rare, 'gb18030'], ['UTF-16 LE', 'utf-16le', false, rare, 'utf-16le'], ['UTF-16 LE with its mark', 'utf-16le', true, rare, 'utf-16le'],
    ['UTF-16 BE', 'utf-16be', false, rare, 'utf-16be'], ['UTF-16 BE with its mark', 'utf-16be', true, rare, 'utf-16be'],
  ])('M1: %s', async (_, codec, addBOM, text, name) => {
    const read = await allLines(file(`${codec}-${addBOM}.csv`, iconv.encode(text, codec, { addBOM })))
    expect(read.summary).toMatchObject({ encoding: name, mappingId: 'courier-claim-result' })
    expect(read.records.map((record) => [record.waybill, record.amountCents, record.reason])).toEqual([
      ['75360218846311', 5490, text === rare ? '𠮷𡈽龘破损' : '破损'], ['75360218846312', 100, '遗失，已核对'],
    ])
    expect([...read.rejected, ...read.warnings]).toEqual([])
  })

  it('O1: Big5', async () => {
    const path = file('big5.csv', iconv.encode(traditional, 'big5'))
    const seen = (await inspectTable({ path, mappings: shippedMappings }, ['orders'])).inspection
    expect(seen).toMatchObject({ encoding: 'big5', headers: ['運單號碼', '訂單編號', '買家名稱', '訂單金額'] })
    const read = await allOrders(path, { columns: { number: 1, buyerNick: 2, paid: 3, waybill: 0 } })
    expect(read.records.map((record) => [record.number, record.buyerNick, record.paidCents])).toEqual([['20261003001', '陳小姐', 11800], ['20261003002', '林先生', 9050]])
  })

  it.each(['latin1', 'win1252'])('O1: %s, also where almost nothing is accented', async (codec) => {
    const rows = Array.from({ length: 40 }, (_, at) => `A-10${at},Plain Name ${at},12.50`).join('\n')
    const read = await allOrders(file(`${codec}.csv`, iconv.encode(`order id,buyer,total\n${rows}\nA-999,Zoë Müller-Élan,1.00\n`, codec)))
    expect(read.summary.encoding).toBe('windows-1252')
    expect(read.records.at(-1)?.buyerNick).toBe('Zoë Müller-Élan')
  })
})

describe('where the table stands', () => {
  const head = '运单号;费用类型;金额'
  const rows = '75360218846311;运费;3.40\n75360218846312;理赔;54.90'

  it.each([1, 2, 17, 59, 60])('M1: the header on line %i', async (line) => {
    const junk = Array.from({ length: line - 1 }, (_, at) => (at % 3 === 0 ? '' : `对账单 第${at}页;`))
    const read = await allLines(file(`line-${line}.csv`, [...junk, head, rows, '合计;;58.30', '', '制表：王'].join('\n')))
    expect(read.summary.headerLine).toBe(line)
    expect(read.records.map((record) => [record.rowNo, record.amountCents])).toEqual([[line + 1, -340], [line + 2, 5490]])
    expect(read.summary.counts.skipped).toMatchObject({ total: 1 })
  })

  it.each(KINDS)('M1: the header on row 60 of a %s workbook', async (bookType) => {
    const book = utils.book_new()
    const junk = Array.from({ length: 59 }, (_, at) => [at % 2 === 0 ? '说明文字' : '', ''])
    utils.book_append_sheet(book, utils.aoa_to_sheet([...junk, ['运单号', '赔付金额'], ['75360218846311', 5]]), 'S')
    expect((await allLines(save('deep', book, bookType))).records.map((record) => [record.rowNo, record.amountCents])).toEqual([[61, 500]])
  })
})

describe('files that are not what their name says', () => {
  it('M1: .xls that is a tab-separated text, .xls that is HTML, CSV named .xlsx', async () => {
    const text = '运单号\t赔付金额\t原因\r\n="75360218846311"\t54.90\t破损\r\n'
    const tsv = await allLines(file('download.xls', iconv.encode(text, 'gb18030')))
    expect(tsv.summary).toMatchObject({ format: 'delimited', delimiter: '\t', encoding: 'gb18030' })
    const html = await allLines(file('web.xls', '<html><head><meta charset="utf-8"></head><body><table><tr><th>运单号</th><th>赔付金额</th><th>原因</th></tr><tr><td>="75360218846311"</td><td>54.90</td><td>破损</td></tr></table></body></html>'))
    expect(html.summary.format).toBe('html')
    const csv = await allLines(file('named.xlsx', text.replaceAll('\t', ',')))
    expect(csv.summary).toMatchObject({ format: 'delimited', delimiter: ',' })
    for (const read of [tsv, html, csv]) expect(read.records.map((record) => [record.waybill, record.amountCents, record.reason])).toEqual([['75360218846311', 5490, '破损']])
  })

  it('M1: a real workbook named .csv', async () => {
    expect((await allLines(file('book.csv', readFileSync(made('zto-monthly.xlsx'))))).summary).toMatchObject({ format: 'xlsx', mappingId: 'zto-monthly' })
  })
})

describe('workbooks of other programs', () => {
  it.each(['claim-result.ods', 'claim-result.xlsb'])('M1: %s', async (name) => {
    const read = await allLines(made(name))
    expect(read.summary).toMatchObject({ format: 'workbook', mappingId: 'courier-claim-result', headerLine: 2 })
    expect(read.records.map((record) => [record.waybill, record.amountCents, record.reason])).toEqual([['75360218846311', 5490, '破损'], ['SF1390027745711', 120000, '遗失']])
  })
})

describe.each(KINDS)('workbooks (%s)', (bookType) => {
  const head = ['运单号', '赔付金额', '赔付日期', '原因']

  it('M1: of several sheets the visible one with the table is read, a hidden one only when asked for', async () => {
    const book = utils.book_new()
    utils.book_append_sheet(book, utils.aoa_to_sheet([['说明'], ['仅供核对']]), '封面')
    utils.book_append_sheet(book, utils.aoa_to_sheet([head, ['75360218846399', 99, '', '旧']]), '上月')
    utils.book_append_sheet(book, utils.aoa_to_sheet([head, ['75360218846311', 5, '', '新']]), '本月')
    book.Workbook = { Sheets: [{ name: '封面' }, { name: '上月', Hidden: 2 }, { name: '本月' }] }
    const path = save('sheets', book, bookType)
    expect((await allLines(path)).records.map((record) => record.reason)).toEqual(['新'])
    expect((await allLines(path, { sheet: '上月' })).records.map((record) => record.reason)).toEqual(['旧'])
  })

  it('M1: merged title and merged two-line header', async () => {
    const sheet = utils.aoa_to_sheet([['申通十月对账单'], ['运单号', '目的地', '费用', '', ''], ['', '', '运费', '加收', '保价费'], ['75360218846311', '广东', 3.4, 1, '']])
    sheet['!merges'] = [utils.decode_range('A1:E1'), utils.decode_range('A2:A3'), utils.decode_range('B2:B3'), utils.decode_range('C2:E2')]
    const book = utils.book_new()
    utils.book_append_sheet(book, sheet, 'S')
    const read = await allLines(save('merged', book, bookType), { source: 'sto' })
    expect(read.records.map((record) => [record.rowNo, record.amountCents, record.lineClass])).toEqual([[4, -340, 'freight'], [4, -100, 'surcharge']])
  })

  it('M1: numbers stored as text, ids stored as numbers, and numbers in scientific notation', async () => {
    const book = utils.book_new()
    utils.book_append_sheet(book, utils.aoa_to_sheet([head, [75360218846311, '1,054.90', '2026-10-05', 'a'], ['75360218846312', 1.5e3, '', 'b'], ['75360218846313', '1.5E+3', '', 'c'], ['75360218846314', 1.25e-2, '', 'd']]), 'S')
    const read = await allLines(save('text-numbers', book, bookType))
    expect(read.records.map((record) => [record.waybill, record.amountCents])).toEqual([['75360218846311', 105490], ['75360218846312', 150000], ['75360218846313', 150000], ['75360218846314', 1]])
  })

  it.each([false, true])('M1: dates as numbers, counted from 1904: %s', async (date1904) => {
    const sheet = utils.aoa_to_sheet([head, ['75360218846311', 5, { t: 'n', v: date1904 ? 44_838 : 46_300, z: 'yyyy-mm-dd' }, 'a']])
    const book = utils.book_new()
    utils.book_append_sheet(book, sheet, 'S')
    book.Workbook = { WBProps: { date1904 } }
    expect((await allLines(save(`date-${date1904}`, book, bookType))).records[0]?.occurredOn).toBe('2026-10-05')
  })

  it('M1: ids that a spreadsheet damaged are listed and never used, whatever the cell type', async () => {
    const book = utils.book_new()
    utils.book_append_sheet(book, utils.aoa_to_sheet([head,
      ['1.23E+14', 1, '', 'shown in scientific notation'], [753602188463112345, 2, '', 'rounded beyond 15 digits'], ['753602188463110000', 3, '', 'written out again'], ['75360218846311', 4, '', 'sound'],
    ]), 'S')
    const read = await allLines(save('damaged', book, bookType))
    expect(read.records.map((record) => [record.waybill, record.waybillDamaged, record.amountCents])).toEqual([[null, true, 100], [null, true, 200], [null, true, 300], ['75360218846311', false, 400]])
    expect(brief(read.warnings)).toEqual(['2 waybill-damaged 运单号', '3 waybill-damaged 运单号', '4 waybill-damaged 运单号'])
  })

  it('M1: ids that lost their leading zeros by becoming numbers', async () => {
    const book = utils.book_new()
    const sound = Array.from({ length: 9 }, (_, at) => [`00751234567${100 + at}`, at + 1, '', ''])
    utils.book_append_sheet(book, utils.aoa_to_sheet([head, ...sound, [751_234_567_200, 50, '', '']]), 'S')
    const read = await allLines(save('zeros', book, bookType))
    expect(read.records.at(-1)).toMatchObject({ waybill: null, waybillRaw: '751234567200', waybillDamaged: true, amountCents: 5000 })
    expect(brief(read.warnings)).toEqual(['11 waybill-zeros-lost 运单号'])
  })

  it('M1: of a formula the value counts that the file shows', async () => {
    const sheet = utils.aoa_to_sheet([head, ['75360218846311', { t: 'n', v: 54.9, f: 'SUM(1,53.9)' }, '', { t: 's', v: '破损', f: 'HYPERLINK("http://x.test","破损")' }]])
    const book = utils.book_new()
    utils.book_append_sheet(book, sheet, 'S')
    expect((await allLines(save('formula', book, bookType))).records.map((record) => [record.amountCents, record.reason])).toEqual([[5490, '破损']])
  })
})

describe('what spoils a text', () => {
  it('M1: bidi marks and control characters leave a number without a trace', async () => {
    const read = await allLines(file('marks\u202e.csv', '运单号,赔付金额,原因\n\u202d75360218846311\u202c,\u200e54.90,\u0007破\u200b损\u202e\n'))
    expect(read.records.map((record) => [record.waybill, record.amountCents, record.reason])).toEqual([['75360218846311', 5490, '破损']])
  })

  it('M1: a zero byte in a cell costs nothing but itself', async () => {
    const rows = Array.from({ length: 30 }, (_, at) => `7536021884${6300 + at},1.00,破损`)
    const read = await allLines(file('zero.csv', `运单号,赔付金额,原因\n${rows.join('\n')}\n75360218846399,2.00,遗\0失\n`))
    expect(read.records.at(-1)).toMatchObject({ waybill: '75360218846399', reason: '遗失' })
  })

  it('M1: formulas of a text file stay words', async () => {
    const [first] = readFileSync(fixture('hostile', 'csv', 'csv-payload.txt'), 'utf8').split('\n')
    const read = await allLines(file('formula.csv', `运单号,赔付金额,原因\n75360218846311,1.00,"${(first ?? '').replaceAll('"', '""')}"\n`))
    expect(read.records[0]?.reason).toBe((first ?? '').trim())
  })

  it('M1: a million empty lines before the data', async () => {
    const read = await allLines(file('empty.csv', `运单号,赔付金额\n${',\n'.repeat(1_000_000)}75360218846311,5\n`))
    expect(read.records.map((record) => record.rowNo)).toEqual([1_000_002])
    expect(read.summary.counts.skipped.blank).toBe(1_000_000)
  })
})
