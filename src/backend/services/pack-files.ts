import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, readFile } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import { AppError } from '../../domain/errors'
import { PHOTO_FORMATS, type PhotoFormat } from '../../domain/photo/formats'
import type { PrintDocument, PrintPicture } from '../../domain/print/document'
import { PRINT_SIDE, thumbPathOf } from '../photos'
import { writeFileAtomically } from '../reports/atomic-file'
import type { Kernel } from './kernel'

/** What every pack of evidence is made of (L3, A8): originals that are still what was filed, their pictures on paper, the PDF beside the ZIP. */

export interface PackedFile {
  readonly file: string
  readonly bytes: number
  readonly sha256: string
}

/** One piece of evidence under its name in the pack. */
export interface PackPiece {
  readonly name: string
  readonly caption: string
  readonly photo: { readonly sha256: string; readonly archivedAs: string; readonly format: string; readonly hasThumb: boolean; readonly bytes: number }
}

export interface Original<T extends PackPiece = PackPiece> {
  readonly packed: T
  /** Absolute. */
  readonly path: string
}

/** @throws AppError INVALID_INPUT unless the path is absolute and ends in `.zip` */
export function requireZipPath(path: string): void {
  if (!isAbsolute(path) || !path.toLowerCase().endsWith('.zip')) throw new AppError('INVALID_INPUT', { field: 'path', value: basename(path), known: ['.zip'] })
}

/** Files whose bytes are still those that were filed; the others by their names in the pack. */
export async function findOriginals<T extends PackPiece>(kernel: Kernel, packed: readonly T[]): Promise<{ originals: Original<T>[]; missing: string[] }> {
  const originals: Original<T>[] = []
  const missing: string[] = []
  for (const one of packed) {
    const path = resolve(kernel.dataDir, one.photo.archivedAs)
    if ((await hashOf(path)) === one.photo.sha256) originals.push({ packed: one, path })
    else missing.push(one.name)
  }
  return { originals, missing }
}

/** Null when the file is not there. */
async function hashOf(path: string): Promise<string | null> {
  const hash = createHash('sha256')
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  return hash.digest('hex')
}

/** The bytes of an original as an entry of an archive. */
export const bytesOf = ({ path }: Original): AsyncIterable<Uint8Array> => createReadStream(path) as AsyncIterable<Uint8Array>

/**
 * Pictures for the page: at most PRINT_SIDE pixels long, made by the imaging processes; the stored thumbnail where there is none. What
 * cannot be drawn (PDF, video, a damaged picture) is in the list of files alone.
 */
export async function picturesOf(kernel: Kernel, originals: readonly Original[], temp: string): Promise<PrintPicture[]> {
  const drawn = await Promise.all(
    originals.map(async ({ packed: { photo, caption, name }, path }, at): Promise<PrintPicture | null> => {
      if (PHOTO_FORMATS[photo.format as PhotoFormat].opaque) return null
      const host = kernel.imaging[at % Math.max(1, kernel.imaging.length)]
      const made = join(temp, `${photo.sha256}.webp`)
      const seen = host === undefined ? null : await host.run({ kind: 'thumbnail', input: { path, thumbPath: made, tempPath: `${made}.part`, side: PRINT_SIDE } }).catch(notDrawn)
      const file = seen?.ok === true ? made : photo.hasThumb ? join(kernel.dataDir, thumbPathOf(photo.sha256)) : null
      return file === null ? null : { dataUrl: `data:image/webp;base64,${(await readFile(file)).toString('base64')}`, caption: `${name} · ${caption}` }
    }),
  )
  return drawn.filter((picture) => picture !== null)
}

/** A picture that kills its reader costs its drawing, not the pack: the original goes along all the same. */
export function notDrawn(error: unknown): null {
  if (error instanceof AppError && error.code.startsWith('FILE_PROCESS_')) return null
  throw error
}

/** Null where no window can be had (command line). @throws AppError PRINT_FAILED */
export async function printedOrNull(kernel: Kernel, document: PrintDocument): Promise<Uint8Array | null> {
  try {
    return await kernel.printer(document)
  } catch (error) {
    if (error instanceof AppError && error.code === 'PRINT_UNAVAILABLE') return null
    throw error
  }
}

/** The PDF under the name of the ZIP; another file of that name stays as it is, and ours gets a number. */
export async function besideZip(zipPath: string, pdf: Uint8Array): Promise<PackedFile> {
  const stem = basename(zipPath).replace(/\.zip$/i, '')
  for (let at = 1; ; at += 1) {
    const file = join(dirname(zipPath), `${stem}${at === 1 ? '' : ` (${at})`}.pdf`)
    if (await isFree(file)) return { file, ...(await writeFileAtomically(file, (write) => write(pdf))) }
  }
}

async function isFree(path: string): Promise<boolean> {
  return access(path).then(
    () => false,
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return true
      throw error
    },
  )
}
