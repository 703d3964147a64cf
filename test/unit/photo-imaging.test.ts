import { describe, expect, it } from 'vitest'
import { pngOf } from '../support/png'
import { colourAt, difference, fixture, testVips, thumbnailOf } from './photo-helpers'

const good: [name: string, format: string, width: number, height: number, frames: number, thumb: string][] = [
  ['4.webp', 'webp', 1024, 772, 1, '320x241'],
  ['animated-loop-3.gif', 'gif', 370, 285, 10, '320x246'],
  ['animated-loop-3.webp', 'webp', 370, 285, 10, '320x246'],
  ['app13-multiple.jpg', 'jpeg', 256, 160, 1, '256x160'],
  ['big-height.webp', 'webp', 13, 169, 97, '13x169'],
  ['example.heic', 'heic', 1280, 854, 1, '320x214'],
  ['exif_gps.jpg', 'jpeg', 8, 8, 1, '8x8'],
  ['flower.jpg', 'jpeg', 480, 360, 1, '320x240'],
  ['pil_sample_cmyk.jpg', 'jpeg', 100, 100, 1, '100x100'],
  ['png_named.jpg', 'png', 2, 2, 1, '2x2'],
]

describe('thumbnails of real files', () => {
  it.each(good)('A3: %s is a %s of %d×%d with %d frames', async (name, format, width, height, frames, thumb) => {
    const { result, left } = await thumbnailOf(fixture(name))
    expect(result).toMatchObject({ ok: true, format, width, height, frames })
    if (result.ok) expect(`${result.thumb.width}x${result.thumb.height}`).toBe(thumb)
    expect(left).toEqual([])
  })

  it('A3: all eight orientations come out upright', async () => {
    const upright = await thumbnailOf(fixture('Landscape_1.jpg'))
    for (let orientation = 2; orientation <= 8; orientation++) {
      const { result, pixels } = await thumbnailOf(fixture(`Landscape_${orientation}.jpg`))
      expect(result).toMatchObject({ ok: true, orientation, ...(orientation < 5 ? { width: 600, height: 450 } : { width: 450, height: 600 }) })
      expect(difference(pixels!, upright.pixels!), `orientation ${orientation}`).toBeLessThan(12)
    }
  })

  it.each([
    ['broken.png', 'broken'],
    ['corrupt-header.jpg', 'broken'],
    ['decompression_bomb.gif', 'broken'],
    ['truncated.jpg', 'truncated'],
    ['truncated.png', 'truncated'],
    ['truncated_jpeg.jpg', 'truncated'],
    ['zero_byte.jpg', 'empty'],
  ])('A3: %s is refused as %s and leaves nothing behind', async (name, reason) => {
    const { result, left } = await thumbnailOf(fixture(name))
    expect(result).toEqual({ ok: false, reason })
    expect(left).toEqual([])
  })

  it('A3: a file cut anywhere is an answer, never a crash', async () => {
    for (const name of ['4.webp', 'example.heic', 'Landscape_6.jpg', 'animated-loop-3.gif', 'animated-loop-3.webp']) {
      const whole = fixture(name)
      for (const share of [0.001, 0.01, 0.1, 0.3]) {
        const { result } = await thumbnailOf(whole.subarray(0, Math.max(13, Math.floor(whole.length * share))))
        if (!result.ok) expect(['broken', 'truncated', 'not-a-photo']).toContain(result.reason)
      }
    }
    expect((await thumbnailOf(fixture('example.heic').subarray(0, 2000))).result).toEqual({ ok: false, reason: 'truncated' })
  })

  it('A3: the decoder still works after a row of damaged files', async () => {
    for (const name of ['broken.png', 'truncated.jpg', 'decompression_bomb.gif']) await thumbnailOf(fixture(name))
    expect((await thumbnailOf(fixture('flower.jpg'))).result.ok).toBe(true)
  })
})

describe('thumbnails of made files', () => {
  it('A3: TIFF, AVIF, 16-bit PNG and a small scaled WebP look like the JPEG they came from', async () => {
    const flower = await thumbnailOf(fixture('flower.jpg'))
    const image = (await testVips()).Image.newFromBuffer(fixture('flower.jpg'))
    const made: [string, Uint8Array][] = [
      ['tiff', image.tiffsaveBuffer({ compression: 'lzw' })],
      ['tiff', image.tiffsaveBuffer({ compression: 'jpeg' })],
      ['avif', image.heifsaveBuffer({ compression: 'av1', effort: 0, Q: 80 })],
      ['png', image.colourspace('rgb16').pngsaveBuffer()],
      ['webp', image.webpsaveBuffer({ Q: 90 })],
    ]
    for (const [format, bytes] of made) {
      const { result, pixels } = await thumbnailOf(Uint8Array.from(bytes))
      expect(result, format).toMatchObject({ ok: true, format, width: 480, height: 360 })
      expect(difference(pixels!, flower.pixels!), format).toBeLessThan(8)
    }
  })

  it('A3: CMYK comes out as colours for a screen', async () => {
    const { pixels } = await thumbnailOf(fixture('pil_sample_cmyk.jpg'))
    expect(pixels!.bands).toBe(3)
  })

  it('A3: a picture with more pixels than allowed is refused before it is decoded', async () => {
    const bombs = [pngClaiming(30_000, 30_000), gifClaiming(65_535, 65_535), bmpClaiming(40_000, 40_000)]
    for (const bomb of bombs) expect((await thumbnailOf(bomb)).result).toEqual({ ok: false, reason: 'too-many-pixels' })
    for (const name of ['flower.jpg', 'example.heic', '4.webp', 'animated-loop-3.gif']) {
      expect((await thumbnailOf(fixture(name), { maxPixels: 1000, maxBytes: 1e9 })).result).toEqual({ ok: false, reason: 'too-many-pixels' })
    }
    expect((await thumbnailOf(fixture('flower.jpg'), { maxPixels: 1e8, maxBytes: 1000 })).result).toEqual({ ok: false, reason: 'too-large' })
  })

  it('A3: a page that is none of the formats, or PDF and video, is no work for the decoder', async () => {
    for (const text of ['<svg xmlns="http://www.w3.org/2000/svg"><rect/></svg>', '%PDF-1.7 …', 'hello']) {
      expect((await thumbnailOf(Buffer.from(text))).result).toEqual({ ok: false, reason: 'not-a-photo' })
    }
  })
})

/** A valid PNG whose pixels are all one zero byte repeated: small on disk, huge when unpacked. */
const pngClaiming = (width: number, height: number): Uint8Array => pngOf(width, height, Buffer.alloc(1_000_000))

function gifClaiming(width: number, height: number): Uint8Array {
  const gif = Buffer.from(fixture('animated-loop-3.gif'))
  gif.writeUInt16LE(width, 6)
  gif.writeUInt16LE(height, 8)
  return gif
}

function bmpClaiming(width: number, height: number): Uint8Array {
  const bmp = Buffer.alloc(60)
  bmp.write('BM')
  bmp.writeUInt32LE(54, 10)
  bmp.writeUInt32LE(40, 14)
  bmp.writeInt32LE(width, 18)
  bmp.writeInt32LE(height, 22)
  bmp.writeUInt16LE(24, 28)
  return bmp
}

it('A3: colours are where they belong in a made picture', async () => {
  const pixels = new Uint8Array(400 * 200 * 3)
  for (let y = 0; y < 200; y++) for (let x = 0; x < 400; x++) pixels.set(x < 200 ? [255, 0, 0] : [0, 0, 255], (y * 400 + x) * 3)
  const png = (await testVips()).Image.newFromMemory(pixels, 400, 200, 3, 'uchar').pngsaveBuffer()
  const thumb = (await thumbnailOf(Uint8Array.from(png))).pixels!
  expect(colourAt(thumb, 0.2, 0.5)[0]).toBeGreaterThan(230)
  expect(colourAt(thumb, 0.8, 0.5)[2]).toBeGreaterThan(230)
})
