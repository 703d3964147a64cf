import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { syncPhoto } from '../../src/backend/db/schema'
import { synced } from '../../src/backend/db/synced-tables'
import { nodeFileSystem } from '../../src/backend/photos'
import * as photoRepo from '../../src/backend/repositories/photos'
import { photoRound } from '../../src/backend/services/sync/photos'
import { StoreError } from '../../src/backend/sync/store'
import { photoStoreName } from '../../src/domain/sync/photo-names'
import { tempFolder } from '../support/folders'
import { carry, filesBelow, type Pc, type WatchedStore } from '../support/photo-pcs'
import { a, b, root, storeA, storeB, fileOne, at, shaAt, archive, upA, downB, withTwoPcs } from '../support/photo-round'

withTwoPcs('sync-photos-failing')

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
