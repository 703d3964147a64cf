import type { PhotoFormat } from '../../../domain/photo/formats'
import type { RawPicture } from './bmp'
import { PictureRefused, type ImagingLimits } from './types'

/** The part of wasm-vips that is used here; its own declarations are not reachable through its export map. */
interface VipsImage {
  readonly width: number
  readonly height: number
  getTypeof(name: string): number
  readonly interpretation: string
  getInt(name: string): number
  getBlob(name: string): Uint8Array
  thumbnailImage(width: number, options: Record<string, unknown>): VipsImage
  copy(options: Record<string, unknown>): VipsImage
  webpsaveBuffer(options: Record<string, unknown>): Uint8Array
  jpegsaveBuffer(options: Record<string, unknown>): Uint8Array
  hasAlpha(): boolean
  flatten(options: Record<string, unknown>): VipsImage
  colourspace(space: string): VipsImage
  extractBand(band: number): VipsImage
  writeToMemory(): Uint8Array
  delete(): void
}

interface VipsModule {
  concurrency(threads: number): void
  operationBlock(name: string, blocked: boolean): void
  blockUntrusted(blocked: boolean): void
  Cache: { max(count: number): void }
  Image: {
    newFromBuffer(bytes: Uint8Array, options: string, named: Record<string, unknown>): VipsImage
    newFromMemory(bytes: Uint8Array, width: number, height: number, bands: number, format: string): VipsImage
  }
}

export interface Scaled {
  width: number
  height: number
  orientation: number
  frames: number
  thumb: { width: number; height: number; webp: Uint8Array }
}

export interface Vips {
  /** Decodes and scales to `side` pixels on the longest; throws `PictureRefused`. */
  scale(file: Uint8Array, format: PhotoFormat, limits: ImagingLimits, side: number): Scaled
  /** Scales pixels that another reader decoded, `bands` 3 (RGB) or 4 (RGBA). */
  scalePixels(picture: Pick<RawPicture, 'columns' | 'rows'> & { pixels: Uint8Array; bands: 3 | 4 }, side: number): Scaled['thumb']
  /** A picture of ours as grey steps, `side` × `side` bytes row by row, whatever its shape (A4); what can be seen through is white. */
  grey(picture: Uint8Array, side: number): Uint8Array
  /** A picture of ours as JPEG, on white. */
  jpeg(picture: Uint8Array): Uint8Array
}

const READERS = ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp', 'VipsForeignLoadNsgif', 'VipsForeignLoadTiff', 'VipsForeignLoadHeif']
const WEBP = { Q: 75, effort: 2, keep: 0 }

let loading: Promise<Vips> | undefined

/** Loads the decoder once per process: about 0.2 s and 100 MB, so only the file process does it, at the first picture. */
export function loadVips(): Promise<Vips> {
  loading ??= start()
  return loading
}

async function start(): Promise<Vips> {
  const { default: create } = (await import('wasm-vips')) as unknown as { default: (options: Record<string, unknown>) => Promise<VipsModule> }
  const preRun = (module: { ENV: Record<string, string> }): void => {
    // libvips would print a warning for every damaged tile to our stderr; the answer says all that matters.
    module.ENV['VIPS_WARNING'] = '1'
  }
  const vips = await create({ dynamicLibraries: ['vips-heif.wasm'], preRun })
  vips.concurrency(1)
  vips.Cache.max(0)
  vips.operationBlock('VipsForeignLoad', true)
  for (const reader of READERS) vips.operationBlock(reader, false)
  return { scale: (file, format, limits, side) => scale(vips, file, format, limits, side), scalePixels: (picture, side) => scalePixels(vips, picture, side), grey: (picture, side) => greyOf(vips, picture, side), jpeg: (picture) => jpegOf(vips, picture) }
}

function scale(vips: VipsModule, file: Uint8Array, format: PhotoFormat, limits: ImagingLimits, side: number): Scaled {
  const { foreignColours, ...facts } = readFacts(vips, file)
  if (facts.width * facts.height > limits.maxPixels) throw new PictureRefused('too-many-pixels')
  const options: Record<string, unknown> = { access: 'sequential', fail_on: 'truncated' }
  if (format === 'jpeg') options['shrink'] = shrinkFor(Math.max(facts.width, facts.height), side)
  try {
    return { ...facts, thumb: shrinkToThumb(vips.Image.newFromBuffer(file, '', options), side, foreignColours ? { output_profile: 'srgb' } : {}) }
  } catch (error) {
    throw new PictureRefused(canBeShownInPart(vips, file, side) ? 'truncated' : 'broken', { cause: error })
  }
}

/** The header alone: nothing is decoded yet. */
function readFacts(vips: VipsModule, file: Uint8Array): Omit<Scaled, 'thumb'> & { foreignColours: boolean } {
  let image: VipsImage
  try {
    image = vips.Image.newFromBuffer(file, '', { access: 'sequential' })
  } catch (error) {
    throw new PictureRefused('broken', { cause: error })
  }
  try {
    const number = (name: string): number => (image.getTypeof(name) === 0 ? 1 : image.getInt(name))
    const orientation = number('orientation')
    return {
      width: image.width,
      height: image.height,
      orientation: orientation >= 1 && orientation <= 8 ? orientation : 1,
      frames: number('n-pages'),
      foreignColours: hasForeignColours(image),
    }
  } finally {
    image.delete()
  }
}

/** Whether colours must be translated for a screen. Asking for it anyway costs a third of the whole thumbnail. */
function hasForeignColours(image: VipsImage): boolean {
  if (image.interpretation === 'cmyk') return true
  if (image.getTypeof('icc-profile-data') === 0) return false
  // The name stands in the profile as ASCII or UTF-16, by its version.
  return !Buffer.from(image.getBlob('icc-profile-data')).toString('latin1').replaceAll('\0', '').includes('sRGB')
}

/** A JPEG can be decoded at 1/2, 1/4 or 1/8 at a fraction of the cost; the last step is done properly. */
function shrinkFor(longSide: number, side: number): number {
  return [8, 4, 2].find((factor) => longSide / factor >= side) ?? 1
}

function canBeShownInPart(vips: VipsModule, file: Uint8Array, side: number): boolean {
  try {
    return shrinkToThumb(vips.Image.newFromBuffer(file, '', { access: 'sequential', fail_on: 'none' }), side, {}).webp.length > 0
  } catch (error) {
    if (error instanceof Error) return false
    throw error
  }
}

/** Takes over `image` and frees it. Orientation is applied unless told otherwise. */
function shrinkToThumb(image: VipsImage, side: number, options: Record<string, unknown>): Scaled['thumb'] {
  let thumb: VipsImage | undefined
  try {
    thumb = image.thumbnailImage(side, { height: side, size: 'down', ...options })
    // The save runs the whole pipeline, so this is where damage in the pixels shows.
    const webp = thumb.webpsaveBuffer(WEBP)
    return { width: thumb.width, height: thumb.height, webp }
  } finally {
    thumb?.delete()
    image.delete()
  }
}

function jpegOf(vips: VipsModule, picture: Uint8Array): Uint8Array {
  const image = vips.Image.newFromBuffer(picture, '', { access: 'sequential' })
  const flat = image.hasAlpha() ? image.flatten({ background: [255, 255, 255] }) : null
  try {
    return (flat ?? image).jpegsaveBuffer({ Q: 85, keep: 0 })
  } finally {
    flat?.delete()
    image.delete()
  }
}

function scalePixels(vips: VipsModule, picture: Parameters<Vips['scalePixels']>[0], side: number): Scaled['thumb'] {
  const plain = vips.Image.newFromMemory(picture.pixels, picture.columns, picture.rows, picture.bands, 'uchar')
  try {
    return shrinkToThumb(plain.copy({ interpretation: 'srgb' }), side, { no_rotate: true })
  } finally {
    plain.delete()
  }
}

function greyOf(vips: VipsModule, picture: Uint8Array, side: number): Uint8Array {
  const steps: VipsImage[] = []
  const kept = (image: VipsImage): VipsImage => {
    steps.push(image)
    return image
  }
  try {
    const whole = kept(vips.Image.newFromBuffer(picture, '', {}))
    const solid = whole.hasAlpha() ? kept(whole.flatten({ background: [255, 255, 255] })) : whole
    const small = kept(solid.thumbnailImage(side, { height: side, size: 'force' }))
    return kept(kept(small.colourspace('b-w')).extractBand(0)).writeToMemory().slice()
  } finally {
    for (const image of steps.reverse()) image.delete()
  }
}
