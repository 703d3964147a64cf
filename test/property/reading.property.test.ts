import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tilesOf } from '../../src/backend/photos/ocr/boxes'
import { planesOf } from '../../src/backend/photos/ocr/raster'
import { misreadCandidates } from '../../src/domain/intake/misread'
import { linesOf } from '../../src/domain/photo/reading'

const digit = fc.constantFrom(...'0123456789')
/** What readers take for a digit. */
const LOOKS: Readonly<Record<string, readonly string[]>> = { '0': ['O', 'o', 'Q'], '1': ['l', 'I', '|'], '2': ['Z', 'z'], '5': ['S', 's'], '8': ['B'] }

describe('C11: misread numbers', () => {
  it('C11: whichever digits of a number are taken for letters that look so, the number is among its candidates', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(digit, fc.nat(2), fc.boolean()), { minLength: 10, maxLength: 24 }), (digits) => {
        const number = digits.map(([one]) => one).join('')
        const read = digits.map(([one, which, wrong]) => (wrong ? (LOOKS[one]?.[which % LOOKS[one].length] ?? one) : one)).join('')
        const found = misreadCandidates(`订单号：${read}，请查`)
        // with hardly a digit left it is a word
        fc.pre(read.replace(/\D/g, '').length >= 4)
        expect(read === number || found.some((one) => one.value === number && one.read === read)).toBe(true)
      }),
    )
  })

  it('C11: of any text candidates are few, long enough, hold digits, and never repeat or stand there as they are', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2000, unit: fc.constantFrom(...'0123456789OlSZB -\n|!abc订单') }), (text) => {
        const found = misreadCandidates(text)
        expect(found.length).toBeLessThanOrEqual(60)
        expect(new Set(found.map((one) => one.value)).size).toBe(found.length)
        for (const { read, value } of found) {
          expect(value.length).toBeGreaterThanOrEqual(8)
          expect(value.replace(/\D/g, '').length).toBeGreaterThanOrEqual(6)
          expect(value).not.toBe(read)
        }
      }),
    )
  })
})

const piece = fc.record({ text: fc.string({ minLength: 1, maxLength: 8 }), confidence: fc.double({ min: 0, max: 1, noNaN: true }), left: fc.nat(2000), top: fc.nat(2000), width: fc.integer({ min: 1, max: 400 }), height: fc.integer({ min: 1, max: 60 }) })

describe('A7: lines and tiles', () => {
  it('A7: no letter of any piece is lost, whatever stands where', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (given) => {
        const pieces = given.map(({ width, height, ...one }) => ({ ...one, right: one.left + width, bottom: one.top + height }))
        const letters = (texts: readonly string[]): string => [...texts.join('').replace(/\s/g, '')].sort().join('')
        const lines = linesOf(pieces)
        expect(letters(lines.map((line) => line.text))).toBe(letters(pieces.map((one) => one.text)))
        expect(lines.every((line) => line.text !== '' && line.confidence >= 0 && line.confidence <= 1)).toBe(true)
      }),
    )
  })

  it('A7: every height of a picture belongs to one tile, which sees half the overlap above and below it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40_000 }), fc.integer({ min: 300, max: 2000 }), fc.integer({ min: 1, max: 64 }), (height, tall, half) => {
        const tiles = tilesOf(height, tall, half * 2)
        expect([tiles[0]?.from, tiles.at(-1)?.to]).toEqual([0, height])
        tiles.forEach((tile, at) => {
          expect(tile.bottom - tile.top).toBeLessThanOrEqual(tall)
          expect(at === 0 ? 0 : tile.from).toBe(tiles[at - 1]?.to ?? 0)
          expect(tile.top).toBeLessThanOrEqual(Math.max(0, tile.from - half))
          expect(tile.bottom).toBeGreaterThanOrEqual(Math.min(height, tile.to + half))
        })
      }),
    )
  })

  it('A7: scaling invents no colour: every value lies between the darkest and the brightest of the box', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }), fc.uint8Array({ minLength: 432, maxLength: 432 }), (width, height, toWidth, toHeight, bytes) => {
        const rgb = bytes.slice(0, width * height * 3)
        const planes = planesOf({ width, height, rgb }, { left: 0, top: 0, right: width, bottom: height }, toWidth, toHeight, { mean: [0, 0, 0], spread: [1, 1, 1] })
        expect(planes).toHaveLength(toWidth * toHeight * 3)
        const [low, high] = [Math.min(...rgb) / 255 - 1e-4, Math.max(...rgb) / 255 + 1e-4]
        expect(planes.every((value) => value >= low && value <= high)).toBe(true)
      }),
    )
  })
})
