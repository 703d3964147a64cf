import { existsSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFileHosts } from '../../src/backend/file-process/hosts'
import { spawnByFork } from '../../src/backend/file-process/fork'
import { getCase } from '../../src/backend/services/case-read'
import { createCase } from '../../src/backend/services/case-write'
import { addBytes, addFiles, assignPhoto, inboxCount, listPhotos, verifyPhotos } from '../../src/backend/services/photos'
import { resolvePhoto } from '../../src/backend/services/photo-whereabouts'
import { buildFileWorker } from '../faults/support/file-worker'
import { foundFolder, type TestFolder } from '../support/kernel'
import { ROOT } from '../support/folders'

const PHOTOS = join(ROOT, 'test/fixtures/photos')
const photo = (name: string): string => join(PHOTOS, name)

let worker: Awaited<ReturnType<typeof buildFileWorker>>
beforeAll(async () => {
  worker = await buildFileWorker('photos')
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

describe('photo service (spec section 7)', () => {
  it('A1, A2, A3: JPEG, PNG, WebP and HEIC land in the readable folder under the buyer, with thumbnails, bytes unchanged', async () => {
    await withFolder(async (test) => {
      const made = createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick: '云间客_88' })
      const results = await addFiles(test.kernel, test.actor, { paths: ['flower.jpg', 'png_named.jpg', '4.webp', 'example.heic'].map(photo), caseId: made.id, slot: 'outer-box' })
      expect(results.map((result) => result.outcome)).toEqual(['added', 'added', 'added', 'added'])
      const folder = join(test.dataDir, '售后问题图片', '2026-11', '云间客_88')
      const names = readdirSync(folder).sort()
      expect(names).toHaveLength(4)
      for (const name of names) expect(name).toMatch(/^云间客_88_2026-11-21_\d+\.(jpg|png|webp|heic)$/)
      for (const result of results) {
        expect(readFileSync(join(test.dataDir, result.photo?.archivedAs ?? ''))).toEqual(readFileSync(result.name))
        const sha = result.photo?.sha256 ?? ''
        expect(existsSync(join(test.dataDir, 'thumbs', sha.slice(0, 2), `${sha}.webp`))).toBe(true)
        expect((await resolvePhoto(test.kernel, sha))?.path).toBe(join(test.dataDir, result.photo?.archivedAs ?? ''))
      }
      const detail = getCase(test.kernel, made.id)
      expect(detail.photos).toHaveLength(4)
      expect(detail.timeline.filter((event) => event.type === 'photo-added')).toHaveLength(4)
      expect(detail.evidenceSlots.find((slot) => slot.slot === 'outer-box')?.photoCount).toBe(4)
    })
  })

  it('A4: identical bytes are stored once, and the other buyer still has the photo in their folder', async () => {
    await withFolder(async (test) => {
      const first = createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick: 'amy.w' })
      const second = createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick: 'zoe_k' })
      const [a] = await addFiles(test.kernel, test.actor, { paths: [photo('flower.jpg')], caseId: first.id })
      const [again] = await addFiles(test.kernel, test.actor, { paths: [photo('flower.jpg')], caseId: first.id })
      const other = await addBytes(test.kernel, test.actor, { name: 'pasted.jpg', bytes: readFileSync(photo('flower.jpg')), caseId: second.id })
      expect(again).toMatchObject({ outcome: 'duplicate', photo: { linkId: a?.photo?.linkId } })
      expect(other).toMatchObject({ outcome: 'duplicate', photo: { sha256: a?.photo?.sha256 } })
      const inode = (archivedAs: string | undefined): number => statSync(join(test.dataDir, archivedAs ?? '')).ino
      expect(other.photo?.archivedAs).not.toBe(a?.photo?.archivedAs)
      expect(inode(other.photo?.archivedAs)).toBe(inode(a?.photo?.archivedAs))
      expect(test.kernel.db.readable.prepare('SELECT count(*) AS n FROM photo').get()).toEqual({ n: 1 })
      expect(getCase(test.kernel, first.id).timeline.filter((event) => event.type === 'photo-added')).toHaveLength(1)
    })
  })

  it('A2: a photo without a case waits in the inbox, knows how it came in, and moves to its owner when it is filed', async () => {
    await withFolder(async (test) => {
      const inbox = await addBytes(test.kernel, test.actor, { name: 'screenshot.png', bytes: readFileSync(photo('png_named.jpg')), source: 'screenshot' })
      expect(inboxCount(test.kernel)).toEqual({ count: 1 })
      const made = createCase(test.kernel, test.actor, { kind: 'quality', buyerNick: '小满家居' })
      const filed = await assignPhoto(test.kernel, test.actor, { linkId: inbox.photo?.linkId ?? '', caseId: made.id, slot: 'defect-photo' })
      expect(filed).toMatchObject({ caseId: made.id, slot: 'defect-photo', buyerNick: '小满家居' })
      expect(filed.archivedAs).toContain('/小满家居/')
      expect(test.kernel.db.readable.prepare('SELECT source FROM photo_link').all()).toEqual([{ source: 'screenshot' }])
      expect(existsSync(join(test.dataDir, filed.archivedAs))).toBe(true)
      expect(existsSync(join(test.dataDir, inbox.photo?.archivedAs ?? ''))).toBe(false)
      expect(inboxCount(test.kernel)).toEqual({ count: 0 })
      expect(listPhotos(test.kernel, { buyerNick: '小满家居', limit: 10 }).rows).toHaveLength(1)
    })
  })

  it('A3: broken, empty and bomb-like files are told one by one and the rest is filed', async () => {
    await withFolder(async (test) => {
      const names = ['broken.png', 'zero_byte.jpg', 'decompression_bomb.gif', 'big-height.webp', 'truncated.jpg', 'flower.jpg']
      const results = await addFiles(test.kernel, test.actor, { paths: names.map(photo), buyerNick: 'amy.w' })
      expect(results.at(-1)?.outcome).toBe('added')
      for (const result of results.slice(0, 3)) {
        expect(result.outcome, result.name).toBe('rejected')
        expect(result.rejected?.messageZh.length).toBeGreaterThan(5)
      }
      expect((await verifyPhotos(test.kernel, test.actor)).missing).toEqual([])
    })
  })

  it('A6: verify says the truth, and rows follow a file that was moved by hand', async () => {
    await withFolder(async (test) => {
      const [one] = await addFiles(test.kernel, test.actor, { paths: [photo('flower.jpg')], buyerNick: 'amy.w' })
      const from = one?.photo?.archivedAs ?? ''
      const to = from.replace('amy.w_', 'renamed by hand ')
      renameSync(join(test.dataDir, from), join(test.dataDir, to))
      expect(await verifyPhotos(test.kernel, test.actor)).toEqual({ photos: 1, missing: [], altered: [], orphaned: [], repaired: [to] })
      expect(await verifyPhotos(test.kernel, test.actor)).toEqual({ photos: 1, missing: [], altered: [], orphaned: [], repaired: [] })
      renameSync(join(test.dataDir, to), join(test.dataDir, 'outside.jpg'))
      expect((await verifyPhotos(test.kernel, test.actor)).missing).toEqual([to])
    })
  })
})
