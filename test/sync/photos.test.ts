import { existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { spawnByFork } from '../../src/backend/file-process/fork'
import { createFileHosts } from '../../src/backend/file-process/hosts'
import { syncPhoto } from '../../src/backend/db/schema'
import { synced } from '../../src/backend/db/synced-tables'
import { nodeFileSystem, thumbPathOf } from '../../src/backend/photos'
import { createCase } from '../../src/backend/services/case-write'
import * as photoRepo from '../../src/backend/repositories/photos'
import { binPhoto, purgePhoto, restorePhoto } from '../../src/backend/services/photo-bin'
import { addFiles, assignPhoto, verifyPhotos } from '../../src/backend/services/photos'
import { resolvePhoto } from '../../src/backend/services/photo-whereabouts'
import { photoRound } from '../../src/backend/services/sync/photos'
import { stagedAs } from '../../src/backend/services/sync/photo-way'
import { createSeal } from '../../src/backend/sync/seal'
import { StoreError } from '../../src/backend/sync/store'
import { binPathOf, DAY_MS } from '../../src/domain/photo/bin'
import { photoStoreName } from '../../src/domain/sync/photo-names'
import { buildFileWorker } from '../faults/support/file-worker'
import { ROOT, tempFolder } from '../support/folders'
import { carry, filesBelow, folderStore, foundPc, shaOf, watched, type Pc, type WatchedStore } from '../support/photo-pcs'

const photo = (name: string): string => join(ROOT, 'test/fixtures/photos', name)
let worker: Awaited<ReturnType<typeof buildFileWorker>>
let hosts: ReturnType<typeof createFileHosts>
beforeAll(async () => {
  worker = await buildFileWorker('sync-photos')
  hosts = createFileHosts(spawnByFork(worker.entry))
})
afterAll(async () => {
  await hosts.close()
  await worker.remove()
})

let a: Pc
let b: Pc
let root: string
let storeA: WatchedStore
let storeB: WatchedStore
beforeEach(async () => {
  a = await foundPc('a', hosts.imaging, hosts.files)
  b = await foundPc('b', hosts.imaging, hosts.files)
  root = tempFolder('sync-photos-')
  storeA = watched(folderStore(root, a.kernel.deviceId))
  storeB = watched(folderStore(root, b.kernel.deviceId))
})
afterEach(() => {
  vi.restoreAllMocks()
  a.open.close()
  b.open.close()
})

/** Files one picture for a buyer on a PC. */
async function fileOne(pc: Pc, name: string, buyerNick: string | null = 'amy.w'): Promise<{ linkId: string; sha256: string; archivedAs: string }> {
  pc.clock.now += 1000
  const [one] = await addFiles(pc.kernel, pc.actor, { paths: [name.startsWith('/') ? name : photo(name)], buyerNick })
  if (one?.photo == null) throw new Error(`${name} was not filed`)
  return one.photo
}
function photoOf(pc: Pc, linkId: string): NonNullable<ReturnType<typeof photoRepo.findLink>> {
  const row = photoRepo.findLink(pc.kernel.read, linkId)
  if (row === undefined) throw new Error(`no link ${linkId}`)
  return row
}
const at = (pc: Pc, path: string): string => join(pc.dataDir, path)
const shaAt = (pc: Pc, path: string): string | null => (existsSync(at(pc, path)) ? shaOf(readFileSync(at(pc, path))) : null)
const archive = (pc: Pc): Record<string, string> => filesBelow(at(pc, '售后问题图片'))
const upA = (options: Parameters<typeof photoRound>[2] = {}): ReturnType<typeof photoRound> => photoRound(a.kernel, storeA, options)
const downB = (options: Parameters<typeof photoRound>[2] = {}): ReturnType<typeof photoRound> => photoRound(b.kernel, storeB, options)

describe('photos through the shared store (spec S4)', () => {
  it('S4: a photo goes up into the same readable folders, comes down with its name, bytes, thumbnail and looks; nothing to do asks the store nothing', async () => {
    const one = await fileOne(a, 'flower.jpg')
    expect(await upA()).toMatchObject({ up: 1, down: 0, faults: [], waiting: { up: 0, down: 0 } })
    const name = photoStoreName(one.archivedAs, one.sha256)
    expect(name).toBe(`photos/2026-11/amy.w/amy.w_2026-11-21_1~${one.sha256.slice(0, 8)}.jpg`)
    expect(filesBelow(root)).toEqual({ [name]: one.sha256 })

    carry(a, b)
    expect(photoOf(b, one.linkId)).toMatchObject({ awaitedFrom: '', hasThumb: false })
    expect(await resolvePhoto(b.kernel, one.sha256)).toBeNull()
    expect((await verifyPhotos(b.kernel, b.actor)).missing).toEqual([])
    expect(await downB()).toMatchObject({ up: 0, down: 1, faults: [], waiting: { up: 0, down: 0 } })
    expect(archive(b)).toEqual(archive(a))
    expect(existsSync(at(b, thumbPathOf(one.sha256)))).toBe(true)
    expect(photoOf(b, one.linkId)).toMatchObject({ awaitedFrom: null, hasThumb: true, archivedAs: one.archivedAs })
    expect((await resolvePhoto(b.kernel, one.sha256))?.path).toBe(at(b, one.archivedAs))
    expect(await verifyPhotos(b.kernel, b.actor)).toMatchObject({ photos: 1, missing: [], altered: [], orphaned: [], repaired: [] })

    storeA.calls.length = 0
    storeB.calls.length = 0
    expect(await upA()).toMatchObject({ up: 0, down: 0 })
    expect(await downB()).toMatchObject({ up: 0, down: 0 })
    expect([...storeA.calls, ...storeB.calls]).toEqual([])
    expect(filesBelow(at(b, 'incoming'))).toEqual({})
  })

  it('S4: the placeholder names the PC that a photo comes from', async () => {
    const one = await fileOne(a, 'flower.jpg')
    carry(a, b)
    b.kernel.write(b.actor, { name: 'test.device' }, (tx) => tx.insert(synced.syncDevice, { id: a.kernel.deviceId, name: '仓库电脑', part: 'AAAA', publicKey: '', rights: 'full', admittedAt: 0, admittedBy: 'x', retiredAt: null, retiredBy: null }))
    expect(photoOf(b, one.linkId).awaitedFrom).toBe('仓库电脑')
    // Not in the store yet: nothing is asked of it.
    expect(await downB()).toMatchObject({ down: 0, waiting: { up: 0, down: 1 }, faults: [] })
    expect(storeB.calls).toEqual([])
  })

  it('S4: a torn upload goes on where it was; one that was whole but not noted is not sent again; a torn file in the store is replaced', async () => {
    const one = await fileOne(a, 'flower.jpg')
    const name = photoStoreName(one.archivedAs, one.sha256)
    const far: number[] = []
    let tears = true
    const tearing = { ...storeA, putFileNew: (path: string, from: string, options: Parameters<WatchedStore['putFileNew']>[2]) => storeA.putFileNew(path, from, { ...options, onBytes: (bytes) => {
      far.push(bytes)
      if (tears && bytes >= 8192) throw new StoreError('unreachable', 'the cable')
    } }) }
    expect(await photoRound(a.kernel, tearing)).toMatchObject({ up: 0, waiting: { up: 1 }, faults: [{ photoId: null, way: 'up', fault: 'unreachable' }] })
    expect(existsSync(join(root, name))).toBe(false)
    tears = false
    const before = far.length
    expect(await photoRound(a.kernel, tearing)).toMatchObject({ up: 1, faults: [] })
    expect(far[before]).toBeGreaterThanOrEqual(8192)
    expect(filesBelow(root)[name]).toBe(one.sha256)

    // killed after the upload and before the row
    a.kernel.write(a.actor, { name: 'test.forget' }, (tx) => tx.update(synced.photo, one.sha256, { storedAs: null }))
    expect(await upA()).toMatchObject({ up: 1, faults: [] })
    expect(storeA.calls.filter((call) => call.startsWith('remove'))).toEqual([])

    a.kernel.write(a.actor, { name: 'test.forget' }, (tx) => tx.update(synced.photo, one.sha256, { storedAs: null }))
    truncateSync(join(root, name), 5000)
    expect(await upA()).toMatchObject({ up: 1, faults: [] })
    expect(filesBelow(root)).toEqual({ [name]: one.sha256 })
  })

  it('S4: content that is not shorter and not this photo is left alone: the photo takes a name with a longer mark', async () => {
    const one = await fileOne(a, 'flower.jpg')
    const name = photoStoreName(one.archivedAs, one.sha256)
    mkdirSync(dirname(join(root, name)), { recursive: true })
    const other = Buffer.alloc(readFileSync(at(a, one.archivedAs)).length, 7)
    writeFileSync(join(root, name), other)
    expect(await upA()).toMatchObject({ up: 1, faults: [] })
    expect(filesBelow(root)).toEqual({ [name]: shaOf(other), [photoStoreName(one.archivedAs, one.sha256, 16)]: one.sha256 })
    carry(a, b)
    expect(await downB()).toMatchObject({ down: 1, faults: [] })
    expect(shaAt(b, one.archivedAs)).toBe(one.sha256)
  })

  it('S4: a torn download goes on where it was, also after a restart, and is filed when it is whole', async () => {
    const one = await fileOne(a, 'flower.jpg')
    await upA()
    carry(a, b)
    const far: number[] = []
    let tears = true
    const tearing = { ...storeB, readToFile: (name: string, to: string, options: Parameters<WatchedStore['readToFile']>[2]) => storeB.readToFile(name, to, { ...options, onBytes: (bytes) => {
      far.push(bytes)
      if (tears && bytes >= 8192) throw new StoreError('timeout', 'the share hangs')
    } }) }
    expect(await photoRound(b.kernel, tearing)).toMatchObject({ down: 0, waiting: { down: 1 }, faults: [{ photoId: null, way: 'down', fault: 'timeout' }] })
    expect(archive(b)).toEqual({})
    expect(readFileSync(at(b, stagedAs(one.sha256, 'down'))).length).toBe(8192)
    tears = false
    const before = far.length
    // another process: what was in memory is gone
    expect(await photoRound({ ...b.kernel }, tearing)).toMatchObject({ down: 1, faults: [] })
    expect(far[before]).toBe(8192)
    expect(archive(b)).toEqual(archive(a))
    expect(filesBelow(at(b, 'incoming'))).toEqual({})
  })

  it('S4: wrong content is not filed, is told, asked again later each time, and at last uploaded anew by who has it', async () => {
    const one = await fileOne(a, 'flower.jpg')
    const name = photoStoreName(one.archivedAs, one.sha256)
    await upA()
    carry(a, b)
    carry(b, a)
    const wrong = readFileSync(join(root, name))
    wrong[wrong.length - 5] = 255 - (wrong[wrong.length - 5] ?? 0)
    writeFileSync(join(root, name), wrong)
    const { askAgainAfter, firstRetrySeconds } = b.kernel.resources.policy.photos.store
    for (let attempt = 1; attempt <= askAgainAfter; attempt++) {
      const round = await downB()
      expect(round).toMatchObject({ down: 0, waiting: { down: 1 }, faults: [{ photoId: one.sha256, way: 'down', fault: 'wrong-content' }] })
      expect(round.nextAt).toBe(b.clock.now + firstRetrySeconds * 1000 * 2 ** (attempt - 1))
      expect(archive(b)).toEqual({})
      storeB.calls.length = 0
      expect((await downB()).faults).toEqual([])
      expect(storeB.calls).toEqual([])
      b.clock.now = round.nextAt ?? 0
    }
    expect(carry(b, a)).toBe(1)
    a.clock.now = b.clock.now + 1000
    expect(await upA()).toMatchObject({ up: 1, faults: [] })
    carry(a, b)
    expect(await downB()).toMatchObject({ down: 1, faults: [] })
    expect(archive(b)).toEqual(archive(a))
  })

  it('S4, S2: a file that is gone from the store deletes nothing; who has it uploads it again', async () => {
    const one = await fileOne(a, 'flower.jpg')
    await upA()
    carry(a, b)
    await storeA.remove(photoStoreName(one.archivedAs, one.sha256))
    for (let attempt = 1; attempt <= b.kernel.resources.policy.photos.store.askAgainAfter; attempt++) {
      const round = await downB()
      expect(round.faults).toEqual([{ photoId: one.sha256, way: 'down', fault: 'not-in-store' }])
      b.clock.now = round.nextAt ?? 0
    }
    carry(b, a)
    expect(shaAt(a, one.archivedAs)).toBe(one.sha256)
    a.clock.now = b.clock.now + 1000
    expect(await upA()).toMatchObject({ up: 1 })
    carry(a, b)
    expect(await downB()).toMatchObject({ down: 1 })
    expect(photoOf(a, one.linkId)).toMatchObject({ archivedAs: one.archivedAs })
  })

  it('S4, A6: a photo that was altered or is gone here is not uploaded and is told; the others go on', async () => {
    const altered = await fileOne(a, 'flower.jpg')
    const gone = await fileOne(a, 'exif_gps.jpg')
    const whole = await fileOne(a, 'Landscape_1.jpg')
    writeFileSync(at(a, altered.archivedAs), 'somebody saved over it')
    await nodeFileSystem.remove(at(a, gone.archivedAs))
    const round = await upA()
    expect(round).toMatchObject({ up: 1, waiting: { up: 2, down: 0 } })
    expect(new Set(round.faults.map((one) => `${one.photoId} ${one.fault}`))).toEqual(new Set([`${altered.sha256} altered`, `${gone.sha256} absent`]))
    expect(Object.values(filesBelow(root))).toEqual([whole.sha256])
    storeA.calls.length = 0
    expect(await upA()).toMatchObject({ up: 0, faults: [] })
    expect(storeA.calls).toEqual([])
  })

  it('S4, A1: two PCs gave one name to two photos: the first made keeps it, on both alike, and nothing is renamed for ever', async () => {
    const mine = await fileOne(a, 'flower.jpg')
    const theirs = await fileOne(b, 'Landscape_1.jpg')
    expect(mine.archivedAs).toBe(theirs.archivedAs)
    for (let turn = 0; turn < 4; turn++) {
      for (const pc of [a, b]) pc.clock.now += 60_000
      await upA()
      await downB()
      carry(a, b)
      carry(b, a)
    }
    expect(carry(a, b) + carry(b, a)).toBe(0)
    expect(archive(a)).toEqual(archive(b))
    const [first, second] = [mine, theirs].sort((x, y) => (x.linkId < y.linkId ? -1 : 1))
    expect(archive(a)).toEqual({ '2026-11/amy.w/amy.w_2026-11-21_1.jpg': first?.sha256, '2026-11/amy.w/amy.w_2026-11-21_2.jpg': second?.sha256 })
    for (const pc of [a, b]) expect(await verifyPhotos(pc.kernel, pc.actor)).toMatchObject({ photos: 2, missing: [], altered: [], orphaned: [], repaired: [] })
  })

  it('S4, A1: a name that is taken by a file no row knows gets a number, on this PC and then on all', async () => {
    const one = await fileOne(a, 'flower.jpg')
    await upA()
    carry(a, b)
    b.clock.now += 60_000
    mkdirSync(dirname(at(b, one.archivedAs)), { recursive: true })
    writeFileSync(at(b, one.archivedAs), 'a note of somebody')
    expect(await downB()).toMatchObject({ down: 1, faults: [] })
    const second = one.archivedAs.replace('_1.jpg', '_2.jpg')
    expect(readFileSync(at(b, one.archivedAs), 'utf8')).toBe('a note of somebody')
    expect(photoOf(b, one.linkId).archivedAs).toBe(second)
    carry(b, a)
    await upA()
    expect(archive(a)).toEqual({ '2026-11/amy.w/amy.w_2026-11-21_2.jpg': one.sha256 })
  })

  it('S4, S6: a path from elsewhere never leaves the archive', async () => {
    const one = await fileOne(a, 'flower.jpg')
    await upA()
    a.kernel.write(a.actor, { name: 'test.path' }, (tx) => tx.update(synced.photoLink, one.linkId, { archivedAs: '../../../outside/售后.jpg' }))
    carry(a, b)
    expect(await downB()).toMatchObject({ down: 1, faults: [] })
    expect(existsSync(join(b.dataDir, '../../../outside'))).toBe(false)
    expect(archive(b)).toEqual({ 'outside/售后.jpg': one.sha256 })
    expect(photoOf(b, one.linkId).archivedAs).toBe('售后问题图片/outside/售后.jpg')
  })
})

describe('files follow rows of other devices (spec S4, A6)', () => {
  /** A photo that is on both PCs. */
  async function shared(): Promise<{ linkId: string; sha256: string; archivedAs: string }> {
    const one = await fileOne(a, 'flower.jpg', null)
    await upA()
    carry(a, b)
    await downB()
    carry(b, a)
    return one
  }
  async function settle(): Promise<void> {
    for (const pc of [a, b]) pc.clock.now += 60_000
    carry(a, b)
    carry(b, a)
    await upA()
    await downB()
  }

  it('S4, A2: filed on a case elsewhere, its file moves here too, and verify does not turn the row back', async () => {
    const one = await shared()
    a.clock.now += 5000
    const made = createCase(a.kernel, a.actor, { kind: 'damaged', buyerNick: '云间客_88' })
    const moved = await assignPhoto(a.kernel, a.actor, { linkId: one.linkId, caseId: made.id, slot: 'outer-box' })
    expect(moved.archivedAs).not.toBe(one.archivedAs)
    carry(a, b)
    expect(await verifyPhotos(b.kernel, b.actor)).toMatchObject({ missing: [], orphaned: [], repaired: [] })
    expect(archive(b)).toEqual(archive(a))
    await settle()
    expect(photoOf(b, one.linkId)).toMatchObject({ archivedAs: moved.archivedAs, slot: 'outer-box' })
  })

  it('S4, A4: another link of a photo that is here gets its file without the store', async () => {
    const one = await shared()
    const again = await fileOne(a, 'flower.jpg', 'zoe_k')
    expect(again.archivedAs).not.toBe(one.archivedAs)
    carry(a, b)
    storeB.calls.length = 0
    expect(await downB()).toMatchObject({ down: 0, faults: [] })
    expect(storeB.calls).toEqual([])
    expect(archive(b)).toEqual(archive(a))
  })

  it('A6, S4: binned, taken back and removed for good elsewhere, the file here does the same', async () => {
    const one = await shared()
    const binPath = binPathOf(one.sha256, one.archivedAs)
    a.clock.now += 5000
    await binPhoto(a.kernel, a.actor, { linkId: one.linkId, reason: '重复' })
    await settle()
    expect([shaAt(b, one.archivedAs), shaAt(b, binPath)]).toEqual([null, one.sha256])
    a.clock.now += 5000
    await restorePhoto(a.kernel, a.actor, one.linkId)
    await settle()
    expect([shaAt(b, one.archivedAs), shaAt(b, binPath)]).toEqual([one.sha256, null])

    await binPhoto(a.kernel, a.actor, { linkId: one.linkId, reason: '重复' })
    await purgePhoto(a.kernel, a.actor, one.linkId)
    // The other PC learns of both at once: its file still stands in its place.
    await settle()
    expect(archive(b)).toEqual({})
    expect(existsSync(at(b, thumbPathOf(one.sha256)))).toBe(false)
    expect(await verifyPhotos(b.kernel, b.actor)).toMatchObject({ photos: 0, missing: [], orphaned: [] })
  })

  it('A6, S3: what one person took back while another removed it for good is kept, and comes back to the other PC', async () => {
    const one = await shared()
    a.clock.now += 5000
    await binPhoto(a.kernel, a.actor, { linkId: one.linkId, reason: '重复' })
    await settle()
    a.clock.now += 31 * DAY_MS
    b.clock.now += 31 * DAY_MS
    await purgePhoto(a.kernel, a.actor, one.linkId)
    await restorePhoto(b.kernel, b.actor, one.linkId)
    for (let turn = 0; turn < 3; turn++) await settle()
    expect(archive(b)).toEqual({ [one.archivedAs.slice('售后问题图片/'.length)]: one.sha256 })
    expect(archive(a)).toEqual(archive(b))
    expect(photoOf(a, one.linkId)).toMatchObject({ awaitedFrom: null })
  })

  it('A4, S4: filed by hand while it is on its way: nothing is fetched, and all its places get files', async () => {
    const one = await fileOne(a, 'flower.jpg')
    await fileOne(a, 'flower.jpg', 'zoe_k')
    await upA()
    carry(a, b)
    b.clock.now += 5000
    await fileOne(b, 'flower.jpg', 'leo')
    storeB.calls.length = 0
    expect(await downB()).toMatchObject({ down: 0, waiting: { up: 0, down: 0 } })
    expect(storeB.calls).toEqual([])
    expect(Object.values(archive(b))).toEqual([one.sha256, one.sha256, one.sha256])
    expect(photoOf(b, one.linkId)).toMatchObject({ awaitedFrom: null, hasThumb: true })
  })
})

describe('photos on their way when things fail (spec S4, R2)', () => {
  it('R2: disk full here ends the round with words; nothing half is filed; with room again it arrives', async () => {
    await fileOne(a, 'flower.jpg')
    await fileOne(a, 'Landscape_1.jpg')
    await upA()
    carry(a, b)
    const full = (): never => {
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
    }
    vi.spyOn(nodeFileSystem, 'link').mockImplementation(async () => full())
    const round = await downB()
    expect(round).toMatchObject({ down: 0, waiting: { down: 2 }, faults: [{ photoId: null, way: 'down', fault: 'DISK_FULL' }] })
    expect(archive(b)).toEqual({})
    vi.restoreAllMocks()
    expect(await downB()).toMatchObject({ down: 2, faults: [] })
    expect(archive(b)).toEqual(archive(a))
  })

  it('R2: a full or read-only store ends uploads only; an unreachable one ends the round', async () => {
    const theirs = await fileOne(b, 'exif_gps.jpg', 'zoe_k')
    await downB()
    carry(b, a)
    await fileOne(a, 'flower.jpg')
    storeA.before = (call) => {
      if (call === 'putFileNew') throw new StoreError('full', 'quota')
    }
    expect(await upA()).toMatchObject({ up: 0, down: 1, waiting: { up: 1, down: 0 }, faults: [{ photoId: null, way: 'up', fault: 'full' }] })
    expect(shaAt(a, theirs.archivedAs)).toBe(theirs.sha256)
    storeA.before = () => {
      throw new StoreError('unreachable', 'no route')
    }
    expect(await upA()).toMatchObject({ up: 0, faults: [{ photoId: null, way: 'up', fault: 'unreachable' }] })
    storeA.before = null
    expect(await upA()).toMatchObject({ up: 1, faults: [] })
  })

  it('S4: aborted, it stops at once with the reason, and goes on in the next round', async () => {
    await fileOne(a, 'flower.jpg')
    const stop = new AbortController()
    storeA.before = () => stop.abort(new Error('closing'))
    await expect(upA({ signal: stop.signal })).rejects.toThrow('closing')
    storeA.before = null
    expect(await upA()).toMatchObject({ up: 1 })
    expect(Object.keys(filesBelow(root))).toHaveLength(1)
  })

  it('S4: with its time used up no further photo is begun', async () => {
    for (const name of ['flower.jpg', 'Landscape_1.jpg']) await fileOne(a, name)
    expect(await upA({ budgetMs: 0 })).toMatchObject({ up: 0, waiting: { up: 2 }, faults: [] })
    expect(storeA.calls).toEqual([])
  })

  /** Runs a round of a PC that dies after `steps` calls of the disk and transactions; answers whether it came so far. */
  async function dieAfter(pc: Pc, store: WatchedStore, steps: number): Promise<boolean> {
    let done = 0
    const step = (): void => {
      done += 1
      if (done > steps) throw new Error('killed')
    }
    const real = { ...nodeFileSystem }
    const stepping = <A extends unknown[], R>(work: (...args: A) => Promise<R>) => async (...args: A): Promise<R> => {
      step()
      return work(...args)
    }
    vi.spyOn(nodeFileSystem, 'open').mockImplementation(stepping(real.open))
    vi.spyOn(nodeFileSystem, 'facts').mockImplementation(stepping(real.facts))
    vi.spyOn(nodeFileSystem, 'makeFolder').mockImplementation(stepping(real.makeFolder))
    vi.spyOn(nodeFileSystem, 'list').mockImplementation(stepping(real.list))
    vi.spyOn(nodeFileSystem, 'link').mockImplementation(stepping(real.link))
    vi.spyOn(nodeFileSystem, 'rename').mockImplementation(stepping(real.rename))
    vi.spyOn(nodeFileSystem, 'remove').mockImplementation(stepping(real.remove))
    vi.spyOn(nodeFileSystem, 'syncFolder').mockImplementation(stepping(real.syncFolder))
    const write: Pc['kernel']['write'] = (actor, action, work) => {
      step()
      const answer = pc.kernel.write(actor, action, work)
      step()
      return answer
    }
    // Another kernel on the same folder: what a process had in memory is gone with it.
    const killed = await photoRound({ ...pc.kernel, write }, store).then(() => false, () => true)
    vi.restoreAllMocks()
    return killed
  }
  async function receiptOf(pc: Pc): Promise<{ sha256: string; archivedAs: string; linkId: string }> {
    const folder = tempFolder('sync-pdf-')
    writeFileSync(join(folder, 'receipt.pdf'), `%PDF-1.7\n${'x'.repeat(9000)}\n%%EOF\n`)
    const one = await fileOne(pc, join(folder, 'receipt.pdf'))
    await fileOne(pc, join(folder, 'receipt.pdf'), 'zoe_k')
    return one
  }

  it('S4, A6: killed between any two steps of a download, nothing is half filed and the next start finishes it', async () => {
    const one = await receiptOf(a)
    await upA()
    carry(a, b)
    const whole = archive(a)
    let steps = 0
    for (let killed = true; killed; steps++) {
      killed = await dieAfter(b, storeB, steps)
      for (const [path, sha256] of Object.entries(archive(b))) expect(whole[path], `half or strange after step ${steps}: ${path}`).toBe(sha256)
      expect((await photoRound({ ...b.kernel }, storeB)).faults, `after step ${steps}`).toEqual([])
      expect(archive(b), `after step ${steps}`).toEqual(whole)
      // and once more from the start
      for (const path of Object.keys(whole)) await nodeFileSystem.remove(join(at(b, '售后问题图片'), path))
      b.kernel.write(b.actor, { name: 'test.again' }, (tx) => tx.putLocal(syncPhoto, { photoId: one.sha256, way: 'down', state: 'waiting', attempts: 0, nextAt: 0, fault: null }))
    }
    expect(steps).toBeGreaterThan(20)
  })

  it('S4, A6: killed between any two steps of an upload or of a move, the row never names what is not whole, and the next start finishes it', async () => {
    const one = await receiptOf(a)
    const name = photoStoreName(one.archivedAs, one.sha256)
    let steps = 0
    for (let killed = true; killed; steps++) {
      killed = await dieAfter(a, storeA, steps)
      const stored = filesBelow(root)[name]
      if (photoRepo.findPhoto(a.kernel.read, one.sha256)?.storedAs != null) expect(stored, `after step ${steps}`).toBe(one.sha256)
      expect((await photoRound({ ...a.kernel }, storeA)).faults, `after step ${steps}`).toEqual([])
      expect(filesBelow(root), `after step ${steps}`).toEqual({ [name]: one.sha256 })
      a.kernel.write(a.actor, { name: 'test.again' }, (tx) => tx.update(synced.photo, one.sha256, { storedAs: null }))
      await storeA.remove(name)
    }
    expect(steps).toBeGreaterThan(4)

    await upA()
    carry(a, b)
    await downB()
    let place = one.archivedAs
    let moves = 0
    for (let killed = true; killed; moves++) {
      const next = `售后问题图片/2026-12/leo/leo_2026-12-01_${moves + 1}.pdf`
      a.clock.now += 1000
      a.kernel.write(a.actor, { name: 'test.move' }, (tx) => tx.update(synced.photoLink, one.linkId, { archivedAs: next }))
      carry(a, b)
      killed = await dieAfter(b, storeB, moves)
      expect([shaAt(b, place), shaAt(b, next)], `after step ${moves}`).toContain(one.sha256)
      expect((await photoRound({ ...b.kernel }, storeB)).faults).toEqual([])
      expect([shaAt(b, place), shaAt(b, next)], `after step ${moves}`).toEqual([null, one.sha256])
      place = next
    }
    expect(moves).toBeGreaterThan(8)
  })
})

describe('photos under the team’s passphrase (spec S6)', () => {
  const seal = createSeal(Buffer.alloc(32, 3))

  it('S6, S4: neither a name nor a byte of it can be read in the store; who has the passphrase gets it whole', async () => {
    const one = await fileOne(a, 'flower.jpg')
    expect(await upA({ seal })).toMatchObject({ up: 1, faults: [] })
    const [name, second] = Object.keys(filesBelow(root))
    expect(second).toBeUndefined()
    expect(name).toMatch(/^sealed\/[0-9a-f]{2}\/[0-9a-f]{64}\.bin$/)
    expect(name).not.toContain(one.sha256.slice(0, 8))
    const sealed = readFileSync(join(root, name ?? ''))
    const clear = readFileSync(at(a, one.archivedAs))
    for (let from = 0; from + 16 <= clear.length; from += 64) expect(sealed.includes(clear.subarray(from, from + 16))).toBe(false)
    carry(a, b)
    expect((await downB()).faults).toEqual([{ photoId: one.sha256, way: 'down', fault: 'no-passphrase' }])
    b.clock.now += DAY_MS
    expect((await downB({ seal: createSeal(Buffer.alloc(32, 4)) })).faults).toEqual([{ photoId: one.sha256, way: 'down', fault: 'wrong-content' }])
    b.clock.now += DAY_MS
    expect(await downB({ seal })).toMatchObject({ down: 1, faults: [] })
    expect(archive(b)).toEqual(archive(a))
    expect(filesBelow(at(b, 'incoming'))).toEqual({})
  })

  it('S6, S4: a sealed file that was changed in the store is put there anew by who has the photo', async () => {
    const one = await fileOne(a, 'flower.jpg')
    await upA({ seal })
    const [name] = Object.keys(filesBelow(root))
    const bytes = readFileSync(join(root, name ?? ''))
    bytes[bytes.length - 20] = 255 - (bytes[bytes.length - 20] ?? 0)
    writeFileSync(join(root, name ?? ''), bytes)
    a.kernel.write(a.actor, { name: 'test.forget' }, (tx) => tx.update(synced.photo, one.sha256, { storedAs: null }))
    expect(await upA({ seal })).toMatchObject({ up: 1, faults: [] })
    carry(a, b)
    expect(await downB({ seal })).toMatchObject({ down: 1, faults: [] })
  })
})
