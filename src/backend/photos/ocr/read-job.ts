import { readFile, stat } from 'node:fs/promises'
import { linesOf } from '../../../domain/photo/reading'
import { PHOTO_FORMATS, SNIFF_BYTES, sniffFormat } from '../../../domain/photo/formats'
import { readBitmap } from '../imaging/bmp'
import { readHeic } from '../imaging/heic'
import { PictureRefused } from '../imaging/types'
import { loadVips } from '../imaging/vips'
import { loadReader } from './engine'
import type { Raster, ReadingLimits, ReadWordsJob, ReadWordsResult } from './types'

/**
 * Runs in the file process only: reads the text of one picture (A7, C11). A picture at fault is an answer.
 * @param onStep called after each piece, so that the host sees that it gets on
 * @throws AppError READING_UNAVAILABLE
 */
export async function runReadWordsJob(job: ReadWordsJob, onStep: () => void): Promise<ReadWordsResult> {
  try {
    const file = await bytesOf(job)
    const { camera, ...raster } = await decode(file, job.limits)
    if (camera && job.skipCamera) return { ok: false, reason: 'camera' }
    onStep()
    return { ok: true, lines: linesOf(await (await loadReader(job.models)).read(raster, onStep)) }
  } catch (error) {
    if (error instanceof PictureRefused) return { ok: false, reason: error.reason }
    throw error
  }
}

async function bytesOf({ path, bytes, limits }: ReadWordsJob): Promise<Uint8Array> {
  const size = path === undefined ? (bytes?.byteLength ?? 0) : (await sizeOf(path))
  if (size === 0) throw new PictureRefused('empty')
  if (size > limits.maxBytes) throw new PictureRefused('too-large')
  return path === undefined ? (bytes ?? new Uint8Array()) : readFile(path)
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch (cause) {
    throw new PictureRefused('not-found', { cause })
  }
}

async function decode(file: Uint8Array, limits: ReadingLimits): Promise<Raster & { camera: boolean }> {
  const format = sniffFormat(file.subarray(0, SNIFF_BYTES))
  if (format === null || PHOTO_FORMATS[format].opaque) throw new PictureRefused('not-a-photo')
  if (format === 'bmp') {
    const { columns, rows, rgb } = readBitmap(file, limits)
    return { width: columns, height: rows, rgb, camera: false }
  }
  if (format === 'heic' || format === 'heif') {
    const { width, height, pixels } = await readHeic(file, limits)
    return { width, height, rgb: withoutAlpha(pixels, width * height), camera: true }
  }
  return (await loadVips()).rgb(file, format, limits)
}

function withoutAlpha(pixels: Uint8Array, count: number): Uint8Array {
  const rgb = new Uint8Array(count * 3)
  for (let at = 0; at < count; at += 1) rgb.set(pixels.subarray(at * 4, at * 4 + 3), at * 3)
  return rgb
}
