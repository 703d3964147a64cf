import { readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { read as readWorkbook, utils } from '@e965/xlsx'
import { unzipSync, strFromU8 } from 'fflate'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createFileHosts } from '../../src/backend/file-process/hosts'
import { spawnByFork } from '../../src/backend/file-process/fork'
import { putOrder } from '../../src/backend/repositories/orders'
import { createCase, updateCase } from '../../src/backend/services/case-write'
import type { Actor } from '../../src/backend/services/kernel'
import { saveSku } from '../../src/backend/services/master-lists'
import { createStaff, listSkus } from '../support/quality'
import { addFiles } from '../../src/backend/services/photos'
import { exportPareto, qualityOfCase, readAlerts, readPareto } from '../../src/backend/services/quality'
import { writeFactorySheet } from '../../src/backend/services/quality-sheet'
import { createEntry, moveEntries, removeEntry, undoMoves } from '../../src/backend/services/register-entries'
import { listEntries, proposeEntry } from '../../src/backend/services/register-lists'
import { AppError } from '../../src/domain/errors'
import type { PrintDocument } from '../../src/domain/print/document'
import type { RegisterValues } from '../../src/domain/register/register'
import { buildFileWorker } from '../faults/support/file-worker'
import { ROOT, tempFolder } from '../support/folders'
import { foundFolder, START, type TestFolder } from '../support/kernel'
import { addOrder } from '../support/money-case'

/** Quality reports (Q1). */
const DAY = 86_400_000
let worker: Awaited<ReturnType<typeof buildFileWorker>>
let hosts: ReturnType<typeof createFileHosts>
let test: TestFolder
let agent: Actor
let printed: PrintDocument[] = []
const code = (work: () => unknown): string | null => {
  try {
    work()
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
  return null
}
const entries = (more = {}) => listEntries(test.kernel, test.actor, { register: 'quality', limit: 100, ...more }).rows
const report = (values: RegisterValues) => createEntry(test.kernel, agent, { register: 'quality', values: { problem: 'fade', ...values } })
const move = (actor: Actor, ids: string[], step: string, values: RegisterValues = {}) => moveEntries(test.kernel, actor, { register: 'quality', ids, move: step, values, reason: '三位买家都说掉色' })
/** So many units of a style, sent a day ago. */
function ship(sku: string, quantity: number, at = START - DAY): void {
  test.kernel.write(test.actor, { name: 'test.order' }, (tx) =>
    void putOrder(tx, {
      id: `tmall:x:${sku}${at}`, platform: 'tmall', shopId: 'x', number: `${sku}${at}`, buyerId: null, buyerNick: null, status: 'shipped', rawStatus: null, paidCents: 1, goodsCents: 1, postageCents: 0, refundCents: 0, currency: 'CNY',
      createdAt: at, paidAt: at, shippedAt: at, receiverName: null, phone: null, address: null, buyerNote: null, sellerMemo: null, flag: null, items: [{ title: 'x', sku, quantity, unitCents: 1 }], importedAt: tx.now,
    }),
  )
}

beforeAll(async () => {
  worker = await buildFileWorker('quality')
  hosts = createFileHosts(spawnByFork(worker.entry))
})
afterAll(async () => {
  await hosts.close()
  worker.remove()
})
beforeEach(async () => {
  printed = []
  test = await foundFolder({ files: hosts.files, imaging: hosts.imaging, printer: (document) => (printed.push(document), Promise.resolve(new TextEncoder().encode('%PDF'))) })
  agent = await createStaff(test, '李强', 'agent')
})
afterEach(() => test.open.close())

describe('reports from cases', () => {
  it('Q1: a case of quality is registered by itself, once, with what its order says; never again after it was taken out', () => {
    addOrder(test, { number: '2849105533670421875' })
    const { id: caseId } = createCase(test.kernel, agent, { kind: 'quality', orderNo: '2849105533670421875', note: '杯口掉漆，电话 13912345678' })
    expect(entries()).toMatchObject([{ state: 'new', caseId, values: { sku: 'CUP-01', problem: 'unsorted', order: '2849105533670421875', buyer: '云间客_88', day: '2026-11-21', detail: '杯口掉漆，电话 139****5678' } }])
    updateCase(test.kernel, agent, caseId, { kind: 'exchange' })
    updateCase(test.kernel, agent, caseId, { kind: 'quality' })
    expect(entries()).toHaveLength(1)
    removeEntry(test.kernel, agent, { register: 'quality', id: entries()[0]?.id ?? '' })
    updateCase(test.kernel, agent, caseId, { kind: 'exchange' })
    updateCase(test.kernel, agent, caseId, { kind: 'quality' })
    expect(entries()).toHaveLength(0)
    createCase(test.kernel, agent, { kind: 'stalled', note: '没动静' })
    expect(entries()).toHaveLength(0)
  })

  it('Q1: by hand from a case it takes the facts over; the same fault of one case is never silently registered twice', () => {
    const { id: caseId } = createCase(test.kernel, agent, { kind: 'exchange', buyerNick: '云间客_88' })
    updateCase(test.kernel, agent, caseId, { reason: 'size' })
    expect(proposeEntry(test.kernel, agent, 'quality', caseId)).toMatchObject({ problem: 'size', buyer: '云间客_88', day: '2026-11-21' })
    const make = (values: RegisterValues) => createEntry(test.kernel, agent, { register: 'quality', caseId, values })
    make({ sku: 'YJ-2201', problem: 'size' })
    expect(code(() => make({ sku: 'ｙｊ-2201 ', problem: 'size' }))).toBe('ALREADY_REGISTERED')
    make({ sku: 'YJ-2201', problem: 'seam' })
    expect(qualityOfCase(test.kernel, caseId)).toHaveLength(2)
    // a case whose report waits to be sorted has one already, whatever is wrong
    const { id: other } = createCase(test.kernel, agent, { kind: 'quality', buyerNick: '乙' })
    expect(code(() => createEntry(test.kernel, agent, { register: 'quality', caseId: other, values: { sku: 'A', problem: 'hole' } }))).toBe('ALREADY_REGISTERED')
  })

  it('Q1: confirming demands style and problem', () => {
    createCase(test.kernel, agent, { kind: 'quality', buyerNick: '甲' })
    const id = entries()[0]?.id ?? ''
    expect(code(() => move(agent, [id], 'confirm'))).toBe('REQUIRED_FIELDS_MISSING')
    expect(move(agent, [id], 'confirm', { sku: 'YJ-2201', problem: 'hole', batch: 'B7' })).toMatchObject([{ state: 'confirmed', values: { batch: 'B7' } }])
  })
})

describe('alerts', () => {
  it('Q1: three buyers within the window, against the units that were shipped in it', async () => {
    ship('YJ-2201-M', 400)
    ship('YJ-2201-L', 9000, START - 20 * DAY)
    for (const buyer of ['甲', '乙', ' 甲 ']) report({ sku: 'YJ-2201', buyer, batch: 'B7' })
    expect((await readAlerts(test.kernel)).alerts).toEqual([])
    const third = report({ sku: 'YJ-2201', buyer: '丙', batch: 'B8' })
    expect((await readAlerts(test.kernel)).alerts).toMatchObject([{ by: 'style', sku: 'YJ-2201', problem: 'fade', buyers: 3, units: 400, rate: 3 / 400, why: 'rate', entries: [{ entryNo: third.entryNo }, {}, {}, {}] }])
    move(agent, [third.id], 'dismiss')
    expect((await readAlerts(test.kernel)).alerts).toEqual([])
    for (const buyer of ['丁', '戊', '己']) report({ sku: 'YJ-2201', buyer })
    // two weeks later they are history
    test.clock.now += 14 * DAY
    expect((await readAlerts(test.kernel)).alerts).toEqual([])
  })

  it('Q1: a stop of sale is suggested by an agent, taken by a supervisor, and stands in the list of goods', () => {
    saveSku(test.kernel, test.actor, { code: 'YJ-2201', title: '针织衫', spec: null, barcode: null, supplier: '宏达针织', weightGrams: null, packagingGrams: null, costCents: null, priceCents: null, note: '冷水洗' })
    const ids = ['甲', '乙'].map((buyer) => report({ sku: 'YJ-2201', buyer }).id)
    move(agent, ids, 'suggest-stop')
    expect(code(() => move(agent, ids, 'accept-stop'))).toBe('FORBIDDEN')
    expect(move(test.actor, ids, 'accept-stop').map(({ state }) => state)).toEqual(['stopped', 'stopped'])
    const note = (): string[] => (listSkus(test)[0]?.note ?? '').split('\n')
    expect(note()).toEqual(['冷水洗', expect.stringMatching(/^停售 \/ Off sale 2026-11-21 QR-/), expect.stringMatching(/^停售/)])
    expect(code(() => undoMoves(test.kernel, test.actor, { register: 'quality', ids }))).toBe('UNDO_REFUSED')
    move(test.actor, ids.slice(0, 1), 'resume')
    expect(note().at(-1)).toMatch(/^恢复销售 \/ On sale again 2026-11-21/)
    expect(entries({ view: 'stop' })).toHaveLength(1)
  })
})

describe('files', () => {
  it('Q1: the week as a Pareto: bars with their entries, as table and as document', async () => {
    for (const [sku, problem] of [['YJ-2201', 'fade'], ['YJ-2201', 'fade'], ['CUP-01', 'crack'], ['YJ-2202', 'fade']] as const) report({ sku, problem })
    test.clock.now += 2 * DAY
    report({ sku: 'CUP-01', problem: 'crack' })
    const view = readPareto(test.kernel, { fact: 'problem', locale: 'zh', week: '2026-11-18' })
    expect(view).toMatchObject({ from: '2026-11-16', to: '2026-11-22', total: 4, bars: [{ key: 'fade', words: '掉色染色', count: 3, share: 0.75, cumulative: 0.75 }, { words: '破裂断裂', count: 1, cumulative: 1 }] })
    expect(view.bars[0]?.entries).toHaveLength(3)
    expect(readPareto(test.kernel, { fact: 'batch', locale: 'en' })).toMatchObject({ from: '2026-11-23', total: 1, bars: [{ key: null, words: 'Not filled in', count: 1 }] })
    const path = join(tempFolder(), 'pareto.xlsx')
    await exportPareto(test.kernel, test.actor, { fact: 'sku', locale: 'zh', week: '2026-11-18', path })
    const sheet = readWorkbook(readFileSync(path)).Sheets['款号 2026-11-16']
    const numbers = (key: string): string => readPareto(test.kernel, { fact: 'sku', locale: 'zh', week: '2026-11-18' }).bars.find((bar) => bar.key === key)?.entries.map(({ entryNo }) => entryNo).join(' ') ?? ''
    expect(utils.sheet_to_json<unknown[]>(sheet ?? {}, { header: 1 })).toEqual([
      ['款号', '条数', '占比 %', '累计 %', '登记号'],
      ['YJ-2201', 2, 50, 50, numbers('YJ-2201')],
      ['CUP-01', 1, 25, 75, numbers('CUP-01')],
      ['YJ-2202', 1, 25, 100, numbers('YJ-2202')],
      ['合计', 4, 100],
    ])
    await exportPareto(test.kernel, test.actor, { fact: 'problem', locale: 'en', path: join(tempFolder(), 'p.pdf') })
    expect(printed).toMatchObject([{ title: 'Pareto of quality reports', subtitle: 'Week 2026-11-23 – 2026-11-29', blocks: [{ block: 'chart' }, { block: 'table', rows: [['Cracked or broken', '1', '100%', '100%']] }] }])
  })

  it('Q1: the factory sheet holds the facts and the pictures, each at its row, and names no buyer', async () => {
    saveSku(test.kernel, test.actor, { code: 'YJ-2201', title: '针织衫', spec: null, barcode: null, supplier: '宏达针织', weightGrams: null, packagingGrams: null, costCents: null, priceCents: null, note: null })
    const { id: caseId } = createCase(test.kernel, agent, { kind: 'exchange', buyerNick: '云间客_88', orderNo: '2849105533670421875' })
    const [flower, other] = await addFiles(test.kernel, agent, { caseId, slot: 'defect-photo', paths: ['flower.jpg', 'example.heic'].map((name) => join(ROOT, 'test/fixtures/photos', name)) })
    expect([flower?.outcome, other?.outcome]).toEqual(['added', 'added'])
    const [plain, photographed] = [report({ sku: 'YJ-2200', buyer: '甲', detail: '一洗就掉 13912345678' }), createEntry(test.kernel, agent, { register: 'quality', caseId, values: { sku: 'YJ-2201', problem: 'hole', batch: 'B7', size: 'M', colour: '蓝', buyer: '云间客_88', order: '2849105533670421875' } })]
    const path = join(tempFolder(), 'factory.xlsx')
    expect(await writeFactorySheet(test.kernel, agent, { ids: [photographed.id, plain.id], path, locale: 'zh' })).toEqual({ file: path, reports: 2, pictures: 2, missing: [] })
    const sheet = readWorkbook(readFileSync(path)).Sheets['质量问题反馈单']
    expect(utils.sheet_to_json<unknown[]>(sheet ?? {}, { header: 1 })).toEqual([
      ['登记号', '款号', '供应商', '反映日期', '问题', '批次', '尺码', '颜色', '具体情况', '工厂答复', '照片 1', '照片 2'],
      [plain.entryNo, 'YJ-2200', , , '掉色染色', , , , '一洗就掉 139****5678'],
      [photographed.entryNo, 'YJ-2201', '宏达针织', , '破洞勾丝', 'B7', 'M', '蓝'],
    ])
    const parts = unzipSync(readFileSync(path))
    const text = (name: string): string => strFromU8(parts[name] ?? new Uint8Array())
    expect(Object.keys(parts)).toEqual(expect.arrayContaining(['xl/media/image1.jpeg', 'xl/media/image2.jpeg', 'xl/drawings/drawing1.xml', 'xl/drawings/_rels/drawing1.xml.rels', 'xl/worksheets/_rels/sheet1.xml.rels']))
    for (const name of ['xl/media/image1.jpeg', 'xl/media/image2.jpeg']) expect([...(parts[name] ?? []).slice(0, 3)]).toEqual([0xff, 0xd8, 0xff])
    expect([...text('xl/drawings/drawing1.xml').matchAll(/<xdr:col>(\d+)<.*?<xdr:row>(\d+)</g)].map(([, column, row]) => [column, row])).toEqual([['10', '2'], ['11', '2']])
    expect(text('xl/drawings/_rels/drawing1.xml.rels')).toContain('Target="../media/image2.jpeg"')
    expect(text('xl/worksheets/sheet1.xml')).toMatch(/<row r="3" ht="[\d.]+" customHeight="1">.*<\/sheetData><autoFilter [^>]*\/><drawing [^>]*r:id="rId1"\/><\/worksheet>$/)
    expect(text('[Content_Types].xml')).toContain('<Default Extension="jpeg" ContentType="image/jpeg"/>')
    for (const name of Object.keys(parts)) expect(text(name)).not.toMatch(/云间客|2849105533670421875/)
    await writeFactorySheet(test.kernel, agent, { ids: [photographed.id], path: join(tempFolder(), 'f.pdf'), locale: 'en' })
    expect(JSON.stringify(printed[0]?.blocks.map(({ block }) => block))).toBe('["heading","facts","pictures","signatures"]')
    // a photo whose file is gone is named
    rmSync(resolve(test.kernel.dataDir, test.kernel.db.readable.prepare<[], { p: string }>("SELECT archived_as AS p FROM photo_link WHERE original_name = 'flower.jpg'").get()?.p ?? 'none'))
    expect(await writeFactorySheet(test.kernel, agent, { ids: [photographed.id], path, locale: 'zh' })).toMatchObject({ pictures: 1, missing: ['flower.jpg'] })
  })
})
