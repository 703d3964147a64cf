import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { utils, write } from '@e965/xlsx'
import { afterAll, describe, expect, it } from 'vitest'
import { inspectTable } from '../../src/backend/imports/layout'
import { importMappingSchema } from '../../src/contract/import-mapping'
import { createOrdinals, statementLineContent } from '../../src/domain/import/statements'
import { allLines, brief, fixture, made, shippedMappings } from './import-support'

const folder = mkdtempSync(join(tmpdir(), 'import-foreign-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = (name: string, bytes: string | Buffer): string => {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}
const ups = readFileSync(made('ups.csv'), 'utf8')
const upsHeader = readFileSync(fixture('imports', 'headers', 'ups_billing_data_250.csv'), 'utf8')
const mapping = (id: string) => {
  const found = shippedMappings.find((one) => one.id === id)
  if (!found) throw new Error(`${id} is not shipped`)
  return found
}

describe('UPS billing data: 250 columns, no header line', () => {
  it('M1: every charge row of a parcel is a line of its own, equal ones too', async () => {
    const read = await allLines(made('ups.csv'), { source: 'ups' })
    expect(read.records.filter((record) => record.waybill === '1Z4A1B2C0312345671').map((record) => record.amountCents)).toEqual([-1230, -185, -565, -565])
    const ordinal = createOrdinals()
    const keys = read.records.map((record) => {
      const content = statementLineContent('ups', record)
      return `${content}#${ordinal(content)}`
    })
    expect(new Set(keys).size).toBe(read.records.length)
    expect(read.summary).toMatchObject({ totalCents: -6145, fileTotalCents: 6145 })
    expect(read.records[0]).toMatchObject({ occurredOn: '2026-10-05', memo: 'Ground Commercial 000000A1B2C3416', rowNo: 1 })
  })

  it('M1: the preview names the columns and starts with the first row', async () => {
    const seen = (await inspectTable({ path: made('ups.csv'), mappings: shippedMappings }, ['statement'])).inspection
    expect(seen).toMatchObject({ headerLine: 0, proposed: false, mapping: { id: 'ups-statement' }, missingFields: [] })
    expect(seen.headers).toHaveLength(250)
    expect(seen.sampleRows[0]).toMatchObject({ line: 1 })
    expect(seen.columns.filter((column) => column.field !== null).map((column) => [column.header, column.field])).toContainEqual(['Tracking Number', 'waybill'])
  })

  it('M1: the same with the names on top, and as a workbook that leaves empty cells out', async () => {
    const expected = (await allLines(made('ups.csv'))).records.map((record) => record.amountCents)
    const named = await allLines(file('named.csv', upsHeader + ups))
    expect(named.summary.headerLine).toBe(1)
    expect(named.records.map((record) => record.amountCents)).toEqual(expected)
    const cells = ups.trim().split('\r\n').map((line) => line.split(',').map((cell) => (/^-?\d+\.\d\d$/.test(cell) ? Number(cell) : cell)))
    const book = utils.book_new()
    utils.book_append_sheet(book, utils.aoa_to_sheet(cells.slice(0, 5).map((row) => row.slice(0, 60))), 'S')
    const sheet = await allLines(file('ups.xlsx', write(book, { type: 'buffer', bookType: 'xlsx' }) as Buffer))
    expect(sheet.summary).toMatchObject({ mappingId: 'ups-statement', headerLine: 0 })
    expect(sheet.records.map((record) => record.amountCents)).toEqual(expected.slice(0, 5))
  })

  it.each<[string, (line: string) => string]>([
    ['one column more', (line) => `x,${line}`], ['the columns moved by one', (line) => `x,${line.slice(0, -1)}`], ['words where the amounts are', (line) => line.replace(/(\d+\.\d\d)/g, 'n $1 n')],
  ])('M1: not taken for it: %s', async (_, change) => {
    const lines = ups.trim().split('\r\n').map(change).join('\r\n')
    await expect(allLines(file('other.csv', lines))).rejects.toMatchObject({ code: 'MAPPING_INCOMPLETE' })
  })

  it('M1: names and checks of a file without header are checked as data', () => {
    const { headerless, ...rest } = mapping('ups-statement')
    expect(headerless?.headers).toHaveLength(250)
    const broken = importMappingSchema.safeParse({ ...rest, headerless: { headers: headerless?.headers, checks: [{ header: 'No Such Column', shape: 'money' }, ...(headerless?.checks ?? [])] } })
    expect(broken.error?.issues[0]?.path).toEqual(['headerless', 'checks', 0])
  })
})

describe('FedEx: pairs of description and amount under two names', () => {
  const fedex = readFileSync(made('fedex.csv'), 'utf8').split('\r\n')

  it('M1: each filled pair is a line, classed by its own words, and the lines add up to the net charge', async () => {
    const read = await allLines(made('fedex.csv'), { source: 'fedex' })
    const first = read.records.filter((record) => record.rowNo === 2)
    expect(first.map((record) => record.memo.replace(/ FedEx Ground.*/, ''))).toEqual(['Transportation Charge Amount', 'Fuel Surcharge', 'Residential', 'Performance Pricing', 'Declared Value Charge'])
    expect(first.reduce((sum, record) => sum + record.fileAmountCents, 0)).toBe(2897)
    expect(read.summary.fileTotalCents).toBe(2897 + 1200 + 1500)
  })

  it('M1: what the charges do not explain is a line and a row on the list', async () => {
    const read = await allLines(made('fedex.csv'))
    expect(brief(read.warnings)).toEqual(['3 sum-differs Net Charge Amount'])
    expect(read.warnings[0]).toMatchObject({ cell: '12.00', remedyZh: expect.stringContaining('费用列') as string })
    expect(read.records.filter((record) => record.rowNo === 3).map((record) => [record.fileAmountCents, record.lineClass])).toEqual([[1000, 'freight'], [150, 'surcharge'], [50, 'other']])
  })

  it('M1: the twenty-fifth pair counts as the first does', async () => {
    const cells = (fedex[1] ?? '').split(',')
    const at = (fedex[0] ?? '').split(',').lastIndexOf('"Tracking ID Charge Amount"')
    cells[at - 1] = '"Address Correction"'
    cells[at] = '"18.00"'
    const read = await allLines(file('last-pair.csv', [fedex[0], cells.join(',').replace('"28.97"', '"46.97"')].join('\r\n')))
    expect(read.records.at(-1)).toMatchObject({ fileAmountCents: 1800, lineClass: 'surcharge', waybill: '612345678901' })
    expect(read.warnings).toEqual([])
  })

  it('M1: with the net charge alone it is the amount, and never counted beside the others', async () => {
    const short = ['Express or Ground Tracking ID,Net Charge Amount,Shipment Date,Tracking ID Charge Description,Tracking ID Charge Amount', '612345678901,28.97,20261005,,', '612345678902,5.00,20261005,Fuel Surcharge,5.00']
    const read = await allLines(file('short.csv', short.join('\n')))
    expect(read.summary).toMatchObject({ mappingId: 'fedex-statement', fileTotalCents: 3397 })
    expect(read.records.map((record) => record.fileAmountCents)).toEqual([2897, 500])
    const net = await allLines(file('net.csv', ['Express or Ground Tracking ID,Transportation Charge Amount,Net Charge Amount', '612345678901,20.00,20.00'].join('\n')))
    expect(net.records.map((record) => record.fileAmountCents)).toEqual([2000])
  })

  it('M1: a person who names one amount column gets that one only', async () => {
    const column = (fedex[0] ?? '').split(',').indexOf('"Net Charge Amount"')
    const read = await allLines(made('fedex.csv'), { columns: { amount: column } })
    expect(read.records.map((record) => record.fileAmountCents)).toEqual([2897, 1200, 1500])
  })
})
