import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blocksOf, boundsOf, drawn, EMPTY_DRAWING, hits, moved, pixelate, pixelRect, redone, undone, type Drawing, type Shape } from '../../src/domain/photo/drawing'

const PICTURE = { width: 500, height: 400 }
const point = fc.record({ x: fc.double({ min: 0, max: 500, noNaN: true }), y: fc.double({ min: 0, max: 400, noNaN: true }) })
const ink = fc.constantFrom('late' as const, 'soon' as const, 'ok' as const, 'accent' as const)
const shape: fc.Arbitrary<Shape> = fc.oneof(
  fc.record({ kind: fc.constantFrom('arrow' as const, 'box' as const), from: point, to: point, ink }),
  fc.record({ kind: fc.constant('mosaic' as const), from: point, to: point }),
)
const area = fc.record({ width: fc.integer({ min: 1, max: 40 }), height: fc.integer({ min: 1, max: 40 }), block: fc.integer({ min: 1, max: 50 }) })

describe('drawing on photos, for any shapes (spec A5)', () => {
  it('A5: a mask covers each pixel of its area exactly once', () => {
    fc.assert(
      fc.property(area, ({ width, height, block }) => {
        const seen = new Uint8Array(width * height)
        for (const each of blocksOf({ width, height }, block)) {
          for (let y = each.y; y < each.y + each.height; y += 1) for (let x = each.x; x < each.x + each.width; x += 1) seen[y * width + x] = (seen[y * width + x] ?? 0) + 1
        }
        expect(seen.every((count) => count === 1)).toBe(true)
      }),
    )
  })

  it('A5: after masking each square is one colour, so pictures of equal means cannot be told apart', () => {
    fc.assert(
      fc.property(area, fc.infiniteStream(fc.integer({ min: 0, max: 255 })), ({ width, height, block }, bytes) => {
        const pixels = Uint8ClampedArray.from({ length: width * height * 4 }, () => bytes.next().value ?? 0)
        const before = pixels.slice()
        pixelate(pixels, { width, height }, block)
        for (const each of blocksOf({ width, height }, block)) {
          const at = (x: number, y: number, channel: number, of = pixels): number => of[(y * width + x) * 4 + channel] ?? -1
          for (let channel = 0; channel < 4; channel += 1) {
            let sum = 0
            for (let y = each.y; y < each.y + each.height; y += 1) for (let x = each.x; x < each.x + each.width; x += 1) sum += at(x, y, channel, before)
            const mean = Math.round(sum / (each.width * each.height))
            for (let y = each.y; y < each.y + each.height; y += 1) for (let x = each.x; x < each.x + each.width; x += 1) expect(at(x, y, channel)).toBe(mean)
          }
        }
      }),
      { numRuns: 40 },
    )
  })

  it('A5: whole pixels hold what was asked for, and stay in the picture', () => {
    fc.assert(
      fc.property(fc.record({ x: fc.double({ min: -600, max: 600, noNaN: true }), y: fc.double({ min: -600, max: 600, noNaN: true }), width: fc.double({ min: 0, max: 900, noNaN: true }), height: fc.double({ min: 0, max: 900, noNaN: true }) }), (rect) => {
        const { x, y, width, height } = pixelRect(rect, PICTURE)
        expect([x, y, width, height].every((value) => Number.isInteger(value) && value >= 0)).toBe(true)
        expect(x + width).toBeLessThanOrEqual(PICTURE.width)
        expect(y + height).toBeLessThanOrEqual(PICTURE.height)
        if (rect.x >= 0 && rect.x <= PICTURE.width) expect(x).toBeLessThanOrEqual(rect.x)
        if (rect.x + rect.width >= 0 && rect.x + rect.width <= PICTURE.width) expect(x + width).toBeGreaterThanOrEqual(rect.x + rect.width)
      }),
    )
  })

  it('A5: a moved shape keeps its size, never leaves the picture, and is hit where its end is', () => {
    fc.assert(
      fc.property(shape, fc.record({ x: fc.integer({ min: -900, max: 900 }), y: fc.integer({ min: -900, max: 900 }) }), (one, by) => {
        const before = boundsOf(one)
        const other = moved(one, by, PICTURE)
        const after = boundsOf(other)
        expect(after.width).toBeCloseTo(before.width, 6)
        expect(after.height).toBeCloseTo(before.height, 6)
        expect(after.x).toBeGreaterThanOrEqual(-1e-6)
        expect(after.x + after.width).toBeLessThanOrEqual(PICTURE.width + 1e-6)
        if (other.kind !== 'text') expect(hits(other, other.to, 0.001)).toBe(true)
      }),
    )
  })

  it('A5: undo and redo walk the steps there and back', () => {
    fc.assert(
      fc.property(fc.array(fc.array(shape, { maxLength: 3 }), { minLength: 1, maxLength: 8 }), fc.nat(12), (steps, back) => {
        const end = steps.reduce<Drawing>((drawing, shapes) => drawn(drawing, shapes), EMPTY_DRAWING)
        const times = (count: number, from: Drawing, step: (drawing: Drawing) => Drawing): Drawing => Array.from({ length: count }).reduce<Drawing>((drawing) => step(drawing), from)
        const there = times(back, end, undone)
        expect(there.shapes).toEqual(back >= steps.length ? [] : steps[steps.length - back - 1])
        expect(times(back, there, redone)).toEqual(end)
      }),
    )
  })
})
