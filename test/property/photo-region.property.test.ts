import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isRegionOf, physicalSize, shotsOf, sourceOf, type DisplayFacts } from '../../electron/main/capture/plan'
import { edgeAt, HANDLES, moved, onStage, pulled, regionBetween, resized, type Size } from '../../src/domain/photo/region'

const place = fc.record({ x: fc.integer({ min: -6000, max: 6000 }), y: fc.integer({ min: -6000, max: 6000 }) })
const step = fc.record({ x: fc.integer({ min: -3000, max: 3000 }), y: fc.integer({ min: -3000, max: 3000 }) })
const SCALES = [1, 1.25, 1.5, 1.75, 2, 2.25, 2.5, 3]
const screen = fc.record({ width: fc.integer({ min: 320, max: 7680 }), height: fc.integer({ min: 240, max: 4320 }), scaleFactor: fc.constantFrom(...SCALES) })
/** the picture of a display and the page over it */
const both = screen.map(({ width, height, scaleFactor }) => ({ picture: { width, height } satisfies Size, stage: { width: width / scaleFactor, height: height / scaleFactor } satisfies Size }))

describe('any region on any display', () => {
  it('A2: what is drawn, moved, resized or pulled is always a region of its picture', () => {
    fc.assert(
      fc.property(both, place, place, fc.array(fc.tuple(fc.constantFrom('move', 'resize', ...HANDLES), step), { maxLength: 8 }), ({ picture, stage }, from, to, steps) => {
        let region = regionBetween(from, to, stage, picture)
        if (region === null) return
        expect(isRegionOf(region, picture)).toBe(true)
        for (const [how, by] of steps) {
          const before = region
          region = how === 'move' ? moved(region, by, picture) : how === 'resize' ? resized(region, by, picture) : pulled(region, how, edgeAt(by, stage, picture))
          expect(isRegionOf(region, picture)).toBe(true)
          if (how === 'move') expect([region.width, region.height]).toEqual([before.width, before.height])
        }
      }),
    )
  })

  it('A2: where it is drawn on the page is within half a physical pixel of where the pointer was', () => {
    fc.assert(
      fc.property(both, place, place, ({ picture, stage }, from, to) => {
        const region = regionBetween(from, to, stage, picture)
        if (region === null) return
        const box = onStage(region, stage, picture)
        const half = (0.5 * stage.width) / picture.width + 1e-6
        const inside = (at: number, most: number): number => Math.min(Math.max(at, 0), most)
        const [left, right] = [Math.min(from.x, to.x), Math.max(from.x, to.x)].map((at) => inside(at, stage.width))
        expect(Math.abs(box.x - (left ?? NaN))).toBeLessThanOrEqual(half)
        expect(Math.abs(box.x + box.width - (right ?? NaN))).toBeLessThanOrEqual(half)
      }),
    )
  })

  it('A2: displays are asked for in as few questions as there are sizes, each display once, and none gets the picture of another', () => {
    const display = fc.record({ bounds: fc.record({ x: fc.integer({ min: -8000, max: 8000 }), y: fc.integer({ min: -8000, max: 8000 }), width: fc.integer({ min: 640, max: 3840 }), height: fc.integer({ min: 480, max: 2160 }) }), scaleFactor: fc.constantFrom(...SCALES) })
    fc.assert(
      fc.property(fc.array(display, { minLength: 1, maxLength: 6 }), fc.constantFrom('named', 'unnamed', 'foreign'), (found, ids) => {
        const displays: DisplayFacts[] = found.map((one, index) => ({ id: 1000 + index, ...one }))
        const shots = shotsOf(displays)
        expect(shots.flatMap((shot) => shot.displays.map((one) => one.id)).sort()).toEqual(displays.map((one) => one.id))
        expect(new Set(shots.map((shot) => `${shot.size.width}x${shot.size.height}`)).size).toBe(shots.length)
        for (const shot of shots) for (const one of shot.displays) expect(physicalSize(one)).toEqual(shot.size)
        const sources = displays.map((one, index) => ({ display_id: ids === 'named' ? String(one.id) : ids === 'unnamed' ? '' : String(7 + index), of: one.id }))
        for (const one of displays) expect(sourceOf(one, displays, sources)?.of).toBe(one.id)
        // one screen less than displays: only names can be trusted then
        for (const one of displays) expect(sourceOf(one, displays, sources.slice(1))?.of ?? null).toBe(ids === 'named' && one.id !== 1000 ? one.id : null)
      }),
    )
  })
})
