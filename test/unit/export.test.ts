import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createHash } from 'node:crypto'
import * as xlsxReader from '@e965/xlsx'
import { parse } from 'csv-parse/sync'
import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeFileAtomically } from '../../src/backend/reports/atomic-file'
import { neutraliseFormula, writeCsv } from '../../src/backend/reports/csv'
import { buildReconciliationWorkbook } from '../../src/backend/reports/reconciliation-workbook'
import type { CellValue, Table } from '../../src/backend/reports/table'
import { tableFormat, writeTableFile } from '../../src/backend/reports/write-table-file'
import { writeXlsx } from '../../src/backend/reports/xlsx'
import { MAX_CELL_CHARS, sheetName } from '../../src/backend/reports/xlsx-parts'
import { claimOf, lineOf, run } from './reconcile-helpers'

const fixture = (path: string): string => fileURLToPath(new URL(`../fixtures/${path}`, import.meta.url))

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'export-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const textTable = (values: readonly string[]): Table => ({ name: 'texts', columns: [{ header: 'text', type: 'text' }], rows: values.map((value) => [value]) })

async function readBack(path: string): Promise<xlsxReader.WorkBook> {
  return xlsxReader.read(await readFile(path), { type: 'buffer', cellNF: true, cellStyles: true })
}

function cellAt(book: xlsxReader.WorkBook, sheet: number, row: number, column: number): xlsxReader.CellObject | undefined {
  return book.Sheets[book.SheetNames[sheet] ?? '']?.[xlsxReader.utils.encode_cell({ r: row, c: column })] as xlsxReader.CellObject | undefined
}

/** Texts that break parsers, without what XLSX cannot tell apart from nothing. */
async function naughty(): Promise<string[]> {
  const found: unknown = JSON.parse(await readFile(fixture('hostile/text/blns.json'), 'utf8'))
  return (found as string[]).filter((text) => text !== '')
}

describe('X: xlsx writer', () => {
  it('M5: text, money, numbers and dates come back as what they are', async () => {
    const path = join(folder, 'types.xlsx')
    const table: Table = {
      name: '明细',
      columns: [
        { header: '运单号', type: 'text' },
        { header: '金额', type: 'money' },
        { header: '数量', type: 'integer' },
        { header: '日期', type: 'date' },
        { header: '时间', type: 'datetime' },
        { header: '比率', type: 'number' },
      ],
      rows: [
        ['773012345678901234', -123_456_789_01, 3, '2026-10-31', Date.UTC(2026, 9, 31, 16, 30), 0.5],
        ['0012', 5, 0, '2026-02-30', '2026-10-31 08:05:09', Number.NaN],
        [null, undefined, null, '', null, null],
      ],
    }
    const written = await writeXlsx(path, [table], { timeZone: 'Asia/Shanghai' })
    const book = await readBack(path)
    expect(cellAt(book, 0, 0, 0)?.v).toBe('运单号')
    expect(cellAt(book, 0, 1, 0)).toMatchObject({ t: 's', v: '773012345678901234' })
    expect(cellAt(book, 0, 1, 1)).toMatchObject({ t: 'n', v: -123456789.01, z: '#,##0.00;[Red]\\-#,##0.00' })
    expect(cellAt(book, 0, 1, 2)).toMatchObject({ t: 'n', v: 3 })
    expect(cellAt(book, 0, 1, 3)).toMatchObject({ t: 'n', w: '2026-10-31' })
    expect(cellAt(book, 0, 1, 4)).toMatchObject({ t: 'n', w: '2026-11-01 00:30' })
    expect(cellAt(book, 0, 1, 5)).toMatchObject({ t: 'n', v: 0.5 })
    expect(cellAt(book, 0, 2, 0)).toMatchObject({ t: 's', v: '0012' })
    expect(cellAt(book, 0, 2, 1)).toMatchObject({ t: 'n', v: 0.05 })
    expect(cellAt(book, 0, 2, 3)).toMatchObject({ t: 's', v: '2026-02-30' })
    expect(cellAt(book, 0, 2, 4)).toMatchObject({ t: 'n', w: '2026-10-31 08:05' })
    expect(cellAt(book, 0, 2, 5)).toMatchObject({ t: 's', v: 'NaN' })
    for (let column = 0; column < 6; column += 1) expect(cellAt(book, 0, 3, column)).toBeUndefined()
    expect(written).toMatchObject({ rows: 3, cutCells: 0 })
    const bytes = await readFile(path)
    expect(written.sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect(written.bytes).toBe(bytes.length)
  })

  it('M5: the header row is frozen and columns have widths', async () => {
    const path = join(folder, 'frozen.xlsx')
    await writeXlsx(path, [{ name: 'a', columns: [{ header: 'x', type: 'text', width: 33 }], rows: [['1']] }])
    const book = await readBack(path)
    const sheet = book.Sheets['a']
    expect(sheet?.['!cols']?.[0]?.width).toBe(33)
    expect(sheet?.['!autofilter']?.ref).toBe('A1:A2')
    const xml = strFromU8(unzipSync(await readFile(path))['xl/worksheets/sheet1.xml'] ?? new Uint8Array())
    expect(xml).toContain('<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>')
  })

  it('R5: naughty strings survive cell by cell and none becomes a formula', async () => {
    const texts = [...(await naughty()), 'a\rb', 'a\r\nb', '_x000D_', '_x0041_', '\u0001\u001f', '  spaces  ', '\ttab', 'a\u{1f600}b', '<![CDATA[x]]>']
    const path = join(folder, 'naughty.xlsx')
    await writeXlsx(path, [textTable(texts)])
    const book = await readBack(path)
    texts.forEach((text, at) => {
      expect(cellAt(book, 0, at + 1, 0)).toMatchObject({ t: 's', v: text.replaceAll('\r\n', '\n') })
      expect(cellAt(book, 0, at + 1, 0)?.f).toBeUndefined()
    })
  })

  it('M5: several sheets get names that Excel accepts', async () => {
    const path = join(folder, 'sheets.xlsx')
    const tables = ['[a]/b', '', 'same', 'SAME', 'x'.repeat(40)].map((name): Table => ({ ...textTable([name || 'empty']), name }))
    await writeXlsx(path, tables)
    expect((await readBack(path)).SheetNames).toEqual(['a  b', 'Sheet', 'same', 'SAME (2)', 'x'.repeat(31)])
    expect(sheetName("'quoted'", new Set())).toBe('quoted')
  })

  it('M5: a text too long for a cell is cut, counted, and never in the middle of a character', async () => {
    const path = join(folder, 'long.xlsx')
    const written = await writeXlsx(path, [textTable([`${'a'.repeat(MAX_CELL_CHARS - 2)}\u{1f600}${'b'.repeat(50)}`, 'short'])])
    expect(written.cutCells).toBe(1)
    expect(cellAt(await readBack(path), 0, 1, 0)?.v).toBe(`${'a'.repeat(MAX_CELL_CHARS - 2)}…`)
  })

  it('M5: a longer table streams through and comes back whole', async () => {
    const path = join(folder, 'many.xlsx')
    async function* rows(): AsyncIterable<readonly CellValue[]> {
      for (let at = 0; at < 5_000; at += 1) yield [`SF${String(at).padStart(13, '0')}`, at * 7 - 1000]
    }
    const written = await writeXlsx(path, [{ name: 'm', columns: [{ header: 'w', type: 'text' }, { header: 'c', type: 'money' }], rows: rows() }])
    const book = await readBack(path)
    expect(written.rows).toBe(5_000)
    for (const at of [0, 1, 2_499, 4_999]) {
      expect(cellAt(book, 0, at + 1, 0)?.v).toBe(`SF${String(at).padStart(13, '0')}`)
      expect(cellAt(book, 0, at + 1, 1)?.v).toBe((at * 7 - 1000) / 100)
    }
  })
})

describe('X: csv writer', () => {
  it('R5: formula payloads are neutralised', async () => {
    const payloads = (await readFile(fixture('hostile/csv/csv-payload.txt'), 'utf8')).split('\n').filter((text) => text !== '')
    const dangerous = payloads.filter((text) => /^[=+\-@]/.test(text))
    expect(dangerous.length).toBeGreaterThanOrEqual(5)
    const path = join(folder, 'payload.csv')
    await writeCsv(path, textTable(payloads))
    const back = parse(await readFile(path), { bom: true }) as string[][]
    expect(back.slice(1).map(([text]) => text)).toEqual(payloads.map((text) => (dangerous.includes(text) ? `'${text}` : text)))
  })

  it.each(['=1', '+1', '-1', '@x', '\t=1', '\r=1', '\n=1', ' =1', '＝1', '＋1', '－1', '＠x', '\ufeff=1', '\u200b=1'])('R5: %j gets an apostrophe', (text) => {
    expect(neutraliseFormula(text)).toBe(`'${text}`)
  })

  it.each(['SF1000', '1=2', 'a-b', '商品', '', "'=1"])('R5: %j stays', (text) => {
    expect(neutraliseFormula(text)).toBe(text)
  })

  it('X: BOM, CRLF, quotes, money and naughty strings', async () => {
    const texts = (await naughty()).filter((text) => neutraliseFormula(text) === text)
    const path = join(folder, 'naughty.csv')
    const rows = texts.map((text, at): readonly CellValue[] => [text, at === 0 ? -5 : 123_456, '2026-10-31'])
    await writeCsv(path, { name: 'n', columns: [{ header: '备注, "原文"', type: 'text' }, { header: '金额', type: 'money' }, { header: '日期', type: 'date' }], rows })
    const bytes = await readFile(path)
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    expect(bytes.subarray(-2).toString()).toBe('\r\n')
    const back = parse(bytes, { bom: true, record_delimiter: '\r\n' }) as string[][]
    expect(back).toEqual([['备注, "原文"', '金额', '日期'], ...texts.map((text, at) => [text, at === 0 ? '-0.05' : '1234.56', '2026-10-31'])])
  })
})

describe('Decision 5: files are whole or not there', () => {
  it('Decision 5: a failure while writing leaves the old file and no temp', async () => {
    const own = await mkdtemp(join(folder, 'atomic-'))
    const path = join(own, 'report.xlsx')
    await writeFile(path, 'before')
    const broken = writeFileAtomically(path, async (write) => {
      await write(new Uint8Array(10))
      throw new Error('disk gone')
    })
    await expect(broken).rejects.toThrow('disk gone')
    expect(await readFile(path, 'utf8')).toBe('before')
    expect(await readdir(own)).toEqual(['report.xlsx'])
  })

  it('Decision 5: an aborted export leaves nothing behind', async () => {
    const own = await mkdtemp(join(folder, 'abort-'))
    const stop = new AbortController()
    function* rows(): Iterable<readonly CellValue[]> {
      yield ['1']
      stop.abort()
      yield ['2']
    }
    for (const name of ['a.xlsx', 'a.csv']) {
      await expect(writeTableFile(join(own, name), [{ ...textTable([]), rows: rows() }], { signal: stop.signal })).rejects.toThrow()
    }
    expect(await readdir(own)).toEqual([])
  })

  it('X: the ending decides the format', async () => {
    expect([tableFormat('a.XLSX'), tableFormat('b.csv'), tableFormat('c.txt')]).toEqual(['xlsx', 'csv', null])
    await expect(writeTableFile(join(folder, 'c.txt'), [textTable([])])).rejects.toThrow(RangeError)
  })
})

describe('M5: reconciliation workbook', () => {
  const short = claimOf({ claimNo: 'K-short', amountCents: 30_000 })
  const exact = claimOf({ claimNo: 'K-exact', waybill: 'SF1000000000002', amountCents: 5_000 })
  const result = run([short, exact], [lineOf(25_000, { row: 2 }), lineOf(5_000, { row: 3, waybill: 'SF1000000000002' }), lineOf(700, { row: 4, waybill: '=cmd|x' }), lineOf(-900, { row: 5, lineClass: 'freight' })])

  it.each(['zh', 'en'] as const)('M5: opened in a spreadsheet reader it shows the figures of the run (%s)', async (locale) => {
    const path = join(folder, `reconciliation-${locale}.xlsx`)
    await writeXlsx(path, buildReconciliationWorkbook(result, { locale, courierName: () => '顺丰速运' }))
    const book = await readBack(path)
    const sheets = book.SheetNames.map((name) => xlsxReader.utils.sheet_to_json<(string | number)[]>(book.Sheets[name] ?? {}, { header: 1 }))
    expect(book.SheetNames).toEqual(locale === 'zh' ? ['汇总', '按快递', '已匹配', '差异', '待认领', '理赔明细'] : ['Summary', 'By courier', 'Matched', 'Differences', 'Unexplained', 'Claims'])
    const [summary = [], couriers = [], matched = [], differences = [], unexplained = [], claims = []] = sheets
    const amount = (label: string): unknown => summary.find(([item]) => item === label)?.[2]
    expect(amount(locale === 'zh' ? '申报' : 'Claimed')).toBe(350)
    expect(amount(locale === 'zh' ? '短赔' : 'Short-paid')).toBe(50)
    expect(amount(locale === 'zh' ? '账单总额' : 'Statement total')).toBe(298)
    expect(couriers[1]?.slice(0, 4)).toEqual(['顺丰速运', 2, 4, 350])
    expect(matched.slice(1).map((row) => [row[0], row[1], row[5], row[7]])).toEqual([['K-short', '2', 250, -50], ['K-exact', '3', 50, 0]])
    expect(differences.slice(1).map((row) => [row[0], row[5], row[9]])).toEqual([['K-short', 300, 50]])
    expect(unexplained.slice(1).map((row) => [row[0], row[2], row[3]])).toEqual([[4, '=cmd|x', 7]])
    expect(claims.slice(1).map(([claimNo]) => claimNo)).toEqual(['K-exact', 'K-short'])
  })
})
