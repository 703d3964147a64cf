import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { archivedPath, archivePlace, ARCHIVE_FOLDER, BIN_FOLDER, DEFAULT_ARCHIVE_PATTERN, REVIEW_FOLDER } from '../../src/domain/photo/archive-path'
import { retryAfter } from '../../src/domain/sync/photo-faults'
import { isPhotoName, photoStoreName, safePlace, sealedStoreName } from '../../src/domain/sync/photo-names'
import { storeNameProblem } from '../../src/domain/sync/store-name'

const sha256 = fc.array(fc.constantFrom(...'0123456789abcdef'), { minLength: 64, maxLength: 64 }).map((digits) => digits.join(''))
const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.constantFrom('..', '.', 'CON', 'a/b', 'x\\y', '小鱼', '', ' ', BIN_FOLDER, REVIEW_FOLDER, '.hidden', 'a.', '~', '👩‍👩‍👧‍👧'))
const filed = fc
  .record({ buyer: anyText, n: fc.integer({ min: 1, max: 999_999 }), ext: fc.constantFrom('jpg', 'png', 'pdf', 'heic') })
  .map(({ buyer, n, ext }) => archivedPath(archivePlace(DEFAULT_ARCHIVE_PATTERN, { buyer, at: { year: 2026, month: 11, day: 21, hour: 1, minute: 2, second: 3 }, ext }), n))
const moved = fc.array(anyText, { minLength: 1, maxLength: 12 }).map((segments) => segments.join('/'))
const path = fc.oneof(filed, moved, moved.map((rest) => `${ARCHIVE_FOLDER}/${rest}`))

describe('names of photos in the store (spec S4)', () => {
  it('S4: every photo has a name that every store takes, below photos/, with a piece of its hash; the same each time', () => {
    fc.assert(
      fc.property(path, sha256, fc.constantFrom(8, 16), (archivedAs, sha, digits) => {
        const name = photoStoreName(archivedAs, sha, digits)
        expect(storeNameProblem(name)).toBeNull()
        expect(isPhotoName(name)).toBe(true)
        expect(name.startsWith('photos/')).toBe(true)
        expect(name.split('/').at(-1)).toContain(sha.slice(0, digits))
        expect(photoStoreName(archivedAs, sha, digits)).toBe(name)
      }),
    )
  })

  it('S4: two photos never share a name, wherever they lie and however the names are compared', () => {
    fc.assert(
      fc.property(path, path, sha256, sha256, (one, other, sha, otherSha) => {
        fc.pre(sha.slice(0, 8) !== otherSha.slice(0, 8))
        expect(photoStoreName(one, sha).toLowerCase()).not.toBe(photoStoreName(other, otherSha).toLowerCase())
        expect(photoStoreName(one, sha)).not.toBe(photoStoreName(one, otherSha))
      }),
    )
  })

  it('S4: the folders of the archive stay readable in the store', () => {
    expect(photoStoreName('售后问题图片/2026-11/小鱼/小鱼_2026-11-21_3.jpg', '1a2b3c4d'.padEnd(64, '0'))).toBe('photos/2026-11/小鱼/小鱼_2026-11-21_3~1a2b3c4d.jpg')
    fc.assert(
      fc.property(filed, sha256, (archivedAs, sha) => {
        expect(photoStoreName(archivedAs, sha).split('/').slice(1, -1)).toEqual(archivedAs.split('/').slice(1, -1))
      }),
    )
  })

  it('S4, S6: the name of a sealed photo passes too', () => {
    fc.assert(fc.property(sha256, (mark) => void expect([isPhotoName(sealedStoreName(mark)), sealedStoreName(mark).length]).toEqual([true, 78])))
  })
})

describe('places that come from elsewhere (spec S4, A1)', () => {
  it('S4, A1: what the archive made is taken as it is', () => {
    fc.assert(fc.property(filed, (archivedAs) => void expect(safePlace(archivedAs)).toBe(archivedAs)))
  })

  it('S4, S6: whatever a row says, the place lies in the archive, outside bin and review, and is the same when asked again', () => {
    fc.assert(
      fc.property(path, (archivedAs) => {
        const place = safePlace(archivedAs)
        const [first, second, ...rest] = place.split('/')
        expect(first).toBe(ARCHIVE_FOLDER)
        expect([undefined, '', '.', '..', BIN_FOLDER, REVIEW_FOLDER]).not.toContain(second)
        for (const segment of rest) expect(['', '.', '..']).not.toContain(segment)
        expect(place).not.toMatch(/[\\\0]/)
        expect(safePlace(place)).toBe(place)
      }),
    )
  })
})

describe('trying again (spec S4)', () => {
  it('S4: each attempt comes later than the one before, never later than the limit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 3_600_000 }), fc.integer({ min: 1, max: 86_400_000 }), (attempts, first, most) => {
        const wait = retryAfter(attempts, first, most)
        expect(wait).toBeLessThanOrEqual(most)
        expect(retryAfter(attempts + 1, first, most)).toBeGreaterThanOrEqual(wait)
        if (attempts === 1) expect(wait).toBe(Math.min(first, most))
      }),
    )
  })
})
