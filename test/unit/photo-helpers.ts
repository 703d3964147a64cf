import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runThumbnailJob } from '../../src/backend/photos/imaging/thumbnail-job'
import type { ImagingLimits, ThumbnailResult } from '../../src/backend/photos/imaging/types'

/** wasm-vips as a second opinion and as a maker of samples; the code under test has its own instance. */
export interface TestVips {
  Image: {
    newFromBuffer(bytes: Uint8Array, options?: string, named?: Record<string, unknown>): TestImage
    newFromMemory(bytes: Uint8Array, width: number, height: number, bands: number, format: string): TestImage
  }
}
export interface TestImage {
  width: number
  height: number
  bands: number
  colourspace(space: string): TestImage
  writeToMemory(): Uint8Array
  tiffsaveBuffer(options?: Record<string, unknown>): Uint8Array
  heifsaveBuffer(options?: Record<string, unknown>): Uint8Array
  pngsaveBuffer(options?: Record<string, unknown>): Uint8Array
  webpsaveBuffer(options?: Record<string, unknown>): Uint8Array
}

let vips: Promise<TestVips> | undefined
export function testVips(): Promise<TestVips> {
  vips ??= import('wasm-vips').then(async (module) => {
    const create = (module as unknown as { default: (options: Record<string, unknown>) => Promise<TestVips> }).default
    return create({ dynamicLibraries: ['vips-heif.wasm'], preRun: (m: { ENV: Record<string, string> }) => void (m.ENV['VIPS_WARNING'] = '1') })
  })
  return vips
}

export const fixture = (name: string): Buffer => readFileSync(`test/fixtures/photos/${name}`)

export function tempFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'photo-test-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

export interface Pixels {
  width: number
  height: number
  bands: number
  data: Uint8Array
}

/** Runs the job on bytes and reads the thumbnail back. */
export async function thumbnailOf(bytes: Uint8Array, limits?: ImagingLimits): Promise<{ result: ThumbnailResult; pixels: Pixels | null; left: string[] }> {
  const folder = tempFolder()
  try {
    const path = join(folder.path, 'in')
    writeFileSync(path, bytes)
    const thumbPath = join(folder.path, 'thumbs', 'ab', 'x.webp')
    const result = await runThumbnailJob({ path, thumbPath, tempPath: join(folder.path, 't.part'), ...(limits ? { limits } : {}) })
    const { readdirSync } = await import('node:fs')
    const left = readdirSync(folder.path).filter((name) => name !== 'in' && name !== 'thumbs')
    if (!result.ok) return { result, pixels: null, left }
    const image = (await testVips()).Image.newFromBuffer(readFileSync(thumbPath))
    return { result, pixels: { width: image.width, height: image.height, bands: image.bands, data: Uint8Array.from(image.writeToMemory()) }, left }
  } finally {
    folder.remove()
  }
}

/** Mean difference of two pictures of the same size, 0–255. */
export function difference(a: Pixels, b: Pixels): number {
  if (a.width !== b.width || a.height !== b.height) return 255
  let sum = 0
  for (let i = 0; i < a.width * a.height; i++) for (let band = 0; band < 3; band++) sum += Math.abs(a.data[i * a.bands + band]! - b.data[i * b.bands + band]!)
  return sum / (a.width * a.height * 3)
}

/** Colour at a place given in shares of width and height. */
export function colourAt(pixels: Pixels, x: number, y: number): number[] {
  const at = (Math.floor(y * pixels.height) * pixels.width + Math.floor(x * pixels.width)) * pixels.bands
  return [...pixels.data.subarray(at, at + 3)]
}
