import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { write, utils } from '@e965/xlsx'
import { afterAll, describe, expect, it } from 'vitest'
import { DelimitedReader, detectDelimiter } from '../../src/backend/imports/delimited'
import { detectEncoding } from '../../src/backend/imports/encoding'
import { inspectTable } from '../../src/backend/imports/layout'
import { openBytes, openTable } from '../../src/backend/imports/table'
import { numberStyle, numberText, PLAIN_STYLE } from '../../src/backend/imports/number-text'
import type { TableRow } from '../../src/domain/import/records'
import { allLines, allOrders, brief, fixture, made, shippedMappings } from './import-support'

const folder = mkdtempSync(join(tmpdir(), 'import-tables-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = (name: string, bytes: string | Buffer): string => {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}
const rowsOf = async (bytes: Buffer, sheet?: string): Promise<TableRow[]> => {
  const table = await openBytes(bytes)
  const rows: TableRow[] = []
  for await (const batch of table.rows(sheet ?? table.sheets.find((each) => !each.hidden)?.name ?? '')) rows.push(...batch)
  return rows
}
const split = (text: string, delimiter: ',' | '\t' | ';' = ','): string[][] => new DelimitedReader(delimiter).push(text, true).map((row) => row.cells)

describe('delimited text', () => {
  const spectrum = readdirSync(fixture('hostile', 'csv')).filter((name) => name.endsWith('.json')).map((name) => name.replace('.json', ''))
  it.each(spectrum)('M1: csv-spectrum %s', async (name) => {
    const expected = JSON.parse(readFileSync(fixture('hostile', 'csv', `${name}.json`), 'utf8')) as Record<string, string>[]
    const text = readFileSync(fixture('hostile', 'csv', `${name}.csv`), 'utf8')
    // The repository that the files come from has turned the CRLF of these into LF.
    const [header, ...rows] = await rowsOf(Buffer.from(name.endsWith('crlf') ? text.replaceAll('\n', '\r\n') : text))
    const data = rows.filter((row) => row.cells.length > 1 || row.cells[0] !== '')
    expect(data.map((row) => Object.fromEntries(header?.cells.map((key, at) => [key, row.cells[at]]) ?? []))).toEqual(expected)
  })

  it('M1: counts physical lines through quoted line ends and blank lines', () => {
    const rows = new DelimitedReader(',').push('a,b\r\n"x\r\ny",1\r\n\r\n"p\nq\rr",2\rlast,3', true)
    expect(rows.map((row) => [row.line, row.cells.join('|')])).toEqual([[1, 'a|b'], [2, 'x\r\ny|1'], [4, ''], [5, 'p\nq\rr|2'], [8, 'last|3']])
  })

  it('M1: an unclosed quotation mark costs one row, not the file', () => {
    const reader = new DelimitedReader(',')
    const rows = reader.push('h1,h2\n"open,1\n"b","2"\nc,3\n', true)
    expect(rows.map((row) => row.cells)).toEqual([['h1', 'h2'], ['"open', '1'], ['b', '2'], ['c', '3']])
    expect(reader.brokenQuotes).toEqual([2])
  })

  it('M1: lone quotation marks inside a cell are words', () => {
    expect(split('"12" pipe",1\n5" rod,2\nab"c,"x"\n')).toEqual([['12" pipe', '1'], ['5" rod', '2'], ['ab"c', 'x']])
  })

  it('M1: keeps ="…" together with commas inside, and blanks around quotes away', () => {
    expect(split('="1,2","x" , "y"\n')).toEqual([['="1,2"', 'x', 'y']])
  })

  it('M1: gives the same rows however the text is cut into pieces', () => {
    const text = 'a;"b;\r\nc"\r\n"d ""e""";="0;1"\r\n\r\nx;y'
    const whole = split(text, ';')
    for (let at = 1; at < text.length; at += 1) {
      const reader = new DelimitedReader(';')
      const rows = [...reader.push(text.slice(0, at), false), ...reader.push(text.slice(at), true)]
      expect(rows.map((row) => row.cells)).toEqual(whole)
    }
  })

  it('M1: a mark that is never closed stops counting as one after 256 KB', () => {
    const rows = new DelimitedReader(',').push(`h,i\n"${'x'.repeat(300_000)}\nlast,1\n`, true)
    expect(rows.at(-1)?.cells).toEqual(['last', '1'])
  })

  it('M1: tells the delimiter by regular rows and known words', () => {
    expect(detectDelimiter('单号;金额\nA1;EUR 90,00\nA2;EUR 1,00\nA3;EUR 2,00\n', () => 0)).toBe(';')
    expect(detectDelimiter('a\tb, c\n1\t2, 3\n', (cells) => Number(cells.includes('a')))).toBe('\t')
    expect(detectDelimiter('title\n\na,b,c\n1,2,3\n', () => 0)).toBe(',')
  })
})

describe('encodings', () => {
  const chinese = '订单编号,买家会员名,实付金额\r\n2849105533670421875,小鹿爱喝茶,118.00\r\n'
  it.each([
    ['utf8', 'utf-8'], ['gb18030', 'gb18030'], ['utf-16le', 'utf-16le'], ['utf-16be', 'utf-16be'],
  ])('M1: %s without a mark', (codec, expected) => {
    expect(detectEncoding(iconv.encode(chinese, codec))).toEqual({ encoding: expected, bom: 0 })
  })

  it('M1: Big5 and western text are not taken for GBK', () => {
    const big5 = '訂單編號,買家名稱,實付金額\r\n20261003001,陳小姐,118.00\r\n運單號碼,貨物損壞賠償,退款處理中\r\n'
    expect(detectEncoding(iconv.encode(big5, 'big5'))?.encoding).toBe('big5')
    expect(detectEncoding(iconv.encode('Numéro;Adresse;Prix\nA1;Côte d’Azur;90,00 €\n', 'win1252'))?.encoding).toBe('windows-1252')
    expect(detectEncoding(iconv.encode('Price,Name\n£12.00,Zoë\n', 'win1252'))?.encoding).toBe('windows-1252')
  })

  it('M1: UTF-8 whose last character was cut off stays UTF-8', () => {
    expect(detectEncoding(Buffer.from(chinese + '结').subarray(0, -1))?.encoding).toBe('utf-8')
  })

  it('M1: rare characters of GB18030 survive, broken bytes are listed', async () => {
    const path = file('broken.csv', Buffer.concat([iconv.encode('运单号,赔付金额,原因\n75360218846311,5.00,𠮷家破损\n75360218846312,6.00,', 'gb18030'), Buffer.from([0xff, 0x0a])]))
    const read = await allLines(path)
    expect(read.records.map((record) => record.reason)).toEqual(['𠮷家破损', '\ufffd'])
    expect(brief(read.warnings)).toEqual(['3 text-broken'])
  })

  it('R5: bytes that are no text are refused', () => {
    expect(detectEncoding(Buffer.from([1, 0, 0, 2, 0, 0, 0, 0, 9, 9]))).toBeNull()
  })
})

describe('workbooks', () => {
  const sheet = (rows: unknown[][]): Buffer => {
    const book = utils.book_new()
    utils.book_append_sheet(book, utils.aoa_to_sheet(rows), 'S')
    return write(book, { type: 'buffer', bookType: 'xlsx' }) as Buffer
  }

  it('M1: texts keep every digit, numbers read as shown, spoilt ids show it', async () => {
    const [row] = await rowsOf(sheet([['007753602188463112345', 75360218846311, 753602188463112345, 1234567890123456, 54.9, -0.1, true, 'a\nb']]))
    expect(row?.cells).toEqual(['007753602188463112345', '75360218846311', '7.536021884631123E+17', '1234567890123456', '54.9', '-0.1', 'TRUE', 'a\nb'])
  })

  it('M1: numbers by their format', () => {
    expect(numberText('45936', numberStyle(14, undefined), false)).toBe('2025-10-06')
    expect(numberText('45936.5', numberStyle(164, 'yyyy\\-mm\\-dd hh:mm'), false)).toBe('2025-10-06 12:00:00')
    expect(numberText('44474', numberStyle(14, undefined), true)).toBe('2025-10-06')
    expect(numberText('1', numberStyle(14, undefined), false)).toBe('1900-01-01')
    expect(numberText('12345', numberStyle(165, '00000000'), false)).toBe('00012345')
    expect(numberText('54.900000000000006', PLAIN_STYLE, false)).toBe('54.9')
    expect(numberText('12.5', numberStyle(166, '"¥"#,##0.00;[Red]-"¥"#,##0.00'), false)).toBe('12.5')
    expect(numberText('1234567890123450', PLAIN_STYLE, false)).toBe('1.23456789012345E+15')
  })

  it('M1: 1904 dates, visible sheets, texts stored as numbers (public files)', async () => {
    // Column C of this file is what Excel itself shows for the date in column B.
    const dates = await rowsOf(readFileSync(fixture('hostile', 'spreadsheets', '1904.xlsx')))
    expect(dates.map((row) => row.cells[1])).toEqual(dates.map((row) => row.cells[2]))
    expect(dates[0]?.cells[1]).toBe('1904-01-02')
    const visibility = await openTable(fixture('hostile', 'spreadsheets', 'sheet_visibility.xlsx'))
    expect(visibility.sheets.map((each) => each.hidden)).toEqual([false, true, true])
    const mixed = await rowsOf(readFileSync(fixture('hostile', 'spreadsheets', 'text_and_numbers.xlsx')))
    expect(mixed.length).toBeGreaterThan(0)
    const provinces = await rowsOf(readFileSync(fixture('hostile', 'spreadsheets', 'chinese-provinces.xls')))
    expect(provinces.flatMap((row) => row.cells).join('')).toContain('北京')
  })

  it('M1: a .xls that is really tab-separated GBK with ="…" cells', async () => {
    const table = await openTable(fixture('imports', 'real', 'example-hxsec-records.xls'))
    expect([table.format, table.encoding, table.delimiter]).toEqual(['delimited', 'gb18030', '\t'])
    for await (const [header] of table.rows('')) {
      expect(header?.cells.slice(0, 2)).toEqual(['="交收日期"', '="成交时间"'])
      break
    }
  })
})

describe('recognition', () => {
  it('M1: finds the header below 24 lines of preamble', async () => {
    const seen = (await inspectTable({ path: fixture('imports', 'real', 'example-alipay-records.csv'), mappings: shippedMappings }, ['statement'])).inspection
    expect(seen).toMatchObject({ encoding: 'gb18030', headerLine: 25 })
    expect(seen.headers[0]).toBe('交易时间')
    expect(seen.columns.find((column) => column.header === '金额')).toMatchObject({ field: 'amount' })
  })

  it('M1: a preview tells sheet, header, sample and meaning without reading all', async () => {
    const seen = (await inspectTable({ path: made('sf-571ABC-202610.xlsx'), mappings: shippedMappings, source: 'sf' }, ['statement'])).inspection
    expect(seen).toMatchObject({ format: 'xlsx', sheet: 'Sheet0', headerLine: 3, proposed: false, mapping: { id: 'sf-statement', certainty: 'partly' }, missingFields: [] })
    expect(seen.sheets).toEqual([{ name: '说明', hidden: false }, { name: '旧数据', hidden: true }, { name: 'Sheet0', hidden: false }])
    expect(seen.columns.map((column) => [column.header, column.field]).filter(([, field]) => field !== null)).toEqual([
      ['运单号码', 'waybill'], ['产品类型', 'memo'], ['服务', 'feeType'], ['增值费用', 'feeType'], ['应付金额', 'amount'],
    ])
    expect(seen.sampleRows[0]).toEqual({ line: 4, cells: ['SF1390027745518', '杭州', '广州', '2.5', '顺丰标快', '', '', '23'] })
  })

  it('M1: an unknown layout is proposed from words and values with a confidence', async () => {
    const path = file('unknown.csv', '网点 甲\n\n包裹面单编码,实际结款(元),登记日,经办\n75360218846311,54.90,2026-10-05,小王\n75360218846312,20.00,2026-10-06,小李\n')
    const seen = (await inspectTable({ path, mappings: shippedMappings }, ['statement'])).inspection
    expect(seen.mapping).toBeNull()
    expect(Object.fromEntries(seen.columns.map((column) => [column.field, column.header]))).toMatchObject({ waybill: '包裹面单编码', amount: '实际结款(元)', occurredOn: '登记日' })
    expect(seen.columns.every((column) => column.confidence >= 0 && column.confidence <= 1)).toBe(true)
    await expect(allLines(path)).rejects.toMatchObject({ code: 'MAPPING_INCOMPLETE' })
    const told = await allLines(path, { columns: { waybill: 0, amount: 1, occurredOn: 2 } })
    expect(told.records.map((record) => [record.rowNo, record.waybill, record.amountCents, record.occurredOn])).toEqual([
      [4, '75360218846311', 5490, '2026-10-05'], [5, '75360218846312', 2000, '2026-10-06'],
    ])
  })

  it('M1: a person’s column wins over the mapping’s', async () => {
    const path = file('two-amounts.csv', '运单号,金额,核定\n75360218846311,10,7\n')
    expect((await allLines(path)).records[0]?.amountCents).toBe(1000)
    expect((await allLines(path, { columns: { amount: 2 } })).records[0]?.amountCents).toBe(700)
  })

  it('O1: an unknown order file is read when its words are clear, else refused', async () => {
    const clear = file('clear.csv', '门店订单编号,客户姓名,实付总额,下单时刻\nA20261001001,张三,55.00,2026-10-01 10:00\n')
    const read = await allOrders(clear)
    expect(read.summary.proposed).toBe(true)
    expect(read.records[0]?.number).toBe('A20261001001')
    await expect(allOrders(file('poem.txt', '床前明月光,疑是地上霜\n举头望明月,低头思故乡\n'))).rejects.toMatchObject({ code: 'MAPPING_INCOMPLETE' })
    await expect(allOrders(clear, { mappingId: 'no-such' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('M1: totals, notes, repeated headers and blank rows are no lines', async () => {
    const path = file('noise.csv', [
      '十月账单,,,,', '运单号,费用类型,金额,日期,备注', '75360218846311,运费,3.40,2026-10-01,', ',,,,', '运单号,费用类型,金额,日期,备注',
      '75360218846312,运费,4.60,2026-10-02,合计两件', '小计：,,8.00,,', ',,8.00,,', '总计（2票）,,8.00,,', '制表人：小王,,,,', '备注：以上金额已核对,,,,',
    ].join('\n'))
    const read = await allLines(path)
    expect(read.records.map((record) => record.rowNo)).toEqual([3, 6])
    expect(read.summary.counts).toEqual({ rows: 2, skipped: { blank: 1, total: 3, note: 2, 'repeated-header': 1 } })
    expect(read.rejected).toEqual([])
  })

  it('M1: a two-line header is read as one', async () => {
    const path = file('merged.csv', '运单号,目的地,费用,,\n,,运费,加收,保价费\n75360218846311,广东,3.40,1.00,\n')
    const read = await allLines(path, { source: 'zto' })
    expect(read.records.map((record) => [record.rowNo, record.amountCents, record.lineClass])).toEqual([[3, -340, 'freight'], [3, -100, 'surcharge']])
  })

  it('O1: a bad line holds its whole order back', async () => {
    const path = file('lines.csv', '订单号,商品名称,数量,单价,实付金额\nA100001,杯,1,5.00,15.00\nA100001,碗,两个,10.00,15.00\nA100002,盘,1,3.00,3.00\n')
    const read = await allOrders(path)
    expect(read.records.map((record) => record.number)).toEqual(['A100002'])
    expect(brief(read.rejected)).toEqual(['3 quantity-unreadable 数量', '2 order-incomplete'])
  })
})
