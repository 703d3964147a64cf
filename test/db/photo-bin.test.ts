import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { spawnByFork } from '../../src/backend/file-process/fork'
import { createFileHosts } from '../../src/backend/file-process/hosts'
import { getCase } from '../../src/backend/services/case-read'
import { createCase, setStatus } from '../../src/backend/services/case-write'
import { binPhoto, binWarnings, listBin, purgePhoto, restorePhoto, tidyBin } from '../../src/backend/services/photo-bin'
import { fillLooks, samePictures } from '../../src/backend/services/photo-looks'
import { addBytes, addFiles, inboxCount, listPhotos, verifyPhotos } from '../../src/backend/services/photos'
import { resolvePhoto } from '../../src/backend/services/photo-whereabouts'
import { thumbPathOf } from '../../src/backend/photos'
import { binPathOf, DAY_MS } from '../../src/domain/photo/bin'
import { testVips } from '../unit/photo-helpers'
import { buildFileWorker } from '../faults/support/file-worker'
import { ROOT } from '../support/folders'
import { foundFolder, type TestFolder } from '../support/kernel'

const photo = (name: string): string => join(ROOT, 'test/fixtures/photos', name)
let worker: Awaited<ReturnType<typeof buildFileWorker>>
beforeAll(async () => {
  worker = await buildFileWorker('photo-bin')
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
async function fileOne(test: TestFolder, name: string, caseId: string | null, slot: string | null = null): Promise<{ linkId: string; sha256: string; archivedAs: string }> {
  const [one] = await addFiles(test.kernel, test.actor, { paths: [photo(name)], caseId, slot })
  if (one?.photo == null) throw new Error(`${name} was not filed`)
  return one.photo
}
const at = (test: TestFolder, path: string): string => join(test.dataDir, path)

describe('bin of photos (spec A6)', () => {
  it('A6: binned with a reason it leaves case, slot, list, search and inbox at once; the file waits in the bin; undone it is all back', async () => {
    await withFolder(async (test) => {
      const made = createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick: '云间客_88' })
      const one = await fileOne(test, 'flower.jpg', made.id, 'outer-box')
      const bytes = readFileSync(at(test, one.archivedAs))
      await binPhoto(test.kernel, test.actor, { linkId: one.linkId, reason: '拍错了' })
      const binPath = binPathOf(one.sha256, one.archivedAs)
      expect(existsSync(at(test, one.archivedAs))).toBe(false)
      expect(readFileSync(at(test, binPath))).toEqual(bytes)
      const detail = getCase(test.kernel, made.id)
      expect(detail.photos).toEqual([])
      expect(detail.evidenceSlots.find((slot) => slot.slot === 'outer-box')?.photoCount).toBe(0)
      expect(detail.timeline.find((event) => event.type === 'photo-binned')?.text).toBe('拍错了')
      expect(listPhotos(test.kernel, { search: '云间客_88', limit: 10 }).rows).toEqual([])
      expect(await resolvePhoto(test.kernel, one.sha256)).toBeNull()
      expect(listBin(test.kernel, { limit: 10 }).rows).toMatchObject([{ photo: { linkId: one.linkId, caseNo: made.caseNo }, binnedBy: '张敏', reason: '拍错了', daysLeft: 30, binnedAt: test.clock.now }])
      test.clock.now += 5 * DAY_MS
      expect(listBin(test.kernel, { limit: 10 }).rows[0]?.daysLeft).toBe(25)
      expect(await verifyPhotos(test.kernel, test.actor)).toMatchObject({ missing: [], altered: [], orphaned: [], repaired: [] })
      expect(await restorePhoto(test.kernel, test.actor, one.linkId)).toMatchObject({ archivedAs: one.archivedAs, slot: 'outer-box', caseId: made.id })
      expect(readFileSync(at(test, one.archivedAs))).toEqual(bytes)
      expect(existsSync(at(test, binPath))).toBe(false)
      expect(getCase(test.kernel, made.id).photos).toHaveLength(1)
      expect(listBin(test.kernel, { limit: 10 }).rows).toEqual([])
    })
  })

  it('A6, A4: other links keep their files, of another buyer and of another case of the same buyer', async () => {
    await withFolder(async (test) => {
      const [a, b, c] = ['amy.w', 'amy.w', 'zoe_k'].map((buyerNick) => createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick }))
      const first = await fileOne(test, 'flower.jpg', a?.id ?? null)
      const second = await fileOne(test, 'flower.jpg', b?.id ?? null)
      const third = await fileOne(test, 'flower.jpg', c?.id ?? null)
      expect(second.archivedAs).toBe(first.archivedAs)
      await binPhoto(test.kernel, test.actor, { linkId: first.linkId, reason: 'x' })
      expect(existsSync(at(test, second.archivedAs))).toBe(true)
      await binPhoto(test.kernel, test.actor, { linkId: second.linkId, reason: 'x' })
      expect(existsSync(at(test, second.archivedAs))).toBe(false)
      expect(existsSync(at(test, third.archivedAs))).toBe(true)
      await purgePhoto(test.kernel, test.actor, first.linkId)
      // the other case's row still needs it
      expect(existsSync(at(test, binPathOf(second.sha256, second.archivedAs)))).toBe(true)
      await restorePhoto(test.kernel, test.actor, second.linkId)
      expect(existsSync(at(test, second.archivedAs))).toBe(true)
      expect(await verifyPhotos(test.kernel, test.actor)).toMatchObject({ missing: [], altered: [], orphaned: [] })
    })
  })

  it('A6: after the days of the policy the job removes the file for good, and the log keeps that it existed', async () => {
    await withFolder(async (test) => {
      const one = await fileOne(test, 'flower.jpg', null)
      expect(inboxCount(test.kernel).count).toBe(1)
      await binPhoto(test.kernel, test.actor, { linkId: one.linkId, reason: 'x' })
      expect(inboxCount(test.kernel).count).toBe(0)
      const thumb = at(test, thumbPathOf(one.sha256))
      for (let day = 0; day < 29; day += 1) {
        test.clock.now += DAY_MS
        expect(await tidyBin(test.kernel)).toBe(0)
      }
      test.clock.now += DAY_MS - 1
      expect(await tidyBin(test.kernel)).toBe(0)
      expect(existsSync(thumb)).toBe(true)
      test.clock.now += 1
      expect(await tidyBin(test.kernel)).toBe(1)
      expect(existsSync(thumb)).toBe(false)
      expect(existsSync(at(test, binPathOf(one.sha256, one.archivedAs)))).toBe(false)
      expect(test.kernel.db.readable.prepare('SELECT deleted_at IS NOT NULL AS gone, bin_reason FROM photo_link').get()).toEqual({ gone: 1, bin_reason: 'x' })
      expect(test.kernel.db.readable.prepare(`SELECT count(*) AS n FROM audit WHERE action IN ('photo.bin', 'photo.purge') AND subject = ?`).get(one.linkId)).toEqual({ n: 2 })
      await expect(restorePhoto(test.kernel, test.actor, one.linkId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
      // the program was killed after the row: the next look finishes it
      writeFileSync(thumb, 'small')
      await tidyBin(test.kernel)
      expect(existsSync(thumb)).toBe(false)
      // the same bytes may come again, as new
      expect((await addFiles(test.kernel, test.actor, { paths: [photo('flower.jpg')], buyerNick: 'amy.w' }))[0]).toMatchObject({ outcome: 'added', photo: { hasThumb: true } })
    })
  })

  it('A6, A7: a photo that is filed again while its last row is removed keeps its new thumbnail', async () => {
    await withFolder(async (test) => {
      for (let turn = 0; turn < 4; turn += 1) {
        const one = await fileOne(test, 'flower.jpg', null)
        await binPhoto(test.kernel, test.actor, { linkId: one.linkId, reason: 'x' })
        const [again] = await Promise.all([addFiles(test.kernel, test.actor, { paths: [photo('flower.jpg')], buyerNick: 'amy.w' }), purgePhoto(test.kernel, test.actor, one.linkId)])
        expect(again[0]).toMatchObject({ outcome: 'added', photo: { hasThumb: true } })
        expect(existsSync(at(test, thumbPathOf(one.sha256)))).toBe(true)
        await binPhoto(test.kernel, test.actor, { linkId: again[0]?.photo?.linkId ?? '', reason: 'y' })
        await purgePhoto(test.kernel, test.actor, again[0]?.photo?.linkId ?? '')
        expect(existsSync(at(test, thumbPathOf(one.sha256)))).toBe(false)
      }
    })
  })

  it('A6: a clock that jumps ahead by months does not empty the bin; days on which the program ran do', async () => {
    await withFolder(async (test) => {
      const one = await fileOne(test, 'flower.jpg', null)
      await binPhoto(test.kernel, test.actor, { linkId: one.linkId, reason: 'x' })
      const real = test.clock.now
      test.clock.now += 200 * DAY_MS
      expect(await tidyBin(test.kernel)).toBe(0)
      expect(await tidyBin(test.kernel)).toBe(0)
      // put right again: the day of the false clock lies ahead and does not count
      test.clock.now = real + 40 * DAY_MS
      for (let day = 0; day < test.kernel.resources.policy.photos.bin.seenDays - 1; day += 1) {
        expect(await tidyBin(test.kernel)).toBe(0)
        test.clock.now += DAY_MS
      }
      expect(await tidyBin(test.kernel)).toBe(1)
    })
  })

  it('A6: the same photo filed again while it lies in the bin is a photo of its own; the binned one comes back beside it', async () => {
    await withFolder(async (test) => {
      const made = createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick: 'amy.w' })
      const one = await fileOne(test, 'flower.jpg', made.id)
      await binPhoto(test.kernel, test.actor, { linkId: one.linkId, reason: 'x' })
      const again = await fileOne(test, 'flower.jpg', made.id)
      expect(again.linkId).not.toBe(one.linkId)
      writeFileSync(at(test, one.archivedAs), 'somebody put this here')
      const back = await restorePhoto(test.kernel, test.actor, one.linkId)
      expect(back.archivedAs).not.toBe(one.archivedAs)
      expect(readFileSync(at(test, one.archivedAs), 'utf8')).toBe('somebody put this here')
      expect(readFileSync(at(test, back.archivedAs))).toEqual(readFileSync(photo('flower.jpg')))
    })
  })

  it('A6: what speaks against binning is said: a closed case, and nothing for a photo of the inbox', async () => {
    await withFolder(async (test) => {
      const made = createCase(test.kernel, test.actor, { kind: 'tracking-inquiry', buyerNick: 'amy.w' })
      const one = await fileOne(test, 'flower.jpg', made.id, 'outer-box')
      expect(binWarnings(test.kernel, one.linkId)).toEqual({ closedCase: null, slot: 'outer-box', claims: [], packs: [], appeals: [], days: 30 })
      setStatus(test.kernel, test.actor, made.id, { status: 'closed', reason: 'mistake' })
      expect(binWarnings(test.kernel, one.linkId).closedCase).toBe(made.caseNo)
      await expect(purgePhoto(test.kernel, test.actor, one.linkId)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    })
  })
})

describe('pictures that look the same (spec A4)', () => {
  it('A4: the picture of another buyer is told when it is filed, saved again or the same bytes, and the view groups them', async () => {
    await withFolder(async (test) => {
      const [a, b, c] = ['amy.w', 'zoe_k', '小满'].map((buyerNick) => createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick }))
      await fileOne(test, 'flower.jpg', a?.id ?? null)
      await fileOne(test, '4.webp', a?.id ?? null)
      const image = (await testVips()).Image.newFromBuffer(readFileSync(photo('flower.jpg')))
      const near = await addBytes(test.kernel, test.actor, { name: 'screenshot.webp', bytes: image.webpsaveBuffer({ Q: 40 }), caseId: b?.id ?? null })
      expect(near).toMatchObject({ outcome: 'added', alike: [{ buyerNick: 'amy.w', caseNo: a?.caseNo }] })
      test.clock.now += 1000
      const [same] = await addFiles(test.kernel, test.actor, { paths: [photo('4.webp')], caseId: c?.id ?? null })
      expect(same).toMatchObject({ outcome: 'duplicate', alike: [{ buyerNick: 'amy.w' }] })
      // the buyer's own again is no warning
      const [own] = await addFiles(test.kernel, test.actor, { paths: [photo('example.heic')], caseId: a?.id ?? null })
      expect(own).not.toHaveProperty('alike')
      const groups = await samePictures(test.kernel, { limit: 10 })
      expect(groups.total).toBe(2)
      expect(groups.rows.map(({ exact, buyers, photos }) => ({ exact, buyers, nicks: photos.map((one) => one.buyerNick).sort() }))).toEqual([
        { exact: true, buyers: 2, nicks: ['amy.w', '小满'] },
        { exact: false, buyers: 2, nicks: ['amy.w', 'zoe_k'] },
      ])
      await binPhoto(test.kernel, test.actor, { linkId: near.photo?.linkId ?? '', reason: 'x' })
      expect((await samePictures(test.kernel, { limit: 10 })).total).toBe(1)
    })
  })

  it('A4: photos from before there were looks get theirs in slices', async () => {
    await withFolder(async (test) => {
      for (const name of ['flower.jpg', '4.webp', 'Landscape_1.jpg']) await fileOne(test, name, null)
      const looks = (): unknown[] => test.kernel.db.readable.prepare('SELECT looks FROM photo ORDER BY id').all()
      const before = looks()
      test.kernel.db.writable.exec('UPDATE photo SET looks = NULL')
      expect(await fillLooks(test.kernel, 2)).toBe(2)
      expect(await fillLooks(test.kernel, 2)).toBe(1)
      expect(await fillLooks(test.kernel, 2)).toBe(0)
      expect(looks()).toEqual(before)
    })
  })
})
