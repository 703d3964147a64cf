import { describe, expect, it } from 'vitest'
import { heicProfile } from '../../src/backend/photos/imaging/heic-profile'
import { loadVips } from '../../src/backend/photos/imaging/vips'
import { PHOTO_FORMATS, sniffFormat } from '../../src/domain/photo/formats'
import { pngOf } from '../support/png'
import { colourAt, fixture, testVips, thumbnailOf } from './photo-helpers'

/** What people and programs send that is odd, and what somebody might send on purpose (A3, R5): made here, since no fixture may be so large. */

interface Made {
  readonly width: number
  readonly height: number
  jpegsaveBuffer(options?: Record<string, unknown>): Uint8Array
  tiffsaveBuffer(options?: Record<string, unknown>): Uint8Array
  pngsaveBuffer(options?: Record<string, unknown>): Uint8Array
  iccTransform(profile: string, options?: Record<string, unknown>): Made
  getBlob(name: string): Uint8Array
  writeToMemory(): Uint8Array
}

/** As many frames of one pixel as wanted: small on disk, endless for a reader that takes them all. */
function gif(frames: number): Uint8Array {
  const frame = Buffer.from([0x21, 0xf9, 0x04, 0, 1, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0])
  return Buffer.concat([Buffer.from('GIF89a', 'latin1'), Buffer.from([1, 0, 1, 0, 0x80, 0, 0, 255, 0, 0, 0, 0, 255]), ...Array.from({ length: frames }, () => frame), Buffer.from([0x3b])])
}

describe('hostile and odd pictures', () => {
  it('A3, R5: a GIF of twenty thousand frames costs its first frame only', async () => {
    const { result, pixels } = await thumbnailOf(gif(20_000))
    expect(result).toMatchObject({ ok: true, format: 'gif', width: 1, height: 1, frames: 20_000 })
    expect(pixels).toMatchObject({ width: 1, height: 1 })
  })

  it('A3, R5: a PNG of 64 million pixels in eight kilobytes is within the limit and is shown; one above it is refused unread', async () => {
    const side = 8000
    const bomb = pngOf(side, side, Buffer.alloc((side / 8 + 1) * side), { bits: 1, colour: 0 })
    expect(bomb.length).toBeLessThan(20_000)
    expect((await thumbnailOf(bomb)).result).toMatchObject({ ok: true, width: side, height: side, thumb: { width: 320, height: 320 } })
    expect((await thumbnailOf(bomb, { maxPixels: side * side - 1, maxBytes: 1e9 })).result).toEqual({ ok: false, reason: 'too-many-pixels' })
  })

  it('A3: a picture one pixel wide and 65,500 high, as PNG and as JPEG', async () => {
    const high = 65_500
    const tall = pngOf(1, high, Buffer.alloc(2 * high), { bits: 8, colour: 0 })
    expect((await thumbnailOf(tall)).result).toMatchObject({ ok: true, format: 'png', width: 1, height: high })
    const jpeg = (await testVips()).Image.newFromMemory(new Uint8Array(high), 1, high, 1, 'uchar') as unknown as Made
    expect((await thumbnailOf(Uint8Array.from(jpeg.jpegsaveBuffer()))).result).toMatchObject({ ok: true, format: 'jpeg', width: 1, height: high })
  })

  it('A3: of a TIFF with several pages the first is shown, and the number of pages is told', async () => {
    const page = (await testVips()).Image.newFromMemory(new Uint8Array(3 * 40 * 90).map((_, at) => (at % 3 === Math.floor(at / (3 * 40 * 30)) ? 240 : 10)), 40, 90, 3, 'uchar') as unknown as Made
    const { result, pixels } = await thumbnailOf(Uint8Array.from(page.tiffsaveBuffer({ page_height: 30 })))
    expect(result).toMatchObject({ ok: true, format: 'tiff', width: 40, height: 30, frames: 3 })
    if (pixels === null) throw new Error('a thumbnail expected')
    const [red, green, blue] = colourAt(pixels, 0.5, 0.5)
    expect((red ?? 0) > 180 && (green ?? 255) < 80 && (blue ?? 255) < 80, `${red} ${green} ${blue}`).toBe(true)
  })

  it('A3: the colours of a wide profile are translated for a screen', async () => {
    const flower = await thumbnailOf(fixture('flower.jpg'))
    const image = (await testVips()).Image.newFromBuffer(fixture('flower.jpg')) as unknown as Made
    const wide = Uint8Array.from(image.iccTransform('p3', { input_profile: 'srgb' }).jpegsaveBuffer({ Q: 95 }))
    const { result, pixels } = await thumbnailOf(wide)
    expect(result).toMatchObject({ ok: true, format: 'jpeg', width: 480, height: 360 })
    if (pixels === null || flower.pixels === null) throw new Error('thumbnails expected')
    for (const [x, y] of [[0.1, 0.1], [0.5, 0.5], [0.9, 0.8]] as const) {
      const [mine, other] = [colourAt(pixels, x, y), colourAt(flower.pixels, x, y)]
      expect(mine).toHaveLength(3)
      expect(Math.max(...mine.map((value, band) => Math.abs(value - (other[band] ?? 0)))), `${x},${y}: ${mine.join(' ')} and ${other.join(' ')}`).toBeLessThan(16)
    }
  })

  it('A3: the colours of an iPhone, whose profile stands in a box of the HEIC file, are translated for a screen', async () => {
    const image = (await testVips()).Image.newFromBuffer(fixture('flower.jpg')) as unknown as Made
    const p3 = image.iccTransform('p3', { input_profile: 'srgb' })
    const profile = p3.getBlob('icc-profile-data')
    const box = (kind: string, ...parts: readonly Uint8Array[]): Buffer => {
      const body = Buffer.concat(parts)
      return Buffer.concat([Buffer.from([0, 0, 0, 0].map((_, at) => ((body.length + 8) >>> (24 - 8 * at)) & 255)), Buffer.from(kind, 'latin1'), body])
    }
    const numbers = box('colr', Buffer.from('nclx\0\x0c\0\x0d\0\x06\x80', 'latin1'))
    const file = (...properties: readonly Uint8Array[]): Buffer => Buffer.concat([box('ftyp', Buffer.from('heic\0\0\0\0mif1heic', 'latin1')), box('meta', Buffer.alloc(4), box('hdlr', Buffer.alloc(24)), box('iprp', box('ipco', ...properties)))])
    expect(heicProfile(file(box('ispe', Buffer.alloc(12)), numbers, box('colr', Buffer.from('prof'), profile)))).toEqual(Uint8Array.from(profile))
    expect(heicProfile(file(numbers))).toBeNull()
    expect(heicProfile(fixture('example.heic'))).toBeNull()
    const whole = file(box('colr', Buffer.from('prof'), profile))
    // damaged anywhere: no profile or the right one, never an error
    for (let at = 0; at < 120; at += 1) {
      const bad = Buffer.from(whole)
      bad[at] = 255 - (bad[at] ?? 0)
      heicProfile(bad)
      expect(heicProfile(whole.subarray(0, at))).toBeNull()
    }
    const thumb = (await loadVips()).scalePixels({ columns: p3.width, rows: p3.height, bands: 3, pixels: p3.writeToMemory(), profile: Uint8Array.from(profile) }, { side: 320, looks: false })
    const plain = (await loadVips()).scalePixels({ columns: image.width, rows: image.height, bands: 3, pixels: image.writeToMemory() }, { side: 320, looks: false })
    const [mine, right] = [(await testVips()).Image.newFromBuffer(thumb.webp).writeToMemory(), (await testVips()).Image.newFromBuffer(plain.webp).writeToMemory()]
    expect(mine.length).toBe(right.length)
    expect(mine.reduce((sum, value, at) => sum + Math.abs(value - (right[at] ?? 0)), 0) / mine.length).toBeLessThan(3)
  })

  it('A3, R5: SVG is never drawn, whatever it is called or begins with; PDF and film are kept as they are', async () => {
    for (const text of ['<svg xmlns="http://www.w3.org/2000/svg"/>', '<?xml version="1.0"?><svg onload="alert(1)"/>', '\ufeff <!-- --> <SVG/>']) {
      expect(sniffFormat(Buffer.from(text))).toBeNull()
      expect((await thumbnailOf(Buffer.from(text))).result).toEqual({ ok: false, reason: 'not-a-photo' })
    }
    const opaque: [string, Buffer][] = [['pdf', Buffer.from('%PDF-1.7\n%âãÏÓ')], ['mp4', Buffer.from('\0\0\0\x18ftypisom\0\0\0\0isomiso2', 'latin1')], ['mov', Buffer.from('\0\0\0\x14ftypqt  \0\0\0\0qt  ', 'latin1')]]
    for (const [format, bytes] of opaque) {
      expect(sniffFormat(bytes)).toBe(format)
      expect(PHOTO_FORMATS[sniffFormat(bytes) ?? 'jpeg'].opaque).toBe(true)
      expect((await thumbnailOf(bytes)).result).toEqual({ ok: false, reason: 'not-a-photo' })
    }
  })
})
