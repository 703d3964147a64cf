import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { PHOTO_FORMATS, SNIFF_BYTES, sniffFormat, type PhotoFormat } from '../../../domain/photo/formats'
import { LOOKS_SIDE, looksOf } from '../../../domain/photo/looks'
import { readBitmap } from './bmp'
import { readHeic } from './heic'
import { DEFAULT_IMAGING_LIMITS, PictureRefused, THUMB_SIDE, type ImagingLimits, type ThumbnailJob, type ThumbnailResult } from './types'
import { loadVips, type Scaled } from './vips'

/**
 * Runs in the file process only: reads one picture, writes its thumbnail (WebP, 320 px or the side that was asked for, upright, first frame) and says what it is
 * (A3, A7). A picture at fault is an answer; only a full disk or a program error throws. Time and memory are watched by the host.
 */
export async function runThumbnailJob(job: ThumbnailJob): Promise<ThumbnailResult> {
  try {
    const { file, format } = await readPicture(job.path, job.limits ?? DEFAULT_IMAGING_LIMITS)
    const { thumb, ...facts } = await scalePicture(file, format, job.limits ?? DEFAULT_IMAGING_LIMITS, job.side ?? THUMB_SIDE)
    await writeWhole(job, job.jpeg === true ? (await loadVips()).jpeg(thumb.webp) : thumb.webp)
    const looks = job.side === undefined ? looksOf((await loadVips()).grey(thumb.webp, LOOKS_SIDE)) : null
    return { ok: true, format, ...facts, thumb: { width: thumb.width, height: thumb.height, bytes: thumb.webp.length }, looks }
  } catch (error) {
    if (error instanceof PictureRefused) return { ok: false, reason: error.reason }
    throw error
  }
}

async function readPicture(path: string, limits: ImagingLimits): Promise<{ file: Uint8Array; format: PhotoFormat }> {
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    if (size === 0) throw new PictureRefused('empty')
    if (size > limits.maxBytes) throw new PictureRefused('too-large')
    const file = await handle.readFile()
    const format = sniffFormat(file.subarray(0, SNIFF_BYTES))
    if (format === null || PHOTO_FORMATS[format].opaque) throw new PictureRefused('not-a-photo')
    return { file, format }
  } finally {
    await handle.close()
  }
}

async function scalePicture(file: Uint8Array, format: PhotoFormat, limits: ImagingLimits, side: number): Promise<Scaled> {
  if (format === 'gif') refuseHugeScreen(file, limits)
  const vips = await loadVips()
  if (format === 'bmp') {
    const { width, height, columns, rows, rgb } = readBitmap(file, limits)
    return { width, height, orientation: 1, frames: 1, thumb: vips.scalePixels({ columns, rows, pixels: rgb, bands: 3 }, side) }
  }
  if (format === 'heic' || format === 'heif') {
    const { width, height, pixels } = await readHeic(file, limits)
    return { width, height, orientation: 1, frames: 1, thumb: vips.scalePixels({ columns: width, rows: height, pixels, bands: 4 }, side) }
  }
  return vips.scale(file, format, limits, side)
}

/** A GIF of 44 bytes may claim a screen of gigabytes, which its reader sets aside at once. */
function refuseHugeScreen(file: Uint8Array, limits: ImagingLimits): void {
  if (file.length < 13) throw new PictureRefused('truncated')
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  if (view.getUint16(6, true) * view.getUint16(8, true) > limits.maxPixels) throw new PictureRefused('too-many-pixels')
}

/** No sync: a thumbnail can be made again, it must only never be seen half. */
async function writeWhole(job: ThumbnailJob, webp: Uint8Array): Promise<void> {
  await mkdir(dirname(job.thumbPath), { recursive: true })
  const temp = await open(job.tempPath, 'wx')
  try {
    await temp.writeFile(webp)
    await temp.close()
    await rename(job.tempPath, job.thumbPath)
  } catch (error) {
    await temp.close()
    await rm(job.tempPath, { force: true })
    // Another job for the same bytes may hold the file open on Windows; its thumbnail is as good as ours.
    if (!(await exists(job.thumbPath))) throw error
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
}
