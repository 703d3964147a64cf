import { randomUUID } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Photo } from '../../contract/photos'
import { AppError } from '../../domain/errors'
import { PHOTO_FORMATS, sniffFormat, type PhotoFormat } from '../../domain/photo/formats'
import { INCOMING_FOLDER, nodeFileSystem, TEMP_SUFFIX } from '../photos'
import * as repo from '../repositories/photos'
import { toAppError } from './failures'
import type { Actor, Kernel } from './kernel'
import { pictureLimits } from './photo-archive'
import { fileDerived } from './photos'

/** Longest side in pixels of a picture that is decoded for the page: beyond it WebP ends. A smaller one stays as large as it is. */
const DECODED_SIDE = 16_000

/**
 * A picture that the page cannot decode, made readable by the imaging process, upright and as large as it is (A5).
 * @throws AppError NOT_FOUND, IMAGE_UNREADABLE
 */
export async function drawingSource(kernel: Kernel, linkId: string): Promise<{ dataUrl: string }> {
  const link = repo.findLinkRow(kernel.read, linkId)
  const row = link === undefined ? undefined : repo.findPhoto(kernel.read, link.photoId)
  if (link === undefined || row === undefined) throw new AppError('NOT_FOUND', { what: 'photo', id: linkId })
  const [host] = kernel.imaging
  if (PHOTO_FORMATS[row.format as PhotoFormat].opaque || host === undefined) throw new AppError('IMAGE_UNREADABLE')
  const incoming = join(kernel.dataDir, INCOMING_FOLDER)
  await nodeFileSystem.makeFolder(incoming)
  // Both names are swept at the next start if this process ends meanwhile.
  const id = randomUUID()
  const [made, half] = [join(incoming, `drawing-${id}${TEMP_SUFFIX}`), join(incoming, `drawing-half-${id}${TEMP_SUFFIX}`)]
  try {
    const seen = await host.run({ kind: 'thumbnail', input: { path: resolve(kernel.dataDir, link.archivedAs), thumbPath: made, tempPath: half, side: DECODED_SIDE, limits: pictureLimits(kernel) } })
    if (!seen.ok) throw new AppError('IMAGE_UNREADABLE')
    return { dataUrl: `data:image/webp;base64,${(await readFile(made)).toString('base64')}` }
  } catch (error) {
    // a picture that ends its reader, or takes it too long, is one that cannot be read here
    if (error instanceof AppError && error.code.startsWith('FILE_PROCESS_')) throw new AppError('IMAGE_UNREADABLE', { reason: error.code })
    throw toAppError(error)
  } finally {
    await rm(made, { force: true })
  }
}

/**
 * Files a drawing as a photo of its own beside its original, which is not touched (A5).
 * @throws AppError NOT_FOUND; FILE_FORMAT_UNKNOWN for bytes that are no PNG or JPEG, IMAGE_TOO_LARGE, IMAGE_UNREADABLE; DISK_FULL, PERMISSION_DENIED
 */
export async function saveDrawing(kernel: Kernel, actor: Actor, input: { linkId: string; bytes: Uint8Array }): Promise<Photo> {
  const link = repo.findLinkRow(kernel.read, input.linkId)
  if (link === undefined || link.deletedAt !== null || link.binnedAt !== null) throw new AppError('NOT_FOUND', { what: 'photo', id: input.linkId })
  const format = sniffFormat(input.bytes)
  if (format !== 'png' && format !== 'jpeg') throw new AppError('FILE_FORMAT_UNKNOWN')
  if (input.bytes.byteLength > pictureLimits(kernel).maxBytes) throw new AppError('IMAGE_TOO_LARGE')
  const result = await fileDerived(kernel, actor, link, input.bytes, PHOTO_FORMATS[format].extension)
  if (result.photo === null) throw new AppError('IMAGE_UNREADABLE', { reason: result.rejected?.code ?? '' })
  return result.photo
}
