import { existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { synced } from '../../src/backend/db/synced-tables'
import { nodeFileSystem, thumbPathOf } from '../../src/backend/photos'
import { verifyPhotos } from '../../src/backend/services/photos'
import { resolvePhoto } from '../../src/backend/services/photo-whereabouts'
import { photoRound } from '../../src/backend/services/sync/photos'
import { stagedAs } from '../../src/backend/services/sync/photo-way'
import { createSeal } from '../../src/backend/sync/seal'
import { StoreError } from '../../src/backend/sync/store'
import { DAY_MS } from '../../src/domain/photo/bin'
import { photoStoreName } from '../../src/domain/sync/photo-names'
import { carry, filesBelow, shaOf, type WatchedStore } from '../support/photo-pcs'
import { a, b, root, storeA, storeB, fileOne, photoOf, at, shaAt, archive, upA, downB, withTwoPcs } from '../support/photo-round'

withTwoPcs('sync-photos')

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
