import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ZeroWatch } from '../../src/backend/imports/zero-watch'
import { hasLostZeros, IdLengths } from '../../src/domain/import/lost-zeros'
import type { TableRow } from '../../src/domain/import/records'
import { allLines, allOrders, brief, made } from './import-support'

const folder = mkdtempSync(join(tmpdir(), 'import-ids-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const verdict = (ids: readonly string[]): { length: number; missing: number } | null => {
  const lengths = new IdLengths()
  for (const id of ids) lengths.add(id)
  return lengths.verdict()
}
/** `count` different numbers of `digits` digits after a fixed beginning. */
const numbers = (count: number, digits: number, start = ''): string[] =>
  Array.from({ length: count }, (_, at) => start + String((at * 7919 + 13_577) % 10 ** (digits - start.length)).padStart(digits - start.length, start === '' ? '3' : '5'))

describe('leading zeros that a spreadsheet dropped', () => {
  it('M1: shown by a column of one length in which some begin with zeros', () => {
    const sound = [...numbers(40, 13, '1'), ...numbers(5, 13, '0')]
    expect(verdict(sound)).toBeNull()
    const rule = verdict([...sound, '212345678901'])
    expect(rule).toEqual({ length: 13, missing: 1 })
    expect(['212345678901', '0212345678901', '1212345678901', '21234567890', '0012345678901', 'SF12345678901', ''].map((id) => hasLostZeros(id, rule ?? undefined))).toEqual([true, false, false, false, false, false, false])
  })

  it.each<[string, string[]]>([
    ['couriers of different lengths', [...numbers(30, 15, '7'), ...numbers(20, 12, '4'), ...numbers(12, 13, '9')]],
    ['one courier and a few parcels of another', [...numbers(95, 15, '7'), ...numbers(5, 14, '8')]],
    ['a courier whose numbers may begin with 0 and a few of another, three digits shorter', [...numbers(80, 15, '7'), ...numbers(10, 15, '0'), ...numbers(4, 12, '4')]],
    ['a courier whose numbers may begin with 0 and many of another, one digit shorter', [...numbers(80, 15, '7'), ...numbers(5, 15, '0'), ...numbers(12, 14, '4')]],
    ['order numbers that grow', Array.from({ length: 1200 }, (_, at) => String(at + 1))],
    ['order numbers that have just gained a digit', [...numbers(50, 9, '9'), ...numbers(300, 10, '1')]],
    ['short numbers with zeros', ['001', '002', '014', '120', '7', '15']],
    ['letters before the digits', [...numbers(40, 14, 'SF'), ...numbers(40, 14, 'YT'), ...numbers(3, 11, '3')]],
    ['nothing but one length', numbers(60, 15, '0')],
    ['too few to tell', ['0012345678', '0012345679', '12345680']],
    ['several numbers in one cell', [...numbers(20, 13, '0'), '1234567890123,123456789012', '12345 67890']],
  ])('M1: an honest column raises no alarm: %s', (_, ids) => expect(verdict(ids)).toBeNull())

  it('O1, M1: the row is listed with the remedy, the number is no key', async () => {
    const read = await allOrders(made('orders-zeros-lost.csv'))
    expect(brief(read.rejected)).toEqual(['4 number-zeros-lost 订单号'])
    expect(brief(read.warnings)).toEqual(['5 waybill-zeros-lost 快递单号'])
    expect(read.rejected[0]).toMatchObject({ cell: '10023400513', remedyZh: expect.stringContaining('补回开头的 0') as string, remedyEn: expect.stringContaining('leading zeros') as string })
    expect(read.records.map((record) => record.number)).not.toContain('10023400513')
    expect(read.records.flatMap((record) => record.waybills.map((one) => one.waybill))).not.toContain('751234567804')
  })

  it('M1: found even when the first short number comes long before the first zero', async () => {
    const sound = numbers(3000, 12, '6')
    const ids = [...sound.slice(0, 10), '12345678901', ...sound.slice(10), ...numbers(20, 12, '0')]
    const read = await allLines(file('late.csv', `运单号,赔付金额\n${ids.map((id) => `${id},1.00`).join('\n')}\n`))
    expect(brief(read.warnings)).toEqual(['12 waybill-zeros-lost 运单号'])
    expect(read.records[10]).toMatchObject({ waybill: null, waybillRaw: '12345678901', waybillDamaged: true, amountCents: 100 })
    expect(read.records).toHaveLength(3021)
    expect(read.summary.totalCents).toBe(302_100)
  })

  it('M1: a file of mixed couriers comes in without a word', async () => {
    const ids = [...numbers(60, 15, '7'), ...numbers(40, 13, '0'), ...numbers(30, 12, '4'), 'SF1390027745518']
    const read = await allLines(file('mixed.csv', `运单号,赔付金额\n${ids.map((id) => `${id},1.00`).join('\n')}\n`))
    expect([...read.rejected, ...read.warnings]).toEqual([])
    expect(read.records.every((record) => record.waybill !== null)).toBe(true)
  })

  it('O1: the file is read a second time only when a short number makes it worth while', async () => {
    const rows = (ids: readonly string[]): TableRow[] => ids.map((id, at) => ({ line: at + 2, cells: [id] }))
    const readings = async (batches: TableRow[][]): Promise<number> => {
      let times = 0
      const watch = new ZeroWatch([0], async function* () {
        times += 1
        yield* batches
      })
      for (const batch of batches) await watch.look(batch)
      return times
    }
    expect(await readings([rows(numbers(500, 15, '7')), rows(numbers(500, 15, '7'))])).toBe(0)
    expect(await readings([rows([...numbers(100, 15, '7'), ...numbers(90, 12, '4')]), rows(numbers(100, 13, '9'))])).toBe(0)
    expect(await readings([rows(numbers(500, 15, '7')), rows(numbers(3, 14, '7')), rows(numbers(3, 13, '7'))])).toBe(1)
  })
})

describe('damaged ids in text files', () => {
  it('M1: 1.23E+14, rounded and shortened numbers are listed with what to do', async () => {
    const sound = numbers(9, 14, '0')
    const read = await allLines(file('all.csv', `运单号,赔付金额\n1.23E+14,1\n753602188463110000,2\n7536021884631,3\n${sound.map((id) => `${id},4`).join('\n')}\n`))
    expect(brief(read.warnings)).toEqual(['2 waybill-damaged 运单号', '3 waybill-damaged 运单号', '4 waybill-zeros-lost 运单号'])
    expect(read.records.slice(0, 3).map((record) => [record.waybill, record.amountCents])).toEqual([[null, 100], [null, 200], [null, 300]])
    expect(read.warnings.every((row) => row.remedyZh !== '' && row.remedyEn !== '')).toBe(true)
  })
})
