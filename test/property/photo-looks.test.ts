import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { binPathOf, daysLeft, isInBin, isOver } from '../../src/domain/photo/bin'
import { createLooksIndex, isLooks, LOOKS_SIDE, looksDistance, looksOf, rasterOf } from '../../src/domain/photo/looks'

const looks = fc.stringMatching(/^[0-9a-f]{16}$/)
const raster = fc.uint8Array({ minLength: LOOKS_SIDE ** 2, maxLength: LOOKS_SIDE ** 2 })

describe('looks of pictures', () => {
  it('A4: distance is zero for the same, the same both ways, and never more than by way of a third', () => {
    fc.assert(
      fc.property(looks, looks, looks, (a, b, c) => {
        expect(looksDistance(a, a)).toBe(0)
        expect(looksDistance(a, b)).toBe(looksDistance(b, a))
        expect(looksDistance(a, c)).toBeLessThanOrEqual(looksDistance(a, b) + looksDistance(b, c))
      }),
    )
  })

  it('A4: counts exactly the bits that differ', () => {
    fc.assert(
      fc.property(looks, fc.uniqueArray(fc.integer({ min: 0, max: 63 })), (a, bits) => {
        const flipped = bits.reduce((value, bit) => value ^ (1n << BigInt(bit)), BigInt(`0x${a}`))
        expect(looksDistance(a, flipped.toString(16).padStart(16, '0'))).toBe(bits.length)
      }),
    )
  })

  it('A4: the index finds just what comparing with every one finds, nearest first', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 16 }), fc.array(looks, { maxLength: 60 }), looks, fc.array(fc.integer({ min: 0, max: 63 }), { maxLength: 12 }), (distance, all, base, bits) => {
        const near = bits.reduce((value, bit) => value ^ (1n << BigInt(bit)), BigInt(`0x${base}`))
        const entries = [...all, base, near.toString(16).padStart(16, '0')].map((one, at) => ({ id: String(at), looks: one }))
        const index = createLooksIndex(distance)
        for (const entry of entries) index.add(entry.id, entry.looks)
        const expected = entries.map((entry, at) => ({ id: entry.id, distance: looksDistance(base, entry.looks), at })).filter((one) => one.distance <= distance).sort((a, b) => a.distance - b.distance || a.at - b.at)
        expect(index.near(base)).toEqual(expected.map(({ id, distance: far }) => ({ id, distance: far })))
        expect(index.nearest(base)).toEqual(index.near(base)[0])
      }),
    )
  })

  it('A4: any raster gives looks or null, and making it a little darker changes none or few bits', () => {
    fc.assert(
      fc.property(raster, (grey) => {
        const found = looksOf(grey)
        if (found === null) return
        expect(isLooks(found)).toBe(true)
        const darker = looksOf(grey.map((value) => Math.floor(value / 2)))
        if (darker !== null) expect(looksDistance(found, darker)).toBeLessThanOrEqual(8)
      }),
      { numRuns: 50 },
    )
  })
})

describe('the raster that looks are worked out of', () => {
  const picture = fc.tuple(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 4 }))

  it('A4: one colour all over gives one grey all over, whatever the size and the bands; what can be seen through is white', () => {
    fc.assert(
      fc.property(picture, fc.integer({ min: 0, max: 255 }), ([width, height, bands], value) => {
        const solid = Uint8Array.from({ length: width * height * bands }, (_, at) => ((bands === 2 || bands === 4) && at % bands === bands - 1 ? 255 : value))
        expect(new Set(rasterOf(solid, width, height, bands))).toEqual(new Set([value]))
        if (bands === 2 || bands === 4) expect(new Set(rasterOf(solid.map((one, at) => (at % bands === bands - 1 ? 0 : one)), width, height, bands))).toEqual(new Set([255]))
      }),
    )
  })

  it('A4: made larger pixel by pixel a picture keeps its raster', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: LOOKS_SIDE ** 2 * 3, maxLength: LOOKS_SIDE ** 2 * 3 }), fc.integer({ min: 2, max: 4 }), (pixels, times) => {
        const side = LOOKS_SIDE * times
        const large = Uint8Array.from({ length: side * side * 3 }, (_, at) => {
          const [pixel, band] = [Math.floor(at / 3), at % 3]
          return pixels[(Math.floor(pixel / side / times) * LOOKS_SIDE + Math.floor((pixel % side) / times)) * 3 + band] ?? 0
        })
        expect(rasterOf(large, side, side, 3)).toEqual(rasterOf(pixels, LOOKS_SIDE, LOOKS_SIDE, 3))
      }),
      { numRuns: 20 },
    )
    expect(() => rasterOf(new Uint8Array(11), 2, 2, 3)).toThrow(RangeError)
  })
})

describe('the bin', () => {
  it('A6: a binned file has a safe name of its own in the bin, the same for the same photo and place', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9a-f]{64}$/), fc.stringMatching(/^[^/\0]{1,140}$/), (sha256, name) => {
        const path = binPathOf(sha256, `售后问题图片/2026-11/x/${name}`)
        expect(isInBin(path)).toBe(true)
        expect(path.split('/')).toHaveLength(3)
        expect(path).toContain(sha256.slice(0, 16))
        expect(binPathOf(sha256, `售后问题图片/2026-11/x/${name}`)).toBe(path)
      }),
    )
  })

  it('A6: days left fall from all of them to none, and none are left just when it is over', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 0, max: 4e9 }), fc.integer({ min: 1, max: 365 }), (at, after, days) => {
        expect(daysLeft(at, at, days)).toBe(days)
        expect(daysLeft(at, at + after, days) === 0).toBe(isOver(at, at + after, days))
        expect(daysLeft(at, at + after, days)).toBeLessThanOrEqual(days)
      }),
    )
  })
})
