import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { thumbPathOf } from '../../src/backend/photos'
import { createCase } from '../../src/backend/services/case-write'
import { binPhoto, purgePhoto, restorePhoto } from '../../src/backend/services/photo-bin'
import { assignPhoto, verifyPhotos } from '../../src/backend/services/photos'
import { binPathOf, DAY_MS } from '../../src/domain/photo/bin'
import { carry } from '../support/photo-pcs'
import { a, b, storeB, fileOne, photoOf, at, shaAt, archive, upA, downB, withTwoPcs } from '../support/photo-round'

withTwoPcs('sync-photos-follow')

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
