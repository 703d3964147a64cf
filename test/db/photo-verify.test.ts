import { appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { CheckReport } from '../../src/contract/photo-care'
import { spawnByFork } from '../../src/backend/file-process/fork'
import { createFileHosts } from '../../src/backend/file-process/hosts'
import { getCase } from '../../src/backend/services/case-read'
import { createCase } from '../../src/backend/services/case-write'
import { binPhoto, listBin } from '../../src/backend/services/photo-bin'
import { adoptFiles, bringBack, cancelCheck, checkState, mendAltered, startCheck } from '../../src/backend/services/photo-check'
import { mendThumbnails } from '../../src/backend/services/photo-thumbs'
import { locatePhoto, resolvePhoto } from '../../src/backend/services/photo-whereabouts'
import { addFiles, listPhotos } from '../../src/backend/services/photos'
import { thumbPathOf } from '../../src/backend/photos'
import { binPathOf } from '../../src/domain/photo/bin'
import { buildFileWorker } from '../faults/support/file-worker'
import { ROOT, tempFolder } from '../support/folders'
import { foundFolder, type TestFolder } from '../support/kernel'

const photo = (name: string): string => join(ROOT, 'test/fixtures/photos', name)
let worker: Awaited<ReturnType<typeof buildFileWorker>>
beforeAll(async () => {
  worker = await buildFileWorker('photo-verify')
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
async function fileOne(test: TestFolder, name: string, caseId: string): Promise<{ linkId: string; sha256: string; archivedAs: string }> {
  const [one] = await addFiles(test.kernel, test.actor, { paths: [photo(name)], caseId })
  if (one?.photo == null) throw new Error(`${name} was not filed`)
  return one.photo
}
/** Replaces a file as a program that saves it anew would: other links of the old bytes keep theirs. */
function alter(path: string): void {
  const bytes = readFileSync(path)
  unlinkSync(path)
  writeFileSync(path, bytes)
  appendFileSync(path, 'changed')
}
async function check(test: TestFolder): Promise<CheckReport> {
  expect(startCheck(test.kernel, test.actor).phase).toBe('running')
  await vi.waitUntil(() => checkState(test.kernel).phase !== 'running', { timeout: 20_000, interval: 10 })
  const { phase, report } = checkState(test.kernel)
  expect(phase).toBe('done')
  if (report === null) throw new Error('a report expected')
  return report
}
const CLEAN = { missing: [], altered: [], unreadable: [], orphaned: [], repaired: [] }

describe('check of the archive and its repairs (spec A6)', () => {
  it('A6: a whole archive is told as whole, and a check can be cancelled', async () => {
    await withFolder(async (test) => {
      const made = createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick: 'amy.w' })
      await fileOne(test, 'flower.jpg', made.id)
      expect(await check(test)).toEqual({ photos: 1, ...CLEAN })
      expect(checkState(test.kernel)).toMatchObject({ done: 1, total: 1 })
      startCheck(test.kernel, test.actor)
      cancelCheck(test.kernel)
      await vi.waitUntil(() => checkState(test.kernel).phase !== 'running', { timeout: 20_000, interval: 10 })
      expect(checkState(test.kernel)).toMatchObject({ phase: 'cancelled', report: null })
    })
  })

  it('A6: a missing photo is told with where it was and from whom, is never deleted, and comes back from a backup by content', async () => {
    await withFolder(async (test) => {
      const made = createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick: '云间客_88' })
      const one = await fileOne(test, 'flower.jpg', made.id)
      rmSync(join(test.dataDir, one.archivedAs))
      expect(await check(test)).toMatchObject({ ...CLEAN, missing: [{ archivedAs: one.archivedAs, linkId: one.linkId, owner: '云间客_88', caseNo: made.caseNo, inBin: false }] })
      expect(getCase(test.kernel, made.id).photos).toHaveLength(1)
      const backup = tempFolder('photo-backup-')
      mkdirSync(join(backup, 'deep'))
      copyFileSync(photo('4.webp'), join(backup, 'other.webp'))
      copyFileSync(photo('flower.jpg'), join(backup, 'deep', 'renamed.bin'))
      expect(await bringBack(test.kernel, [backup])).toEqual({ back: [one.archivedAs] })
      expect(readFileSync(join(test.dataDir, one.archivedAs))).toEqual(readFileSync(photo('flower.jpg')))
      expect(await check(test)).toMatchObject(CLEAN)
    })
  })

  it('A6: a photo that is lost in one place comes back from the bin or another buyer by itself', async () => {
    await withFolder(async (test) => {
      const [a, b] = ['amy.w', 'zoe_k'].map((buyerNick) => createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick }))
      const one = await fileOne(test, 'flower.jpg', a?.id ?? '')
      const two = await fileOne(test, 'flower.jpg', b?.id ?? '')
      await binPhoto(test.kernel, test.actor, { linkId: one.linkId, reason: 'x' })
      rmSync(join(test.dataDir, two.archivedAs))
      expect((await check(test)).repaired).toMatchObject([{ to: two.archivedAs, how: 'relinked' }])
      expect(existsSync(join(test.dataDir, two.archivedAs))).toBe(true)
    })
  })

  it('A6: moved and renamed files are linked again by content; one taken out of the bin by hand counts as taken back', async () => {
    await withFolder(async (test) => {
      const made = createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick: 'amy.w' })
      const one = await fileOne(test, 'flower.jpg', made.id)
      const two = await fileOne(test, '4.webp', made.id)
      await binPhoto(test.kernel, test.actor, { linkId: two.linkId, reason: 'x' })
      const to = (name: string): string => `售后问题图片/${name}`
      renameSync(join(test.dataDir, one.archivedAs), join(test.dataDir, to('moved.jpg')))
      renameSync(join(test.dataDir, binPathOf(two.sha256, two.archivedAs)), join(test.dataDir, to('rescued.webp')))
      expect(await check(test)).toMatchObject({ ...CLEAN, repaired: [{ how: 'moved' }, { how: 'moved' }] })
      expect(getCase(test.kernel, made.id).photos.map((row) => row.archivedAs).sort()).toEqual([to('moved.jpg'), to('rescued.webp')])
      expect(listBin(test.kernel, { limit: 5 }).rows).toEqual([])
      expect(await check(test)).toMatchObject(CLEAN)
    })
  })

  it('A6: altered bytes become a photo of their own, and the original comes back from another copy', async () => {
    await withFolder(async (test) => {
      const [a, b] = ['amy.w', 'zoe_k'].map((buyerNick) => createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick }))
      const one = await fileOne(test, 'flower.jpg', a?.id ?? '')
      await fileOne(test, 'flower.jpg', b?.id ?? '')
      alter(join(test.dataDir, one.archivedAs))
      expect(await check(test)).toMatchObject({ ...CLEAN, altered: [{ linkId: one.linkId, owner: 'amy.w' }] })
      const mended = await mendAltered(test.kernel, test.actor, one.linkId)
      expect(mended).toMatchObject({ restored: true, kept: { buyerNick: 'amy.w', caseId: a?.id } })
      expect(readFileSync(join(test.dataDir, one.archivedAs))).toEqual(readFileSync(photo('flower.jpg')))
      expect(readFileSync(join(test.dataDir, mended.kept?.archivedAs ?? '')).subarray(-7).toString()).toBe('changed')
      expect(await check(test)).toMatchObject(CLEAN)
      expect(await mendAltered(test.kernel, test.actor, one.linkId)).toEqual({ kept: null, restored: true })
    })
  })

  it('A6: an altered photo without another copy: the new bytes are kept, and the original is told as missing', async () => {
    await withFolder(async (test) => {
      const made = createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick: 'amy.w' })
      const one = await fileOne(test, 'flower.jpg', made.id)
      alter(join(test.dataDir, one.archivedAs))
      await check(test)
      expect(await mendAltered(test.kernel, test.actor, one.linkId)).toMatchObject({ restored: false, kept: { buyerNick: 'amy.w' } })
      expect(await check(test)).toMatchObject({ ...CLEAN, missing: [{ linkId: one.linkId }] })
      expect(await bringBack(test.kernel, [photo('flower.jpg')])).toEqual({ back: [one.archivedAs] })
      expect(await check(test)).toMatchObject(CLEAN)
    })
  })

  it('A6: orphaned files are taken in: into the buyer of their folder, else the inbox; what is no photo stays and is refused', async () => {
    await withFolder(async (test) => {
      const made = createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick: '云间客_88' })
      const one = await fileOne(test, 'flower.jpg', made.id)
      const inFolder = one.archivedAs.replace(/[^/]+$/, 'from the phone.webp')
      const elsewhere = '售后问题图片/nobody/loose.jpg'
      const noPhoto = one.archivedAs.replace(/[^/]+$/, 'notes.txt')
      mkdirSync(join(test.dataDir, '售后问题图片/nobody'))
      copyFileSync(photo('4.webp'), join(test.dataDir, inFolder))
      copyFileSync(photo('Landscape_1.jpg'), join(test.dataDir, elsewhere))
      writeFileSync(join(test.dataDir, noPhoto), 'what the buyer said')
      const report = await check(test)
      expect(report.orphaned).toMatchObject([
        { archivedAs: inFolder, format: 'webp', owner: '云间客_88' },
        { archivedAs: noPhoto, format: null },
        { archivedAs: elsewhere, format: 'jpeg', owner: null },
      ])
      const { taken, refused } = await adoptFiles(test.kernel, test.actor, report.orphaned.map((file) => file.archivedAs))
      expect(refused).toEqual([noPhoto])
      expect(taken).toMatchObject([{ archivedAs: inFolder, buyerNick: '云间客_88', hasThumb: true }, { archivedAs: elsewhere, buyerNick: null, caseId: null }])
      expect(listPhotos(test.kernel, { inbox: true, limit: 5 }).rows.map((row) => row.archivedAs).sort()).toEqual([elsewhere])
      expect(listPhotos(test.kernel, { buyerNick: '云间客_88', limit: 5 }).rows.map((row) => row.archivedAs)).toContain(inFolder)
      expect(existsSync(join(test.dataDir, noPhoto))).toBe(true)
      expect((await check(test)).orphaned).toMatchObject([{ archivedAs: noPhoto }])
      await expect(adoptFiles(test.kernel, test.actor, ['售后问题图片/../workstation.db'])).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    })
  })

  it('A6: a file that was moved or renamed by hand is noticed when somebody looks at its photo, and its row follows', async () => {
    await withFolder(async (test) => {
      const made = createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick: 'amy.w' })
      const one = await fileOne(test, 'flower.jpg', made.id)
      const other = await fileOne(test, '4.webp', made.id)
      // of the same size as the one that is missed, but something else; and something that nobody misses
      writeFileSync(join(test.dataDir, '售后问题图片', 'other.jpg'), Buffer.alloc(statSync(photo('flower.jpg')).size, 7))
      writeFileSync(join(test.dataDir, '售后问题图片', 'mine.jpg'), readFileSync(photo('Landscape_1.jpg')))
      mkdirSync(join(test.dataDir, '售后问题图片', '给快递的'))
      const moved = '售后问题图片/给快递的/外箱.jpg'
      renameSync(join(test.dataDir, one.archivedAs), join(test.dataDir, moved))
      expect((await resolvePhoto(test.kernel, one.sha256))?.path).toBe(join(test.dataDir, moved))
      expect(getCase(test.kernel, made.id).photos.map((row) => row.archivedAs).sort()).toEqual([moved, other.archivedAs].sort())
      // "show in folder" follows as well, once there may be something new to see
      const again = '售后问题图片/给快递的/外箱 2.jpg'
      renameSync(join(test.dataDir, moved), join(test.dataDir, again))
      test.clock.now += 61_000
      expect((await locatePhoto(test.kernel, one.linkId)).path).toBe(join(test.dataDir, again))
      expect(await check(test)).toMatchObject({ ...CLEAN, orphaned: [{ archivedAs: '售后问题图片/mine.jpg' }, { archivedAs: '售后问题图片/other.jpg' }] })
    })
  })

  it('A6, A4: a photo whose own file is away shows from another buyer\'s copy; one that is nowhere is told as such, and nothing is deleted', async () => {
    await withFolder(async (test) => {
      const [a, b] = ['amy.w', 'zoe_k'].map((buyerNick) => createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick }))
      const one = await fileOne(test, 'flower.jpg', a?.id ?? '')
      const two = await fileOne(test, 'flower.jpg', b?.id ?? '')
      rmSync(join(test.dataDir, one.archivedAs))
      expect((await resolvePhoto(test.kernel, one.sha256))?.path).toBe(join(test.dataDir, two.archivedAs))
      rmSync(join(test.dataDir, two.archivedAs))
      const path = (await resolvePhoto(test.kernel, one.sha256))?.path ?? ''
      expect(existsSync(path)).toBe(false)
      expect(listPhotos(test.kernel, { limit: 9 }).rows).toHaveLength(2)
      // what stands in its place with other bytes is shown as it is, and is not taken for the photo
      writeFileSync(join(test.dataDir, one.archivedAs), 'changed')
      test.clock.now += 61_000
      expect((await resolvePhoto(test.kernel, one.sha256))?.path).toMatch(/_1\.jpg$/)
      expect((await check(test)).altered).toMatchObject([{ archivedAs: one.archivedAs }])
    })
  })

  it('A7: thumbnails that were deleted, or emptied by a power cut, are made anew by a check and by the job; whole ones are left alone', async () => {
    await withFolder(async (test) => {
      const made = createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick: 'amy.w' })
      const [gone, empty, whole] = [await fileOne(test, 'flower.jpg', made.id), await fileOne(test, 'example.heic', made.id), await fileOne(test, '4.webp', made.id)]
      const thumb = (one: { sha256: string }): string => join(test.dataDir, thumbPathOf(one.sha256))
      const before = [gone, empty, whole].map((one) => readFileSync(thumb(one)))
      const damage = (): void => {
        rmSync(thumb(gone), { force: true })
        writeFileSync(thumb(empty), '')
      }
      damage()
      const { mtimeMs } = statSync(thumb(whole))
      await check(test)
      expect([gone, empty, whole].map((one) => readFileSync(thumb(one)))).toEqual(before)
      damage()
      expect(await mendThumbnails(test.kernel, '', 2)).toMatchObject({ last: [gone, empty, whole].map((one) => one.sha256).sort()[1] })
      expect((await mendThumbnails(test.kernel, '', 9)).last).toBeNull()
      expect([gone, empty, whole].map((one) => readFileSync(thumb(one)))).toEqual(before)
      expect(statSync(thumb(whole)).mtimeMs).toBe(mtimeMs)
      // the original is away as well: nothing to make it of, and no failure
      damage()
      rmSync(join(test.dataDir, gone.archivedAs))
      expect(await mendThumbnails(test.kernel, '', 9)).toEqual({ last: null, made: 1 })
    })
  })
})
