import { appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { CheckReport } from '../../src/contract/photo-care'
import { spawnByFork } from '../../src/backend/file-process/fork'
import { createFileHosts } from '../../src/backend/file-process/hosts'
import { getCase } from '../../src/backend/services/case-read'
import { createCase } from '../../src/backend/services/case-write'
import { binPhoto, listBin } from '../../src/backend/services/photo-bin'
import { adoptFiles, bringBack, cancelCheck, checkState, mendAltered, startCheck } from '../../src/backend/services/photo-check'
import { addFiles, listPhotos } from '../../src/backend/services/photos'
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
})
