import { randomUUID } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../domain/errors'
import { INCOMING_FOLDER, nodeFileSystem, TEMP_SUFFIX } from '../photos'
import { toAppError } from './failures'
import type { Kernel } from './kernel'
import { archiveOf, pictureLimits } from './photo-archive'

export interface PictureSize {
  readonly width: number
  readonly height: number
}

/**
 * A PNG of a screenshot's pixels (A2), made in a file process: neither a window nor the owner of the data stands still for it (X6).
 * @param pixels row by row, four bytes each: blue, green, red, unused
 * @throws AppError INVALID_INPUT when size and pixels do not fit, IMAGE_TOO_LARGE, DISK_FULL, PERMISSION_DENIED; FILE_PROCESS_* when it could not be made
 */
export async function pngOfScreenshot(kernel: Kernel, pixels: Uint8Array, { width, height }: PictureSize): Promise<Uint8Array> {
  if (pixels.byteLength !== width * height * 4) throw new AppError('INVALID_INPUT', { field: 'bytes' })
  if (width * height > pictureLimits(kernel).maxPixels) throw new AppError('IMAGE_TOO_LARGE')
  const [host] = kernel.imaging
  if (host === undefined) throw new AppError('IMAGE_UNREADABLE')
  // once leftovers of an earlier process are gone, or they would take these with them
  await archiveOf(kernel).swept
  const incoming = join(kernel.dataDir, INCOMING_FOLDER)
  const name = join(incoming, `screenshot-${randomUUID()}`)
  const [path, pngPath] = [`${name}-pixels${TEMP_SUFFIX}`, `${name}${TEMP_SUFFIX}`]
  try {
    await nodeFileSystem.makeFolder(incoming)
    await writeFile(path, pixels)
    await host.run({ kind: 'png', input: { path, width, height, pngPath } })
    return await readFile(pngPath)
  } catch (error) {
    throw toAppError(error)
  } finally {
    await Promise.all([rm(path, { force: true }), rm(pngPath, { force: true })])
  }
}
