import { describe, expect, it } from 'vitest'
import { readBitmap, type RawPicture } from '../../src/backend/photos/imaging/bmp'
import { PictureRefused } from '../../src/backend/photos/imaging/types'
import { colourAt, thumbnailOf } from './photo-helpers'

const limits = { maxPixels: 1e8, maxBytes: 1e9 }
type Rgb = [number, number, number]
const RED: Rgb = [255, 0, 0]
const GREEN: Rgb = [0, 255, 0]
const BLUE: Rgb = [0, 0, 255]
const WHITE: Rgb = [255, 255, 255]
/** Two columns, two rows, top row first. */
const PICTURE = [
  [RED, GREEN],
  [BLUE, WHITE],
]
const PALETTE = [RED, GREEN, BLUE, WHITE]

interface Recipe {
  bits: number
  compression?: number
  topDown?: boolean
  masks?: number[]
  palette?: boolean
  rows: number[][]
  headerSize?: 12 | 40 | 108
  width?: number
  height?: number
}

function bitmap(recipe: Recipe): Buffer {
  const { bits, compression = 0, masks = [], headerSize = 40, width = 2, height = 2 } = recipe
  const header = Buffer.alloc(headerSize)
  header.writeUInt32LE(headerSize, 0)
  if (headerSize === 12) {
    header.writeUInt16LE(width, 4)
    header.writeUInt16LE(height, 6)
    header.writeUInt16LE(1, 8)
    header.writeUInt16LE(bits, 10)
  } else {
    header.writeInt32LE(width, 4)
    header.writeInt32LE(recipe.topDown ? -height : height, 8)
    header.writeUInt16LE(1, 12)
    header.writeUInt16LE(bits, 14)
    header.writeUInt32LE(compression, 16)
    if (headerSize === 108) masks.forEach((mask, index) => header.writeUInt32LE(mask, 40 + index * 4))
  }
  const maskBytes = Buffer.alloc(headerSize === 40 ? masks.length * 4 : 0)
  if (headerSize === 40) masks.forEach((mask, index) => maskBytes.writeUInt32LE(mask, index * 4))
  const palette = recipe.palette ? Buffer.from(PALETTE.flatMap(([r, g, b]) => (headerSize === 12 ? [b, g, r] : [b, g, r, 0]))) : Buffer.alloc(0)
  const body = Buffer.from(recipe.rows.flat())
  const start = Buffer.alloc(14)
  start.write('BM')
  start.writeUInt32LE(14 + headerSize + maskBytes.length + palette.length, 10)
  return Buffer.concat([start, header, maskBytes, palette, body])
}

const shown = (picture: RawPicture): number[][][] =>
  Array.from({ length: picture.rows }, (_, y) => Array.from({ length: picture.columns }, (_, x) => [...picture.rgb.subarray((y * picture.columns + x) * 3, (y * picture.columns + x) * 3 + 3)]))

const bottomUp24 = [
  [255, 0, 0, 255, 255, 255, 0, 0],
  [0, 0, 255, 0, 255, 0, 0, 0],
]

describe('Windows bitmaps', () => {
  it.each<[string, Recipe]>([
    ['24 bits, bottom row first', { bits: 24, rows: bottomUp24 }],
    ['24 bits, top row first', { bits: 24, topDown: true, rows: [...bottomUp24].reverse() }],
    ['24 bits, the oldest header', { bits: 24, headerSize: 12, rows: bottomUp24 }],
    ['32 bits', { bits: 32, rows: [[255, 0, 0, 0, 255, 255, 255, 0], [0, 0, 255, 0, 0, 255, 0, 0]] }],
    ['32 bits with fields after the header', { bits: 32, compression: 3, masks: [0xff, 0xff00, 0xff0000], rows: [[0, 0, 255, 0, 255, 255, 255, 0], [255, 0, 0, 0, 0, 255, 0, 0]] }],
    ['32 bits with fields in the header', { bits: 32, compression: 3, headerSize: 108, masks: [0xff000000, 0xff0000, 0xff00], rows: [[0, 255, 0, 0, 0, 255, 255, 255], [0, 0, 0, 255, 0, 0, 255, 0]] }],
    ['16 bits 5-5-5', { bits: 16, rows: [[0x1f, 0x00, 0xff, 0x7f], [0x00, 0x7c, 0xe0, 0x03]] }],
    ['16 bits 5-6-5', { bits: 16, compression: 3, masks: [0xf800, 0x7e0, 0x1f], rows: [[0x1f, 0x00, 0xff, 0xff], [0x00, 0xf8, 0xe0, 0x07]] }],
    ['8 bits', { bits: 8, palette: true, rows: [[2, 3, 0, 0], [0, 1, 0, 0]] }],
    ['8 bits, the oldest header', { bits: 8, palette: true, headerSize: 12, rows: [[2, 3, 0, 0], [0, 1, 0, 0]] }],
    ['4 bits', { bits: 4, palette: true, rows: [[0x23, 0, 0, 0], [0x01, 0, 0, 0]] }],
    ['8 bits run-length', { bits: 8, compression: 1, palette: true, rows: [[1, 2, 1, 3, 0, 0], [1, 0, 1, 1, 0, 1]] }],
    ['8 bits run-length with a literal run', { bits: 8, compression: 1, palette: true, rows: [[0, 3, 2, 3, 3, 0, 0, 0], [1, 0, 1, 1, 0, 1]] }],
    ['4 bits run-length', { bits: 4, compression: 2, palette: true, rows: [[2, 0x23, 0, 0], [2, 0x01, 0, 1]] }],
  ])('A3: %s', (_, recipe) => {
    expect(shown(readBitmap(bitmap(recipe), limits))).toEqual(PICTURE)
  })

  it('A3: one bit a pixel', () => {
    expect(shown(readBitmap(bitmap({ bits: 1, palette: true, rows: [[0b10000000, 0, 0, 0], [0b01000000, 0, 0, 0]] }), limits))).toEqual([[RED, GREEN], [GREEN, RED]])
  })

  it('A3: run-length commands that leave the picture draw nothing outside it', () => {
    const rows = [[255, 2, 0, 2, 200, 200, 5, 1, 0, 1]]
    expect(shown(readBitmap(bitmap({ bits: 8, compression: 1, palette: true, rows }), limits))[1]).toEqual([BLUE, BLUE])
  })

  it.each<[string, Buffer, string]>([
    ['rows missing', bitmap({ bits: 24, rows: [bottomUp24[0]!] }), 'truncated'],
    ['header cut', bitmap({ bits: 24, rows: bottomUp24 }).subarray(0, 30), 'truncated'],
    ['run-length without end', bitmap({ bits: 8, compression: 1, palette: true, rows: [[1, 2]] }), 'truncated'],
    ['impossible depth', bitmap({ bits: 7, rows: bottomUp24 }), 'broken'],
    ['run-length with 24 bits', bitmap({ bits: 24, compression: 1, rows: bottomUp24 }), 'broken'],
    ['no width', bitmap({ bits: 24, width: 0, rows: bottomUp24 }), 'broken'],
    ['too big', bitmap({ bits: 24, width: 50_000, height: 50_000, rows: bottomUp24 }), 'too-many-pixels'],
  ])('A3: %s is refused', (_, file, reason) => {
    let refused: unknown
    try {
      readBitmap(file, limits)
    } catch (error) {
      refused = error
    }
    expect(refused).toBeInstanceOf(PictureRefused)
    expect((refused as PictureRefused).reason).toBe(reason)
  })

  it('A3: a large one is thinned out and still shows the right colours', async () => {
    const side = 4000
    const row = (left: Rgb, right: Rgb): Buffer => Buffer.concat([left, right].map(([r, g, b]) => Buffer.alloc((side / 2) * 3, Buffer.from([b, g, r]))))
    const file = Buffer.concat([bitmap({ bits: 24, width: side, height: side, rows: [] }), ...Array.from({ length: side }, (_, y) => (y < side / 2 ? row(BLUE, WHITE) : row(RED, GREEN)))])
    const { result, pixels } = await thumbnailOf(file)
    expect(result).toMatchObject({ ok: true, format: 'bmp', width: side, height: side, thumb: { width: 320, height: 320 } })
    expect(colourAt(pixels!, 0.25, 0.25)[0]).toBeGreaterThan(230)
    expect(colourAt(pixels!, 0.75, 0.25)[1]).toBeGreaterThan(230)
    expect(colourAt(pixels!, 0.25, 0.75)[2]).toBeGreaterThan(230)
  })
})
