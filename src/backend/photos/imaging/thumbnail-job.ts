import { closeSync, fstatSync, mkdirSync, openSync, readSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { PHOTO_FORMATS, SNIFF_BYTES, sniffFormat, type PhotoFormat } from '../../../domain/photo/formats'
import { looksOf } from '../../../domain/photo/looks'
import { readBitmap } from './bmp'
import { readHeic } from './heic'
import { DEFAULT_IMAGING_LIMITS, PictureRefused, THUMB_SIDE, type ImagingLimits, type ThumbnailJob, type ThumbnailResult } from './types'
import { loadVips, refuseHugeScreen, type Scaled, type ScaleTo } from './vips'

/**
 * Runs in the file process only: reads one picture, writes its thumbnail (WebP, 320 px or the side that was asked for, upright, first frame) and says what it is
 * (A3, A7). A picture at fault is an answer; only a full disk or a program error throws. Time and memory are watched by the host.
 */
export async function runThumbnailJob(job: ThumbnailJob): Promise<ThumbnailResult> {
  try {
    const { file, format } = readPicture(job.path, job.limits ?? DEFAULT_IMAGING_LIMITS)
    const { thumb, ...facts } = await scalePicture(file, format, job.limits ?? DEFAULT_IMAGING_LIMITS, { side: job.side ?? THUMB_SIDE, looks: job.side === undefined })
    writeWhole(job, job.jpeg === true ? (await loadVips()).jpeg(thumb.webp) : thumb.webp)
    const looks = thumb.raster === null ? null : looksOf(thumb.raster)
    return { ok: true, format, ...facts, thumb: { width: thumb.width, height: thumb.height, bytes: thumb.webp.length }, looks }
  } catch (error) {
    if (error instanceof PictureRefused) return { ok: false, reason: error.reason }
    throw error
  }
}

/** In one go, as all of this process's work: nobody else waits here, and a turn of the thread pool for each call adds up (X5). */
function readPicture(path: string, limits: ImagingLimits): { file: Uint8Array; format: PhotoFormat } {
  const handle = openSync(path, 'r')
  try {
    const { size } = fstatSync(handle)
    if (size === 0) throw new PictureRefused('empty')
    if (size > limits.maxBytes) throw new PictureRefused('too-large')
    const file = Buffer.allocUnsafeSlow(size)
    let length = 0
    for (let count = 1; count > 0 && length < size; length += count) count = readSync(handle, file, length, size - length, null)
    const whole = file.subarray(0, length)
    const format = sniffFormat(whole.subarray(0, SNIFF_BYTES))
    if (format === null || PHOTO_FORMATS[format].opaque) throw new PictureRefused('not-a-photo')
    return { file: whole, format }
  } finally {
    closeSync(handle)
  }
}

async function scalePicture(file: Uint8Array, format: PhotoFormat, limits: ImagingLimits, to: ScaleTo): Promise<Scaled> {
  if (format === 'gif') refuseHugeScreen(file, limits)
  const vips = await loadVips()
  if (format === 'bmp') {
    const { width, height, columns, rows, rgb } = readBitmap(file, limits)
    return { width, height, orientation: 1, frames: 1, thumb: vips.scalePixels({ columns, rows, pixels: rgb, bands: 3 }, to) }
  }
  if (format === 'heic' || format === 'heif') {
    const { width, height, pixels, profile } = await readHeic(file, limits)
    return { width, height, orientation: 1, frames: 1, thumb: vips.scalePixels({ columns: width, rows: height, pixels, bands: 4, profile }, to) }
  }
  return vips.scale(file, format, limits, to)
}

/** No sync to the disk: a thumbnail can be made again, it must only never be seen half. */
function writeWhole(job: ThumbnailJob, webp: Uint8Array): void {
  mkdirSync(dirname(job.thumbPath), { recursive: true })
  try {
    // its own name; one is there only when this process was killed for another picture and the job runs again
    writeFileSync(job.tempPath, webp)
    renameSync(job.tempPath, job.thumbPath)
  } catch (error) {
    rmSync(job.tempPath, { force: true })
    // Another job for the same bytes may hold the file open on Windows; its thumbnail is as good as ours.
    if (statSync(job.thumbPath, { throwIfNoEntry: false })?.isFile() !== true) throw error
  }
}
