import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { read, utils } from '@e965/xlsx'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFileHosts } from '../../src/backend/file-process/hosts'
import { spawnByFork } from '../../src/backend/file-process/fork'
import { writeZip } from '../../src/backend/reports/zip'
import { claimRecord } from '../../src/backend/services/claim-log'
import { packClaim } from '../../src/backend/services/claim-pack'
import { createClaim } from '../../src/backend/services/claims'
import { createCase } from '../../src/backend/services/case-write'
import type { Printer } from '../../src/backend/services/kernel'
import { addFiles } from '../../src/backend/services/photos'
import { saveSku } from '../../src/backend/services/master-lists'
import { weighShipment } from '../../src/backend/services/wrong-shipment-weights'
import { createWrongShipment } from '../../src/backend/services/wrong-shipments'
import { AppError } from '../../src/domain/errors'
import type { PrintDocument } from '../../src/domain/print/document'
import { NO_WEIGHTS } from '../../src/domain/wrong-shipment/weights'
import { buildFileWorker } from '../faults/support/file-worker'
import { ROOT, tempFolder } from '../support/folders'
import { foundFolder, type TestFolder } from '../support/kernel'

const photo = (name: string): string => join(ROOT, 'test/fixtures/photos', name)
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const PDF = new TextEncoder().encode('%PDF-1.7 made by the test')

let worker: Awaited<ReturnType<typeof buildFileWorker>>
beforeAll(async () => {
  worker = await buildFileWorker('claim-pack')
})
afterAll(() => worker.remove())

async function withFolder(work: (test: TestFolder, out: string, claimId: string, printed: PrintDocument[]) => Promise<void>, printer?: Printer | null): Promise<void> {
  const hosts = createFileHosts(spawnByFork(worker.entry))
  const printed: PrintDocument[] = []
  const keep: Printer = (document) => {
    printed.push(document)
    return Promise.resolve(PDF)
  }
  const test = await foundFolder({ files: hosts.files, imaging: hosts.imaging, ...(printer === null ? {} : { printer: printer ?? keep }) })
  try {
    const { id: caseId } = createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick: '云间客_88', waybill: 'SF1390027745711' })
    saveSku(test.kernel, test.actor, { code: 'CUP-01', title: '陶瓷杯', spec: null, barcode: null, supplier: null, weightGrams: 650, packagingGrams: 100, costCents: 2000, priceCents: 4450, note: null })
    await addFiles(test.kernel, test.actor, { paths: [photo('flower.jpg')], caseId, slot: 'weighing' })
    await addFiles(test.kernel, test.actor, { paths: [photo('example.heic')], caseId, slot: 'outer-box' })
    const claim = createClaim(test.kernel, test.actor, {
      courierId: 'sf', counterparty: 'courier', waybill: 'SF1390027745711', aliases: ['SF1390027745999'], aliasKinds: { SF1390027745999: 'return' }, caseId, reason: 'damaged', goodsCents: 6000, freightCents: 490,
      otherCents: 0, products: [{ title: '=陶瓷杯', sku: 'CUP-01', quantity: 2 }], note: '买家 13912345678 说外箱破', monthlyAccount: '5710012345',
    })
    const wrong = createWrongShipment(test.kernel, test.actor, { caseId, error: 'missing', expected: [{ title: '陶瓷杯', sku: 'CUP-01', quantity: 2 }], sent: [{ title: '陶瓷杯', sku: 'CUP-01', quantity: 1 }], costCents: 0, goodsBack: false })
    weighShipment(test.kernel, test.actor, { id: wrong.id, weights: { ...NO_WEIGHTS, courierGrams: 1630 } })
    await work(test, tempFolder(), claim.id, printed)
  } finally {
    await hosts.close()
    test.open.close()
  }
}

describe('L3: the claim pack', () => {
  it('L3: one ZIP and one PDF with form, evidence, weights and hashes; originals byte for byte; noted on the claim', async () => {
    await withFolder(async (test, out, id, printed) => {
      const path = join(out, '理赔包.zip')
      const pack = await packClaim(test.kernel, test.actor, { id, path, language: 'zh' })
      const { claim } = claimRecord(test.kernel, id)
      const files = unzipSync(readFileSync(path))
      expect(Object.keys(files)).toEqual([`理赔申请单_${claim.claimNo}.pdf`, `理赔申请单_${claim.claimNo}.xlsx`, '证据/01_外包装（面单可见）.heic', '证据/02_称重照片.jpg'])
      expect(pack.entries).toEqual(Object.keys(files))
      expect(files['证据/01_外包装（面单可见）.heic']).toEqual(new Uint8Array(readFileSync(photo('example.heic'))))
      expect(files['证据/02_称重照片.jpg']).toEqual(new Uint8Array(readFileSync(photo('flower.jpg'))))
      expect(pack.zip).toEqual({ file: path, bytes: readFileSync(path).length, sha256: sha256(readFileSync(path)) })
      expect(readFileSync(join(out, '理赔包.pdf'))).toEqual(Buffer.from(PDF))
      expect(pack.missing).toEqual([])

      const book = read(files[`理赔申请单_${claim.claimNo}.xlsx`] ?? new Uint8Array())
      const rows = (name: string): Record<string, unknown>[] => utils.sheet_to_json(book.Sheets[name] ?? {})
      const form = new Map(rows('理赔单').map((row) => [row['项目'], row['内容']]))
      expect(form.get('关联单号')).toBe('SF1390027745999 (退回单号)')
      expect(form.get('索赔金额')).toBe('¥64.90')
      expect(form.get('商品资料重量')).toBe('1500 g')
      // W4: what was weighed of the parcel, and what that says
      expect(form.get('应发理论重量')).toBe('1,620 g（商品 1,500 g + 外箱 120 g）')
      expect(form.get('快递揽收重量')).toBe('1,630 g')
      expect(form.get('称重结论')).toContain('与应发相符')
      expect(form.get('说明')).toBe('买家 139****5678 说外箱破')
      expect(rows('商品')).toEqual([{ 名称: '=陶瓷杯', 货号: 'CUP-01', 数量: 2, '单件重量(g)': 650 }])
      expect(rows('证据').map((row) => row['SHA-256'])).toEqual([sha256(readFileSync(photo('example.heic'))), sha256(readFileSync(photo('flower.jpg')))])

      const [document] = printed
      expect(document).toMatchObject({ lang: 'zh', number: claim.claimNo, title: '理赔申请单' })
      const pictures = document?.blocks.flatMap((block) => (block.block === 'pictures' ? block.pictures : [])) ?? []
      expect(pictures.map(({ caption }) => caption)).toEqual(['01_外包装（面单可见）.heic · 外包装（面单可见）', '02_称重照片.jpg · 称重照片'])
      // larger than a thumbnail: what stands on paper can be read
      for (const { dataUrl } of pictures) expect(dataUrl.length).toBeGreaterThan(20_000)
      expect(JSON.stringify(document?.blocks.filter(({ block }) => block !== 'pictures'))).not.toContain('13912345678')
      expect(claimRecord(test.kernel, id).events.at(-1)).toMatchObject({ type: 'packed', data: { file: '理赔包.zip', sha256: pack.zip.sha256, entries: 4, pdfSha256: sha256(PDF) } })
    })
  })

  it('L3: evidence that is gone or altered is named in the form and left out; another PDF of that name stays', async () => {
    await withFolder(async (test, out, id, printed) => {
      const [first, second] = claimRecord(test.kernel, id).photos
      rmSync(join(test.dataDir, first?.archivedAs ?? ''))
      writeFileSync(join(test.dataDir, second?.archivedAs ?? ''), 'something else')
      writeFileSync(join(out, 'pack.pdf'), 'mine')
      const pack = await packClaim(test.kernel, test.actor, { id, path: join(out, 'pack.zip'), language: 'en' })
      expect(pack.missing).toEqual(['01_Outer box (label readable).heic', '02_Goods on a scale.jpg'])
      expect(pack.entries).toHaveLength(2)
      expect(pack.pdf?.file).toBe(join(out, 'pack (2).pdf'))
      expect(readFileSync(join(out, 'pack.pdf'), 'utf8')).toBe('mine')
      expect(printed[0]?.blocks).toContainEqual({ block: 'text', text: expect.stringContaining('02_Goods on a scale.jpg') as unknown as string, tone: 'warning' })
    })
  })

  it('L3: without a window the ZIP is made all the same and says that the PDF is missing', async () => {
    await withFolder(async (test, out, id) => {
      const pack = await packClaim(test.kernel, test.actor, { id, path: join(out, 'pack.zip'), language: 'zh' })
      expect(pack).toMatchObject({ pdf: null, missing: ['pdf'] })
      expect(pack.entries).toHaveLength(3)
      expect(readdirSync(out)).toEqual(['pack.zip'])
    }, null)
  })

  it('L3: a printer that fails leaves nothing behind, and only absolute ZIP paths are written', async () => {
    await withFolder(async (test, out, id) => {
      await expect(packClaim(test.kernel, test.actor, { id, path: join(out, 'pack.zip'), language: 'zh' })).rejects.toMatchObject({ code: 'PRINT_FAILED' })
      for (const path of ['pack.zip', join(out, 'pack.exe')]) await expect(packClaim(test.kernel, test.actor, { id, path, language: 'zh' })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
      expect(readdirSync(out)).toEqual([])
      expect(claimRecord(test.kernel, id).events.map(({ type }) => type)).toEqual(['filed'])
    }, () => Promise.reject(new AppError('PRINT_FAILED', {})))
  })

  it('R5: an archive takes no name that leaves its folder, and no two that are one name on some system', async () => {
    const path = join(tempFolder(), 'a.zip')
    const bytes = new Uint8Array(1)
    for (const name of ['../a', '/a', 'a\\b', 'C:/a', 'a/../b', 'con', '']) await expect(writeZip(path, [{ name, bytes }]), name).rejects.toThrow(RangeError)
    await expect(writeZip(path, [{ name: 'a.jpg', bytes }, { name: 'A.JPG', bytes }])).rejects.toThrow(RangeError)
    expect(existsSync(path)).toBe(false)
  })
})
