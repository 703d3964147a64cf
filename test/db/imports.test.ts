import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ImportEvent } from '../../src/contract/imports'
import { createFileHosts } from '../../src/backend/file-process/hosts'
import { spawnByFork } from '../../src/backend/file-process/fork'
import { openFolder } from '../../src/backend/open-folder'
import { getCase } from '../../src/backend/services/case-read'
import { createCase } from '../../src/backend/services/case-write'
import { importOrders, importStatement, listBatches, previewImport, resumeImports } from '../../src/backend/services/imports'
import { findOrders } from '../../src/backend/services/orders'
import { buildFileWorker } from '../faults/support/file-worker'
import { foundFolder, type TestFolder } from '../support/kernel'
import { ROOT } from '../support/folders'

const made = (name: string): string => join(ROOT, 'test/fixtures/imports/made', name)
const code = (value: string) => expect.objectContaining({ code: value })

let worker: Awaited<ReturnType<typeof buildFileWorker>>
beforeAll(async () => {
  worker = await buildFileWorker('imports')
})
afterAll(() => worker.remove())

async function withFolder(work: (test: TestFolder) => Promise<void>): Promise<void> {
  const hosts = createFileHosts(spawnByFork(worker.entry))
  const test = await foundFolder({ files: hosts.files, imaging: hosts.imaging })
  try {
    await work(test)
  } finally {
    await hosts.close()
    test.open.close()
  }
}

async function collect(stream: AsyncIterable<ImportEvent>): Promise<ImportEvent[]> {
  const events: ImportEvent[] = []
  for await (const event of stream) events.push(event)
  return events
}

async function orders({ kernel, actor }: TestFolder, path: string) {
  const last = (await collect(importOrders(kernel, actor, { path }))).at(-1)
  if (last?.type !== 'orders') throw new Error('no result')
  return last.result
}

async function statement({ kernel, actor }: TestFolder, path: string, courierId: string, month?: string) {
  const last = (await collect(importStatement(kernel, actor, { path, courierId, month }))).at(-1)
  if (last?.type !== 'statement') throw new Error('no result')
  return last.result
}

const writeMany = (path: string, rows: number): void =>
  writeFileSync(path, ['订单号,买家昵称,实付金额,订单状态', ...Array.from({ length: rows }, (_, n) => `7000000${100_000 + n}1,buyer${n},12.50,已发货`)].join('\n'))

const count = ({ kernel }: TestFolder, table: string): number => (kernel.db.readable.prepare(`SELECT count(*) AS n FROM "${table}"`).get() as { n: number }).n

describe('import service', () => {
  it('O1: a GBK Taobao export comes in with its faulty rows listed; the same file again changes nothing', async () => {
    await withFolder(async (test) => {
      const first = await orders(test, made('taobao-2017-with-faults.csv'))
      expect(first).toMatchObject({ platform: 'taobao', encoding: 'gb18030', inserted: 5, updated: 0, unchanged: 0 })
      expect(first.rejected.map((row) => row.row)).toEqual([3, 8])
      expect(first.warnings.map((row) => row.row)).toEqual([9])
      expect(first.rows).toBe(first.inserted + first.rejected.length)
      const logged = count(test, 'change_log')
      const again = await orders(test, made('taobao-2017-with-faults.csv'))
      expect(again).toMatchObject({ inserted: 0, updated: 0, unchanged: 5 })
      expect(count(test, 'change_log')).toBe(logged)
      expect(readdirSync(join(test.dataDir, 'staging'))).toEqual([])
      expect(listBatches(test.kernel, { kind: 'orders' }).map((batch) => batch.state)).toEqual(['done', 'done'])
    })
  })

  it('O1: Shopify orders of several lines are one order each, and a changed status updates and is told to the open case', async () => {
    await withFolder(async (test) => {
      const path = join(test.dataDir, 'shopify.csv')
      copyFileSync(made('shopify.csv'), path)
      const first = await orders(test, path)
      expect(first.inserted).toBe(count(test, 'orders'))
      const number = (test.kernel.db.readable.prepare("SELECT number FROM orders WHERE status = 'paid' OR status = 'shipped' ORDER BY number LIMIT 1").get() as { number: string } | undefined)?.number
      expect(number).toBeDefined()
      const { id } = createCase(test.kernel, test.actor, { kind: 'refund-only', orderNo: number ?? '' })
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll(',paid,', ',refunded,'))
      const second = await orders(test, path)
      expect(second.inserted).toBe(0)
      expect(second.updated).toBeGreaterThan(0)
      expect(getCase(test.kernel, id).timeline.map((event) => event.type)).toContain('order-changed')
    })
  })

  it('C11: a case opened by number before the import gets the order and its waybill', async () => {
    await withFolder(async (test) => {
      const { id } = createCase(test.kernel, test.actor, { kind: 'lost', orderNo: '2849105533670421876' })
      expect(getCase(test.kernel, id).order).toBeNull()
      await orders(test, made('taobao-2017.csv'))
      const known = findOrders(test.kernel, '2849105533670421876')
      const detail = getCase(test.kernel, id)
      expect(known).toHaveLength(1)
      expect(detail.order?.number).toBe('2849105533670421876')
      expect(detail.buyerNick).toBe(known[0]?.buyerNick)
      expect(detail.waybills.map((one) => one.waybill)).toEqual(known[0]?.waybills.map((one) => one.waybill))
    })
  })

  it('M1: charges of UPS and FedEx are added, equal ones too, and come in once however often the file is imported', async () => {
    await withFolder(async (test) => {
      const stored = (courier: string): unknown => test.kernel.db.readable.prepare('SELECT count(*) AS lines, sum(amount_cents) AS cents FROM statement_line WHERE courier_id = ?').get(courier)
      for (const [file, courier, lines, cents] of [['ups.csv', 'ups', 7, -6145], ['fedex.csv', 'fedex', 9, -5597]] as const) {
        expect(await statement(test, made(file), courier, '2026-10')).toMatchObject({ lines, duplicates: 0, totalCents: cents })
        expect(await statement(test, made(file), courier, '2026-10')).toMatchObject({ lines: 0, duplicates: lines, totalCents: cents })
        expect(stored(courier)).toEqual({ lines, cents })
      }
    })
  })

  it('M1: what a person chose for a file without header line is remembered for the next one', async () => {
    await withFolder(async (test) => {
      const columns = { waybill: 20, amount: 52, memo: 45, occurredOn: 4 }
      await collect(importStatement(test.kernel, test.actor, { path: made('ups.csv'), courierId: 'ups', month: '2026-10', columns }))
      const seen = await previewImport(test.kernel, { path: made('ups.csv'), kind: 'statement' })
      expect(seen).toMatchObject({ mappingId: 'saved-statement-ups', headerRow: 0, courierId: 'ups', missingFields: [] })
      expect(Object.fromEntries(seen.columns.map(({ field, column }) => [field, column]))).toEqual({ ...columns, feeType: 43 })
    })
  })

  it('M1: a statement comes in as CSV and XLSX; overlapping files bring no line twice, equal rows of one file are two lines', async () => {
    await withFolder(async (test) => {
      const first = await statement(test, made('claim-result.csv'), 'yto', '2026-10')
      expect(first.lines).toBeGreaterThan(0)
      expect(first.duplicates).toBe(0)
      expect(await statement(test, made('claim-result.csv'), 'yto', '2026-10')).toMatchObject({ lines: 0, duplicates: first.lines, totalCents: first.totalCents })
      const xlsx = await statement(test, made('sf-571ABC-202610.xlsx'), 'sf')
      expect(xlsx.lines).toBeGreaterThan(0)
      expect(await statement(test, made('sf-571ABC-202610.xls'), 'sf')).toMatchObject({ lines: 0, duplicates: xlsx.lines })
      expect(test.kernel.db.readable.prepare("SELECT DISTINCT month FROM statement_line WHERE courier_id = 'sf'").all()).toEqual([{ month: '2026-10' }])
    })
  })

  it('M1: a waybill that Excel damaged stays a line without waybill, and is told', async () => {
    await withFolder(async (test) => {
      const result = await statement(test, made('claim-result-damaged.csv'), 'yto', '2026-10')
      const damaged = test.kernel.db.readable.prepare('SELECT waybill, waybill_raw FROM statement_line WHERE waybill_damaged = 1').all() as { waybill: string | null; waybill_raw: string }[]
      expect(damaged.length).toBeGreaterThan(0)
      for (const line of damaged) expect(line.waybill).toBeNull()
      expect(result.warnings.length).toBe(damaged.length)
    })
  })

  it('O1: a preview recognises the file and writes nothing', async () => {
    await withFolder(async (test) => {
      const preview = await previewImport(test.kernel, { path: made('taobao-2019.csv'), kind: 'orders' })
      expect(preview).toMatchObject({ mappingId: 'taobao-orders-2019', platform: 'taobao', missingFields: [] })
      expect(preview.sampleRows.length).toBeGreaterThan(0)
      expect(count(test, 'import_batch')).toBe(0)
    })
  })

  it('R2: what cannot be imported is refused by code and leaves nothing behind', async () => {
    await withFolder(async (test) => {
      const empty = join(test.dataDir, 'empty.csv')
      writeFileSync(empty, '')
      await expect(orders(test, empty)).rejects.toThrow(code('FILE_EMPTY'))
      await expect(orders(test, join(test.dataDir, 'nowhere.csv'))).rejects.toThrow(code('FILE_NOT_FOUND'))
      await expect(statement(test, made('claim-result.csv'), 'no-such-courier')).rejects.toThrow(code('UNKNOWN_COURIER'))
      expect(readdirSync(join(test.dataDir, 'staging'))).toEqual([])
      expect(listBatches(test.kernel, {}).filter((batch) => batch.state !== 'cancelled')).toEqual([])
    })
  })

  it('O1: cancelling while reading leaves nothing half done', async () => {
    await withFolder(async (test) => {
      const path = join(test.dataDir, 'many.csv')
      writeMany(path, 60_000)
      const abort = new AbortController()
      const run = async (): Promise<void> => {
        for await (const event of importOrders(test.kernel, test.actor, { path, platform: 'other' }, abort.signal)) if (event.type === 'progress' && event.rows > 0) abort.abort()
      }
      await expect(run()).rejects.toThrow(code('CANCELLED'))
      expect(count(test, 'orders')).toBe(0)
      expect(readdirSync(join(test.dataDir, 'staging'))).toEqual([])
    })
  })

  it('R1: a batch that was being published when the process died is finished at the next start, once', async () => {
    await withFolder(async (test) => {
      const path = join(test.dataDir, 'many.csv')
      writeMany(path, 20_000)
      for await (const event of importOrders(test.kernel, test.actor, { path, platform: 'other' })) if (event.type === 'progress' && event.phase === 'saving') break
      const before = count(test, 'orders')
      expect(before).toBeGreaterThan(0)
      expect(before).toBeLessThan(20_000)
      test.open.close()
      const again = openFolder({ dataDir: test.dataDir, purpose: 'open', resourcesDir: ROOT, files: test.kernel.files })
      await resumeImports(again.kernel)
      const total = (again.kernel.db.readable.prepare('SELECT count(*) AS n FROM orders').get() as { n: number }).n
      expect(total).toBe(20_000)
      const batch = again.kernel.db.readable.prepare('SELECT state, inserted, published_to FROM import_batch').get() as { state: string; inserted: number; published_to: number }
      expect(batch).toMatchObject({ state: 'done', inserted: total, published_to: total })
      expect(readdirSync(join(test.dataDir, 'staging'))).toEqual([])
      again.close()
    })
  })

  it('R1: a batch whose staged rows are gone (a restored backup) is ended and named, and stray staging files are thrown away', async () => {
    await withFolder(async (test) => {
      const path = join(test.dataDir, 'many.csv')
      writeMany(path, 20_000)
      for await (const event of importOrders(test.kernel, test.actor, { path, platform: 'other' })) if (event.type === 'progress' && event.phase === 'saving') break
      for (const name of readdirSync(join(test.dataDir, 'staging'))) rmSync(join(test.dataDir, 'staging', name))
      writeFileSync(join(test.dataDir, 'staging', 'stray.jsonl'), '[1]\n')
      await resumeImports(test.kernel)
      expect(listBatches(test.kernel, {}).map((batch) => batch.state)).toEqual(['cut-off'])
      expect(readdirSync(join(test.dataDir, 'staging'))).toEqual([])
    })
  })
})
