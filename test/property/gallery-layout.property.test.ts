import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groupOfPhoto, layoutGallery, linesBetween, photoBeside, placeOfPhoto } from '../../src/domain/photo/gallery-layout'

const gallery = fc.record({
  counts: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 30 }),
  columns: fc.integer({ min: 1, max: 9 }),
  line: fc.integer({ min: 20, max: 200 }),
  headline: fc.constantFrom(0, 28),
})
const laid = gallery.map(({ counts, ...rest }) => ({ counts, layout: layoutGallery(counts, { ...rest, padding: 12 }) }))

describe('layout of the gallery (spec A7)', () => {
  it('A7: all lines together hold every photo once, without a gap between them, and end where the height does', () => {
    fc.assert(
      fc.property(laid, ({ layout }) => {
        let top = 12
        let next = 0
        for (const line of linesBetween(layout, 0, layout.height)) {
          expect(line.top).toBe(top)
          if (line.kind === 'headline') top += layout.measures.headline
          else {
            expect(line.from).toBe(next)
            expect(line.to - line.from).toBeGreaterThan(0)
            next = line.to
            top += layout.measures.line
          }
        }
        expect(next).toBe(layout.total)
        expect(top + 12).toBe(layout.height)
      }),
    )
  })

  it('A7: the lines of any window are those of the whole that touch it', () => {
    fc.assert(
      fc.property(laid, fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 900 }), ({ layout }, part, room) => {
        const from = part * layout.height
        const to = from + room
        const height = (kind: string): number => (kind === 'headline' ? layout.measures.headline : layout.measures.line)
        const touching = linesBetween(layout, 0, layout.height).filter((line) => line.top + height(line.kind) > from && line.top < to)
        const found = linesBetween(layout, from, to)
        for (const line of touching) expect(found).toContainEqual(line)
        expect(found.length).toBeLessThanOrEqual(touching.length + 2)
      }),
    )
  })

  it('A7: a photo stands in its group, on the line that says so', () => {
    fc.assert(
      fc.property(laid, fc.nat(), ({ layout, counts }, any) => {
        const index = any % layout.total
        const group = groupOfPhoto(layout, index)
        expect(index).toBeGreaterThanOrEqual(counts.slice(0, group).reduce((sum, each) => sum + each, 0))
        expect(index).toBeLessThan(counts.slice(0, group + 1).reduce((sum, each) => sum + each, 0))
        const place = placeOfPhoto(layout, index)
        expect(linesBetween(layout, place.top, place.top + place.height - 1).some((line) => line.kind === 'photos' && line.from <= index && index < line.to)).toBe(true)
      }),
    )
  })

  it('A7: down and up change the line by one, and end at the edges', () => {
    fc.assert(
      fc.property(laid, fc.nat(), ({ layout }, any) => {
        const index = any % layout.total
        const lines = linesBetween(layout, 0, layout.height).filter((line) => line.kind === 'photos')
        const lineOf = (photo: number): number => lines.findIndex((line) => line.from <= photo && photo < line.to)
        const down = photoBeside(layout, index, 1)
        const up = photoBeside(layout, index, -1)
        expect(lineOf(down)).toBe(Math.min(lines.length - 1, lineOf(index) + 1))
        expect(lineOf(up)).toBe(Math.max(0, lineOf(index) - 1))
      }),
    )
  })
})
