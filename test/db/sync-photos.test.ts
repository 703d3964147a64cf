import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { syncPhoto } from '../../src/backend/db/schema'
import { synced } from '../../src/backend/db/synced-tables'
import { listUp, photoWork, photoWorkSql } from '../../src/backend/repositories/sync-photos'
import { beforePhotoRow } from '../../src/backend/services/sync/photo-arrivals'
import { PHOTO_FAULT_WORDS } from '../../src/domain/sync/photo-faults'
import { foundFolder, type TestFolder } from '../support/kernel'

let test: TestFolder
const sha = (n: number): string => n.toString(16).padStart(64, '0')
beforeAll(async () => {
  test = await foundFolder()
  test.kernel.write(test.actor, { name: 'test.rows' }, (tx) => {
    for (let n = 1; n <= 6; n++) {
      tx.insert(synced.photo, { id: sha(n), format: 'jpeg', bytes: 10, width: null, height: null, hasThumb: false, addedAt: n, looks: null, words: null, storedAs: n === 6 ? 'photos/x.jpg' : null })
      // the fourth is shown by no row any more
      if (n !== 4) tx.insert(synced.photoLink, { id: `l${n}`, photoId: sha(n), archivedAs: `售后问题图片/a/${n}.jpg`, originalName: null, buyerNick: null, orderNo: null, addedAt: n, addedBy: 'x', caseId: null, slot: null, originalAt: null, source: null, derivedFrom: null, note: null, binnedAt: null, binnedBy: null, binReason: null })
    }
    tx.putLocal(syncPhoto, { photoId: sha(2), way: 'down', state: 'waiting', attempts: 0, nextAt: 0, fault: null })
    tx.putLocal(syncPhoto, { photoId: sha(3), way: 'up', state: 'failed', attempts: 1, nextAt: 5000, fault: 'altered' })
    tx.putLocal(syncPhoto, { photoId: sha(6), way: 'up', state: 'done', attempts: 0, nextAt: 0, fault: null })
  })
})
afterAll(() => test.open.close())

describe('what is on its way (spec S4)', () => {
  it('S4: counts photos that are here and not stored, and those that are not here; a failed one waits for its turn', () => {
    expect(photoWork(test.kernel.read, 4999)).toEqual({ up: 3, upNow: 1, down: 1, downNow: 0, follow: 0 })
    expect(listUp(test.kernel.read, 4999, '', 10).map((one) => one.id)).toEqual([sha(1), sha(5)])
    expect(listUp(test.kernel.read, 5000, '', 10).map((one) => one.id)).toEqual([sha(1), sha(3), sha(5)])
  })

  it('S4: a row that comes anew is fetched, newest first; one that is here only follows its path', () => {
    test.kernel.write(test.actor, { name: 'test.arrive' }, (tx) => {
      beforePhotoRow(tx, 'photo', sha(9), { added_at: 77 })
      beforePhotoRow(tx, 'photo', sha(1))
      beforePhotoRow(tx, 'photo_link', 'l9', { photo_id: sha(9) })
      beforePhotoRow(tx, 'photo_link', 'l1')
      beforePhotoRow(tx, 'cases', 'c1')
    })
    const ways = test.kernel.db.readable.prepare('SELECT photo_id, way, state, next_at FROM sync_photo WHERE photo_id IN (?, ?)').all(sha(9), sha(1))
    expect(ways).toEqual([{ photo_id: sha(9), way: 'down', state: 'waiting', next_at: -77 }])
    expect(photoWork(test.kernel.read, 4999).follow).toBe(1)
  })

  it('S4: asking whether there is anything to do reads no table through', () => {
    const { sql, params } = photoWorkSql(test.kernel.read)
    const plan = test.kernel.db.readable
      .prepare<(string | number)[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all(...params)
      .map((row) => row.detail)
    // Photos in the store are the many: only the index of those that are not is walked, and the one row that the answers hang on.
    expect(plan.filter((step) => /^SCAN/.test(step) && !/photo_unstored|sync_photo_next|subquery|CONSTANT ROW/.test(step))).toEqual([])
  })

  it('R2, S4: every fault of a photo has words in both languages that say what is safe', () => {
    for (const words of Object.values(PHOTO_FAULT_WORDS)) for (const text of [words.zh, words.en]) expect(text.length).toBeGreaterThan(20)
  })
})
