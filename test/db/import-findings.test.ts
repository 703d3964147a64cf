import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ImportEvent } from '../../src/contract/imports'
import { getCase } from '../../src/backend/services/case-read'
import { createCase } from '../../src/backend/services/case-write'
import { exportRejected, importOrders, importRecords, importStatement, listBatches, listFindings, previewImport } from '../../src/backend/services/imports'
import { buildFileWorker } from '../faults/support/file-worker'
import { withImportDesk, type ImportDesk } from '../support/import-desk'

/** What an import did not take: listed, kept, exported, corrected, imported again (O1); what a person decided about a file (M1). */

const code = (value: string) => expect.objectContaining({ code: value })
let worker: Awaited<ReturnType<typeof buildFileWorker>>
beforeAll(async () => {
  worker = await buildFileWorker('import-findings')
})
afterAll(() => worker.remove())

const withFolder = (work: (test: ImportDesk) => Promise<void>): Promise<void> => withImportDesk(worker.entry, work)

async function last(stream: AsyncIterable<ImportEvent>): Promise<Exclude<ImportEvent, { type: 'progress' | 'statement' }>['result']> {
  let result: ImportEvent | null = null
  for await (const event of stream) result = event
  if (result === null || result.type === 'progress' || result.type === 'statement') throw new Error('no result')
  return result.result
}

const count = ({ kernel }: ImportDesk, table: string): number => (kernel.db.readable.prepare(`SELECT count(*) AS n FROM "${table}"`).get() as { n: number }).n

function file({ dataDir }: ImportDesk, name: string, lines: readonly string[]): string {
  const path = join(dataDir, name)
  writeFileSync(path, `${lines.join('\r\n')}\r\n`)
  return path
}

const HEADER = '订单号,买家昵称,实付金额,订单状态,快递单号,快递公司'
const FAULTY = [
  HEADER,
  '2849105533670421876,小鹿,12.50,已发货,75360218846311,中通快递',
  '2.84911E+18,小羊,20.00,已发货,75360218846312,中通快递',
  '2849105533670421877,=1+1,十二块,已发货,75360218846313,中通快递',
  '2849105533670421878,小马,8.00,已发货,7.5360218846E+13,中通快递',
]

describe('rows that were not taken (O1)', () => {
  it('O1: are listed with line, cell, reason and remedy, also after the import', async () => {
    await withFolder(async (test) => {
      const { kernel, actor } = test
      const result = await last(importOrders(kernel, actor, { path: file(test, 'a.csv', FAULTY), platform: 'other' }))
      expect(result).toMatchObject({ rows: 4, inserted: 2, rejectedRows: 2 })
      expect(result.rejected.map(({ row, column, reason }) => [row, column, reason])).toEqual([[3, '订单号', 'number-damaged'], [4, '实付金额', 'amount-unreadable']])
      expect(result.warnings.map(({ row, reason }) => [row, reason])).toEqual([[5, 'waybill-damaged']])
      for (const row of [...result.rejected, ...result.warnings]) for (const text of [row.messageZh, row.messageEn, row.remedyZh, row.remedyEn]) expect(text.length).toBeGreaterThan(4)
      expect(listFindings(kernel, result.batchId)).toEqual({ file: 'a.csv', rejected: result.rejected, warnings: result.warnings })
      expect(listBatches(kernel, {})[0]).toMatchObject({ kind: 'orders', rejected: 2, warnings: 1, state: 'done' })
      expect(() => listFindings(kernel, 'none')).toThrow(code('NOT_FOUND'))
    })
  })

  it('O1: come out as a file under the original headers that brings in nothing but the corrected rows', async () => {
    await withFolder(async (test) => {
      const { kernel, actor, dataDir } = test
      const { batchId } = await last(importOrders(kernel, actor, { path: file(test, 'a.csv', FAULTY), platform: 'other' }))
      for (const name of ['left.xlsx', 'left.csv']) {
        const path = join(dataDir, name)
        expect(await exportRejected(kernel, actor, { batchId, path, locale: 'zh' })).toEqual({ file: path, rows: 2 })
        const seen = await previewImport(kernel, { path })
        expect(seen).toMatchObject({ kind: 'orders', missingFields: [] })
        expect(seen.header.slice(0, 6)).toEqual(HEADER.split(','))
        // Nothing a spreadsheet would run (R5), and the cells are those of the file.
        expect(seen.sampleRows.map((row) => row[1])).toEqual(['小羊', '=1+1'])
        await expect(last(importOrders(kernel, actor, { path, platform: 'other' }))).rejects.toThrow(code('NO_ROWS_TAKEN'))
      }
      const corrected = file(test, 'corrected.csv', [
        `${HEADER},原行号,哪一列,为什么没有导入,怎么办`,
        '2849105533670421880,小羊,20.00,已发货,75360218846312,中通快递,3,订单号,x,y',
        "2849105533670421877,'=1+1,12.00,已发货,75360218846313,中通快递,4,实付金额,x,y",
      ])
      expect(await last(importOrders(kernel, actor, { path: corrected, platform: 'other' }))).toMatchObject({ inserted: 2, rejectedRows: 0 })
      await expect(exportRejected(kernel, actor, { batchId, path: 'relative.xlsx', locale: 'zh' })).rejects.toThrow(code('INVALID_INPUT'))
      await expect(exportRejected(kernel, actor, { batchId, path: join(dataDir, 'x.txt'), locale: 'zh' })).rejects.toThrow(code('INVALID_INPUT'))
    })
  })

  it('O1: all or nothing takes nothing of a file with one rejected row, and keeps the list', async () => {
    await withFolder(async (test) => {
      const { kernel, actor } = test
      const path = file(test, 'a.csv', FAULTY)
      const logged = count(test, 'change_log')
      await expect(last(importOrders(kernel, actor, { path, platform: 'other', allOrNothing: true }))).rejects.toThrow(code('ROWS_REJECTED'))
      expect([count(test, 'orders'), count(test, 'order_waybill'), count(test, 'change_log') - logged, ...readdirSync(join(test.dataDir, 'staging'))]).toEqual([0, 0, 0])
      const [batch] = listBatches(kernel, {})
      expect(batch).toMatchObject({ state: 'refused', rejected: 2, warnings: 1 })
      expect(listFindings(kernel, batch?.id ?? '').rejected).toHaveLength(2)
      const good = file(test, 'b.csv', [HEADER, FAULTY[1] ?? '', FAULTY[4] ?? ''])
      expect(await last(importOrders(kernel, actor, { path: good, platform: 'other', allOrNothing: true }))).toMatchObject({ inserted: 2 })
    })
  })
})

describe('what a person decides about a file (M1)', () => {
  const UNKNOWN = ['网点 甲', '', '面单,实际结款(元),登记日,经办', '75360218846311,54.90,10/05/2026,小王', '75360218846312,20.00,10/06/2026,小李']
  const statement = async ({ kernel, actor }: ImportDesk, path: string, more: object = {}) => {
    let result: ImportEvent | null = null
    for await (const event of importStatement(kernel, actor, { path, courierId: 'zto', ...more })) result = event
    return result
  }

  it('M1: is remembered for its source, so that next month’s file needs no question', async () => {
    await withFolder(async (test) => {
      const { kernel } = test
      const october = file(test, '中通-2026-10.csv', UNKNOWN)
      expect(await previewImport(kernel, { path: october, kind: 'statement', source: 'zto' })).toMatchObject({ certainty: null })
      await statement(test, october, { headerRow: 3, columns: { waybill: 0, amount: 1, occurredOn: 2 }, sign: 'credit', dateOrder: 'mdy' })
      const lines = kernel.db.readable.prepare('SELECT waybill, amount_cents, occurred_on FROM statement_line ORDER BY waybill').all()
      expect(lines).toEqual([
        { waybill: '75360218846311', amount_cents: 5490, occurred_on: '2026-10-05' },
        { waybill: '75360218846312', amount_cents: 2000, occurred_on: '2026-10-06' },
      ])
      const november = file(test, '中通-2026-11.csv', ['网点 甲', '', '面单,实际结款(元),登记日,经办', '75360218849999,7.00,11/05/2026,小王'])
      const seen = await previewImport(kernel, { path: november, source: 'zto' })
      expect(seen).toMatchObject({ kind: 'statement', certainty: 'known', mappingId: 'saved-statement-zto', courierId: 'zto', sign: 'credit', dateOrder: 'mdy', missingFields: [], headerRow: 3 })
      await statement(test, november)
      expect(kernel.db.readable.prepare("SELECT amount_cents, occurred_on FROM statement_line WHERE waybill = '75360218849999'").get()).toEqual({ amount_cents: 700, occurred_on: '2026-11-05' })
    })
  })

  it('M1: amounts that run the other way are turned by one choice', async () => {
    await withFolder(async (test) => {
      const { kernel } = test
      await statement(test, file(test, 'x.csv', UNKNOWN), { headerRow: 3, columns: { waybill: 0, amount: 1 }, sign: 'charge' })
      expect(kernel.db.readable.prepare('SELECT sum(amount_cents) AS n FROM statement_line').get()).toEqual({ n: -7490 })
    })
  })
})

describe('kinds of files (O1, O2)', () => {
  it('O1: one look says what a file is', async () => {
    await withFolder(async (test) => {
      const { kernel } = test
      const looks = async (name: string, lines: readonly string[]): Promise<string> => (await previewImport(kernel, { path: file(test, name, lines) })).kind
      expect(await looks('orders.csv', FAULTY)).toBe('orders')
      expect(await looks('statement.csv', ['运单号,赔付金额,原因', '75360218846311,54.90,破损'])).toBe('statement')
      expect(await looks('skus.csv', ['商家编码,商品名称,重量(kg),成本', 'BT-1,保温杯,0.35,21.5'])).toBe('skus')
    })
  })

  it('O2: SKUs come in with weights in grams and money in cents; a silent column leaves what is stored', async () => {
    await withFolder(async (test) => {
      const { kernel, actor } = test
      const rows = () => kernel.db.readable.prepare('SELECT code, title, weight_grams AS w, cost_cents AS c FROM sku ORDER BY code').all()
      const path = file(test, 'skus.csv', ['商家编码,商品名称,重量(kg),成本', 'BT-1,保温杯,0.35,21.5', 'BT-2,雨衣,很重,30', ',没有编码,1,2', 'BT-3,围巾,120g,¥18'])
      const first = await last(importRecords(kernel, actor, { path, kind: 'skus' }))
      expect(first).toMatchObject({ kind: 'skus', rows: 4, inserted: 2 })
      expect(first.rejected.map(({ row, column, reason }) => [row, column, reason])).toEqual([[3, '重量(kg)', 'weight-unreadable'], [4, '商家编码', 'field-missing']])
      expect(rows()).toEqual([{ code: 'BT-1', title: '保温杯', w: 350, c: 2150 }, { code: 'BT-3', title: '围巾', w: 120, c: 1800 }])
      expect(await last(importRecords(kernel, actor, { path, kind: 'skus' }))).toMatchObject({ inserted: 0, updated: 0, unchanged: 2 })
      const costs = file(test, 'costs.csv', ['商家编码,成本', 'BT-1,22'])
      expect(await last(importRecords(kernel, actor, { path: costs, kind: 'skus' }))).toMatchObject({ inserted: 0, updated: 1 })
      expect(rows()[0]).toEqual({ code: 'BT-1', title: '保温杯', w: 350, c: 2200 })
      await expect(last(importRecords(kernel, { ...actor, role: 'agent' }, { path, kind: 'skus' }))).rejects.toThrow(code('FORBIDDEN'))
    })
  })
})

describe('what a later file changes (O1)', () => {
  it('O1: a changed status, refund or waybill updates the order and stands in the timeline of its open case', async () => {
    await withFolder(async (test) => {
      const { kernel, actor } = test
      const row = (rest: string): string[] => ['订单号,实付金额,退款金额,订单状态,快递单号', `2849105533670421876,12.50,${rest}`]
      await last(importOrders(kernel, actor, { path: file(test, '1.csv', row('0,待发货,')), platform: 'other' }))
      const { id } = createCase(kernel, actor, { kind: 'shipment-chase', orderNo: '2849105533670421876' })
      const changes = () => getCase(kernel, id).timeline.filter((event) => event.type === 'order-changed').map((event) => (event.data['changes'] as { field: string; to: unknown }[]).map(({ field, to }) => [field, to]))
      await last(importOrders(kernel, actor, { path: file(test, '2.csv', row('0,已发货,75360218846311')), platform: 'other' }))
      expect(changes()).toEqual([[['status', 'shipped'], ['waybill', '75360218846311']]])
      await last(importOrders(kernel, actor, { path: file(test, '3.csv', row('2.50,已发货,75360218846311')), platform: 'other' }))
      expect(changes()[1]).toEqual([['refundCents', 250]])
      expect(await last(importOrders(kernel, actor, { path: file(test, '4.csv', row('2.50,已发货,75360218846311')), platform: 'other' }))).toMatchObject({ unchanged: 1 })
      expect(changes()).toHaveLength(2)
    })
  })
})
