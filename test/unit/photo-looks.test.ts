import { describe, expect, it } from 'vitest'
import { LOOKS_SIDE, looksDistance, looksOf } from '../../src/domain/photo/looks'
import { fixture, testVips, thumbnailOf } from './photo-helpers'

/** The shipped default (resources/policies/photos.yaml). */
const DISTANCE = 6
const PICTURES = ['flower.jpg', '4.webp', 'example.heic', 'Landscape_1.jpg', 'app13-multiple.jpg', 'pil_sample_cmyk.jpg', 'animated-loop-3.gif']

async function looksFor(bytes: Uint8Array): Promise<string> {
  const { result } = await thumbnailOf(bytes)
  if (!result.ok || result.looks === null) throw new Error('looks expected')
  return result.looks
}

interface Editable {
  readonly width: number
  readonly height: number
  resize(scale: number): Editable
  crop(left: number, top: number, width: number, height: number): Editable
  linear(a: number[], b: number[]): Editable
  cast(format: string): Editable
  jpegsaveBuffer(options: Record<string, unknown>): Uint8Array
  pngsaveBuffer(options: Record<string, unknown>): Uint8Array
  webpsaveBuffer(options: Record<string, unknown>): Uint8Array
}
/** What a chat client, a screenshot tool or another phone makes of a picture. */
const CHANGES: readonly [name: string, change: (image: Editable) => Uint8Array][] = [
  ['saved again as JPEG of quality 40', (image) => image.jpegsaveBuffer({ Q: 40 })],
  ['saved as PNG', (image) => image.pngsaveBuffer({})],
  ['saved as WebP of quality 50', (image) => image.webpsaveBuffer({ Q: 50 })],
  ['half as large', (image) => image.resize(0.5).jpegsaveBuffer({ Q: 80 })],
  ['a third larger', (image) => image.resize(1.33).jpegsaveBuffer({ Q: 80 })],
  ['a little brighter', (image) => image.linear([1], [18]).cast('uchar').jpegsaveBuffer({ Q: 85 })],
]
const crop = (part: number) => (image: Editable): Uint8Array => {
  const [dx, dy] = [Math.round(image.width * part), Math.round(image.height * part)]
  return image.crop(dx, dy, image.width - 2 * dx, image.height - 2 * dy).jpegsaveBuffer({ Q: 85 })
}

describe('looks of real pictures (A4)', () => {
  it.each(CHANGES)('A4: a picture %s still looks the same, within the shipped distance', async (_, change) => {
    const vips = await testVips()
    for (const name of ['flower.jpg', '4.webp', 'Landscape_1.jpg', 'app13-multiple.jpg']) {
      const image = vips.Image.newFromBuffer(fixture(name)) as unknown as Editable
      expect(looksDistance(await looksFor(fixture(name)), await looksFor(change(image))), name).toBeLessThanOrEqual(DISTANCE)
    }
  })

  it('A4: with two hundredths cut off each edge it still looks the same; more cropping only takes it further away', async () => {
    const vips = await testVips()
    const measured: Record<string, number[]> = {}
    for (const name of ['flower.jpg', '4.webp', 'Landscape_1.jpg', 'app13-multiple.jpg']) {
      const looks = await looksFor(fixture(name))
      const after = async (part: number): Promise<number> => looksDistance(looks, await looksFor(crop(part)(vips.Image.newFromBuffer(fixture(name)) as unknown as Editable)))
      measured[name] = [await after(0.02), await after(0.05), await after(0.08)]
      expect(measured[name]?.[0], name).toBeLessThanOrEqual(DISTANCE)
    }
    expect(Object.values(measured).every(([little = 0, more = 0, much = 0]) => little <= more && more <= much)).toBe(true)
  })

  it('A4: all eight EXIF orientations of one scene look the same', async () => {
    const upright = await looksFor(fixture('Landscape_1.jpg'))
    for (let orientation = 2; orientation <= 8; orientation++) expect(looksDistance(upright, await looksFor(fixture(`Landscape_${orientation}.jpg`))), String(orientation)).toBeLessThanOrEqual(DISTANCE)
  })

  it('A4: no two different pictures of the fixtures are taken for one', async () => {
    const all = await Promise.all(PICTURES.map(async (name) => ({ name, looks: await looksFor(fixture(name)) })))
    const pairs = all.flatMap((a, at) => all.slice(at + 1).map((b) => ({ pair: `${a.name} ${b.name}`, distance: looksDistance(a.looks, b.looks) })))
    expect(pairs).toHaveLength((PICTURES.length * (PICTURES.length - 1)) / 2)
    expect(pairs.filter((pair) => pair.distance <= 2 * DISTANCE)).toEqual([])
  })

  it('A4: one colour all over has no looks: every blank picture would be a copy of the other', () => {
    const blank = new Uint8Array(LOOKS_SIDE ** 2).fill(200)
    expect(looksOf(blank)).toBeNull()
    expect(looksOf(blank.map((value, at) => value + (at % 2)))).toBeNull()
  })

  it('A4: a raster of another size is a mistake of the program', () => {
    expect(() => looksOf(new Uint8Array(64))).toThrow(RangeError)
  })
})
