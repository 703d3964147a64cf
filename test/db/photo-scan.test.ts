import { existsSync, mkdirSync, readFileSync, renameSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FileHost } from '../../src/backend/file-process/host'
import { openFolder } from '../../src/backend/open-folder'
import { nodeFileSystem, walkTree } from '../../src/backend/photos'
import { getCase } from '../../src/backend/services/case-read'
import { createCase } from '../../src/backend/services/case-write'
import { cancelScanLook, lookForScan, scanPreview } from '../../src/backend/services/photo-scan-look'
import { cancelScan, exportScanErrors, listScanErrors, listScans, pauseScan, resumeScan, resumeScans, scansSettled, startScan } from '../../src/backend/services/photo-scan'
import { saveDocument } from '../../src/backend/services/policy-documents'
import { addBytes, inboxCount, listPhotos } from '../../src/backend/services/photos'
import type { Kernel } from '../../src/backend/services/kernel'
import { ROOT, tempFolder } from '../support/folders'
import { foundFolder, noFiles, type TestFolder } from '../support/kernel'

const imaging = [
  {
    run: async ({ input }: { input: { path: string } }) =>
      readFileSync(input.path, 'latin1').includes('BROKEN') ? { ok: false, reason: 'broken' } : { ok: true, format: 'jpeg', width: 4, height: 4, orientation: 1, frames: 1, looks: null },
  } as unknown as FileHost,
]
const jpeg = (mark: string): Buffer => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(mark.repeat(9))])
const MARCH_2024 = Date.UTC(2024, 2, 5, 4, 0, 0) / 1000

let test: TestFolder
let old: string
beforeEach(async () => {
  test = await foundFolder({ imaging })
  old = tempFolder()
})
afterEach(() => test.open.close())

function put(path: string, mark = path): void {
  mkdirSync(dirname(join(old, path)), { recursive: true })
  writeFileSync(join(old, path), jpeg(mark))
  utimesSync(join(old, path), MARCH_2024, MARCH_2024)
}
async function looked(root = old): Promise<ReturnType<typeof scanPreview>> {
  await lookForScan(test.kernel, root)
  await expect.poll(() => scanPreview(test.kernel).phase).not.toBe('running')
  return scanPreview(test.kernel)
}
/** Until the scan has filed its first files. Looked at in every turn, or the rest of it is filed between two looks. */
async function begun(kernel: Kernel): Promise<void> {
  while (listScans(kernel)[0]?.reached === null) await new Promise(setImmediate)
}
async function scanned(kernel: Kernel, toInbox: string[] = []): Promise<ReturnType<typeof listScans>[number]> {
  await startScan(kernel, test.actor, { root: old, toInbox })
  await scansSettled(kernel)
  return listScans(kernel)[0]!
}
const photos = (kernel = test.kernel): ReturnType<typeof listPhotos>['rows'] => listPhotos(kernel, { limit: 500 }).rows

describe('scan of an old folder (A2)', () => {
  it('A2: the look counts by kind and says whose the photos seem to be, from folders and file names, and files nothing', async () => {
    const made = createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick: '云间客_88', orderNo: '2026112000088821123' })
    put('2024-03/云间客_88/云间客_88_2024-03-05_1.jpg')
    put('破损/2026112000088821123/IMG_1.JPG')
    put('破损/nobody/IMG_2.png')
    put('readme.txt')
    put('.hidden/x.jpg')
    const seen = await looked()
    expect(seen).toMatchObject({ phase: 'done', files: 4, others: 1, toInbox: 2, problem: null, moreGroups: 0 })
    expect(seen.kinds).toEqual(expect.arrayContaining([{ extension: 'jpg', files: 3 }, { extension: 'png', files: 1 }]))
    expect(seen.groups.map(({ buyerNick, orderNo, caseNo, why, word, files }) => ({ buyerNick, orderNo, caseNo, why, word, files }))).toEqual(
      expect.arrayContaining([
        { buyerNick: '云间客_88', orderNo: null, caseNo: made.caseNo, why: 'buyer', word: '云间客_88', files: 1 },
        { buyerNick: '云间客_88', orderNo: '2026112000088821123', caseNo: made.caseNo, why: 'order', word: '2026112000088821123', files: 1 },
      ]),
    )
    expect(photos()).toEqual([])
  })

  it('A1, A2: photos of a known order are linked to its case under their own time, others wait in the inbox; originals stay, and no clock is stopped', async () => {
    const made = createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick: 'amy.w', orderNo: '2026112000088821123' })
    const clocks = getCase(test.kernel, made.id).clocks
    put('2026112000088821123/outer box.jpg')
    put('who knows/pic.jpg')
    put('who knows/again.jpg', 'who knows/pic.jpg')
    const done = await scanned(test.kernel)
    expect(done).toMatchObject({ state: 'done', added: 2, duplicates: 1, rejected: 0 })
    const detail = getCase(test.kernel, made.id)
    expect(detail.photos).toMatchObject([{ originalName: 'outer box.jpg', slot: null, buyerNick: 'amy.w', archivedAs: '售后问题图片/2024-03/amy.w/amy.w_2024-03-05_1.jpg' }])
    expect(detail.clocks).toEqual(clocks)
    expect(inboxCount(test.kernel).count).toBe(1)
    expect(test.kernel.db.readable.prepare("SELECT DISTINCT source, original_at AS at FROM photo_link").all()).toEqual([{ source: 'scan', at: MARCH_2024 * 1000 }])
    for (const path of ['2026112000088821123/outer box.jpg', 'who knows/pic.jpg', 'who knows/again.jpg']) expect(statSync(join(old, path)).mtimeMs).toBe(MARCH_2024 * 1000)
  })

  it('A2: photos of a known buyer without a case of theirs are the buyer\'s, and do not fill the inbox', async () => {
    for (const orderNo of ['2026112000088821124', '2026112000088821125']) createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick: 'zoe_k', orderNo })
    put('zoe_k/a.jpg')
    put('zoe_k/b.jpg')
    expect(await scanned(test.kernel)).toMatchObject({ added: 2 })
    expect(inboxCount(test.kernel).count).toBe(0)
    expect(listPhotos(test.kernel, { buyerNick: 'zoe_k', limit: 10 }).rows.map((photo) => photo.caseNo)).toEqual([null, null])
  })

  it('A2, A4: what is in the archive already is no second photo and does not come back into the inbox', async () => {
    const made = createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick: 'amy.w' })
    await addBytes(test.kernel, test.actor, { name: 'pasted.jpg', bytes: jpeg('same'), caseId: made.id })
    createCase(test.kernel, test.actor, { kind: 'lost', buyerNick: 'amy.w' })
    put('amy.w/mine.jpg', 'same')
    put('who knows/mine.jpg', 'same')
    expect(await scanned(test.kernel)).toMatchObject({ added: 0, duplicates: 2 })
    expect(photos()).toHaveLength(1)
    expect(inboxCount(test.kernel).count).toBe(0)
  })

  it('A2: a guess that is not believed goes to the inbox instead', async () => {
    createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick: 'amy.w' })
    put('amy.w/a.jpg')
    const { groups } = await looked()
    expect(await scanned(test.kernel, groups.map((group) => group.key))).toMatchObject({ total: 1 })
    // What was looked at is being taken in: it is not offered a second time.
    expect(scanPreview(test.kernel).phase).toBe('idle')
    expect(photos()).toMatchObject([{ buyerNick: null, caseNo: null }])
    expect(inboxCount(test.kernel).count).toBe(1)
  })

  it('A2: paused and taken up again, and after the program was closed in the middle, every file is done once and in the same order', async () => {
    for (let at = 0; at < 60; at += 1) put(`box ${at % 7}/${at}.jpg`)
    const { id } = await startScan(test.kernel, test.actor, { root: old, toInbox: [] })
    await begun(test.kernel)
    const paused = await pauseScan(test.kernel, test.actor, id)
    expect(paused.state).toBe('paused')
    expect(paused.added).toBeLessThan(60)
    expect(resumeScans(test.kernel, () => test.actor)).toBe(false)
    await resumeScan(test.kernel, test.actor, id)
    test.open.close()
    const again = openFolder({ dataDir: test.dataDir, purpose: 'open', resourcesDir: ROOT, files: noFiles, imaging })
    expect(listScans(again.kernel)[0]).toMatchObject({ state: 'waiting' })
    expect(resumeScans(again.kernel, () => null)).toBe(true)
    expect(resumeScans(again.kernel, () => test.actor)).toBe(true)
    await scansSettled(again.kernel)
    expect(listScans(again.kernel)[0]).toMatchObject({ state: 'done', added: 60, duplicates: 0, rejected: 0 })
    expect(new Set(photos(again.kernel).map((photo) => photo.originalName)).size).toBe(60)
    expect(photos(again.kernel)).toHaveLength(60)
    again.close()
    test = await foundFolder({ imaging })
  })

  it('A2, R2: files that are no photos or broken are listed one by one with the reason, exported, and do not stop the others', async () => {
    put('a.jpg', 'BROKEN')
    put('b.jpg')
    put('c.jpg')
    writeFileSync(join(old, 'c.jpg'), 'plain words')
    put('d.pdf.part')
    expect(await scanned(test.kernel)).toMatchObject({ state: 'done', added: 1, rejected: 2 })
    const { id } = listScans(test.kernel)[0]!
    const { rows, nextCursor } = listScanErrors(test.kernel, { id, limit: 1 })
    expect(rows).toMatchObject([{ path: 'a.jpg', code: 'broken' }])
    expect(listScanErrors(test.kernel, { id, cursor: nextCursor, limit: 10 }).rows).toMatchObject([{ path: 'c.jpg', code: 'not-a-photo' }])
    const path = join(tempFolder(), '..', `errors-${Date.now()}.csv`)
    expect(await exportScanErrors(test.kernel, test.actor, { id, path, locale: 'zh' })).toEqual({ path, rows: 2 })
    const csv = readFileSync(path, 'utf8')
    expect(csv).toContain(join(old, 'a.jpg'))
    expect(csv).toContain('图片已损坏')
  })

  it('A2, R2: a tree that vanished stops the scan with its reason instead of listing every file as missing; it goes on when it is back', async () => {
    for (let at = 0; at < 40; at += 1) put(`${String(at).padStart(2, '0')}.jpg`)
    const { id } = await startScan(test.kernel, test.actor, { root: old, toInbox: [] })
    await begun(test.kernel)
    renameSync(old, `${old}-away`)
    await scansSettled(test.kernel)
    const stopped = listScans(test.kernel)[0]
    expect(stopped).toMatchObject({ state: 'stopped', problem: 'FILE_NOT_FOUND', rejected: 0 })
    renameSync(`${old}-away`, old)
    await resumeScan(test.kernel, test.actor, id)
    await scansSettled(test.kernel)
    expect(listScans(test.kernel)[0]).toMatchObject({ state: 'done', added: 40, rejected: 0 })
  })

  it('A2: the archive itself is no old folder, links are not followed, and a given-up scan keeps what it filed', async () => {
    expect((await looked(test.dataDir)).problem).toBe('own-folder')
    await expect(startScan(test.kernel, test.actor, { root: test.dataDir, toInbox: [] })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    expect((await looked(join(old, 'nowhere'))).problem).toBe('no-folder')
    put('a.jpg')
    symlinkSync(test.dataDir, join(old, 'data'))
    symlinkSync(old, join(old, 'loop'))
    expect(await scanned(test.kernel)).toMatchObject({ state: 'done', added: 1 })
    const { id } = await startScan(test.kernel, test.actor, { root: old, toInbox: [] })
    expect(await cancelScan(test.kernel, test.actor, id)).toMatchObject({ id })
    expect(existsSync(join(old, 'a.jpg'))).toBe(true)
    expect(cancelScanLook(test.kernel).phase).not.toBe('running')
  })

  it('A2: the walk of a tree can be taken up behind any path, also one that is gone', async () => {
    const paths = ['a/1.jpg', 'a/b/2.jpg', 'a.jpg', 'b/3.jpg', 'c.jpg']
    paths.forEach((path) => put(path))
    const walk = async (after: string | null): Promise<string[]> => {
      const found: string[] = []
      for await (const step of walkTree({ fs: nodeFileSystem, root: old, depth: 5, skip: () => false, after })) found.push(step.path)
      return found
    }
    const all = await walk(null)
    expect([...all].sort()).toEqual([...paths].sort())
    for (const [at, path] of all.entries()) expect(await walk(path)).toEqual(all.slice(at + 1))
    expect(await walk('a/1.jpgx')).toEqual(all.filter((path) => path !== 'a/1.jpg'))
  })

  it('A1, P1: a pattern that a supervisor changes holds for the next photo, and those filed before keep their names', async () => {
    put('one.jpg')
    await scanned(test.kernel)
    const text = readFileSync(join(ROOT, 'resources/policies/photo-ways.yaml'), 'utf8')
    saveDocument(test.kernel, test.actor, { document: 'policy:photoWays', text: text.replace(/^pattern: .*$/m, "pattern: '{{shop}}/{{kind}}/{{case}}_{{n}}.{{ext}}'"), basedOn: null })
    const made = createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick: 'amy.w' })
    put('amy.w/two.jpg')
    await scanned(test.kernel)
    expect(photos().map((photo) => photo.archivedAs).sort()).toEqual(['售后问题图片/2024-03/未归属/未归属_2024-03-05_1.jpg', `售后问题图片/云间家居旗舰店/破损/${made.caseNo}_1.jpg`].sort())
    expect(() => saveDocument(test.kernel, test.actor, { document: 'policy:photoWays', text: text.replace(/^pattern: .*$/m, "pattern: '{{owner}}.{{ext}}'"), basedOn: 1 })).toThrow(/holds \{\{n\}\} once/)
  })
})
