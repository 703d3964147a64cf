import type { PhotoFormat } from '../../../domain/photo/formats'
import { rasterOf } from '../../../domain/photo/looks'
import type { RawPicture } from './bmp'
import { jpegSize } from './jpeg-size'
import { PictureRefused, type ImagingLimits } from './types'

/** The part of wasm-vips that is used here; its own declarations are not reachable through its export map. */
interface VipsImage {
  readonly width: number
  readonly height: number
  readonly bands: number
  getTypeof(name: string): number
  readonly interpretation: string
  getInt(name: string): number
  getBlob(name: string): Uint8Array
  setBlob(name: string, value: Uint8Array): void
  thumbnailImage(width: number, options: Record<string, unknown>): VipsImage
  copy(options: Record<string, unknown>): VipsImage
  copyMemory(): VipsImage
  webpsaveBuffer(options: Record<string, unknown>): Uint8Array
  jpegsaveBuffer(options: Record<string, unknown>): Uint8Array
  pngsaveBuffer(options: Record<string, unknown>): Uint8Array
  hasAlpha(): boolean
  flatten(options: Record<string, unknown>): VipsImage
  autorot(): VipsImage
  colourspace(space: string): VipsImage
  cast(format: string, options: Record<string, unknown>): VipsImage
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
  thumb: ScaledThumb
}

export interface ScaledThumb {
  width: number
  height: number
  webp: Uint8Array
  /** The same as the grey raster of looks (A4). Null when not asked for. */
  raster: Uint8Array | null
}

export interface ScaleTo {
  /** Pixels on the longest side; a smaller picture stays as large as it is. */
  side: number
  /** Whether the raster of its looks is wanted, too. */
  looks: boolean
}

/** Pixels that another reader decoded. */
export type DecodedPixels = Pick<RawPicture, 'columns' | 'rows'> & {
  readonly pixels: Uint8Array
  readonly bands: 3 | 4
  /** ICC profile of their colours, if they are not those of a screen. */
  readonly profile?: Uint8Array | null
}

export interface Vips {
  /** Decodes and scales; throws `PictureRefused`. */
  scale(file: Uint8Array, format: PhotoFormat, limits: ImagingLimits, to: ScaleTo): Scaled
  /** Scales pixels that another reader decoded, `bands` 3 (RGB) or 4 (RGBA), and translates their colours. */
  scalePixels(picture: DecodedPixels, to: ScaleTo): ScaledThumb
  /** All pixels of a picture, upright, as RGB (A7); what can be seen through is white. Throws `PictureRefused`. */
  rgb(file: Uint8Array, format: PhotoFormat, limits: ImagingLimits): { width: number; height: number; rgb: Uint8Array; camera: boolean }
  /** Pixels of a screenshot (RGB) as PNG, without loss. */
  png(rgb: Uint8Array, width: number, height: number): Uint8Array
  /** A picture of ours as JPEG, on white. */
  jpeg(picture: Uint8Array): Uint8Array
}

const READERS = ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp', 'VipsForeignLoadNsgif', 'VipsForeignLoadTiff', 'VipsForeignLoadHeif']
const PROFILE = 'icc-profile-data'
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
  return { scale: (file, format, limits, to) => (format === 'jpeg' ? scaleJpeg(vips, file, limits, to) : null) ?? scale(vips, file, format, limits, to), scalePixels: (picture, to) => scalePixels(vips, picture, to), rgb: (file, format, limits) => rgbOf(vips, file, format, limits), jpeg: (picture) => jpegOf(vips, picture), png: (rgb, width, height) => pngOf(vips, rgb, width, height) }
}

/**
 * The short way for a whole JPEG, most of what people send: its size stands in front, so it is opened once, and no larger than needed.
 * Null when anything is odd about it; then the careful way finds out what.
 */
function scaleJpeg(vips: VipsModule, file: Uint8Array, limits: ImagingLimits, to: ScaleTo): Scaled | null {
  const size = jpegSize(file)
  if (size === null || size.width * size.height > limits.maxPixels) return null
  const shrink = shrinkFor(size, to.side)
  try {
    const image = vips.Image.newFromBuffer(file, '', { access: 'sequential', fail_on: 'truncated', shrink })
    const { foreignColours, ...facts } = factsOf(image)
    if (facts.width !== Math.ceil(size.width / shrink) || facts.height !== Math.ceil(size.height / shrink)) {
      image.delete()
      return null
    }
    return { ...facts, ...size, thumb: shrinkToThumb(image, to, foreignColours ? { output_profile: 'srgb' } : {}) }
  } catch {
    // Damage of the picture, which the careful way tells apart; anything else fails there again and is told. (The decoder's errors are no Error.)
    return null
  }
}

function scale(vips: VipsModule, file: Uint8Array, format: PhotoFormat, limits: ImagingLimits, to: ScaleTo): Scaled {
  const { foreignColours, ...facts } = readFacts(vips, file)
  if (facts.width * facts.height > limits.maxPixels) throw new PictureRefused('too-many-pixels')
  const options: Record<string, unknown> = { access: 'sequential', fail_on: 'truncated' }
  if (format === 'jpeg') options['shrink'] = shrinkFor(facts, to.side)
  try {
    return { ...facts, thumb: shrinkToThumb(vips.Image.newFromBuffer(file, '', options), to, foreignColours ? { output_profile: 'srgb' } : {}) }
  } catch (error) {
    throw new PictureRefused(canBeShownInPart(vips, file, to) ? 'truncated' : 'broken', { cause: error })
  }
}

type Facts = Omit<Scaled, 'thumb'> & { foreignColours: boolean }

/** The header alone: nothing is decoded yet. */
function readFacts(vips: VipsModule, file: Uint8Array): Facts {
  let image: VipsImage
  try {
    image = vips.Image.newFromBuffer(file, '', { access: 'sequential' })
  } catch (error) {
    throw new PictureRefused('broken', { cause: error })
  }
  try {
    return factsOf(image)
  } finally {
    image.delete()
  }
}

function factsOf(image: VipsImage): Facts {
  const number = (name: string): number => (image.getTypeof(name) === 0 ? 1 : image.getInt(name))
  const orientation = number('orientation')
  return {
    width: image.width,
    height: image.height,
    orientation: orientation >= 1 && orientation <= 8 ? orientation : 1,
    frames: number('n-pages'),
    foreignColours: hasForeignColours(image),
  }
}

/** Whether colours must be translated for a screen. Asking for it anyway costs a third of the whole thumbnail. */
function hasForeignColours(image: VipsImage): boolean {
  if (image.interpretation === 'cmyk') return true
  return image.getTypeof(PROFILE) !== 0 && !isForScreens(image.getBlob(PROFILE))
}

/** The name stands in the profile as ASCII or UTF-16, by its version. */
const isForScreens = (profile: Uint8Array): boolean => Buffer.from(profile).toString('latin1').replaceAll('\0', '').includes('sRGB')

/** A JPEG can be decoded at 1/2, 1/4 or 1/8 at a fraction of the cost; the last step is done properly. Of a sliver nothing would be left. */
function shrinkFor({ width, height }: { readonly width: number; readonly height: number }, side: number): number {
  return [8, 4, 2].find((factor) => Math.max(width, height) / factor >= side && Math.min(width, height) >= factor) ?? 1
}

function canBeShownInPart(vips: VipsModule, file: Uint8Array, { side }: ScaleTo): boolean {
  try {
    return shrinkToThumb(vips.Image.newFromBuffer(file, '', { access: 'sequential', fail_on: 'none' }), { side, looks: false }, {}).webp.length > 0
  } catch {
    // the first error is the one that is told
    return false
  }
}

/** Takes over `image` and frees it. Orientation is applied unless told otherwise. */
function shrinkToThumb(image: VipsImage, { side, looks }: ScaleTo, options: Record<string, unknown>): ScaledThumb {
  const steps: VipsImage[] = [image]
  const kept = (step: VipsImage): VipsImage => {
    steps.push(step)
    return step
  }
  try {
    const small = kept(image.thumbnailImage(side, { height: side, size: 'down', ...options }))
    // Kept in memory only where it is read twice. The first reading runs the whole pipeline, so this is where damage in the pixels shows.
    const thumb = looks ? kept(small.copyMemory()) : small
    const webp = thumb.webpsaveBuffer(WEBP)
    return { width: thumb.width, height: thumb.height, webp, raster: looks ? rasterOfThumb(thumb) : null }
  } finally {
    for (const step of steps.reverse()) step.delete()
  }
}

function pngOf(vips: VipsModule, rgb: Uint8Array, width: number, height: number): Uint8Array {
  const plain = vips.Image.newFromMemory(rgb, width, height, 3, 'uchar')
  const image = plain.copy({ interpretation: 'srgb' })
  try {
    return image.pngsaveBuffer({ compression: 6, keep: 0 })
  } finally {
    image.delete()
    plain.delete()
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

function scalePixels(vips: VipsModule, picture: DecodedPixels, to: ScaleTo): ScaledThumb {
  const plain = vips.Image.newFromMemory(picture.pixels, picture.columns, picture.rows, picture.bands, 'uchar')
  try {
    const image = plain.copy({ interpretation: 'srgb' })
    if (picture.profile == null || isForScreens(picture.profile)) return shrinkToThumb(image, to, { no_rotate: true })
    image.setBlob(PROFILE, picture.profile)
    return shrinkToThumb(image, to, { no_rotate: true, output_profile: 'srgb' })
  } finally {
    plain.delete()
  }
}

/** Averaged here: three more steps of the decoder would cost five times as much as the sums (X5). */
function rasterOfThumb(thumb: VipsImage): Uint8Array {
  const { width, height, bands } = thumb
  const pixels = thumb.writeToMemory()
  if (pixels.length === width * height * bands) return rasterOf(pixels, width, height, bands)
  const plain = thumb.cast('uchar', { shift: true })
  try {
    return rasterOf(plain.writeToMemory(), width, height, bands)
  } finally {
    plain.delete()
  }
}

function rgbOf(vips: VipsModule, file: Uint8Array, format: PhotoFormat, limits: ImagingLimits): ReturnType<Vips['rgb']> {
  if (format === 'gif') refuseHugeScreen(file, limits)
  const { width, height } = readFacts(vips, file)
  if (width * height > limits.maxPixels) throw new PictureRefused('too-many-pixels')
  const steps: VipsImage[] = []
  const kept = (image: VipsImage): VipsImage => {
    steps.push(image)
    return image
  }
  try {
    const whole = kept(vips.Image.newFromBuffer(file, '', { access: 'sequential', fail_on: 'truncated' }))
    const camera = whole.getTypeof('exif-ifd0-Make') !== 0 || whole.getTypeof('exif-ifd0-Model') !== 0
    const upright = kept(whole.autorot())
    const solid = upright.hasAlpha() ? kept(upright.flatten({ background: [255, 255, 255] })) : upright
    const plain = kept(solid.colourspace('srgb'))
    return { width: plain.width, height: plain.height, rgb: plain.writeToMemory().slice(), camera }
  } catch (error) {
    throw new PictureRefused('broken', { cause: error })
  } finally {
    for (const image of steps.reverse()) image.delete()
  }
}

/** A GIF of 44 bytes may claim a screen of gigabytes, which its reader sets aside at once. */
export function refuseHugeScreen(file: Uint8Array, limits: ImagingLimits): void {
  if (file.length < 13) throw new PictureRefused('truncated')
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  if (view.getUint16(6, true) * view.getUint16(8, true) > limits.maxPixels) throw new PictureRefused('too-many-pixels')
}
